"""Why a statement is refused."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from portal.words import N_


class Fault(StrEnum):
    """Why a statement is refused."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    CHANGED = "changed"
    NOT_IN_LOG = "not-in-log"
    CONTRADICTED = "contradicted"
    OTHER_TEXT = "other-text"
    OTHER_LOG = "other-log"
    OTHER_NUMBER = "other-number"


FAULTS: Final[Mapping[Fault, str]] = {
    Fault.UNREADABLE: N_("This file is no statement of this register."),
    Fault.TOO_LARGE: N_("This file is too large for a statement."),
    Fault.CHANGED: N_("This file was changed, or another key signed it. It proves nothing."),
    Fault.NOT_IN_LOG: N_("A decision that this statement names is not in the log that it rests on."),
    Fault.CONTRADICTED: N_("What this statement says does not follow from the decisions that it names."),
    Fault.OTHER_TEXT: N_("The text of this PDF and the statement inside it do not say the same."),
    Fault.OTHER_LOG: N_("This statement rests on another log than the checkpoint that was given."),
    Fault.OTHER_NUMBER: N_("This statement is about another certificate."),
}


class RefusedStatementError(ValueError):
    """A statement that proves nothing."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(FAULTS[fault])
        self.fault = fault
