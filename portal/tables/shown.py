"""Which tables pages and search show, and to what their rows belong: the one list that change records are made from.

`migrations.recording` makes triggers from it, `register.changes` reads what they wrote. A new table stands here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

EVERYTHING: Final = "*"
"""The key of a change that may have touched any row."""


@dataclass(frozen=True)
class Shown:
    """To what a table's rows belong."""

    column: str
    """Names the owner by its id; where a row belongs to nothing else, its own key."""
    owner: str = ""
    """The table of the owner, known by its slug; "" where a row belongs to nothing else."""
    through: str = ""
    """The table between the two, whose id `column` is; it names the owner as `<owner>_id`."""


SHOWN: Final[Mapping[str, Shown]] = {
    "organisation": Shown("slug"),
    "organisationterm": Shown("organisation_id", "organisation"),
    "identifier": Shown("organisation_id", "organisation"),
    "certificate": Shown("organisation_id", "organisation"),
    "decision": Shown("certificate_id", "organisation", through="certificate"),
    "membership": Shown("organisation_id", "organisation"),
    "signature": Shown("organisation_id", "organisation"),
    "commitment": Shown("signature_id", "organisation", through="signature"),
    "measure": Shown("slug"),
    "measureterm": Shown("measure_id", "measure"),
    "measureamount": Shown("measure_id", "measure"),
    "measuretier": Shown("measure_id", "measure"),
    "measurerelation": Shown("measure_id", "measure"),
    "measureprovider": Shown("measure_id", "measure"),
    "scheme": Shown("slug"),
    "schemefact": Shown("scheme_id", "scheme"),
    "schemepartner": Shown("scheme_id", "scheme"),
    "schemeterm": Shown("scheme_id", "scheme"),
    "cohort": Shown("scheme_id", "scheme"),
    "gathering": Shown("slug"),
    "gatheringorganisation": Shown("gathering_id", "gathering"),
    "place": Shown("id"),
    "term": Shown("id"),
}
NOT_SHOWN: Final = frozenset(
    {"change", "registerstate", "seededrow", "logentry", "lognode", "checkpoint", "keptverdict"}
)
"""What the database knows about itself, and what follows from decisions."""
