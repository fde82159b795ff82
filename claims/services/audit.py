"""The audit trail: whatever lets staff read personal data or write anything records it here, in its transaction."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from claims.models import AuditEntry
from claims.services.actors import Actor


def record(
    action: str,
    *,
    actor: Actor,
    subject_type: str,
    subject_id: UUID | int | str,
    case_id: int | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Append one entry. `detail` holds codes, counts and field names, never claimants' personal data."""
    AuditEntry.objects.create(
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        place=actor.place,
        action=action,
        case_id=case_id,
        subject_type=subject_type,
        subject_id=str(subject_id),
        detail=detail or {},
    )


def record_all(
    action: str,
    *,
    actor: Actor,
    subject_type: str,
    subjects: Iterable[tuple[UUID | int | str, int | None, Mapping[str, Any]]],
) -> None:
    """Append one entry for each subject, given as (id, case, detail), in one statement. As `record` in all else."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            actor_kind=actor.kind,
            actor_id=actor.user_id,
            place=actor.place,
            action=action,
            case_id=case_id,
            subject_type=subject_type,
            subject_id=str(subject_id),
            detail=dict(detail),
        )
        for subject_id, case_id, detail in subjects
    )
