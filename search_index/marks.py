"""Marks: which words of a shown text answer a question, in whatever form they stand there."""

from typing import Final

from search_index.analysis import LANGUAGES, WORD, Said, asked, fold, forms, is_stop_word
from search_index.language.compounds import LINKS
from search_index.language.inflection import root
from search_index.schema import line_of

SHORTEST_PART: Final = 4
"""Letters of a word from which it is marked inside a compound, and a compound's part where the compound was asked."""

Span = tuple[int, int]


class Marks:
    """What to mark for one question. It knows no index: a word is compared with those of the question.

    :param text: the question; no text is an error
    :param language: the page's language
    """

    def __init__(self, text: str, language: str) -> None:
        said = [each for each in asked(text).said if not each.is_unwanted]
        telling = [each for each in said if each.is_phrase or not is_stop_word(each.words[0])]
        self._phrases = [line_of(each.words) for each in telling if each.is_phrase]
        self._words = _words(telling or said)
        self._language = language
        self._forms = {some: self._forms_in(some) for some in LANGUAGES}
        self._stems = {some: terms | {root(term, some) for term in terms} for some, terms in self._forms.items()}
        self._known: dict[str, dict[str, bool]] = {some: {} for some in LANGUAGES}

    def spans(self, text: str, language: str | None) -> list[Span]:
        """Give where the words begin and end that answer the question, in their order.

        :param text: as it is shown
        :param language: of the text; None or another than LANGUAGES: a name, read as the page's language
        """
        own = language if language in LANGUAGES else self._language
        found = list(WORD.finditer(text))
        spans = {match.span() for match in found if self._answers(match[0], own)} if self._words else set()
        for phrase in self._phrases:
            spans.update(_beside([(fold(match[0].lower()), match.span()) for match in found], phrase))
        return sorted(spans)

    def _forms_in(self, language: str) -> set[str]:
        return {form for word in self._words for form in forms(word, language)}

    def _answers(self, written: str, language: str) -> bool:
        known = self._known[language]
        found = known.get(written)
        if found is None:
            word = written.lower()
            parts = dict.fromkeys((word, *word.split("-"), word.replace("-", "")))
            found = known[written] = any(self._is_asked(part, language) for part in parts)
        return found

    def _is_asked(self, word: str, language: str) -> bool:
        own = forms(word, language)
        if not self._forms[language].isdisjoint(own):
            return True
        stems = {root(term, language) for term in own}.union(own)
        asked_for = self._stems[language]
        if not asked_for.isdisjoint(stems):
            return True
        return language in LINKS and any(
            _is_part(one, other) or _is_part(other, one) for one in stems for other in asked_for
        )


def _words(said: list[Said]) -> list[str]:
    words = dict.fromkeys(word for each in said if not each.is_phrase for word in each.words)
    return list(dict.fromkeys(part for word in words for part in (word.whole, *word.parts)))


def _is_part(part: str, whole: str) -> bool:
    return SHORTEST_PART <= len(part) < len(whole) - 2 and (whole.startswith(part) or whole.endswith(part))


def _beside(line: list[tuple[str, Span]], phrase: list[str]) -> list[Span]:
    """Give the words that stand side by side as in a phrase."""
    places = range(len(line) - len(phrase) + 1)
    starts = [start for start in places if [word for word, _ in line[start : start + len(phrase)]] == phrase]
    return [span for start in starts for _, span in line[start : start + len(phrase)]]
