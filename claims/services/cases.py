"""Cases come into being here; afterwards their stage changes only through `claims.services.moves`."""

from django.db import transaction
from django.utils import timezone

from claims.models import Case, CaseTransition
from claims.rules.stages import Subject, table
from claims.services import audit
from claims.services.actors import Actor


@transaction.atomic
def add_case(case: Case, *, actor: Actor) -> Case:
    """Store a new case in the first stage of its table, with the transition that led there and an audit row.

    The caller fills in everything but the stage. Raises IntegrityError for a slug that exists.
    """
    now = timezone.now()
    case.stage = table(case.case_type, Subject.CASE).initial.value
    case.stage_seq, case.resume_to, case.stage_since = 1, "", now
    case.save(force_insert=True)
    CaseTransition.objects.create(
        case=case, seq=1, to_stage=case.stage, at=now, actor_kind=actor.kind, actor_id=actor.user_id
    )
    audit.record(
        "case.add", actor=actor, subject_type="case", subject_id=case.pk, case_id=case.pk, detail={"to": case.stage}
    )
    return case
