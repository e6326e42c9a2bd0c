"""A visitor of the portal for tests: fetches pages, and checks every page it is given as a page (see page_rules)."""

from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from tests.page_rules import Page, faults


class Visitor:
    """Someone who reads the portal, without a browser."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, address: str, *, status: int = 200, **headers: str) -> Page:
        """Fetch a page and check it; keyword arguments are request headers (`accept_language="nl"`).

        Fails when the status is another one, or when the page breaks one of the rules of pages.
        """
        page = self.look(address, status=status, **headers)
        found = faults(page)
        assert not found, f"{address}:\n" + "\n".join(found)
        return page

    def look(self, address: str, *, status: int | None = 200, **headers: str) -> Page:
        """Fetch a page without checking it."""
        return page_of(address, self.fetch(address, status=status, **headers))

    def fetch(self, address: str, *, status: int | None = 200, **headers: str) -> TestResponse:
        """Fetch anything else: a file, a feed, a redirection. Only the status is checked; None takes any."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.client.get(address, headers=sent, buffered=True)
        assert status in (None, response.status_code), f"{address}: {response.status}, expected {status}"
        return response


def page_of(address: str, response: TestResponse) -> Page:
    """Read an answer as a page."""
    text = response.get_data(as_text=True)
    names = {name.lower(): value for name, value in response.headers}
    return Page(address, response.status_code, names, text, BeautifulSoup(text, "lxml"))
