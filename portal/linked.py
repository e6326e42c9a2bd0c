"""The register's facts as linked data in the words of schema.org, for machines that read pages."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from flask import Flask
from markupsafe import escape

from portal import language
from portal.frame import base_url
from portal.links import link
from portal.register.certificates import CertificateFact
from portal.register.firms import Firm
from portal.register.gatherings import GatheringFact
from portal.register.measures import MeasurePage
from portal.register.organisations import IdentifierFact, OrganisationFact, OrganisationLink
from portal.register.schemes import SchemeCard
from portal.words import LANGUAGES, Precision, Status

Linked = dict[str, Any]

_STATUS: Final = {
    Status.VALID: "https://schema.org/CertificationActive",
    Status.SUSPENDED: "https://schema.org/CertificationInactive",
    Status.WITHDRAWN: "https://schema.org/CertificationInactive",
    Status.EXPIRED: "https://schema.org/CertificationInactive",
    Status.NOT_YET_VALID: "https://schema.org/CertificationInactive",
}


def install(app: Flask) -> None:
    """Give the templates what every page with a way to it needs."""
    app.jinja_env.globals["trail"] = breadcrumbs


def website() -> Linked:
    """Give the portal itself, with the address its search takes questions at."""
    home = _absolute("home.page")
    return _of(
        "WebSite",
        name=language.site_name(),
        url=home,
        inLanguage=list(LANGUAGES),
        potentialAction={
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": _absolute("search.page") + "?q={search_term_string}"},
            "query-input": "required name=search_term_string",
        },
    )


def breadcrumbs(items: Sequence[tuple[str, str | None]]) -> Linked:
    """Give the way to a page; the last item is the page itself."""
    return _of(
        "BreadcrumbList",
        itemListElement=[
            _without_nothing(
                {
                    "@type": "ListItem",
                    "position": place,
                    "name": escape(name).striptags(),
                    "item": base_url() + url if url else None,
                }
            )
            for place, (name, url) in enumerate(items, start=1)
        ],
    )


def firm(page: Firm, identifiers: Iterable[IdentifierFact], issuers: dict[str, SchemeCard]) -> Linked:
    """Give a firm as an organisation with its certificates. `issuers` are the schemes of its certificates by slug."""
    return _organisation(
        page.organisation,
        identifiers,
        url=_absolute("firms.page", slug=page.slug),
        hasCertification=[_certification(held, issuers) for held in page.certificates],
    )


def other_organisation(fact: OrganisationFact, identifiers: Iterable[IdentifierFact]) -> Linked:
    """Give an organisation that is no firm."""
    return _organisation(fact, identifiers, url=_absolute("organisations.page", slug=fact.slug))


def _organisation(fact: OrganisationFact, identifiers: Iterable[IdentifierFact], url: str, **more: Any) -> Linked:
    return _of(
        "Organization",
        name=fact.name.text,
        alternateName=[name for name in fact.names.texts.values() if name != fact.name.text],
        url=url,
        sameAs=fact.website,
        description=language.text(fact.profile),
        address=_address(fact.country, language.text(fact.place)),
        identifier=[
            {"@type": "PropertyValue", "propertyID": one.register_code, "value": one.number} for one in identifiers
        ],
        **more,
    )


def _certification(held: CertificateFact, issuers: dict[str, SchemeCard]) -> Linked:
    scheme = issuers.get(held.scheme_slug)
    return _without_nothing(
        {
            "@type": "Certification",
            "name": language.text(held.scheme_names),
            "certificationIdentification": held.number,
            "certificationStatus": _STATUS[held.status],
            "url": _absolute("certificates.page", number=held.number),
            "issuedBy": {"@type": "Organization", "name": scheme.owner.name.text} if scheme else None,
            "validFrom": held.granted_on.isoformat(),
            "expires": held.valid_until.isoformat() if held.valid_until else None,
        }
    )


def gathering(fact: GatheringFact, organisers: Iterable[OrganisationLink]) -> Linked | None:
    """Give a gathering as an event; None where its day is not known, because an event without a day is none."""
    if fact.precision is not Precision.DAY or fact.starts_on is None:
        return None
    return _of(
        "Event",
        name=language.text(fact.titles),
        startDate=fact.starts_on.isoformat(),
        endDate=_iso(fact.ends_on),
        url=_absolute("gatherings.page", slug=fact.slug),
        location={
            "@type": "Place",
            "name": language.text(fact.place) or fact.country,
            "address": _address(fact.country, language.text(fact.place)),
        },
        organizer=[{"@type": "Organization", "name": one.name.text} for one in organisers],
    )


def measure(page: MeasurePage) -> Linked:
    """Give a measure as a service of the public sector."""
    fact = page.fact
    return _of(
        "GovernmentService",
        name=fact.name.text,
        alternateName=[name for name in dict.fromkeys(fact.names.texts.values()) if name != fact.name.text],
        description=language.text(fact.summary),
        url=_absolute("measures.page", slug=fact.slug),
        sameAs=fact.source,
        serviceType=[language.text(kind) for kind in fact.kinds],
        areaServed=language.text(fact.place) or fact.country,
        audience=[{"@type": "Audience", "audienceType": language.text(group)} for group in fact.target_groups],
        provider=[{"@type": "Organization", "name": one.name.text} for one in page.providers],
    )


def _of(kind: str, **values: Any) -> Linked:
    return _without_nothing({"@context": "https://schema.org", "@type": kind, **values})


def _without_nothing(values: Linked) -> Linked:
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def _address(country: str | None, place: str) -> Linked | None:
    known = _without_nothing({"addressCountry": country if country != "EU" else None, "addressLocality": place})
    return {"@type": "PostalAddress", **known} if known else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _absolute(endpoint: str, **values: Any) -> str:
    return base_url() + link(endpoint, **values)
