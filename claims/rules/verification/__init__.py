"""Verification: small rules that verify, ask or send to a person. None of them rejects."""

from claims.rules.verification.checks import Check, Outcome, Param, Reason, Rule, Verdict
from claims.rules.verification.facts import (
    Agreement,
    CaseContext,
    ClaimantType,
    ClaimFacts,
    CohortItems,
    Conflict,
    DuplicateHit,
    EntranceCode,
    Field,
    KnownNotice,
    LeakWindow,
    Proceedings,
    Received,
)
from claims.rules.verification.register import RULES, rule, run, verdict

__all__ = [
    "RULES",
    "Agreement",
    "CaseContext",
    "Check",
    "ClaimFacts",
    "ClaimantType",
    "CohortItems",
    "Conflict",
    "DuplicateHit",
    "EntranceCode",
    "Field",
    "KnownNotice",
    "LeakWindow",
    "Outcome",
    "Param",
    "Proceedings",
    "Reason",
    "Received",
    "Rule",
    "Verdict",
    "rule",
    "run",
    "verdict",
]
