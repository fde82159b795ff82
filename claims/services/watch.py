"""The deadline watch: counsel are told of each level that a deadline reaches, until a person acknowledges it."""

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims.models import Case, DeadlineNotice
from claims.queries.deadlines import upcoming_deadlines
from claims.queries.schedule import database_now
from claims.services import audit
from claims.services.actors import Actor
from claims.services.schedule import Did


def watch_deadlines(*, dry_run: bool = False) -> Did:
    """Record the level that each deadline of each case has reached, if it is a new one.

    Of levels that were passed while nobody watched only the narrowest is recorded: it says what the others said, and
    more. Counts: `deadlines` there are, `deadline_levels` reached anew.
    """
    with transaction.atomic():
        cases = list(Case.objects.select_related("incident"))
        found = upcoming_deadlines(cases, now=database_now())
        reached = [
            DeadlineNotice(case_id=case_id, kind=each.kind, since=each.since, ends=each.ends, level=each.level)
            for case_id, deadlines in found.items()
            for each in deadlines
            if each.level is not None
        ]
        known = {_key(notice) for notice in DeadlineNotice.objects.filter(case__in=found)}
        new = [notice for notice in reached if _key(notice) not in known]
        if not dry_run:
            DeadlineNotice.objects.bulk_create(new, ignore_conflicts=True)
    return Did(
        done={"deadline_levels": len(new)},
        seen={"deadlines": sum(len(deadlines) for deadlines in found.values())},
    )


@transaction.atomic
def acknowledge(*, notice_id: int, case_id: int, actor: Actor) -> bool:
    """Record that a person has taken note of a deadline's level, and of the wider ones before it; with an audit row.

    Returns False, and changes nothing, where somebody else has done so already. Raises DeadlineNotice.DoesNotExist
    for a notice that the case does not have.
    """
    notice = DeadlineNotice.objects.get(pk=notice_id, case=case_id)
    same = DeadlineNotice.objects.annotate(day=Coalesce("ends", "since")).filter(
        case=case_id, kind=notice.kind, day=notice.ends or notice.since, level__gte=notice.level
    )
    waiting = same.filter(acknowledged_at__isnull=True)
    ids = list(waiting.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    if not ids:
        return False
    DeadlineNotice.objects.filter(pk__in=ids).update(acknowledged_at=timezone.now(), acknowledged_by=actor.user_id)
    audit.record(
        "deadline.acknowledge",
        actor=actor,
        subject_type="deadline",
        subject_id=notice.pk,
        case_id=case_id,
        detail={"deadline": notice.kind, "ends": notice.ends and notice.ends.isoformat(), "level": notice.level},
    )
    return True


def _key(notice: DeadlineNotice) -> tuple[object, ...]:
    return notice.case_id, str(notice.kind), notice.ends or notice.since, notice.level
