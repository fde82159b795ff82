"""Everything that a claim's page shows, sealed fields excepted. A constant number of queries, whatever the claim."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q

from claims.models import (
    AuditEntry,
    BreachNotice,
    Claim,
    ClaimTransition,
    Consent,
    DataItem,
    DuplicatePair,
    Finding,
    Verification,
    WorkItem,
)
from claims.queries.abuse_settings import ScoreShown, score_shown
from claims.queries.duplicates import Cluster, agreements, clusters_of, pairs_of
from claims.queries.duplicates.queue import OPEN_BANDS
from claims.queries.findings import findings_of
from claims.rules.masks import from_mask
from claims.rules.verification import Outcome, Reason
from claims.wording.duplicates import level_phrase
from claims.wording.formats import listed

RUNS_SHOWN: Final = 20
READS_SHOWN: Final = 100

_ITEMS_RULE: Final = 10
_ENTRANCE_RULE: Final = 11
_ABUSE_RULE: Final = 18
# Answers of rule 10 that speak of no single item: there was no cohort to look in.
_NO_COHORT: Final = frozenset({Reason.COHORT_UNKNOWN.value, Reason.NO_ITEM_CLAIMED.value})


@dataclass(frozen=True, slots=True)
class Run:
    """One verification with its checks in the order of the rules; `current` is the one that holds."""

    verification: Verification
    checks: tuple[Finding, ...]
    current: bool

    @property
    def ranked(self) -> list[Finding]:
        """What is to be looked at first, what passed after it; each in the order of the rules."""
        return sorted(self.checks, key=lambda check: check.outcome == Outcome.PASS)

    @property
    def passed(self) -> int:
        """How many rules passed."""
        return sum(check.outcome == Outcome.PASS for check in self.checks)


@dataclass(frozen=True, slots=True)
class ItemVerdict:
    """A data item that is claimed and what the current run found: leaked, not_leaked, unknown or not_checked.

    `check` is the rule that says more about this item alone (an entrance code), where that is no pass.
    """

    item: DataItem
    found: str
    check: Finding | None


@dataclass(frozen=True, slots=True)
class NoticeReceived:
    """A notice that the claimant says they received; `notice` is None for a code that the incident lost."""

    code: str
    notice: BreachNotice | None
    received_on: date | None


@dataclass(frozen=True, slots=True)
class PairSeen:
    """A possible duplicate, from this claim's side. `this_is_later`: this claim is the one that would wait."""

    pair: DuplicatePair
    other: Claim
    this_is_later: bool

    @property
    def decided(self) -> str:
        """The kind of the decision that stands; empty while the pair is open."""
        return "" if self.pair.undecided else self.pair.decided

    @property
    def waits(self) -> bool:
        """Whether the later claim waits for a decision on this pair."""
        return self.pair.undecided and self.pair.band in OPEN_BANDS

    @property
    def agreements(self) -> str:
        """In what the two agree, as a phrase."""
        return listed([level_phrase(*code.split(".")) for code in agreements(self.pair.levels)])


@dataclass(frozen=True, slots=True)
class ClaimDetails:
    """What the page shows besides the claim's own columns."""

    items: tuple[ItemVerdict, ...]
    notices: tuple[NoticeReceived, ...]
    runs: tuple[Run, ...]
    pairs: tuple[PairSeen, ...]
    cluster: Cluster | None
    abuse: ScoreShown | None
    consents: tuple[Consent, ...]
    transitions: tuple[ClaimTransition, ...]
    work_waiting: bool
    work_dead: bool
    names: Mapping[str, str]
    """What codes of data items, notices and consents are called, for sentences."""


def claim_details(claim: Claim) -> ClaimDetails:
    """Return the details of one claim, which comes with its case and incident. Eleven queries at most."""
    incident = claim.case.incident_id
    items = list(DataItem.objects.filter(incident=incident))
    known = BreachNotice.objects.filter(incident=incident).select_related("cohort")
    notices = {notice.code: notice for notice in known}
    runs = _runs(claim)
    consents = tuple(Consent.objects.filter(claim=claim).select_related("text").order_by("text__position"))
    work = set(_work_states(claim.pk))
    return ClaimDetails(
        items=_items(claim, items, next((run for run in runs if run.current), None)),
        notices=tuple(
            NoticeReceived(
                each["code"],
                notices.get(each["code"]),
                date.fromisoformat(each["received_on"]) if each["received_on"] else None,
            )
            for each in claim.notices
        ),
        runs=runs,
        pairs=tuple(
            PairSeen(pair, pair.earlier if pair.later_id == claim.pk else pair.later, pair.later_id == claim.pk)
            for pair in pairs_of(claim)
        ),
        cluster=clusters_of((claim.pk,)).get(claim.pk),
        abuse=_score(claim, runs),
        consents=consents,
        transitions=tuple(ClaimTransition.objects.filter(claim=claim).select_related("actor")),
        work_waiting=WorkItem.State.PENDING in work,
        work_dead=WorkItem.State.DEAD in work,
        names={
            **{item.code: item.name for item in items},
            **{code: code for code in notices},
            **{consent.text.code: consent.text.title for consent in consents},
        },
    )


def reads_of(claim_id: UUID) -> list[AuditEntry]:
    """Return what staff did with a claim, newest first: page views, reveals, moves. For those who may see the audit."""
    entries = AuditEntry.objects.filter(subject_type="claim", subject_id=str(claim_id)).select_related("actor")
    return list(entries.order_by("-id")[:READS_SHOWN])


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The claim numbers next to a claim in a queue by waiting time; None at its ends."""

    before: str | None
    after: str | None


def neighbours(claim: Claim, *, stages: Sequence[str]) -> Neighbours:
    """Return who is next to a claim among the claims of its case in these stages, longest waiting first.

    A claim that left the queue (it was just decided) has the longest waiting one after it. One query.
    """
    standing = claim.stage in stages
    with connection.cursor() as cursor:
        cursor.execute(
            _NEIGHBOURS,
            {
                "case": claim.case_id,
                "stages": list(stages),
                "since": claim.stage_since,
                "id": claim.pk,
                "standing": standing,
            },
        )
        before, after = cursor.fetchone()
    return Neighbours(before, after)


_NEIGHBOURS: Final = """
    SELECT
    (SELECT c.number FROM unnest(%(stages)s::text[]) AS one(stage) CROSS JOIN LATERAL (
        SELECT number, stage_since, id FROM claims_claim
        WHERE case_id = %(case)s AND stage = one.stage AND (stage_since, id) < (%(since)s, %(id)s)
        ORDER BY stage_since DESC, id DESC LIMIT 1) c
     WHERE %(standing)s ORDER BY c.stage_since DESC, c.id DESC LIMIT 1),
    (SELECT c.number FROM unnest(%(stages)s::text[]) AS one(stage) CROSS JOIN LATERAL (
        SELECT number, stage_since, id FROM claims_claim
        WHERE case_id = %(case)s AND stage = one.stage
            AND (NOT %(standing)s OR (stage_since, id) > (%(since)s, %(id)s))
        ORDER BY stage_since, id LIMIT 1) c
     ORDER BY c.stage_since, c.id LIMIT 1)
"""


def _runs(claim: Claim) -> tuple[Run, ...]:
    """The latest runs, newest first. The current one is the newest: each run makes itself current."""
    latest = list(
        Verification.objects.filter(claim=claim).select_related("list").defer("list__cells", "list__masks")[:RUNS_SHOWN]
    )
    findings = findings_of(latest)
    return tuple(Run(run, findings[run.pk], run.pk == claim.verification_id) for run in latest)


def _score(claim: Claim, runs: Sequence[Run]) -> ScoreShown | None:
    checks = [check for run in runs if run.current for check in run.checks if check.rule == _ABUSE_RULE]
    return score_shown(claim.case_id, checks[0] if checks else None)


def _items(claim: Claim, items: Sequence[DataItem], run: Run | None) -> tuple[ItemVerdict, ...]:
    """Read each item's fate off the current run, so that the page says what the rules said and nothing of its own."""
    claimed = set(from_mask(claim.items_mask, {item.code: item.bit for item in items}))
    checks = {check.rule: check for check in run.checks} if run else {}
    judged, entrance = checks.get(_ITEMS_RULE), checks.get(_ENTRANCE_RULE)
    verdicts = []
    for item in items:
        if item.code not in claimed:
            continue
        more = entrance if item.is_entrance_code and entrance and entrance.outcome != Outcome.PASS else None
        verdicts.append(ItemVerdict(item, _found(item.code, judged), more))
    return tuple(verdicts)


def _found(code: str, check: Finding | None) -> str:
    if check is None or check.reason in _NO_COHORT:
        return "not_checked"
    if code in check.params.get("contradicted", []):
        return "not_leaked"
    return "unknown" if code in check.params.get("unproven", []) else "leaked"


def _work_states(claim_id: UUID) -> list[str]:
    waiting_or_dead = Q(state=WorkItem.State.PENDING) | Q(state=WorkItem.State.DEAD)
    return list(
        WorkItem.objects.filter(
            waiting_or_dead, kind__in=[WorkItem.Kind.MATCH, WorkItem.Kind.VERIFY], subject=claim_id
        ).values_list("state", flat=True)
    )
