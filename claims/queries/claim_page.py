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
    Cohort,
    Consent,
    DataItem,
    DuplicatePair,
    Finding,
    Rejudgement,
    Verification,
    WorkItem,
)
from claims.queries.abuse_settings import ScoreShown, score_shown
from claims.queries.duplicates import Cluster, agreements, clusters_of, pairs_of
from claims.queries.duplicates.queue import OPEN_BANDS
from claims.queries.findings import findings_of
from claims.queries.verdict_page import ItemVerdicts, item_verdicts
from claims.queries.verdicts import RecordDamaged, RunReader
from claims.rules.verification import Outcome
from claims.wording.duplicates import level_phrase
from claims.wording.formats import listed

RUNS_SHOWN: Final = 20
READS_SHOWN: Final = 100

_ABUSE_RULE: Final = 18


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

    claimed: tuple[DataItem, ...]
    items: ItemVerdicts | None
    """What the current run made of them; None before the first run, and for one whose inputs were not kept."""
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
    """Return the details of one claim, which comes with its case and incident. Nineteen queries at most."""
    incident = claim.case.incident_id
    items = list(DataItem.objects.filter(incident=incident))
    known = BreachNotice.objects.filter(incident=incident).select_related("cohort")
    notices = {notice.code: notice for notice in known}
    runs = _runs(claim)
    consents = tuple(Consent.objects.filter(claim=claim).select_related("text").order_by("text__position"))
    work = set(_work_states(claim.pk))
    cohorts = {notice.cohort.code: notice.cohort for notice in notices.values()}
    return ClaimDetails(
        claimed=tuple(item for item in items if claim.items_mask >> item.bit & 1),
        items=_items(items, cohorts, next((run for run in runs if run.current), None)),
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
        work_waiting=WorkItem.State.PENDING in work or _to_be_judged_with_others(claim),
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


def _items(items: Sequence[DataItem], cohorts: Mapping[str, Cohort], run: Run | None) -> ItemVerdicts | None:
    """Each item as the current run judged it, so that the page says what the rules said and nothing of its own."""
    if run is None or run.verification.facts_id is None:
        return None
    judged = RunReader().read([run.verification.pk])[run.verification.pk]
    try:
        return item_verdicts(judged, items=items, cohorts=cohorts)
    except RecordDamaged:
        return None


def _work_states(claim_id: UUID) -> list[str]:
    waiting_or_dead = Q(state=WorkItem.State.PENDING) | Q(state=WorkItem.State.DEAD)
    return list(
        WorkItem.objects.filter(
            waiting_or_dead, kind__in=[WorkItem.Kind.MATCH, WorkItem.Kind.VERIFY], subject=claim_id
        ).values_list("state", flat=True)
    )


def _to_be_judged_with_others(claim: Claim) -> bool:
    """Whether an order to judge claims of its case again has not come to this one yet."""
    orders = Rejudgement.objects.filter(incident=claim.case.incident_id, finished_at=None)
    return orders.filter(Q(case=None) | Q(case=claim.case_id), Q(reached=None) | Q(reached__lt=claim.pk)).exists()
