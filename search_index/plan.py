"""A question as a plan: which terms in which fields answer it, and how well each does. No engine is known here.

Every engine carries out the same plan, so all of them find the same entries.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final

from search_index.analysis import LANGUAGES, Said, Word, asked, fold, forms
from search_index.clauses import Alternative, Clause, Plan, Sought, pair_of
from search_index.heard import Heard, alike, counting, made_of, quietened, terms_of, together, whole_compounds, wholly
from search_index.language import stopwords
from search_index.language.compounds import LINKS, separated
from search_index.language.inflection import ends_alike
from search_index.language.letters import is_cyrillic
from search_index.meaning import GUESSES, Meaning, heard, meanings
from search_index.schema import BEGIN, END, NO_LANGUAGE, TOPICS, line_of, words_of
from search_index.surety import kinds_are_no_need, kinds_say_nothing, least, rest_is_no_need, surety
from search_index.vocabulary import Vocabulary
from search_index.weights import (
    ASIDE,
    FACTORS,
    OTHER_LANGUAGE,
    PHRASE,
    SIDE_BY_SIDE,
    SPLIT,
    SYNONYM,
    TOPIC,
    WHOLE_NAME,
    Why,
)

__all__ = ["Alternative", "Clause", "Plan", "Sought", "Vocabulary", "read"]

MANY_WORDS: Final = 3
"""A question of so many words that say something is a sentence: an entry that answers it need not hold each of them."""
SENTENCE: Final = 4
"""So many words, stop words among them, are a sentence too."""
SURE: Final = FACTORS[Why.SOUND]
"""A place is named by itself and not by a word that sounds like it: "borrow" is not Borovo."""
LONGEST_IN: Final = 3
"""Letters of a word that only says that something is in the place that stands alone with it: "in", "på", "във"."""
MOST_UNKNOWN: Final = 4
"""Unknown words that are guessed at: whoever writes more of them asks for nothing here."""
FEW: Final = 5
"""To a sentence fewer answers than these are too few, and to a compound that only its parts are known of."""


_LATIN: Final = tuple(language for language in LANGUAGES if language != "bg")


def read(text: str, language: str, known: Vocabulary) -> Plan:
    """Read the text of a question; no text is an error.

    :param language: the page's language; its words come first
    :param known: the words of the engine that is to answer
    """
    return _Reading(text, language, known).plan()


class _Reading:
    """A question while it is read."""

    def __init__(self, text: str, language: str, known: Vocabulary) -> None:
        question = asked(text)
        self._cut = question.cut
        self._language = language
        self._known, self._lexicon, self._topics = known, known.lexicon, known.topics
        self._phrases = [said for said in question.said if said.is_phrase and not said.is_unwanted]
        self._unwanted = [said for said in question.said if said.is_unwanted]
        plain = [said for said in question.said if not said.is_phrase and not said.is_unwanted]
        self._words = [said.words[0] for said in plain]
        counts = counting(plain, self._phrases)
        self._in_cyrillic = self._as_bulgarian(counts)
        self._said_in = {language, NO_LANGUAGE}
        if self._in_cyrillic or any(is_cyrillic(word.whole) for word in self._words):
            self._said_in.add("bg")  # whoever writes Bulgarian, on whichever page, has said in which language
        fewer = [some and not self._is_stop(word) for word, some in zip(self._words, counts, strict=True)]
        counts = fewer if any(fewer) else counts
        said = [word for word, some in zip(self._words, counts, strict=True) if some]
        self._asks = len(said) < len(plain) and not all(map(self._is_weak, said))
        self._says_more = not all(stopwords.names_a_worker(fold(word.whole)) or self._is_weak(word) for word in said)
        self._is_sentence = sum(counts) >= MANY_WORDS or sum(counts) < len(plain) >= SENTENCE
        rest = [word for word, some in zip(self._words, counts, strict=True) if not some]
        is_bare = all(len(word.whole) <= LONGEST_IN for word in rest)
        self._unknown = 0
        self._separated = separated([word.whole for word in self._words])
        every = [one for place, some in enumerate(counts) for one in self._hear(place, some)]
        self._named = self._topics.named([terms_of(one.word, one.meant) for one in every])
        self._heard = quietened(every, self._named, self._words)
        self._may_be_around = is_bare or sum(one.counts for one in self._heard) > 1

    def plan(self) -> Plan:
        """Put the clauses together."""
        parts = [one.part for one in self._heard if one.counts]
        words = rest_is_no_need(tuple(self._word_clauses()), parts)
        words = kinds_are_no_need(words) if self._is_sentence else words
        asks_how = stopwords.asks_how(self._in_cyrillic.get(word, fold(word.whole)) for word in self._words)
        words = kinds_say_nothing(words) if asks_how else words
        found = (*words, *map(self._phrase, self._phrases))
        parts += [0 for _ in self._phrases]
        pairs = zip(found, parts, strict=True)
        enough = least([surety(one.sought, is_part=part > 0) for one, part in pairs if one.needed])
        clauses = (*found, *self._as_a_whole(), *map(self._without, self._unwanted))
        few = FEW if self._is_sentence or any(parts) else 1
        plan = Plan(clauses, enough, few, self._cut)
        wider = tuple(map(self._widened, words))
        if wider == words or not self._may_be_around:
            return plan
        return replace(plan, otherwise=replace(plan, clauses=(*wider, *clauses[len(words) :])))

    def _widened(self, clause: Clause) -> Clause:
        """Add what lies around the places that a word names: what holds for all of a country holds for each of them."""
        topics = [one for one in clause.sought.alternatives if one.field == TOPICS and one.factor > TOPIC * SURE]
        held = {one.term: one.factor / TOPIC for one in topics if self._known.holds(one.term)}
        around = tuple(_named(self._topics.around(held), Why.AROUND))
        return replace(clause, sought=replace(clause.sought, alternatives=(*clause.sought.alternatives, *around)))

    def _as_bulgarian(self, counts: list[bool]) -> Mapping[Word, str]:
        """Give the words in Cyrillic of a question that is Bulgarian in Latin letters, if it is.

        It is when each of its words that is no Bulgarian stop word sounds like a Bulgarian word, and one of them is no
        word of another language.
        """
        if any(is_cyrillic(word.whole) for word in self._words):
            return {}
        found = {word: some for word in self._words if (some := stopwords.in_cyrillic(fold(word.whole)))}
        said = [word for word, some in zip(self._words, counts, strict=True) if some and word not in found]
        for word in said if any(map(self._is_foreign, said)) else ():
            sounding = self._lexicon.sounding(fold(word.whole))
            if not sounding:
                return {}
            found[word] = sounding[0]
        return found if any(word in found for word in said) else {}

    def _is_stop(self, word: Word) -> bool:
        return stopwords.is_stop_word(self._in_cyrillic.get(word, ""))

    def _is_weak(self, word: Word) -> bool:
        return stopwords.is_weak(self._in_cyrillic.get(word, fold(word.whole)))

    def _is_aside(self, word: Word) -> bool:
        return self._says_more and stopwords.names_a_worker(self._in_cyrillic.get(word, fold(word.whole)))

    def _is_foreign(self, word: Word) -> bool:
        term = fold(word.whole)
        return not any(self._lexicon.is_known(some, language) for language in _LATIN for some in forms(term, language))

    def _hear(self, place: int, counts: bool) -> Iterator[Heard]:
        """Give a word, or in place of a compound that the index does not know the words that it is made of."""
        word, is_last = self._words[place], place == len(self._words) - 1
        guesses = self._unknown < MOST_UNKNOWN
        found = meanings(word.whole, self._language, self._lexicon, is_last=is_last, guesses=guesses) if counts else []
        if word in self._in_cyrillic:
            found = list(dict.fromkeys((*found, *heard(word.whole, self._lexicon))))
        if counts and place in self._separated:
            joined = meanings(self._separated[place], self._language, self._lexicon)
            found = list(dict.fromkeys((*(one for one in joined if one.why not in GUESSES), *found)))
        parts: tuple[str, ...] = ()
        is_unknown = counts and all(one.why in GUESSES for one in found)
        self._unknown += is_unknown
        if is_unknown and guesses and len(word.parts) == 1:
            parts = made_of(word.whole, self._language, self._known, is_guessed=bool(found))
        if parts:
            known = ((part, meanings(part, self._language, self._lexicon)) for part in parts)
            yield from (Heard(Word((part,)), meant, True, part=number) for number, (part, meant) in enumerate(known, 1))
        else:
            read_as = word if counts else Word((self._in_cyrillic.get(word, word.whole),))
            needed = not (self._asks and self._is_weak(word)) and not self._is_aside(word)
            yield Heard(read_as, found, counts, needed, is_given_up=is_unknown and not guesses)

    def _word_clauses(self) -> Iterator[Clause]:
        named = self._named
        whole, joined = whole_compounds(self._heard), together(self._heard, self._lexicon)
        same = alike(self._heard, named, self._lexicon, self._topics)
        for number, one in enumerate(self._heard):
            if one.counts:
                more = [meaning._replace(why=Why.LEMMA) for meaning in one.meant if meaning in whole]
                found = self._alternatives((*one.meant, *more, *joined.get(number, ()), *same.get(number, ())))
                also = (*_named(named[number]), *self._instead(number, named))
                says_all = len(one.word.parts) == 1 and any(wholly(named[number])) and not one.is_held(self._lexicon)
                splits = () if says_all or one.is_given_up else tuple(self._splits(one.word, one.meant))
                share = ASIDE if self._is_aside(one.word) else 1.0
                every = tuple(replace(some, factor=some.factor * share) for some in (*found, *also))
                kept = not self._topics.areas.isdisjoint(wholly(named[number], SURE))
                yield Clause("-".join(one.word.parts), Sought(every, splits), one.needed, kept=kept)

    def _instead(self, number: int, named: list[dict[str, float]]) -> Iterator[Alternative]:
        """Give what answers for a word that names a topic and is in no entry: its other names, and what it lies in."""
        if self._heard[number].is_held(self._lexicon):
            return
        keys = wholly(named[number])
        yield from self._also_called(keys, named)
        if not any(map(self._known.holds, keys)) and self._may_be_around:
            yield from _named(self._topics.around(wholly(keys, SURE, best=True)), Why.AROUND)

    def _also_called(self, keys: Iterable[str], named: list[dict[str, float]]) -> Iterator[Alternative]:
        """Give the other names of topics: "feriejobb" is also sommerjobb.

        Synonyms may lie far from one another, as those of an industry do: only what ends alike is the same thing.
        """
        for key in keys:
            naming = [
                fold(one.word.whole) for one, some in zip(self._heard, named, strict=True) if some.get(key, 0) > SPLIT
            ]
            for language, line in self._topics.names(key):
                if any(ends_alike(line[-1], word, language) for word in naming):
                    yield from self._said_as(line, language)

    def _said_as(self, line: list[str], language: str) -> Iterator[Alternative]:
        """Give a name of one word, or of two side by side: longer ones are not indexed."""
        if len(line) == 1:
            held = (some for some in (language, NO_LANGUAGE) if self._lexicon.is_held(line[0], some))
            yield from (Alternative(words_of(some), line[0], FACTORS[Why.RELATIVE], Why.RELATIVE) for some in held)
        if len(line) == 2:
            yield replace(pair_of(line[0], line[1], PHRASE * FACTORS[Why.RELATIVE]), why=Why.RELATIVE)

    def _alternatives(self, found: Iterable[Meaning]) -> Iterator[Alternative]:
        """Give the fields that hold what a word may mean; a name of no language may hold a word of any."""
        best: dict[tuple[str, str], Meaning] = {}
        for one in found:
            for key in ((one.language, one.term), (NO_LANGUAGE, one.term)):
                if self._lexicon.is_held(one.term, key[0]) and (key not in best or one.factor > best[key].factor):
                    best[key] = one
        for (held_in, term), one in best.items():
            other = one.language not in self._said_in
            yield Alternative(words_of(held_in), term, one.factor * (OTHER_LANGUAGE if other else 1.0), one.why)

    def _splits(self, word: Word, meant: list[Meaning]) -> Iterator[tuple[Sought, ...]]:
        """Give the parts of a hyphen compound or of a compound, each of which must be there."""
        if len(word.parts) > 1:
            letters = {part for part in word.parts if len(part) == 1 and part not in self._lexicon}
            kept = tuple(self._part(part, 1.0) for part in word.parts if part not in letters)
            yield from (kept,) if kept else ()
            return
        seen = set()
        for language in LINKS:
            for term in dict.fromkeys((*forms(word.whole, language), *(one.term for one in meant if _may_split(one)))):
                parts = self._lexicon.split(term, language)
                if parts and parts not in seen:
                    seen.add(parts)
                    yield tuple(self._part(part, SPLIT) for part in parts)

    def _part(self, part: str, factor: float) -> Sought:
        meant = [one for one in meanings(part, self._language, self._lexicon) if one.why is not Why.PART]
        (named,) = self._topics.named([terms_of(Word((part,)), meant)])
        found = (*self._alternatives(meant), *_named(named))
        return Sought(tuple(Alternative(one.field, one.term, one.factor * factor, Why.PART) for one in found))

    def _phrase(self, said: Said) -> Clause:
        line = line_of(said.words)
        text = " ".join(line)
        named = tuple(Alternative(TOPICS, key, PHRASE, Why.TOPIC) for key in self._topics.saying(line))
        if len(line) == 1:
            return Clause(text, Sought((*self._exactly(line[0], PHRASE), *named)))
        pairs = (Sought((pair_of(one, other, PHRASE),)) for one, other in pairwise(line))
        return Clause(text, Sought(named, (tuple(pairs),)))

    def _exactly(self, term: str, factor: float = 1.0) -> Iterator[Alternative]:
        held = (some for some in (*LANGUAGES, NO_LANGUAGE) if self._lexicon.is_held(term, some))
        return (Alternative(words_of(some), term, factor, Why.EXACT) for some in held)

    def _as_a_whole(self) -> Iterator[Clause]:
        """Look for an entry that has the whole question as a name, and for words side by side."""
        heard = [one.word for one in self._heard]
        lines = [line_of(words) for words in dict.fromkeys((tuple(self._words), tuple(heard))) if words]
        if self._in_cyrillic:
            lines.append([self._in_cyrillic.get(word, fold(word.whole)) for word in self._words])
        for line in lines:
            name = tuple(Sought((pair_of(one, other, WHOLE_NAME),)) for one, other in pairwise((BEGIN, *line, END)))
            beside = tuple(pair_of(one, other, SIDE_BY_SIDE) for one, other in pairwise(line))
            yield Clause("", Sought(beside, (name,)), needed=False)
        for word in dict.fromkeys(word for said in self._phrases for word in line_of(said.words)):
            if word in self._lexicon:
                yield Clause("", Sought(tuple(self._exactly(word))), needed=False)

    def _without(self, said: Said) -> Clause:
        if said.is_phrase:
            sought = self._phrase(said).sought
        else:
            word = said.words[0]
            terms = {term: 1.0 for some in LANGUAGES for term in forms(word.whole, some)}
            (named,) = self._topics.named([terms])
            shown = {key: share for key, share in named.items() if share > SYNONYM}  # its synonyms no page shows
            found = (one for term in terms for one in self._exactly(term))
            sought = Sought((*found, *_named(shown)))
        return Clause(" ".join(line_of(said.words)), sought, needed=False, excluded=True)


def _may_split(meaning: Meaning) -> bool:
    return meaning.why in (Why.LEMMA, Why.MISTYPED) and meaning.language in LINKS


def _named(named: Mapping[str, float], why: Why = Why.TOPIC) -> Iterator[Alternative]:
    return (Alternative(TOPICS, key, FACTORS[why] * TOPIC * share, why) for key, share in named.items())
