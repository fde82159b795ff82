"""Celery tasks: thin wrappers that lease and do work. Arguments are kinds of work, never people or claims.

The scheduler asks for each job of `claims.rules.timetable` by the task of its name, more often than the job is due.
"""

import logging
import time

from celery import shared_task
from django.db import OperationalError

from claims.rules.timetable import MATCH_SECONDS
from claims.services import nudges, work, work_kinds
from claims.services.schedule import run_if_due
from claims.services.scheduled_jobs import HANDLERS

log = logging.getLogger(__name__)

# A task gives way after this many seconds and nudges itself again, well below its time limit.
_TURN_SECONDS = 60
# For daily jobs that walk over many claims and commit chunk by chunk.
_HOUR = 3600


@shared_task(name="claims.tasks.do_work")
def do_work(kind: str) -> None:
    """Do all due work of a kind, for one turn."""
    nudges.taken(kind)
    ends = time.monotonic() + _TURN_SECONDS
    try:
        tally = work.drain(kind, work_kinds.HANDLERS[kind], stop=lambda: time.monotonic() > ends)
    except OperationalError as error:
        # Caught here because Celery would log the error's text. Leases end by themselves, and the sweep comes back.
        log.error("database_unavailable", exc_info=error, extra={"kind": kind})
        return
    if tally.done or tally.failed or tally.lost:
        log.info("work_done", extra={"kind": kind, "done": tally.done, "failed": tally.failed, "lost": tally.lost})
    if time.monotonic() > ends:
        do_work.delay(kind)


@shared_task(name="claims.tasks.sweep_work")
def sweep_work() -> None:
    """Nudge for whatever is due."""
    run_if_due("sweep_work", HANDLERS["sweep_work"])


@shared_task(name="claims.tasks.reindex")
def reindex() -> None:
    """Go on with making blind keys anew, for one turn. Ordinarily two small queries."""
    run_if_due("reindex", HANDLERS["reindex"])


@shared_task(name="claims.tasks.purge_answers")
def purge_answers() -> None:
    """Forget sealed replies of the public doors once nobody retries them any more."""
    run_if_due("purge_answers", HANDLERS["purge_answers"])


@shared_task(name="claims.tasks.purge_signals")
def purge_signals() -> None:
    """Forget how claims were filed once the time for it is over."""
    run_if_due("purge_signals", HANDLERS["purge_signals"])


@shared_task(name="claims.tasks.purge_runs")
def purge_runs() -> None:
    """Forget old runs of the schedule."""
    run_if_due("purge_runs", HANDLERS["purge_runs"])


@shared_task(name="claims.tasks.watch_deadlines")
def watch_deadlines() -> None:
    """Tell counsel of deadlines that came near."""
    run_if_due("watch_deadlines", HANDLERS["watch_deadlines"])


@shared_task(name="claims.tasks.judge_by_time", soft_time_limit=_HOUR, time_limit=_HOUR + 60)
def judge_by_time() -> None:
    """Have claims judged again for which the day has changed something."""
    run_if_due("judge_by_time", HANDLERS["judge_by_time"])


@shared_task(name="claims.tasks.remind_stale", soft_time_limit=_HOUR, time_limit=_HOUR + 60)
def remind_stale() -> None:
    """Remind claimants who have not answered, and let claims expire whose time is over."""
    run_if_due("remind_stale", HANDLERS["remind_stale"])


@shared_task(
    name="claims.tasks.match_all", acks_late=False, soft_time_limit=MATCH_SECONDS, time_limit=MATCH_SECONDS + 60
)
def match_all() -> None:
    """The nightly full match."""
    run_if_due("match_all", HANDLERS["match_all"])
