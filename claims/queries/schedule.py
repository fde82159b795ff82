"""What the schedule is about to do and what it did, as counsel and operators are shown it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from claims.models import Ending, JobRun, ScheduledJob
from claims.rules.timetable import JOBS, Job, Standing, is_overdue

RUNS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class JobStatus:
    """One job of the timetable: its last run, how long ago that began, and when the next is due.

    `ago` and `next_due` are by the database's clock. Without `began_at` it has never run here. `running`: a run is
    under way. `failed`: the last run that ended failed. `overdue`: nobody has begun it in time, or its run has died.
    """

    job: Job
    began_at: datetime | None
    ended_at: datetime | None
    ago: timedelta | None
    ending: str
    error: str
    did: dict[str, int]
    good_since: datetime | None
    next_due: datetime
    running: bool
    failed: bool
    overdue: bool

    @property
    def sound(self) -> bool:
        """Whether nothing about it needs a person."""
        return not (self.failed or self.overdue)


def database_now() -> datetime:
    """The time by the database's clock, which every process shares."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return now


def standing_of(row: ScheduledJob) -> Standing:
    """Return what the timetable must know of a job's row."""
    return Standing(row.slot, row.attempts, row.run is not None, row.again_at)


def job_statuses() -> list[JobStatus]:
    """How every job of the timetable stands, in its order. Two queries."""
    now = database_now()
    rows = ScheduledJob.objects.in_bulk(list(JOBS))
    return [_status(job, rows.get(name), now) for name, job in JOBS.items()]


def runs(*, job: str | None = None) -> Sequence[JobRun]:
    """The runs that are remembered, of all jobs or of one, newest first; `RUNS_SHOWN` at most."""
    found = JobRun.objects.filter(job=job) if job else JobRun.objects.all()
    return list(found[:RUNS_SHOWN])


def _status(job: Job, row: ScheduledJob | None, now: datetime) -> JobStatus:
    standing = standing_of(row) if row else None
    row = row or ScheduledJob(name=job.name)
    return JobStatus(
        job=job,
        began_at=row.began_at,
        ended_at=row.ended_at,
        ago=max(now - row.began_at, timedelta()) if row.began_at else None,
        ending=row.ending,
        error=row.error,
        did=row.did,
        good_since=row.good_since,
        next_due=job.cadence.after(job.cadence.slot(now)),
        running=row.run is not None,
        failed=row.ending == Ending.FAILED,
        overdue=is_overdue(job, standing, now),
    )
