"""What the schedule does, when, and what came of it, for those who see to it that nothing is missed."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from claims.admin.pages import CounselRequest, page
from claims.models import JobRun
from claims.queries.access import Permission
from claims.queries.schedule import RUNS_SHOWN, JobStatus, job_statuses, runs
from claims.rules.timetable import JOBS
from claims.wording.formats import span
from claims.wording.schedule import ENDINGS, counted, how_often, job_sentence

_BADGES = {"done": "outcome-pass", "nothing": "", "failed": "outcome-fail", "taken": "outcome-review"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One job in words."""

    status: JobStatus
    does: str
    often: str
    ago: str
    ending: str
    badge: str
    did: str


@dataclass(frozen=True, slots=True)
class Past:
    """One run of the history in words."""

    run: JobRun
    ending: str
    badge: str
    did: str
    took: str


def schedule_page(request: CounselRequest) -> HttpResponse:
    """Show every scheduled job with its last run, and the runs that are remembered, of all jobs or of one."""
    request.staff.require(Permission.SEE_WORK)
    chosen = request.GET.get("job") or None
    if chosen is not None and chosen not in JOBS:
        raise Http404
    statuses = job_statuses()
    return page(
        request,
        "schedule.html",
        {
            "title": _("Schedule"),
            "entries": [_entry(status) for status in statuses],
            "unsound": sum(not status.sound for status in statuses),
            "chosen": chosen,
            "history": [_past(run) for run in runs(job=chosen)],
            "shown": RUNS_SHOWN,
        },
    )


def _entry(status: JobStatus) -> Entry:
    return Entry(
        status=status,
        does=job_sentence(status.job.name),
        often=how_often(status.job),
        ago="" if status.ago is None else _("%(span)s ago") % {"span": span(status.ago)},
        ending=str(ENDINGS.get(status.ending, "")),
        badge=_BADGES.get(status.ending, ""),
        did=counted(status.did),
    )


def _past(run: JobRun) -> Past:
    took = span(run.ended_at - run.began_at) if run.ended_at else ""
    return Past(run, str(ENDINGS[run.ending]), _BADGES[run.ending], counted(run.did), took)
