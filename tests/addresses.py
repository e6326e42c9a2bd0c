"""One address of each type of page, after the language: what every test of "all pages" goes through."""

KEPT = "0000000-0000000-000000-000000"
"""The reference of the verdict that is kept for the tests."""
PAGE_TYPES = {
    "home": "",
    "search": "search?q=asker",
    "search-nothing": "search?q=qqqqxyz",
    "firms": "firms",
    "firms-filtered": "firms?scheme=sosial-profil-asker&sort=name",
    "firm": "firms/asker-taxi",
    "measures": "measures",
    "measures-filtered": "measures?country=BE&target_group=young-people",
    "measure": "measures/no-arbeidstrening",
    "organisation": "organisations/asker-kommune",
    "schemes": "schemes",
    "certification": "schemes/sosial-profil-asker",
    "charter": "schemes/charter-decent-work-for-all",
    "membership": "schemes/nasor-membership",
    "gatherings": "gatherings",
    "gathering": "gatherings/spa-2023-course-1-gathering-1",
    "certificate": "certificates/SPA-2023-001",
    "verify": "verify",
    "verify-yes": "verify?firm=asker-taxi",
    "verify-no": "verify?firm=asker-produkt",
    "log": "log",
    "verify-batch": "verify/batch",
    "verify-period": "verify?firm=asker-taxi&from=2023-01-01&to=2027-12-31",
    "kept-verdict": f"verify/kept/{KEPT}",
    "statement-check": "statements/check",
    "about": "about",
    "accessibility": "accessibility",
    "privacy": "privacy",
    "data": "data",
}
"""All answer 200. The pages of errors are tested beside them."""
