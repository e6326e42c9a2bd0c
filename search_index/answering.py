"""From a question to its answer, on one state of an index, wherever its segments lie."""

from typing import Any

import numpy as np
import numpy.typing as npt

from search_index.analysis import LANGUAGES
from search_index.columns import KIND
from search_index.entry import LONGEST_TEXT, Answer, Hit, Question
from search_index.evaluation import Found, Read, find
from search_index.explanation import Explanation
from search_index.facets import Chosen, Mask
from search_index.marker import Marker
from search_index.meant import meant
from search_index.plan import Plan, read
from search_index.schema import NO_LANGUAGE
from search_index.snapshot import Snapshot

RELEVANCE = "relevance"
SORTED = 10
"""Up to so many times the wanted ones, sorting all is as quick as looking for the wanted ones first."""


def answer(snapshot: Snapshot, question: Question) -> Answer:
    """Answer a question. No text, number or name in it is an error.

    :raises IndexMissingError: the index turned out to be damaged
    """
    plan = _read(snapshot, question.text[: LONGEST_TEXT + 1], _language(question))
    filters = {name: snapshot.mask(name, values) for name, values in question.filters.items() if values}
    within = filters.get(KIND)
    found = find(snapshot, plan, within)
    chosen = Chosen(snapshot.size, found.held, list(filters.values()))
    counts = {}
    for name in question.facets:
        facet = snapshot.facet(name)
        among = chosen
        if name in filters:
            # Words are looked for within the wanted kinds; the kinds themselves are counted as if none were wanted.
            base = find(snapshot, plan, None) if name == KIND else found
            others = [mask for other, mask in filters.items() if other != name]
            among = Chosen(snapshot.size, base.held, others)
        counts[name] = facet.counts(among) if facet else {}
    return Answer(
        total=chosen.total,
        hits=_hits(snapshot, question, chosen),
        counts=counts,
        widened=found.widened,
        around=found.around,
        cut=plan.plan.cut,
        meant=_meant(snapshot, question, list(filters.values())) if _is_doubtful(plan, found, chosen) else "",
    )


def _is_doubtful(plan: Read, found: Found, chosen: Chosen) -> bool:
    return bool(plan.plan.clauses) and (not chosen.total or found.widened or plan.is_guess)


def _meant(snapshot: Snapshot, question: Question, filters: list[Mask]) -> str:
    """Give what the text should probably have been, when that finds something under the same filters."""
    text, language = question.text[: LONGEST_TEXT + 1], _language(question)
    key = ("meant", id(snapshot.lexicon), text, language)
    better: str | None = snapshot.kept.get(key)
    if better is None:
        better = meant(text, language, snapshot)
        snapshot.kept.put(key, better, 500 + 8 * len(text))
    if not better:
        return ""
    found = find(snapshot, _read(snapshot, better[: LONGEST_TEXT + 1], language), None)
    return better if Chosen(snapshot.size, found.held, filters).total and not found.widened else ""


def _language(question: Question) -> str:
    return question.language if question.language in LANGUAGES else NO_LANGUAGE


def plan_of(snapshot: Snapshot, question: Question) -> Plan:
    """Give the plan that answers a question."""
    return _read(snapshot, question.text[: LONGEST_TEXT + 1], _language(question)).plan


def explain(snapshot: Snapshot, text: str, language: str) -> Explanation:
    """Explain what a question finds. Errors as of `answer`.

    :param language: the page's
    """
    plan = plan_of(snapshot, Question(language, text))
    key = (id(snapshot.lexicon), text, language)
    marker: Marker | None = snapshot.markers.get(key)
    if marker is None:
        marker = Marker(plan, text)
        snapshot.markers.put(key, marker, 1)
    return Explanation(snapshot, plan, marker, language)


def _read(snapshot: Snapshot, text: str, language: str) -> Read:
    """Read a question's text, or take what was read before."""
    key = ("plan", id(snapshot.lexicon), text, language)
    found: Read | None = snapshot.kept.get(key)
    if found is None:
        found = Read(read(text, language, snapshot))
        snapshot.kept.put(key, found, found.size + 4 * (len(text) + len(language)))
    return found


def _hits(snapshot: Snapshot, question: Question, chosen: Chosen) -> tuple[Hit, ...]:
    size = max(question.size, 0)
    first = (max(question.page, 1) - 1) * size
    if first >= chosen.total or not size:
        return ()
    weights = snapshot.preferring(question.prefer)
    name, backwards = question.sort.removeprefix("-"), question.sort.startswith("-")
    if name == RELEVANCE:
        scores = chosen.scored(weights)
        places = _first(scores if backwards else -scores, first, first + size)
        scores = scores[places]
    else:
        places = _first(snapshot.order(name, backwards=backwards)[chosen.entries], first, first + size)
        scores = chosen.scored(weights)[places]
    page = chosen.entries[places]
    numbers = page.tolist()
    keys = snapshot.keys.those(numbers)
    snapshot.latest = dict(zip(keys, numbers, strict=True))
    return tuple(map(Hit, keys, snapshot.kinds.those(page), scores.tolist()))


def _first(ranks: npt.NDArray[Any], first: int, last: int) -> npt.NDArray[np.intp]:
    """Give the places of the lowest ranks, from first to before last, lowest first; equal ones as they stand."""
    if last * SORTED >= ranks.size:
        return ranks.argsort(kind="stable")[first:last]
    limit = np.partition(ranks, last - 1)[last - 1]
    chosen = (ranks <= limit).nonzero()[0]
    near = ranks[chosen]
    if chosen.size > last * SORTED:  # many are equal to the last one
        below, equal = chosen[near < limit], chosen[near == limit]
        chosen = np.concatenate([below, equal[: last - below.size]])
        near = ranks[chosen]
    found: npt.NDArray[np.intp] = chosen[near.argsort(kind="stable")[first:last]]
    return found
