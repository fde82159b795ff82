"""Deadlines of cases as of now, and the notices of them that nobody has acknowledged yet."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import connection

from claims.models import Case, DeadlineNotice
from claims.rules.case_deadlines import CaseTimes, Deadline, deadlines_of
from claims.rules.deadlines import korean_date
from claims.rules.stages import ClaimStage

# A claim in one of these is not before a court, and could still be brought there.
_UNFILED = (
    ClaimStage.SUBMITTED,
    ClaimStage.VERIFYING,
    ClaimStage.NEEDS_INFORMATION,
    ClaimStage.REVIEW,
    ClaimStage.DUPLICATE_HOLD,
    ClaimStage.APPEALED,
    ClaimStage.VERIFIED,
    ClaimStage.AUTHORISED,
    ClaimStage.BATCHED,
)


def upcoming_deadlines(cases: Collection[Case], *, now: datetime) -> dict[int, list[Deadline]]:
    """Return the deadlines of each case, by its id, the nearest first. One query, if the incidents are loaded.

    Nothing of it is stored: a stage, a date or a cut-off that changed counts at once.
    """
    unfiled = _with_unfiled_claims([case.pk for case in cases])
    today = korean_date(now)
    return {case.pk: deadlines_of(_times(case, case.pk in unfiled), today=today) for case in cases}


def days_left(notice: DeadlineNotice, *, today: date) -> int | None:
    """Return how many days a notice's deadline has left today, less than 0 when it is over; None without a day."""
    return None if notice.ends is None else (notice.ends - today).days


def open_notices(case_ids: Collection[int]) -> Sequence[DeadlineNotice]:
    """The notices of these cases that nobody has acknowledged: of each deadline the narrowest level, nearest first."""
    found: dict[tuple[int, str, date], DeadlineNotice] = {}
    notices = DeadlineNotice.objects.filter(case__in=case_ids, acknowledged_at__isnull=True).select_related("case")
    for notice in notices.order_by("-level"):
        found[notice.case_id, notice.kind, notice.ends or notice.since] = notice
    return sorted(found.values(), key=lambda each: (each.ends is not None, each.ends or each.since, each.pk))


def _times(case: Case, unfiled: bool) -> CaseTimes:
    incident = case.incident
    return CaseTimes(
        case_type=case.case_type,
        stage=case.stage,
        stage_since=case.stage_since,
        resume_to=case.resume_to,
        cut_off=case.cut_off,
        unfiled=unfiled,
        leak_from=incident.leak_from,
        became_known=incident.became_known,
        years_from_knowledge=incident.years_from_knowledge,
        years_from_act=incident.years_from_act,
    )


def _with_unfiled_claims(case_ids: Collection[int]) -> Mapping[int, None]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT k.id FROM unnest(%s::bigint[]) AS k(id) WHERE EXISTS (
                SELECT FROM claims_claim c WHERE c.case_id = k.id AND c.stage = ANY(%s::text[]))
            """,
            [list(case_ids), [stage.value for stage in _UNFILED]],
        )
        return dict.fromkeys(case_id for (case_id,) in cursor.fetchall())
