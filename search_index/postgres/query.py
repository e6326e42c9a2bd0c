"""A plan as one SQL statement. PostgreSQL finds by its index of lexemes, and weighs by the formula of weights.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from search_index.clauses import Way
from search_index.entry import Question
from search_index.plan import Alternative, Plan, Sought
from search_index.postgres.known import Known
from search_index.postgres.tables import UNWEIGHED, lexeme
from search_index.schema import FIELDS
from search_index.weights import DAMPING, PREFERRED, Why

NOWHERE: Final = "nowhere"
"""A lexeme that no entry has: it has no field."""
_FIELD: Final = {name: number for number, name in enumerate(FIELDS)}
_MOST: Final = 2**31
"""Hits of a page, and hits before it, that are asked for at most."""

# What each entry holds of each word: in each field its best alternative, all fields together.
_HELD: Final = """
    posted as (
        select node, field, p.entry, max(factor * strength) as best
        from unnest(%(node)s::int[], %(field)s::int[], %(lexeme)s::text[], %(factor)s::float8[])
            as wanted(node, field, lexeme, factor)
        join {posting} using (lexeme)
        cross join lateral unnest(entries, strengths) as p(entry, strength)
        where not (p.entry = any(%(gone)s::int[]))
        group by node, field, p.entry
    ),
    tagged as (
        select node, field, id as entry, max(factor) as best
        from unnest(%(tag_node)s::int[], %(tag_field)s::int[], %(tag)s::text[], %(tag_factor)s::float8[])
            as wanted(node, field, tag, factor)
        join {entry} on words @@ tag::tsquery
        group by node, field, id
    ),
    held0 as (
        select node, entry, sum(best) as strength
        from (select * from posted union all select * from tagged) as both_kinds
        group by node, entry
    ),
"""
# A word that can be said in several words is held as well as these on average, where all of them are there.
_SPLIT: Final = """
    held{next} as (
        select node, entry, max(strength) as strength
        from (
            select * from held{last}
            union all
            select whole, entry, avg(strength)
            from held{last} join unnest(%(part{next})s::int[], %(whole{next})s::int[], %(way{next})s::int[],
                %(parts{next})s::int[]) as split(part, whole, way, parts) on part = node
            group by whole, way, parts, entry having count(*) = parts
        ) as ways
        group by node, entry
    ),
"""
_SCORED: Final = """
    frequent as (select node, count(*) as number from {held} where node <= %(clauses)s group by node),
    scored as (
        select entry, sum(
            ln(1 + (%(size)s - number + 0.5::float8) / (number + 0.5::float8)) * strength / (strength + {damping})
        ) as score
        from {held} join frequent using (node) group by entry
    ),
"""


# All filters but those of counted facets narrow what is read. Of these, `failed` has the bit of each that an entry
# fails: with one failed, it counts for that facet alone.
_FOUND: Final = """
    found as materialized (
        select id, key, kind, sort_keys, codes, rank, failed
        from (
            select id, key, kind, sort_keys, codes, weight{preferred} as rank, {failed} as failed
            from {entry} where {where}
        ) as bounded
        where failed & (failed - 1) = 0
    ),
"""
_PAGE: Final = """
    page as (
        select key, kind, {score} as score, row_number() over (order by {order}) as place
        from found {scored} where failed = 0
        order by {order} limit %(limit)s offset %(offset)s
    )
    select null as place, failed, count(*) as number, {codes} as codes, null as key, null as kind, null as score
        from found group by failed
    union all
    select place, null, null, null, key, kind, score from page
"""

_NUMBER: Final = "select count(*), {within} from {entry} where {where}"


@dataclass(frozen=True)
class Statement:
    """One statement, with the names of the tables left open, and its values."""

    text: str
    values: Mapping[str, Any]


@dataclass
class _Nodes:
    """The words of a plan and the parts of their splits, numbered: the words first, from 1."""

    last: int
    ways: int = 0
    alternatives: list[tuple[int, Alternative]] = field(default_factory=list)
    splits: list[list[tuple[int, int, int, int]]] = field(default_factory=list)
    """For each height of a word above its lowest parts: part, whole, which split it is of, and of how many parts."""

    def add(self, sought: Sought, own: int) -> int:
        """Take in a word that has its number, and everything below; give its height."""
        self.alternatives += [(own, one) for one in sought.alternatives]
        height = 0
        for parts in sought.splits:
            self.ways += 1
            way, numbers = self.ways, range(self.last + 1, self.last + 1 + len(parts))
            self.last += len(parts)
            highest = max(self.add(part, number) for part, number in zip(parts, numbers, strict=True)) + 1
            self.splits += [[] for _ in range(highest - len(self.splits))]
            self.splits[highest - 1] += [(number, own, way, len(parts)) for number in numbers]
            height = max(height, highest)
        return height


def _matching(plan: Plan, *, loosely: bool) -> str:
    """Give what the lexemes of an entry must match: all needed words, or at least some; nothing of what is excluded.

    It is "" when nothing is asked for.
    """
    wanted_ones = [f"({_tsquery(sought)})" for sought in needed(plan)]
    excluded = [f"!({_tsquery(clause.sought)})" for clause in plan.clauses if clause.excluded]
    together = (" | " if loosely else " & ").join(wanted_ones)
    return " & ".join([*([f"({together})"] if wanted_ones else []), *excluded])


def statement(question: Question, plan: Plan, known: Known, way: Way) -> Statement:
    """Give the statement that answers a question.

    Its rows are: for each number of `failed` how many entries there are, and their codes one after the other, if
    facets are counted; and the hits of the page, each with its place.

    :param way: how the plan is carried out
    """
    plan = carried_out(plan, way)
    scoring, values = _scoring(plan, known) if any(not clause.excluded for clause in plan.clauses) else ("", {})
    where, narrowing = _narrowed(question, plan, known, loosely=way is Way.LOOSELY)
    failed, failing = _failed(question, known)
    preferred, preferring = _preferred(question, known)
    page, paging = _paging(question, scored=bool(scoring), base=0 if needed(plan) else 1)
    found = _FOUND.replace("{where}", where).replace("{failed}", failed).replace("{preferred}", preferred)
    return Statement(f"with {scoring} {found} {page}", values | narrowing | failing | preferring | paging)


def carried_out(plan: Plan, way: Way) -> Plan:
    """Give the plan that is carried out."""
    return (plan.otherwise or plan) if way is Way.AROUND else plan


def number_of(question: Question, plan: Plan, known: Known, way: Way) -> Statement:
    """Give the statement that counts the entries that hold the words: all of them, and those of the wanted kinds."""
    where, values = _words(carried_out(plan, way), loosely=way is Way.LOOSELY)
    among = question.filters.get("kind", ())
    within = "count(*) filter (where facets && %(kinds)s::int[])" if among else "count(*)"
    return Statement(
        _NUMBER.replace("{within}", within).replace("{where}", where),
        {**values, "kinds": wanted(question, "kind", known)},
    )


def size_of(plan: Plan) -> int:
    """Give about how many bytes a plan takes."""
    return 500 + sum(_size(clause.sought) for clause in plan.clauses) * (2 if plan.otherwise else 1)


def is_guess(plan: Plan) -> bool:
    """Say whether some of it stands for words that nobody wrote."""
    return any(one.why is Why.MISTYPED for clause in plan.clauses for one in clause.sought.alternatives)


def _size(sought: Sought) -> int:
    return 200 + 160 * len(sought.alternatives) + sum(_size(part) for parts in sought.splits for part in parts)


def soft(question: Question) -> list[str]:
    """Give the filtered facets that are also counted; the bit of `failed` is the place in this list."""
    return [name for name, values in question.filters.items() if values and name in question.facets]


def wanted(question: Question, facet: str, known: Known) -> list[int]:
    """Give the codes of the wanted values of a facet, as far as any entry has them."""
    codes = known.codes.get(facet, {})
    return [codes[value] for value in question.filters.get(facet, ()) if value in codes]


def _words(plan: Plan, *, loosely: bool) -> tuple[str, dict[str, Any]]:
    """Give the condition that an entry holds what is asked for."""
    query = _matching(plan, loosely=loosely)
    conditions, values = (["words @@ %(query)s::tsquery"], {"query": query}) if query else (["true"], {})
    if loosely and plan.least > 1:
        each = {f"needed{number}": _tsquery(sought) for number, sought in enumerate(needed(plan))}
        held = " + ".join(f"(words @@ %({name})s::tsquery)::int" for name in each)
        conditions.append(f"{held} >= {plan.least}")
        values |= each
    if loosely:
        places = [_tsquery(clause.sought) for clause in (plan.otherwise or plan).clauses if clause.kept]
        conditions += ["words @@ %(places)s::tsquery"] if places else []
        values |= {"places": " | ".join(places)}
    return " and ".join(conditions), values


def needed(plan: Plan) -> list[Sought]:
    """Give the words that an entry has to hold."""
    return [clause.sought for clause in plan.clauses if clause.needed and not clause.excluded]


def _narrowed(question: Question, plan: Plan, known: Known, *, loosely: bool) -> tuple[str, dict[str, Any]]:
    where, values = _words(plan, loosely=loosely)
    hard = [name for name, some in question.filters.items() if some and name not in question.facets]
    narrowed = "".join(f" and facets && %(hard{number})s::int[]" for number in range(len(hard)))
    values |= {f"hard{number}": wanted(question, name, known) for number, name in enumerate(hard)}
    return where + narrowed, values


def _failed(question: Question, known: Known) -> tuple[str, dict[str, Any]]:
    names = soft(question)
    bits = [f"case when facets && %(soft{place})s::int[] then 0 else {1 << place} end" for place in range(len(names))]
    return " + ".join(bits) or "0", {f"soft{place}": wanted(question, name, known) for place, name in enumerate(names)}


def _preferred(question: Question, known: Known) -> tuple[str, dict[str, Any]]:
    wanted_ones = [known.codes[name].get(value) for name, some in question.prefer.items() for value in some]
    codes = [code for code in wanted_ones if code is not None]
    text = f" * case when facets && %(prefer)s::int[] then {PREFERRED} else 1 end" if codes else ""
    return text, {"prefer": codes}


def _paging(question: Question, *, scored: bool, base: int) -> tuple[str, dict[str, Any]]:
    score = f"({base} + coalesce(score, 0)) * rank" if scored else "rank"
    name, backwards = question.sort.removeprefix("-"), question.sort.startswith("-")
    if name == "relevance":
        order = f"({score})::real {'' if backwards else 'desc'}, key"
    else:
        order = f"nullif(sort_keys ->> %(sort)s, '') collate \"C\" {'desc' if backwards else ''} nulls last, key"
    size = min(max(question.size, 0), _MOST)
    offset = min((max(question.page, 1) - 1) * size, _MOST)
    joined = "left join scored on entry = id" if scored else ""
    codes = "string_agg(codes, '')" if question.facets else "null::bytea"
    page = _PAGE.replace("{score}", score).replace("{order}", order).replace("{scored}", joined)
    return page.replace("{codes}", codes), {"sort": _stored(name), "limit": size, "offset": offset}


def _scoring(plan: Plan, known: Known) -> tuple[str, dict[str, Any]]:
    asked = [clause for clause in plan.clauses if not clause.excluded]
    nodes = _Nodes(last=len(asked))
    for number, clause in enumerate(asked, 1):
        nodes.add(clause.sought, number)
    text, values = _HELD, dict[str, Any]()
    for prefix, unweighed in (("", False), ("tag_", True)):
        rows = [(node, one) for node, one in nodes.alternatives if (one.field in UNWEIGHED) is unweighed]
        values |= {
            f"{prefix}node": [node for node, _ in rows],
            f"{prefix}field": [_FIELD[one.field] for _, one in rows],
            f"{prefix}factor": [one.factor for _, one in rows],
        }
        values["tag" if unweighed else "lexeme"] = [
            quoted(one.field, one.term) if unweighed else lexeme(one.field, one.term) for _, one in rows
        ]
    for height, splits in enumerate(nodes.splits):
        text += _SPLIT.replace("{last}", str(height)).replace("{next}", str(height + 1))
        for place, name in enumerate(("part", "whole", "way", "parts")):
            values[f"{name}{height + 1}"] = [split[place] for split in splits]
    text += _SCORED.replace("{held}", f"held{len(nodes.splits)}").replace("{damping}", str(DAMPING))
    return text, values | {"clauses": len(asked), "size": known.state.entries, "gone": known.gone}


def _tsquery(sought: Sought) -> str:
    ways = [quoted(one.field, one.term) for one in sought.alternatives]
    ways += ["(" + " & ".join(f"({_tsquery(part)})" for part in parts) + ")" for parts in sought.splits]
    return " | ".join(dict.fromkeys(ways)) or f"'{NOWHERE}'"


def quoted(field_name: str, term: str) -> str:
    """Give the tsquery of one term of a field."""
    inner = lexeme(field_name, term).replace("\\", "\\\\").replace("'", "''")
    return f"'{inner}'"


def _stored(name: str) -> str:
    """Give a name as it would be stored; PostgreSQL refuses the zero sign and halves of characters."""
    return name.replace("\0", "").encode(errors="ignore").decode()
