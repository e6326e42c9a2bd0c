"""Every table: columns, keys, constraints. No rules; what rows mean is the register's business."""

from portal.tables.base import metadata
from portal.tables.certificates import Certificate, Commitment, Decision, Membership, Signature
from portal.tables.log import Checkpoint, KeptVerdict, LogEntry, LogNode
from portal.tables.measures import (
    Measure,
    MeasureAmount,
    MeasureProvider,
    MeasureRelation,
    MeasureTerm,
    MeasureTier,
)
from portal.tables.organisations import Identifier, Organisation, OrganisationTerm
from portal.tables.places import Place, Term
from portal.tables.schemes import (
    Cohort,
    Gathering,
    GatheringOrganisation,
    Scheme,
    SchemeFact,
    SchemePartner,
    SchemeTerm,
)
from portal.tables.state import Change, RegisterState, SeededRow

__all__ = [
    "Certificate",
    "Change",
    "Checkpoint",
    "Cohort",
    "Commitment",
    "Decision",
    "Gathering",
    "GatheringOrganisation",
    "Identifier",
    "KeptVerdict",
    "LogEntry",
    "LogNode",
    "Measure",
    "MeasureAmount",
    "MeasureProvider",
    "MeasureRelation",
    "MeasureTerm",
    "MeasureTier",
    "Membership",
    "Organisation",
    "OrganisationTerm",
    "Place",
    "RegisterState",
    "Scheme",
    "SchemeFact",
    "SchemePartner",
    "SchemeTerm",
    "SeededRow",
    "Signature",
    "Term",
    "metadata",
]
