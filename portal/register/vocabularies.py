"""The controlled terms: the words that firms, measures and schemes are described with."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from portal import kept
from portal.tables import Term
from portal.words import LocalText


@dataclass(frozen=True)
class TermFact:
    """A term with its labels, and the synonyms that people search by."""

    vocabulary: str
    id: str
    labels: LocalText
    synonyms: LocalText


@dataclass(frozen=True)
class Vocabularies:
    """All terms, in the order of their vocabularies."""

    terms: Mapping[str, Mapping[str, TermFact]]

    def label(self, vocabulary: str, term_id: str) -> LocalText:
        """Give the labels of a term; an unknown term has none."""
        term = self.terms.get(vocabulary, {}).get(term_id)
        return term.labels if term else LocalText()

    def ids(self, vocabulary: str) -> tuple[str, ...]:
        """Give the ids of a vocabulary's terms in their order; none for an unknown vocabulary."""
        return tuple(self.terms.get(vocabulary, {}))


@kept.until_change
def read(session: Session) -> Vocabularies:
    """Give all terms. One query."""
    terms: dict[str, dict[str, TermFact]] = {}
    statement = select(Term.vocabulary, Term.id, col(Term.labels), col(Term.synonyms))
    for row in session.exec(statement.order_by(col(Term.vocabulary), col(Term.position))):
        terms.setdefault(row[0], {})[row[1]] = TermFact(*row)
    return Vocabularies(terms)
