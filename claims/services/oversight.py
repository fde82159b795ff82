"""What staff do about the work queue."""

from django.db import transaction

from claims.models import WorkItem
from claims.services import audit, nudges, work
from claims.services.actors import Actor


@transaction.atomic
def retry_dead_letters(*, actor: Actor) -> int:
    """Give every dead letter a new start, with an audit row; returns how many."""
    number = work.retry()
    audit.record("work.retry", actor=actor, subject_type="work", subject_id="", detail={"dead_letters": number})
    for kind in WorkItem.Kind.values:
        transaction.on_commit(lambda kind=kind: nudges.nudge(kind))  # type: ignore[misc]
    return number
