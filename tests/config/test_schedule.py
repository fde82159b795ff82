"""What the scheduler asks for is what the timetable says, and there is somebody to do it."""

from claims import tasks
from claims.rules.timetable import JOBS
from claims.services.scheduled_jobs import DRY_RUNS, HANDLERS
from config.celery import app


def test_every_job_of_the_timetable_is_asked_for_and_nothing_else():
    assert {name: entry["task"] for name, entry in app.conf.beat_schedule.items()} == {
        name: job.task for name, job in JOBS.items()
    }
    assert set(HANDLERS) == set(JOBS) >= set(DRY_RUNS)


def test_the_task_of_a_job_runs_that_job_and_takes_no_arguments(monkeypatch):
    ran = []
    monkeypatch.setattr(tasks, "run_if_due", lambda name, handler: ran.append((name, handler)))
    for job in JOBS.values():
        app.tasks[job.task].run()
    assert ran == list(HANDLERS.items())
    assert not any(entry.get("args") or entry.get("kwargs") for entry in app.conf.beat_schedule.values())


def test_a_run_counts_as_lost_only_after_celery_would_have_stopped_it():
    """Or it shows signs of life in between, as those do that walk over many claims."""
    shows_signs = {"reindex", "judge_by_time", "remind_stale"}
    for name, job in JOBS.items():
        limit = app.tasks[job.task].time_limit or app.conf.task_time_limit
        assert name in shows_signs or job.frequent or job.silence.total_seconds() > limit, name
