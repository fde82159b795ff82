"""Moves: the only code that changes a stage, of a case or of a claim.

Each move is checked against the stage table and written with its transition row in one transaction. A foreign key in
the database ties the stage to the last transition, so a stage that was changed by any other way does not commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from claims.crypto.sealing import DataKey, WrappedKey
from claims.models import Case, CaseTransition, Claim, WorkItem
from claims.queries.duplicates import GONE
from claims.queries.personal_data import reason_field
from claims.rules.stages import CaseStage, ClaimStage, Move, MoveNotAllowed, Subject, table
from claims.services import audit, nudges, work
from claims.services.actors import Actor

__all__ = [
    "MoveNotAllowed",
    "Moved",
    "ReasonMissing",
    "StageChanged",
    "Standing",
    "apply_moves",
    "move_case",
    "move_claim",
]

_BATCH_OPEN_STAGES = frozenset({CaseStage.RECRUITING.value, CaseStage.COLLECTING_DOCUMENTS.value})
REASON_LIMIT = 500
# Stages in which a claim does not go on, so that none waits for it.
_OUT = frozenset({*GONE, ClaimStage.MERGED.value})


class ReasonMissing(Exception):
    """This move needs a reason and none was given."""


class StageChanged(Exception):
    """Someone else moved it since the page was made; the caller decided on an old state."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a claim stands, as read under its row lock."""

    claim_id: UUID
    case_type: str
    stage: str
    seq: int
    resume_to: str
    batch_open: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a claim stands after its moves."""

    stage: str
    seq: int
    resume_to: str


def batch_open(case_stage: str) -> bool:
    """Whether claims of a case in this stage can still enter its batch."""
    return case_stage in _BATCH_OPEN_STAGES


def apply_moves(
    paths: Sequence[tuple[Standing, Sequence[str]]],
    *,
    actor: Actor,
    cause: str,
    at: datetime,
    sealed_reasons: Mapping[UUID, bytes] | None = None,
) -> list[Moved]:
    """Move locked claims along their paths (one or more stages each), set-wise, in the caller's transaction.

    Two statements however many claims. Raises MoveNotAllowed before anything is written. `sealed_reasons` holds, by
    claim, a person's own words sealed for the transition that the move makes.
    """
    reasons = sealed_reasons or {}
    moved: list[Moved] = []
    transitions: list[tuple[object, ...]] = []
    for standing, path in paths:
        stage, seq, resume_to = standing.stage, standing.seq, standing.resume_to
        stages = table(standing.case_type, Subject.CLAIM)
        for target in path:
            move = stages.check(stage, target, by=actor.kind, resume_to=resume_to, batch_open=standing.batch_open)
            resume_to = move.resume_after(resume_to)
            seq += 1
            transitions.append(
                (standing.claim_id, seq, stage, target, at, actor.kind.value, actor.user_id, cause,
                 reasons.get(standing.claim_id))
            )  # fmt: skip
            stage = target
        moved.append(Moved(stage, seq, resume_to))
    if not transitions:
        return moved
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE claims_claim c SET stage = t.stage, stage_seq = t.seq, resume_to = t.resume_to, stage_since = %s
            FROM unnest(%s::uuid[], %s::text[], %s::integer[], %s::text[]) AS t(id, stage, seq, resume_to)
            WHERE c.id = t.id
            """,
            [
                at,
                [standing.claim_id for standing, _ in paths],
                [m.stage for m in moved],
                [m.seq for m in moved],
                [m.resume_to for m in moved],
            ],
        )
        with cursor.copy(
            "COPY claims_claimtransition (claim_id, seq, from_stage, to_stage, at, actor_kind, actor_id, cause, reason)"
            " FROM STDIN"
        ) as copy:
            for row in transitions:
                copy.write_row(row)
    return moved


@transaction.atomic
def move_claim(*, claim_id: UUID, to: str, actor: Actor, reason: str = "", seen_seq: int | None = None) -> Moved:
    """One person's move of one claim, with its transition and audit row; re-entering verification queues the work.

    `seen_seq` is the stage sequence on the page the person decided on. Raises StageChanged when it has moved since,
    MoveNotAllowed, ReasonMissing.
    """
    claim = (
        Claim.objects.select_for_update(of=("self",), no_key=True).select_related("case", "claimant").get(pk=claim_id)
    )
    if seen_seq is not None and seen_seq != claim.stage_seq:
        raise StageChanged
    standing = Standing(
        claim.pk, claim.case.case_type, claim.stage, claim.stage_seq, claim.resume_to, batch_open(claim.case.stage)
    )
    move = table(standing.case_type, Subject.CLAIM).check(
        standing.stage, to, by=actor.kind, resume_to=standing.resume_to, batch_open=standing.batch_open
    )
    reason = _reason(reason, move)
    sealed: dict[UUID, bytes] = {}
    if reason:
        person = claim.claimant
        data_key = DataKey.unwrap(WrappedKey(person.wrapped_key or b"", person.key_version), owner=person.pk)
        sealed[claim.pk] = data_key.seal(reason, table="claim", row=claim.pk, field=reason_field(claim.stage_seq + 1))
    (moved,) = apply_moves([(standing, [to])], actor=actor, cause=move.name, at=timezone.now(), sealed_reasons=sealed)
    audit.record(
        "claim.move",
        actor=actor,
        subject_type="claim",
        subject_id=claim.pk,
        case_id=claim.case_id,
        detail={"from": standing.stage, "to": to, "seq": moved.seq},
    )
    if (standing.stage in _OUT) != (to in _OUT):
        # Another claim of the person may have to go on in this one's place, or this one again.
        work.add(WorkItem.Kind.MATCH, [claim.pk])
        transaction.on_commit(lambda: nudges.nudge(WorkItem.Kind.MATCH))
    if to == ClaimStage.VERIFYING:
        work.add(WorkItem.Kind.VERIFY, [claim.pk])
        transaction.on_commit(lambda: nudges.nudge(WorkItem.Kind.VERIFY))
    return moved


@transaction.atomic
def move_case(*, case_id: int, to: str, actor: Actor, reason: str = "", seen_seq: int | None = None) -> Case:
    """One person's move of a case, with its transition and audit row. Raises as move_claim does."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    if seen_seq is not None and seen_seq != case.stage_seq:
        raise StageChanged
    move = table(case.case_type, Subject.CASE).check(case.stage, to, by=actor.kind, resume_to=case.resume_to)
    reason = _reason(reason, move)
    left, now = case.stage, timezone.now()
    case.stage, case.stage_seq, case.stage_since = to, case.stage_seq + 1, now
    case.resume_to = move.resume_after(case.resume_to)
    case.save(update_fields=["stage", "stage_seq", "stage_since", "resume_to"])
    CaseTransition.objects.create(
        case=case,
        seq=case.stage_seq,
        from_stage=left,
        to_stage=to,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        reason=reason,
    )
    audit.record(
        "case.move",
        actor=actor,
        subject_type="case",
        subject_id=case.pk,
        case_id=case.pk,
        detail={"from": left, "to": to, "seq": case.stage_seq},
    )
    return case


def _reason(typed: str, move: Move) -> str:
    reason = typed.strip()[:REASON_LIMIT]
    if move.reason_required and not reason:
        raise ReasonMissing
    return reason
