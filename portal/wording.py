"""A statement in words, in the page's language: what stands on its sheet."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from portal import language
from portal.evidence import proofs, sheets
from portal.evidence.checking import Proven
from portal.evidence.sheets import Checking, Fact, History, Rests, Sheet, Table, Texts
from portal.evidence.statements import Issuer, Statement
from portal.language import gettext, ngettext
from portal.links import link
from portal.register.certificates import CertificateFact
from portal.register.histories import DecisionFact
from portal.register.organisations import IdentifierFact
from portal.register.verification import Outcome, Verdict
from portal.words import N_, Certainty, Said, Status

MOST_DECISIONS: Final = 6
"""Decisions on the page; all of them stand in the file."""
MOST_GAPS: Final = 4
LONGEST_QUOTED: Final = 60
REGISTERS: Final = {"NO-BRREG": "Brønnøysundregistrene", "BE-KBO": "KBO/BCE", "BG-EIK": "ЕИК"}
_ON_A_DAY: Final = {
    Status.VALID: N_("Yes. The certificate of %(firm)s is valid. This answer is for %(day)s."),
    Status.SUSPENDED: N_("No. The certificate of %(firm)s is on hold. This answer is for %(day)s."),
    Status.WITHDRAWN: N_("No. The certificate of %(firm)s has been taken back. This answer is for %(day)s."),
    Status.EXPIRED: N_("No. The certificate of %(firm)s has expired. This answer is for %(day)s."),
    Status.NOT_YET_VALID: N_("No. The certificate of %(firm)s is not valid yet. This answer is for %(day)s."),
}


def sheet(one: Statement) -> Sheet:
    """Give the page of a statement."""
    verdict = one.verdict
    return Sheet(
        lang=language.current(),
        title=title(verdict),
        register=one.issuer.name,
        made=gettext("Statement of %(instant)s", instant=language.instant(one.made_at)),
        made_on=one.made_at.date(),
        warning=_warning() if one.issuer.fictional else "",
        tone=sheets.tone(verdict.status, holds=verdict.holds),
        sentence=language.own(answer(verdict)),
        why=tuple(map(language.own, _why(verdict))),
        facts=_facts(one),
        history=_history(verdict, {(entry.number, entry.place): entry.position for entry, _ in one.grounds.entries}),
        rests=_rests(one),
        wording=_for_tenders(verdict),
        checking=_checking(one.issuer.base),
        address=one.address,
        attached=gettext("This statement for machines, signed"),
    )


def title(verdict: Verdict) -> str:
    """Give the title of a statement."""
    if verdict.asked.number and verdict.certificates:
        return gettext("Statement on certificate %(number)s", number=verdict.asked.number)
    if verdict.organisation:
        return gettext("Statement on %(firm)s", firm=verdict.organisation.name.text)
    return gettext("Statement on a certificate")


def answer(verdict: Verdict) -> str:
    """Give a verdict in one sentence."""
    day = language.day(verdict.on or verdict.today)
    if verdict.organisation is None:
        asked = verdict.asked
        question = quotable(asked.number or asked.organisation_number or asked.slug or asked.name or "")
        return gettext("No. This register has no certificate for “%(question)s”.", question=question)
    firm = verdict.organisation.name.text
    if verdict.status is None:
        return gettext("No. %(firm)s has no certificate in this register.", firm=firm)
    if verdict.asked.until is None:
        return language.euphonic(gettext(_ON_A_DAY[verdict.status], firm=firm, day=day))
    until = language.day(verdict.asked.until)
    if verdict.holds:
        said = gettext(
            "Yes. %(firm)s is certified on every day from %(first)s to %(last)s.", firm=firm, first=day, last=until
        )
    else:
        said = gettext(
            "No. %(firm)s is not certified on every day from %(first)s to %(last)s.", firm=firm, first=day, last=until
        )
    return language.euphonic(said)


def quotable(question: str) -> str:
    """Give a visitor's words for a sealed sentence: short, and without signs that could end the quotation."""
    return "".join(sign for sign in question[:LONGEST_QUOTED] if sign.isalnum() or sign in " -.,&/")


def _warning() -> str:
    return gettext("This is a fictional register for trials. No firm, certificate or person in it is real.")


def _why(verdict: Verdict) -> list[str]:
    """Give what must be known beside the answer."""
    found = []
    if verdict.lies_ahead:
        found.append(gettext("This day is still to come. The answer follows from what was decided so far."))
    if verdict.certificates and verdict.holds and not verdict.certificates[0].valid_until:
        found.append(
            gettext("No expiry is stated. So the certificate counts as valid until a decision says otherwise.")
        )
    if verdict.corrected:
        found.append(gettext("A decision was corrected later. Without the correction the answer would be another."))
    if verdict.unit_not_covered:
        found.append(gettext("The legal unit holds a certificate. It does not cover this establishment."))
    if verdict.outcome is Outcome.NO_CERTIFICATE and verdict.other_relations:
        found.append(
            gettext("It takes part in another way: as a member or with a signed promise. That is not a certificate.")
        )
    return found


def _facts(one: Statement) -> tuple[Fact, ...]:
    verdict, found = one.verdict, []
    if verdict.organisation:
        found.append(Fact(gettext("Firm"), (verdict.organisation.name,)))
        numbers = tuple(map(_identifier, one.identifiers)) or (language.own(gettext("Not stated")),)
        found.append(Fact(gettext("Organisation number"), numbers))
    if verdict.holder and verdict.organisation and verdict.holder.slug != verdict.organisation.slug:
        found.append(Fact(gettext("Legal unit"), (verdict.holder.name,)))
    if verdict.certificates:
        found += _of_certificate(verdict.certificates[0])
    if others := verdict.certificates[1:]:
        found.append(Fact(gettext("Other certificates"), tuple(Said(each.number, "en") for each in others)))
    first = verdict.on or verdict.today
    if verdict.asked.until:
        found.append(_own(gettext("Period asked about"), f"{_exact(first)} – {_exact(verdict.asked.until)}"))
        found += _gaps(verdict)
    else:
        found.append(_own(gettext("Day asked about"), _exact(first)))
    if verdict.asked.as_known:
        found.append(_own(gettext("As known on"), language.instant(verdict.asked.as_known)))
    return tuple(found)


def _own(label: str, words: str) -> Fact:
    return Fact(label, (language.own(words),))


def _identifier(one: IdentifierFact) -> Said:
    return Said(f"{one.number} ({REGISTERS.get(one.register_code, one.register_code)})", language.current())


def _of_certificate(held: CertificateFact) -> list[Fact]:
    granted = language.day(held.granted_on)
    if held.granted_certainty is Certainty.INFERRED:
        granted += f" ({gettext('year inferred')})"
    whole = language.own(gettext("The whole firm (the scheme names no separate unit)"))
    unstated = gettext("The scheme has not said how long a certificate is valid.")
    return [
        Fact(gettext("Certificate number"), (Said(held.number, "en"),)),
        Fact(gettext("Scheme"), (held.scheme_names.pick(language.current()),)),
        Fact(gettext("Covers"), (held.scope.pick(language.current()) if held.scope else whole,)),
        _own(gettext("Certified on"), granted),
        _own(gettext("Valid until"), language.day(held.valid_until) if held.valid_until else unstated),
    ]


def _gaps(verdict: Verdict) -> list[Fact]:
    """Give the days on which nothing is valid, the first few."""
    shown = [f"{_exact(one.first)} – {_exact(one.last)}: {language.label(one.status)}" for one in verdict.gaps]
    if more := len(shown) - MOST_GAPS:
        shown[MOST_GAPS:] = [ngettext("and one more", "and %(num)s more", more)] if more > 0 else []
    return [Fact(gettext("Not valid on"), tuple(map(language.own, shown)))] if shown else []


def _exact(day: date) -> str:
    """Give a day in words and as numbers: a document is read for years, by people of every language."""
    return f"{language.day(day)} ({day.isoformat()})"


def _history(verdict: Verdict, positions: dict[tuple[str, int], int]) -> History:
    held = verdict.certificates[:1]
    decided = [(place, one) for each in held for place, one in enumerate(each.decisions, 1)][::-1]
    rows = [_decision(one, positions[held[0].number, place]) for place, one in decided[:MOST_DECISIONS]]
    more = len(decided) - MOST_DECISIONS
    return History(
        title=gettext("History"),
        columns=(gettext("Day"), gettext("Decision"), gettext("Reason"), gettext("Entry in the log")),
        rows=tuple(rows),
        more=ngettext("One earlier decision: see inside.", "%(num)s earlier decisions: see inside.", more)
        if more > 0
        else "",
    )


def _decision(one: DecisionFact, position: int) -> tuple[Said, Said, Said, Said]:
    label = language.own(language.label(one.kind))
    reason = one.reason.pick(language.current())
    return language.own(language.day(one.effective_on)), label, reason, Said(str(position), "en")


def _rests(one: Statement) -> Rests:
    found, count = [], len(one.grounds.entries)
    if count:
        found.append(
            language.own(
                ngettext(
                    "It follows from one decision in the public log of this register.",
                    "It follows from %(num)s decisions in the public log of this register.",
                    count,
                )
            )
        )
    elif not one.verdict.certificates:
        found += [each.said.pick(language.current()) for each in one.verdict.complete if each.said]
    size = language.number(one.grounds.size)
    found.append(
        language.own(
            gettext("The log had %(size)s entries. The signed lines below show if one of them is changed.", size=size)
        )
    )
    return Rests(gettext("What this answer rests on"), tuple(found), (one.grounds.checkpoint or "").strip())


def _for_tenders(verdict: Verdict) -> Texts:
    """Give words for the documents of a tender (Directive 2014/24/EU, articles 20 and 43)."""
    names = [each.scheme_names.pick(language.current()).text for each in verdict.certificates[:1]]
    scheme = names[0] if names else gettext("the certificate asked for")
    texts = (
        gettext(
            "“The tenderer shows that it holds %(scheme)s or equivalent proof.” (Directive 2014/24/EU, article 43)",
            scheme=scheme,
        ),
        gettext("A certificate does not reserve the contract. That is another procedure (article 20)."),
    )
    return Texts(gettext("Words for the tender documents"), tuple(map(language.own, texts)))


def _checking(base: str) -> Checking:
    upload = base + link("statements.check")
    return Checking(
        title=gettext("How to check this statement"),
        steps=(
            gettext("Scan the code, or open the address below: it shows the answer as it is now."),
            gettext("A PDF reader that knows signatures shows that the seal is intact."),
            gettext("Send this file to %(address)s. It is checked and not stored.", address=upload),
            gettext(
                "Without this portal: the public keys at %(address)s are enough.",
                address=f"{base}/.well-known/jwks.json",
            ),
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
