"""`portal certificate`: decisions are taken and certificates are asked about."""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from functools import reduce
from typing import Any

import click

from portal import decisions
from portal.commands.base import follow, ready_store, refuse, settings_of
from portal.evidence import verdicts
from portal.register import certificates
from portal.register.deciding import Order, RefusedError
from portal.words import DecisionKind

DAY = click.DateTime(["%Y-%m-%d"])


class Instant(click.ParamType[datetime]):
    """An instant; without a zone it is in UTC, and a day stands for its end."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it."""
        try:
            return value if isinstance(value, datetime) else decisions.instant(value)
        except ValueError:
            self.fail(f"{value!r} is no instant; write it like 2026-03-12T09:30:00Z.", param, ctx)


@click.group()
def certificate() -> None:
    """Take decisions about certificates, and ask about them."""


@certificate.command()
@click.argument("file")
@click.option("--each", is_flag=True, help="Each line is its own transaction, answered as soon as it is durable.")
def apply(file: str, *, each: bool) -> None:
    """Take the decisions of FILE, lines of JSON ("-": standard input): all of them, or none."""
    settings = settings_of()
    store = ready_store(settings)
    try:
        lines = decisions.lines_of(file)
        if each:
            everything = decisions.apply_each(settings, store, lines, sys.stdout)
        else:
            click.echo(f"Recorded: {decisions.apply(settings, store, lines)} decisions.")
            everything = True
    except RefusedError as error:
        refuse(str(error))
    follow(settings, store)
    sys.exit(0 if everything else 1)


@certificate.command()
@click.argument("numbers", nargs=-1, required=True)
@click.option("--on", "on", type=DAY, help="The day; today in the scheme's time zone unless told.")
@click.option("--as-known", type=Instant(), help="What was recorded up to this instant; now unless told.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def status(numbers: tuple[str, ...], on: datetime | None, as_known: datetime | None, *, as_json: bool) -> None:
    """Say what status certificates have on a day."""
    settings = settings_of()
    with ready_store(settings).reading() as session:
        found = decisions.statuses(session, numbers, on.date() if on else None, as_known, settings.now())
    if as_json:
        click.echo(json.dumps(found))
    else:
        click.echo("\n".join(f"{one['number']}  {one['on']}  {one['status']}" for one in found))


@certificate.command()
@click.argument("number")
@click.option("--from", "first", type=DAY, required=True, help="The first day.")
@click.option("--to", "last", type=DAY, required=True, help="The last day.")
@click.option("--as-known", type=Instant(), help="What was recorded up to this instant; now unless told.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def periods(number: str, first: datetime, last: datetime, as_known: datetime | None, *, as_json: bool) -> None:
    """Say on which days of a period a certificate is valid, and where the gaps are."""
    if last < first:
        raise click.UsageError(f"{last.date()} lies before {first.date()}.")
    settings = settings_of()
    with ready_store(settings).reading() as session:
        found = decisions.periods(session, number, first.date(), last.date(), as_known, settings.now())
    if found is None:
        refuse(f"There is no certificate {number}.")
    if as_json:
        click.echo(json.dumps(found))
    else:
        click.echo("\n".join(f"{kind}: {one} to {other}" for kind, days in found.items() for one, other in days))


@certificate.command()
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def show(number: str, *, as_json: bool) -> None:
    """Show a certificate with its whole history, in the order in which it was recorded."""
    settings = settings_of()
    with ready_store(settings).reading() as session:
        found = certificates.by_number(session, number, settings.now())
    if found is None:
        refuse(f"There is no certificate {number}.")
    history = [verdicts.decision(one, place) for place, one in enumerate(found.decisions, 1)]
    if as_json:
        click.echo(json.dumps({"number": found.number, "status": found.status, "decisions": history}))
        return
    click.echo(f"{found.number}  {found.scheme_slug}  {found.status}")
    for one in history:
        click.echo("  " + "  ".join(_shown(value) for value in one.values() if value not in (None, {}, False)))


def _shown(value: Any) -> str:
    """Show a fact of a decision: a text in each of its languages, anything else as it is."""
    if isinstance(value, dict):
        return "  ".join(f"{language}: {text}" for language, text in value.items())
    return str(value)


OPTIONS: dict[str, Callable[[Any], Any]] = {
    "effective": click.option("--effective", type=DAY, required=True, help="The first day on which it holds."),
    "valid_until": click.option("--valid-until", type=DAY, help="The last day of validity."),
    "no_expiry": click.option("--no-expiry", is_flag=True, help="No last day of validity is stated."),
    "reason": click.option("--reason", help="A code for the reason, as fee-unpaid."),
    "text": click.option("--text", multiple=True, help="The public reason, as en=…, once for each language."),
    "criteria": click.option("--criteria", help="The version of the criteria."),
    "decided_by": click.option("--decided-by", help="The role that decided, never a person."),
    "approved_by": click.option("--approved-by", help="The role that approved it."),
}


def _taking(kind: DecisionKind, name: str, doc: str, *more: Callable[[Any], Any]) -> None:
    """Add the command that takes decisions of a kind."""

    def run(**given: Any) -> None:
        settings = settings_of()
        store = ready_store(settings)
        try:
            taken = decisions.take(settings, store, _order(kind, given))
        except RefusedError as error:
            refuse(str(error))
        follow(settings, store)
        click.echo(f"{taken.number}: {kind}, decision {taken.place}, entry {taken.position} of the log.")

    wanted = [option for key, option in OPTIONS.items() if key in _options(kind)]
    run.__doc__ = doc
    certificate.command(name=name)(reduce(lambda command, option: option(command), reversed([*more, *wanted]), run))


def _options(kind: DecisionKind) -> set[str]:
    """Give the options of a kind of decision. What a correction does not name stays as it was."""
    not_of_it = {
        DecisionKind.GRANTED: {"no_expiry"},
        DecisionKind.RENEWED: {"no_expiry"},
        DecisionKind.CORRECTED: set[str](),
    }
    return OPTIONS.keys() - not_of_it.get(kind, {"no_expiry", "valid_until"})


def _order(kind: DecisionKind, given: dict[str, Any]) -> Order:
    """Read the options as a line of a file is read."""
    days = {name: given[name].date() for name in ("effective", "valid_until") if given.get(name)}
    texts = dict(part.partition("=")[::2] for part in given.pop("text"))
    none = {"valid_until": None} if given.pop("no_expiry", False) else {}
    said = {name: value for name, value in given.items() if value is not None}
    return decisions.order_of({"decision": kind, "text": texts} | said | none | days)


_NUMBER = click.argument("number")
_taking(
    DecisionKind.GRANTED,
    "grant",
    "Grant a certificate of a scheme to an organisation.",
    click.option("--scheme", required=True, help="The scheme's slug."),
    click.option("--organisation", required=True, help="The organisation's slug."),
    click.option("--number", help="Its number; the scheme's next unless told."),
    click.option("--covers-units", is_flag=True, help="It also covers the establishments that belong to the holder."),
)
_taking(DecisionKind.RENEWED, "renew", "Renew a certificate.", _NUMBER)
_taking(DecisionKind.SUSPENDED, "suspend", "Suspend a certificate.", _NUMBER)
_taking(DecisionKind.RESTORED, "restore", "End a suspension.", _NUMBER)
_taking(DecisionKind.WITHDRAWN, "withdraw", "Withdraw a certificate for good.", _NUMBER)
_taking(
    DecisionKind.CORRECTED,
    "correct",
    "Correct a decision that was recorded wrongly; both stay in the history.",
    _NUMBER,
    click.option("--corrects", type=click.IntRange(min=1), help="Its place in the history; that of the newest term."),
    click.option("--voids", is_flag=True, help="It never held at all."),
)
