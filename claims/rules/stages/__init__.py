"""Where a case or a claim may go from where it stands: one table for each case type and subject, as data."""

from collections.abc import Mapping
from typing import Final

from claims.rules.stages import class_settlement, joint_action
from claims.rules.stages.codes import ActorKind, CaseStage, CaseType, ClaimStage, Stage, Subject
from claims.rules.stages.table import Move, MoveNotAllowed, Refusal, Return, StageTable, Step

TABLES: Final[Mapping[tuple[CaseType, Subject], StageTable]] = {
    (CaseType.JOINT_ACTION, Subject.CASE): joint_action.CASE,
    (CaseType.JOINT_ACTION, Subject.CLAIM): joint_action.CLAIM,
    (CaseType.APPOINTED_PARTY, Subject.CASE): joint_action.CASE,
    (CaseType.APPOINTED_PARTY, Subject.CLAIM): joint_action.CLAIM,
    (CaseType.CLASS_SETTLEMENT, Subject.CASE): class_settlement.CASE,
    (CaseType.CLASS_SETTLEMENT, Subject.CLAIM): class_settlement.CLAIM,
}


def table(case_type: str, subject: str) -> StageTable:
    """Return the table of `subject` ("case" or "claim") in a case of `case_type`. Raises ValueError for other codes."""
    return TABLES[CaseType(case_type), Subject(subject)]


__all__ = [
    "TABLES",
    "ActorKind",
    "CaseStage",
    "CaseType",
    "ClaimStage",
    "Move",
    "MoveNotAllowed",
    "Refusal",
    "Return",
    "Stage",
    "StageTable",
    "Step",
    "Subject",
    "table",
]
