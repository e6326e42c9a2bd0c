"""For buyers: wording that can be pasted into a tender in each language, and the conditions for asking for a label."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from portal import language, sentences
from portal.register.schemes import FactOfScheme
from portal.words import LANGUAGES, N_, LocalText

_QUOTED: Final = {"nb": "«{}»", "nl": "“{}”", "bg": "„{}“", "en": "“{}”"}
WORDING: Final = (
    N_(
        "The tenderer holds a certificate of %(scheme)s, or an equivalent label, that is valid on the last day for "
        "tenders."
    ),
    N_(
        "Equivalent labels are accepted. A tenderer may have been unable to get the label in time, for reasons beyond "
        "its control. Other suitable proof is then accepted (Directive 2014/24/EU, article 43(1))."
    ),
    N_("Proof: the number of the certificate, and the answer of the public register for that day, or equivalent."),
)
CONDITIONS: Final = {
    "a": N_("The requirements concern only what is linked to the subject of the contract."),
    "b": N_("The requirements can be checked objectively and do not discriminate."),
    "c": N_("The label was made in an open and transparent way. All who are concerned could take part."),
    "d": N_("The label is open to everyone who is interested."),
    "e": N_("A third party sets the requirements. The firm that asks for the label has no decisive say over it."),
}
"""The conditions of article 43(1) of Directive 2014/24/EU, in plain words."""
_LETTERS: Final = {"bg": "абвгд"}
"""How the conditions are counted where the directive is not printed with Latin letters."""
DEPENDS: Final = N_("This depends on your contract. You judge it.")
NOT_STATED: Final = N_("Not stated by the scheme.")


@dataclass(frozen=True)
class Wording:
    """The wording in one language."""

    lang: str
    name: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """A condition, and what the scheme has said of it."""

    letter: str
    """As the directive has it in the language of the page."""
    text: str
    facts: tuple[FactOfScheme, ...]
    otherwise: str
    """What is said where there is no fact."""


@dataclass(frozen=True)
class ForBuyers:
    """What a page offers buyers about one scheme."""

    scheme_slug: str
    scheme_names: LocalText
    wordings: tuple[Wording, ...]
    conditions: tuple[Condition, ...]


def of_scheme(slug: str, names: LocalText, facts: Iterable[FactOfScheme], first: str) -> ForBuyers:
    """Give what a page offers buyers about a scheme.

    :param facts: those that speak of one of the conditions
    :param first: the language whose wording comes first
    """
    known = tuple(facts)
    conditions = tuple(
        Condition(
            shown,
            text,
            tuple(fact for fact in known if fact.condition == letter),
            DEPENDS if letter == "a" else NOT_STATED,
        )
        for shown, (letter, text) in zip(_LETTERS.get(first, "abcde"), CONDITIONS.items(), strict=True)
    )
    languages = sorted(LANGUAGES, key=lambda code: code != first)
    return ForBuyers(slug, names, tuple(_wording(code, names) for code in languages), conditions)


def _wording(code: str, names: LocalText) -> Wording:
    known = sentences.of(code)
    scheme = _QUOTED[code].format(names.pick(code).text)
    return Wording(
        code, language.OWN_NAMES[code], tuple(known.one(text).replace("%(scheme)s", scheme) for text in WORDING)
    )
