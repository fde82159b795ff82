"""The timetable: every scheduled job, when it is due, and when it may begin.

A job is due at its *slots*, which follow from the clock alone, so that two schedulers mean the same slot by the same
time. A slot is taken once; of slots that nobody took, only the last is made good. Whoever calls brings the time, by the
database's clock, and what the job's row says (`claims.models.ScheduledJob`). Daily slots are times of day in Korea.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from claims.rules.deadlines import KOREA, korean_date

_MINUTE: Final = 60
_DAY: Final = timedelta(days=1)
_FIRST_RETRY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Every:
    """Due whenever so many seconds are over, counted from the beginning of the epoch: an hour is a full hour."""

    seconds: int

    def slot(self, now: datetime) -> datetime:
        """Return the last due time up to `now`."""
        return datetime.fromtimestamp(now.timestamp() // self.seconds * self.seconds, tz=UTC)

    def after(self, slot: datetime) -> datetime:
        """Return the due time that follows a slot."""
        return slot + timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class Daily:
    """Due once a day, at a time of day in Korea, wherever the server stands."""

    at: time

    def slot(self, now: datetime) -> datetime:
        """Return the last due time up to `now`."""
        today = datetime.combine(korean_date(now), self.at, tzinfo=KOREA)
        return today if today <= now else today - _DAY

    def after(self, slot: datetime) -> datetime:
        """Return the due time that follows a slot."""
        return datetime.combine(korean_date(slot) + _DAY, self.at, tzinfo=KOREA)


@dataclass(frozen=True, slots=True)
class Job:
    """One entry of the timetable.

    `name` is its stable code and `task` the Celery task that runs it. `asked_every`: how often the scheduler asks
    whether it is due, in seconds. `silence`: a run that has shown no sign of life for so many seconds counts as lost,
    and another may begin. `attempts`: how often one slot is tried. `lateness`: how long after its due time a job that
    has not begun is overdue. `every_run_told`: its history has runs that found nothing to do, too.
    """

    name: str
    task: str
    cadence: Every | Daily
    asked_every: int
    silence: timedelta
    attempts: int
    lateness: timedelta
    every_run_told: bool

    @property
    def frequent(self) -> bool:
        """Whether it is due so often that an error which comes every time is told once."""
        return isinstance(self.cadence, Every) and self.cadence.seconds < _MINUTE

    @property
    def waits_for_its_first_slot(self) -> bool:
        """Whether a job that was never asked for begins at its next slot and not at once: a heavy one, for a night."""
        return isinstance(self.cadence, Daily)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a job: the slot taken last, how often it was tried, and until when nobody else may take it.

    `again_at` is None when the slot is settled. Otherwise a run is under way (`running`) and counts as lost from then
    on, or one failed and is tried again from then on.
    """

    slot: datetime
    attempts: int
    running: bool
    again_at: datetime | None


def slot_to_take(job: Job, standing: Standing, now: datetime) -> datetime | None:
    """Return the slot that a run may begin for now; None: nothing is due, or somebody is at it.

    A slot other than the last one is a new one, even an earlier one: a clock that was once set a year ahead must not
    stop a job for a year.
    """
    slot = job.cadence.slot(now)
    busy = standing.again_at is not None and standing.again_at > now
    if slot != standing.slot:
        return None if standing.running and busy else slot
    if standing.again_at is None or busy or standing.attempts >= job.attempts:
        return None
    return slot


def retry_at(job: Job, attempts: int, now: datetime) -> datetime | None:
    """Return when a slot whose attempt number `attempts` failed is tried again, at doubling distances; None: never."""
    return now + _FIRST_RETRY * 2 ** (attempts - 1) if attempts < job.attempts else None


def is_overdue(job: Job, standing: Standing | None, now: datetime) -> bool:
    """Whether a job should have begun by now, or its run has died or waits to be tried again for too long.

    None: no scheduler has ever asked for it.
    """
    if standing is None:
        return True
    bound = now - job.lateness
    if standing.again_at is not None:
        return standing.again_at < bound
    return standing.slot < job.cadence.slot(bound)


def _often(name: str, *, silence: int = 10) -> Job:
    """Every few seconds. A failed run is not repeated: the next slot is near."""
    return Job(
        name=name,
        task=f"claims.tasks.{name}",
        cadence=Every(5),
        asked_every=5,
        silence=timedelta(seconds=silence),
        attempts=1,
        lateness=timedelta(minutes=2),
        every_run_told=False,
    )


def _hourly(name: str) -> Job:
    return Job(
        name=name,
        task=f"claims.tasks.{name}",
        cadence=Every(3600),
        asked_every=10,
        silence=timedelta(minutes=2),
        attempts=5,
        lateness=timedelta(minutes=15),
        every_run_told=False,
    )


def _daily(name: str, at: time, *, silence: timedelta = timedelta(minutes=2), attempts: int = 5) -> Job:
    return Job(
        name=name,
        task=f"claims.tasks.{name}",
        cadence=Daily(at),
        asked_every=10,
        silence=silence,
        attempts=attempts,
        lateness=timedelta(hours=1),
        every_run_told=True,
    )


MATCH_SECONDS: Final = 12 * 3600
"""How long the nightly match of all incidents may take."""

_ALL: Final = (
    _often("sweep_work"),
    _often("reindex"),
    _hourly("purge_answers"),
    _hourly("purge_signals"),
    _hourly("purge_runs"),
    _hourly("watch_deadlines"),
    # Soon after midnight: what the new day brings is judged before people come to work.
    _daily("judge_by_time", time(0, 10)),
    # At night. Tried once: what it misses is made good the next night, for arrivals are matched at once.
    _daily("match_all", time(3, 10), silence=timedelta(seconds=MATCH_SECONDS + 120), attempts=1),
    # In the morning: nobody is written to at night.
    _daily("remind_stale", time(9, 0)),
)

JOBS: Final[Mapping[str, Job]] = {job.name: job for job in _ALL}
"""Every scheduled job by its name, the frequent ones first."""
