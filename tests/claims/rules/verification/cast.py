"""One case, one claim that every rule passes, and how to change a fact of either."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from claims.rules.deadlines import KOREA
from claims.rules.leaked_list import cohort_masks, derive
from claims.rules.masks import to_mask
from claims.rules.verification import (
    OPTIONAL,
    CaseContext,
    Check,
    ClaimFacts,
    CohortItems,
    KnownNotice,
    LeakWindow,
    Received,
    RuleSettings,
)
from tests.claims.rules.coupang import BITS, STATEMENTS, assertions_on

D = date.fromisoformat

EVERY_RULE = RuleSettings(version=1, chosen=dict.fromkeys(OPTIONAL, True))

COUPANG = CaseContext(
    known_notices={
        s.code: KnownNotice(s.dated, s.cohort, s.source) for s in STATEMENTS if s.code in {"N1", "N2", "N3", "N4"}
    },
    cohorts={
        cohort: CohortItems(*masks)
        for cohort, masks in cohort_masks(derive(assertions_on(date(2026, 2, 10))), BITS).items()
    },
    items=BITS,
    entrance_code="entrance_code",
    leak=LeakWindow(begins=D("2025-04-14"), ends=D("2025-11-08"), undisputed_from=D("2025-06-24")),
    became_known=D("2025-11-18"),
    today=D("2026-06-01"),
    cut_off=datetime(2026, 7, 1, 0, 0, tzinfo=KOREA),
    rules=EVERY_RULE,
)

GOOD = ClaimFacts(
    claimant_type="account_holder",
    missing=frozenset(),
    consents_missing=frozenset(),
    attested=True,
    attestation_on_file=False,
    contact="proven",
    identity=None,
    age_band="adult",
    has_representative=False,
    notices=(Received("N3", D("2025-12-08")),),
    items_mask=to_mask({"name", "email", "entrance_code"}, BITS),
    entrance_code_stored="yes",
    on_list=None,
    joined=D("2019-05-01"),
    withdrew=None,
    other_proceedings="none",
    proceedings_on_file=False,
    duplicates=(),
    conflicts=(),
    abuse={},
    received_at=datetime(2026, 5, 20, 21, 30, tzinfo=KOREA),
)


def claim(**changes: Any) -> ClaimFacts:
    """The good claim with these facts changed.

    `items` are codes in one string, `notices` codes or (code, ISO date) pairs, months are written "2025-04".
    """
    if "items" in changes:
        changes["items_mask"] = to_mask(changes.pop("items").split(), BITS)
    if "notices" in changes:
        changes["notices"] = tuple(
            Received(notice) if isinstance(notice, str) else Received(notice[0], D(notice[1]))
            for notice in changes["notices"]
        )
    for month in ("joined", "withdrew"):
        if changes.get(month):
            changes[month] = D(f"{changes[month]}-01")
    return replace(GOOD, **changes)


def case(**changes: Any) -> CaseContext:
    """The Coupang case with these terms changed."""
    return replace(COUPANG, **changes)


def line(check: Check) -> str:
    """A check as a line of a lawyer's table: outcome, reason, and whether the claimant is asked."""
    return f"{check.outcome} {check.reason}{' asks' if check.asks else ''}"
