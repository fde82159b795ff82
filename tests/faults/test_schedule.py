"""Real schedulers and workers: two at once do nothing twice, silence is caught up once, a killed run is made good."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.utils import timezone

from claims.models import DeadlineNotice, JobRun, ScheduledJob, WorkItem
from claims.queries.schedule import database_now, job_statuses
from claims.rules.timetable import JOBS
from claims.services import scheduled_jobs
from claims.services.schedule import run_if_due
from tests.claims import programs
from tests.faults.worker import wait_until
from tests.serving import PROJECT, environment, wait_until_disconnected, worker

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]

DAILY = ("judge_by_time", "match_all", "remind_stale")


@contextmanager
def scheduler(file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A `celery beat` of its own, with its own file of when it last asked."""
    with file.with_suffix(".log").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config", "beat", "--schedule", str(file), "--pidfile="],
            cwd=PROJECT,
            env=environment(PGAPPNAME=str(file)[-60:]),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait(30)
        wait_until_disconnected(str(file)[-60:])


def everything_last_ran(ago: timedelta) -> None:
    """As after a stop of the whole system: every job had its turn then, and none since."""
    for name, job in JOBS.items():
        slot = job.cadence.slot(database_now() - ago)
        ScheduledJob.objects.update_or_create(name=name, defaults={"slot": slot, "good_since": slot})


def all_caught_up() -> bool:
    return all(status.began_at and not status.running and not status.overdue for status in job_statuses())


def test_two_schedulers_after_two_nights_of_silence_do_each_job_once(coupang, tmp_path):
    coupang.cut_off = timezone.now() + timedelta(days=5)
    coupang.save(update_fields=["cut_off"])
    everything_last_ran(timedelta(days=2, hours=1))
    with ExitStack() as running:
        for number in (1, 2):
            running.enter_context(worker(tmp_path / f"worker-{number}.log"))
            running.enter_context(scheduler(tmp_path / f"beat-{number}"))
        wait_until(all_caught_up, what="catching up")
        # Both have asked for everything once more when the most frequent job has had so many turns.
        caught_up = database_now()
        ends = caught_up + timedelta(seconds=1 + max(job.asked_every for job in JOBS.values()))
        wait_until(lambda: ScheduledJob.objects.get(pk="sweep_work").began_at > ends, what="the next sweep")
    runs = [(run.job, run.ending, run.by, run.due_at) for run in JobRun.objects.filter(job__in=DAILY)]
    assert sorted(runs) == [(name, "nothing", "worker", JOBS[name].cadence.slot(caught_up)) for name in DAILY], (
        "each once, for the last time that was due"
    )
    assert JobRun.objects.get(job="watch_deadlines").did["deadline_levels"] == 1
    assert DeadlineNotice.objects.count() == 1
    assert not JobRun.objects.filter(ending__in=["failed", "taken"]).exists()
    assert not WorkItem.objects.exists()


def test_a_job_killed_in_the_middle_is_made_good_and_remembered(coupang):
    """kill -9, while the job waits for a lock; nothing of it was written, and nobody waits for it for ever."""
    with psycopg.connect(environment()["DATABASE_URL"]) as blocker:
        blocker.execute("LOCK TABLE claims_message IN ACCESS EXCLUSIVE MODE")
        process = programs.start("schedule", "run", "remind_stale", PGAPPNAME="killed-job")
        wait_until(lambda: ScheduledJob.objects.filter(pk="remind_stale", run__isnull=False).exists(), what="reminding")
        process.kill()
        process.wait(30)
    wait_until_disconnected("killed-job")
    handler = scheduled_jobs.HANDLERS["remind_stale"]
    assert run_if_due("remind_stale", handler) is None
    row = ScheduledJob.objects.get(pk="remind_stale")
    assert row.again_at - row.began_at <= JOBS["remind_stale"].silence + timedelta(seconds=5)
    ScheduledJob.objects.update(again_at=database_now())  # that time has passed
    assert run_if_due("remind_stale", handler).ending == "nothing"
    assert [(run.ending, run.by) for run in JobRun.objects.order_by("began_at")] == [
        ("taken", "operator"),
        ("nothing", "worker"),
    ]
