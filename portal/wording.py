"""A statement in words, in the page's language: what stands on its sheet.

The answer and its reasons are the page's own: a statement must not say it in other words.
"""

import textwrap
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from flask import current_app
from markupsafe import Markup

from portal import buying, language, telling
from portal.evidence import proofs, sheets, statements
from portal.evidence.checking import Proven
from portal.evidence.sheets import Checking, Fact, History, Rests, Sheet, Table, Texts
from portal.evidence.statements import Issuer, Statement
from portal.language import gettext, ngettext
from portal.links import link
from portal.register.organisations import IdentifierFact
from portal.telling import Held, Moment, Told
from portal.words import Certainty, Said, Status

MOST_DECISIONS: Final = 6
"""Decisions on the page; all of them stand in the file."""
MOST_GAPS: Final = 4
LONGEST_NOTE: Final = 220
REGISTERS: Final = {"NO-BRREG": "Brønnøysundregistrene", "BE-KBO": "KBO/BCE", "BG-EIK": "ЕИК"}


def sheet(one: Statement) -> Sheet:
    """Give the page of a statement."""
    told = telling.verdict(statements.said(one)["verdict"])
    return Sheet(
        lang=language.current(),
        title=title(told),
        register=one.issuer.name,
        made=gettext("Statement of %(instant)s", instant=language.instant(one.made_at)),
        made_on=one.made_at.date(),
        warning=_warning() if one.issuer.fictional else "",
        tone=sheets.tone(Status(told.code) if told.code in set(Status) else None, holds=told.holds),
        sentence=language.own(_as_on_the_page("verdict_sentence", told)[0]),
        why=tuple(map(language.own, _as_on_the_page("verdict_why", told))),
        facts=_facts(told, one.identifiers),
        history=_history(told, {(entry.number, entry.place): entry.position for entry, _ in one.grounds.entries}),
        rests=_rests(one, told),
        wording=_for_tenders(told),
        checking=_checking(one.issuer.base),
        address=one.address,
        attached=gettext("This statement for machines, signed"),
    )


def title(told: Told) -> str:
    """Give the title of a statement."""
    if told.certificates and "number" in told.asked:
        return gettext("Statement on certificate %(number)s", number=told.question)
    if told.organisation:
        return gettext("Statement on %(firm)s", firm=told.organisation.name.text)
    return gettext("Statement on a certificate")


def _as_on_the_page(part: str, told: Told) -> list[str]:
    """Give the paragraphs of a part of the page of verification as plain text."""
    module: Any = current_app.jinja_env.get_template(f"parts/{part}.html").module
    return [text for each in getattr(module, part)(told).split("</p>") if (text := Markup(each).striptags())]  # noqa: S704 - our own template's


def _warning() -> str:
    return gettext("This is a fictional register for trials. No firm, certificate or person in it is real.")


def _facts(told: Told, identifiers: Sequence[IdentifierFact]) -> tuple[Fact, ...]:
    found = []
    if told.organisation:
        found.append(Fact(gettext("Firm"), (told.organisation.name,)))
        numbers = tuple(map(_identifier, identifiers)) or (language.own(gettext("Not stated")),)
        found.append(Fact(gettext("Organisation number"), numbers))
    if told.holder and told.organisation and told.holder.slug != told.organisation.slug:
        found.append(Fact(gettext("Legal unit"), (told.holder.name,)))
    if told.certificates:
        found += _of_certificate(told.certificates[0])
    if others := told.certificates[1:]:
        found.append(Fact(gettext("Other certificates"), tuple(Said(each.number, "en") for each in others)))
    if told.last:
        found.append(_own(gettext("Day or period"), f"{_exact(told.first)} – {_exact(told.last)}"))
        found += _gaps(told)
    else:
        found.append(_own(gettext("Day or period"), _exact(told.first)))
    if told.as_known:
        found.append(_own(gettext("As known on"), language.instant(told.as_known)))
    return tuple(found)


def _own(label: str, words: str) -> Fact:
    return Fact(label, (language.own(words),))


def _identifier(one: IdentifierFact) -> Said:
    return language.own(f"{one.number} ({REGISTERS.get(one.register_code, one.register_code)})")


def _of_certificate(held: Held) -> list[Fact]:
    granted = _exact(held.granted_on)
    if held.granted_certainty is Certainty.INFERRED:
        granted += f", {gettext('year inferred')}"
    whole = language.own(gettext("The whole firm (the scheme names no separate unit)"))
    return [
        Fact(gettext("Certificate number"), (Said(held.number, "en"),)),
        Fact(gettext("Scheme"), (held.scheme_names.pick(language.current()),)),
        Fact(gettext("Covers"), (held.scope.pick(language.current()) if held.scope else whole,)),
        _own(gettext("Certified on"), granted),
        *_validity(held),
    ]


def _validity(held: Held) -> list[Fact]:
    """Say until when it is valid: not of one that was withdrawn, nor before the first decision, which will say it."""
    if held.status is Status.WITHDRAWN:
        return []
    if held.valid_until:
        return [_own(gettext("Valid until"), _exact(held.valid_until))]
    if held.status is Status.NOT_YET_VALID:
        return []
    unstated = gettext("The scheme has not said how long a certificate is valid.")
    return [_own(gettext("Valid until"), unstated)]


def _gaps(told: Told) -> list[Fact]:
    """Give the days on which nothing is valid, the first few."""
    shown = [f"{_exact(one.first)} – {_exact(one.last)}: {language.label(one.status)}" for one in told.gaps]
    more = len(shown) - MOST_GAPS
    if more > 0:
        shown[MOST_GAPS:] = [ngettext("and one more gap", "and %(num)s more gaps", more)]
    return [Fact(gettext("Not valid on"), tuple(map(language.own, shown)))] if shown else []


def _exact(day: date) -> str:
    """Give a day in words and as numbers: a document is read for years, by people of every language."""
    return f"{language.day(day)} ({day.isoformat()})"


def _history(told: Told, positions: dict[tuple[str, int], int]) -> History:
    # Several certificates together can cover a period; on a day the first is the best.
    held = told.certificates if told.last else told.certificates[:1]
    moments = [(each.number, moment) for each in held for moment in each.history]
    if len(held) > 1:
        moments.sort(key=lambda one: one[1].iso, reverse=True)
    shown = moments[:MOST_DECISIONS]
    more = len(moments) - len(shown)
    sentence = ngettext("One earlier decision: see inside.", "%(num)s earlier decisions: see inside.", more)
    return History(
        title=gettext("History"),
        columns=(gettext("Day"), gettext("Decision"), gettext("Details"), gettext("Entry in the log")),
        rows=tuple(
            _moment(moment, positions[number, moment.place], number if len(held) > 1 else "")
            for number, moment in shown
        ),
        more=sentence if more else "",
    )


def _moment(one: Moment, position: int, number: str) -> tuple[Said, Said, Said, Said]:
    """Say what was decided; `number`: of the certificate, where there are others beside it."""
    notes = (one.reason.text, *one.notes) if one.reason else one.notes
    short = textwrap.shorten(" ".join(notes), LONGEST_NOTE, placeholder=" …")
    day, text, details = map(language.own, (one.day, f"{number}: {one.text}" if number else one.text, short))
    return day, text, details, Said(str(position), "en")


def _rests(one: Statement, told: Told) -> Rests:
    found, count = [], len(one.grounds.entries)
    if count:
        words = ngettext(
            "It follows from one decision in the public log of this register.",
            "It follows from %(num)s decisions in the public log of this register.",
            count,
        )
        found.append(language.own(words))
    if not told.certificates:
        found += [each.said.pick(language.current()) for each in told.complete if each.said]
    size = ngettext(
        "The log had one entry. The signed lines below show if it is changed.",
        "The log had %(num)s entries. The signed lines below show if one of them is changed.",
        one.grounds.size,
    )
    found.append(language.own(size))
    return Rests(gettext("What this answer rests on"), tuple(found), (one.grounds.checkpoint or "").strip())


def _for_tenders(told: Told) -> Texts:
    """Give words for the documents of a tender (Directive 2014/24/EU, articles 20 and 43)."""
    about = [(each.scheme_slug, each.scheme_names) for each in told.certificates[:1]]
    about = about or [(each.scheme_slug, each.scheme_names) for each in told.complete]
    words: list[str] = []
    if len(about) == 1:
        words += buying.of_scheme(*about[0], (), language.current()).wordings[0].paragraphs
    no_reservation = gettext(
        "Contracts reserved under article 20 have conditions of their own. An ordinary certificate does not show that "
        "a firm meets them."
    )
    words.append(f"{gettext('A certificate is no reservation.')} {no_reservation}")
    return Texts(gettext("Words for the tender documents"), tuple(map(language.own, words)))


def _checking(base: str) -> Checking:
    upload, keys = base + link("statements.check"), f"{base}/.well-known/jwks.json"
    return Checking(
        title=gettext("How to check this statement"),
        steps=(
            gettext("Scan the code, or open the address below: it shows the answer as it is now."),
            gettext("A PDF reader that knows signatures shows that the seal is intact."),
            gettext("Send this file to %(address)s. It is checked and not stored.", address=upload),
            gettext("Without this portal: the public keys at %(address)s are enough.", address=keys),
        ),
        alt=gettext("QR code with the address of this answer"),
    )


def table(issuer: Issuer, rows: Sequence[Sequence[str]], texts: Sequence[str], made_at: datetime) -> Table:
    """Give the pages of many answers."""
    names = (
        gettext("Reference"),
        gettext("Asked"),
        gettext("Firm"),
        gettext("Certificate number"),
        gettext("Status"),
        gettext("Valid until"),
        gettext("Problem"),
    )
    made = gettext("Statement of %(instant)s", instant=language.instant(made_at))
    return Table(
        lang=language.current(),
        title=gettext("Certificates checked"),
        register=issuer.name,
        made_on=made_at.date(),
        warning=_warning() if issuer.fictional else "",
        texts=(made, *texts),
        columns=names,
        rows=rows,
        attached=gettext("This statement for machines, signed"),
    )


def proof(proven: Proven) -> str:
    """Give what a statement proves, in one sentence."""
    message, values = proofs.sentence(proven)
    return language.euphonic(gettext(message, **{name: _value(one) for name, one in values.items()}))


def _value(one: proofs.Value) -> str:
    match one:
        case Status():
            return language.label(one)
        case datetime():
            return language.instant(one)
        case date():
            return language.day(one)
    return one
