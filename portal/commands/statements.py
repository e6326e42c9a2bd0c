"""`portal statement`: statements are made, and checked without a network."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from portal import doubled
from portal.commands.base import ready_store, refuse, settings_of
from portal.evidence import checking, keys, opening, proofs, seals, trust
from portal.evidence.checking import Kind
from portal.evidence.faults import Fault, RefusedStatementError
from portal.evidence.grounds import NotInLogError
from portal.evidence.press import PressError
from portal.evidence.sealing import BrokenSealError
from portal.evidence.trust import Trust
from portal.settings import Settings
from portal.words import LANGUAGES

DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(path_type=Path, dir_okay=False)
LARGEST = 64 * 2**20
"""Bytes of a file that is checked: a table of 5,000 rows has 8 MB."""
AT_HOME = "http://127.0.0.1:8000"
"""Where the portal answers unless PORTAL_BASE_URL says otherwise."""


@click.group()
def statement() -> None:
    """Make statements of verdicts, and check them without a network."""


@statement.command()
@click.argument("number")
@click.option("--on", "on", type=DAY, help="The day; today in the scheme's time zone unless told.")
@click.option("--until", type=DAY, help="The last day of a period that begins with --on.")
@click.option("--as", "kind", type=click.Choice(["pdf", "json", "vc", "badge"]), required=True, help="The form.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The language of a PDF.")
@click.option("-o", "--output", "output", type=FILE, required=True, help="The file to write.")
def make(number: str, on: datetime | None, until: datetime | None, kind: str, lang: str, output: Path) -> None:
    """Make a statement about the certificate NUMBER."""
    if until and (on is None or until < on):
        raise click.UsageError("--until names the last day of a period; --on names its first.")
    settings = settings_of()
    ready_store(settings).close()
    asked = {"number": number, "on": on.date() if on else None, "until": until.date() if until else None}
    try:
        data = _made(settings, asked, Kind(kind), lang)
    except NotInLogError as error:
        refuse(f"The register and its public log do not agree: {error}. Run: portal log verify")
    except PressError as error:
        refuse(f"The PDF could not be made: {error}.")
    if data is None:
        refuse(f"There is no certificate {number}.")
    output.write_bytes(data)
    click.echo(f"{output}: {len(data)} bytes.")


def _made(settings: Settings, asked: dict[str, Any], kind: Kind, lang: str) -> bytes | None:
    """Make a statement as the portal's pages make it; None: there is no such certificate."""
    from flask import g

    from portal.app import create_app
    from portal.stating import of_number

    app = create_app(settings)
    with app.test_request_context(f"/{lang}/", base_url=settings.base_url or AT_HOME):
        g.language = lang
        return of_number(kind, **asked)


@statement.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--jwks", type=FILE, help="The public keys, as /.well-known/jwks.json gives them; the instance's own unless told."
)
@click.option("--checkpoint", type=FILE, help="The signed checkpoint that it must rest on.")
@click.option("--number", help="The certificate that it must be about.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def check(file: Path, jwks: Path | None, checkpoint: Path | None, number: str | None, *, as_json: bool) -> None:
    """Check the statement FILE with public keys alone. Exit 0: it proves what is said; 1: it proves nothing."""
    try:
        trusted = _trust(jwks)
        note = checkpoint.read_text("utf-8") if checkpoint else None
    except ValueError as error:
        refuse(f"This cannot be read: {error}.")
    try:
        proven = checking.check(_bounded(file), trusted, _opened, checkpoint=note, number=number, largest=LARGEST)
    except RefusedStatementError as refusal:
        if as_json:
            click.echo(json.dumps({"proves": False, "fault": refusal.fault}))
        refuse(f"Refused. {refusal}")
    sentence = proofs.in_english(proven)
    if as_json:
        click.echo(json.dumps({"proves": True, "kind": proven.kind, "sentence": sentence, "verdict": proven.verdict}))
    else:
        click.echo(sentence)


def _trust(jwks: Path | None) -> Trust:
    if jwks:
        text = jwks.read_text("utf-8")
        for place in doubled.places(text):
            raise ValueError(f"{'.'.join(map(str, place))[:80]}: {doubled.SENTENCE}")
        return trust.in_set(json.loads(text))
    settings = settings_of()
    return trust.of(keys.of(settings.instance, settings.host), seals.of(settings.instance, settings.host))


def _bounded(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def _opened(pdf: bytes, trusted: Trust) -> tuple[bytes, str]:
    try:
        return opening.opened(pdf, trusted.seals)
    except BrokenSealError as error:
        raise RefusedStatementError(Fault.CHANGED) from error
