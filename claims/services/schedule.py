"""Running the timetable's jobs: each slot once, whoever asks for it, and a record of what was done.

The scheduler only asks. Whether a job is due is decided here, under the lock of the job's row and by the database's
clock, so a second scheduler, a late message and one that is delivered twice find the slot taken. A run shows that it
lives by extending the time until which nobody else may take its place; one that has gone silent is made good by the
next that asks, and cannot end in its name any more.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import DatabaseError, OperationalError, connection, transaction

from claims.models import Ending, JobRun, ScheduledJob
from claims.queries.schedule import database_now, standing_of
from claims.rules.ids import new_id
from claims.rules.timetable import JOBS, Job, retry_at, slot_to_take
from claims.services.actors import WORKER, Actor

log = logging.getLogger(__name__)

RUNS_KEPT: Final = 1000
"""So many runs of each job are remembered, the newest."""
# Signs of life are not written more often than this.
_SIGN_EVERY: Final = timedelta(seconds=1)


class TakenOver(Exception):
    """The run was silent for too long and another has taken its place; this one must stop."""


class AtWork(Exception):
    """Another process runs the job at this moment."""


@dataclass(frozen=True, slots=True)
class Did:
    """What a run did, counted by code. `seen` are counts of what it only looked at: they make no run worth telling.

    `error` is the type of an error that kept part of it from being done.
    """

    done: Mapping[str, int] = field(default_factory=dict)
    seen: Mapping[str, int] = field(default_factory=dict)
    error: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """All counts. Nothing but whole numbers gets into the record, so no personal data does."""
        return {code: int(number) for code, number in (*self.done.items(), *self.seen.items())}


@dataclass(slots=True)
class Run:
    """One run under way, as the job's handler sees it. `good_since`: when the last run began that ended well."""

    id: UUID
    job: Job
    slot: datetime
    attempts: int
    began_at: datetime
    good_since: datetime | None
    error_before: str
    by: Actor
    _signed_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._signed_at = self.began_at

    def goes_on(self) -> None:
        """Show that the run lives. To be called between two pieces of work. Raises TakenOver."""
        now = database_now()
        if now - self._signed_at < _SIGN_EVERY:
            return
        mine = ScheduledJob.objects.filter(name=self.job.name, run=self.id)
        if not mine.update(again_at=now + self.job.silence):
            raise TakenOver
        self._signed_at = now


Handler = Callable[[Run], Did]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended, and what it did."""

    ending: Ending
    did: Mapping[str, int]
    error: str = ""


def run_if_due(name: str, handler: Handler) -> Ended | None:
    """Run a job if one of its slots is due and nobody is at it; None otherwise. Never raises.

    An error is recorded and logged by its type. While the database is away nothing is recorded; the next who asks
    takes over.
    """
    try:
        run = _take(JOBS[name], by=WORKER)
        return _do(run, handler) if run else None
    except OperationalError as error:
        log.error("database_unavailable", exc_info=error, extra={"kind": name})
        return None


def run_now(name: str, handler: Handler, *, actor: Actor) -> Ended:
    """Run a job at once, due or not; it counts for the present slot. Raises AtWork, OperationalError."""
    run = _take(JOBS[name], by=actor, whether_due_or_not=True)
    if run is None:
        raise AtWork
    return _do(run, handler)


def purge_runs() -> int:
    """Forget all but the newest runs of each job; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM claims_jobrun r USING (
                SELECT id, row_number() OVER (PARTITION BY job ORDER BY began_at DESC, id DESC) AS place
                FROM claims_jobrun
            ) placed WHERE placed.id = r.id AND placed.place > %s
            """,
            [RUNS_KEPT],
        )
        return cursor.rowcount


def _take(job: Job, *, by: Actor, whether_due_or_not: bool = False) -> Run | None:
    """Take a slot of the job for one run; None when none is due, or somebody is at it."""
    now = database_now()
    row = ScheduledJob.objects.filter(pk=job.name).first()
    if row is None:
        # Attempt 0 of the present slot: begun by nobody, and settled or to be taken at once.
        waits = job.waits_for_its_first_slot
        row, _made = ScheduledJob.objects.get_or_create(
            name=job.name, defaults={"slot": job.cadence.slot(now), "again_at": None if waits else now}
        )
    if not whether_due_or_not and slot_to_take(job, standing_of(row), now) is None:
        return None  # what most askers find, without waiting for a lock
    with transaction.atomic():
        row = ScheduledJob.objects.select_for_update().get(pk=job.name)
        now = database_now()
        standing = standing_of(row)
        slot = slot_to_take(job, standing, now)
        if slot is None and whether_due_or_not and not (standing.running and row.again_at and row.again_at > now):
            slot = job.cadence.slot(now)
        if slot is None:
            return None
        if row.run is not None:
            _remember_lost(row)
        attempts = row.attempts + 1 if slot == row.slot else 1
        run = Run(new_id(), job, slot, attempts, now, row.good_since, row.error, by)
        row.slot, row.attempts, row.run, row.by = slot, attempts, run.id, by.kind
        row.began_at, row.ended_at, row.again_at = now, None, now + job.silence
        row.save(update_fields=["slot", "attempts", "run", "by", "began_at", "ended_at", "again_at"])
    return run


def _do(run: Run, handler: Handler) -> Ended:
    try:
        did = handler(run)
    except TakenOver:
        ended = Ended(Ending.TAKEN, {})
    except Exception as error:  # any error of a job must become a record that people can see
        name = type(error).__name__[:100]
        log.error("job_failed", exc_info=error, extra={"job": run.job.name, "error": name})
        ended = Ended(Ending.FAILED, {}, name)
    else:
        ending = Ending.FAILED if did.error else Ending.DONE if any(did.done.values()) else Ending.NOTHING
        ended = Ended(ending, did.counts, did.error[:100])
    try:
        return _end(run, ended)
    except DatabaseError as error:
        log.error("job_not_recorded", exc_info=error, extra={"job": run.job.name})
        return ended


@transaction.atomic
def _end(run: Run, ended: Ended) -> Ended:
    """Record how a run ended: in its job's row while that names it, and in the history where it is worth it."""
    now = database_now()
    failed = ended.ending == Ending.FAILED
    good = {} if failed else {"good_since": run.began_at}
    mine = ScheduledJob.objects.filter(name=run.job.name, run=run.id).update(
        run=None,
        again_at=retry_at(run.job, run.attempts, now) if failed else None,
        ended_at=now,
        ending=ended.ending,
        error=ended.error,
        did=dict(ended.did),
        **good,
    )
    if not mine:
        ended = Ended(Ending.TAKEN, ended.did, ended.error)
    if _worth_telling(run, ended):
        # Whoever took over has written the row already, without an end.
        JobRun.objects.update_or_create(
            pk=run.id,
            create_defaults={**_run_row(run), "ended_at": now, "ending": ended.ending, "error": ended.error}
            | {"did": dict(ended.did)},
            defaults={"ended_at": now, "error": ended.error, "did": dict(ended.did)},
        )
    return ended


def _worth_telling(run: Run, ended: Ended) -> bool:
    if run.job.every_run_told or run.by is not WORKER:
        return True
    if run.job.frequent and ended.ending == Ending.FAILED:
        return ended.error != run.error_before
    return ended.ending != Ending.NOTHING


def _run_row(run: Run) -> dict[str, object]:
    return {"job": run.job.name, "due_at": run.slot, "began_at": run.began_at, "by": run.by.kind}


def _remember_lost(row: ScheduledJob) -> None:
    """The run that a job's row still names has shown no sign of life for too long."""
    log.warning("job_run_lost", extra={"job": row.name})
    JobRun.objects.create(
        id=row.run,
        job=row.name,
        due_at=row.slot,
        began_at=row.began_at or row.slot,
        ending=Ending.TAKEN,
        by=row.by,
    )
