"""Runs of the timetable's jobs, on the real database: each slot once, and a record of what was done."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from claims.models import JobRun, ScheduledJob
from claims.queries.schedule import database_now, job_statuses
from claims.rules.timetable import JOBS
from claims.services import schedule
from claims.services.actors import OPERATOR
from claims.services.schedule import AtWork, Did, TakenOver, run_if_due, run_now

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def nothing(run):
    return Did({"runs": 0}, {"claims_unreached": 7})


def something(run):
    return Did({"runs": 3})


def fails(run):
    raise ValueError("김하늘 haneul@example.com")


def put_back(name, **ago):
    """Make the job's row say that its last slot was a while ago, and nothing has happened since."""
    row = ScheduledJob.objects.get(pk=name)
    ScheduledJob.objects.filter(pk=name).update(slot=row.slot - timedelta(**ago))


def due(name, **ago):
    """Let the job be due now, as if it had last run a while ago."""
    slot = JOBS[name].cadence.slot(database_now())
    row, _made = ScheduledJob.objects.update_or_create(name=name, defaults={"slot": slot - timedelta(**ago)})
    return row


def status_of(name):
    return next(status for status in job_statuses() if status.job.name == name)


def test_a_slot_is_run_once_however_often_it_is_asked_for():
    due("remind_stale", days=1)
    assert [run_if_due("remind_stale", something) is not None for _ in range(5)] == [True, False, False, False, False]
    run = JobRun.objects.get()
    assert (run.job, run.ending, run.did, run.by) == ("remind_stale", "done", {"runs": 3}, "worker")
    assert run.due_at == JOBS["remind_stale"].cadence.slot(run.began_at)
    assert run.began_at <= run.ended_at


@pytest.mark.parametrize("name", ["purge_runs", "remind_stale"])
def test_a_scheduler_that_was_off_for_days_catches_up_once(name):
    due(name, days=3)
    assert [run_if_due(name, something) is not None for _ in range(3)] == [True, False, False]


def test_a_daily_job_that_was_never_asked_for_waits_for_its_time_and_a_frequent_one_does_not():
    assert run_if_due("match_all", something) is None
    assert run_if_due("purge_runs", something) is not None
    put_back("match_all", days=1)
    assert run_if_due("match_all", something) is not None


def test_runs_that_find_nothing_are_remembered_of_daily_jobs_only():
    for name in ("sweep_work", "purge_runs", "remind_stale"):
        due(name, days=1)
        assert run_if_due(name, nothing).ending == "nothing"
    assert [run.job for run in JobRun.objects.all()] == ["remind_stale"]
    last = status_of("purge_runs")
    assert (last.ending, last.did, last.failed, last.overdue) == (
        "nothing",
        {"runs": 0, "claims_unreached": 7},
        False,
        False,
    )


def test_a_failed_run_leaves_its_type_and_none_of_its_words(caplog):
    due("remind_stale", days=1)
    assert run_if_due("remind_stale", fails).ending == "failed"
    row = ScheduledJob.objects.get(pk="remind_stale")
    assert (row.error, row.did, row.good_since, row.run) == ("ValueError", {}, None, None)
    assert row.again_at > database_now()
    assert "haneul" not in str([*JobRun.objects.values(), *ScheduledJob.objects.values()])
    assert "haneul" not in caplog.records[-1].getMessage()
    assert status_of("remind_stale").failed


def test_a_failed_run_is_tried_again_later_and_five_times_in_all():
    due("remind_stale", days=1)
    tries = 0
    while run_if_due("remind_stale", fails):
        tries += 1
        assert run_if_due("remind_stale", something) is None  # not yet
        ScheduledJob.objects.exclude(again_at=None).update(again_at=database_now())
    assert tries == JobRun.objects.count() == 5
    assert run_if_due("remind_stale", something) is None


def test_an_error_that_a_frequent_job_meets_every_time_is_told_once():
    for _ in range(3):
        due("sweep_work", seconds=5)
        run_if_due("sweep_work", fails)
    due("sweep_work", seconds=5)
    run_if_due("sweep_work", nothing)
    due("sweep_work", seconds=5)
    run_if_due("sweep_work", fails)
    assert JobRun.objects.filter(job="sweep_work", error="ValueError").count() == 2


def test_what_went_well_before_a_failure_stays_known():
    due("judge_by_time", days=2)
    run_if_due("judge_by_time", something)
    good = ScheduledJob.objects.get(pk="judge_by_time").began_at
    put_back("judge_by_time", days=1)
    run_if_due("judge_by_time", fails)
    ScheduledJob.objects.update(again_at=database_now())
    seen = []
    run_if_due("judge_by_time", lambda run: seen.append(run.good_since) or Did())
    assert seen == [good]


def test_a_run_that_died_is_made_good_by_the_next_who_asks_and_is_remembered():
    due("remind_stale", days=1)
    died = schedule._take(JOBS["remind_stale"], by=OPERATOR)
    assert run_if_due("remind_stale", something) is None
    ScheduledJob.objects.update(again_at=database_now())
    assert run_if_due("remind_stale", something).ending == "done"
    lost, _made_good = JobRun.objects.order_by("began_at")
    assert (lost.pk, lost.ending, lost.ended_at, lost.by) == (died.id, "taken", None, "operator")


def test_a_run_that_was_silent_for_too_long_learns_of_it_and_cannot_end_in_the_others_name():
    due("remind_stale", days=1)

    def hangs(run):
        ScheduledJob.objects.update(again_at=database_now())
        assert run_if_due("remind_stale", something).ending == "done"
        run._signed_at -= HOUR
        with pytest.raises(TakenOver):
            run.goes_on()
        return Did({"runs": 99})

    assert run_if_due("remind_stale", hangs).ending == "taken"
    assert ScheduledJob.objects.get(pk="remind_stale").did == {"runs": 3}
    endings = {run.ending: (run.did, run.ended_at is not None) for run in JobRun.objects.all()}
    assert endings == {"done": ({"runs": 3}, True), "taken": ({"runs": 99}, True)}


def test_a_run_that_shows_it_lives_keeps_its_place():
    due("remind_stale", days=1)

    def long(run):
        ScheduledJob.objects.update(again_at=database_now())
        run._signed_at -= HOUR
        run.goes_on()
        assert run_if_due("remind_stale", something) is None
        return Did({"runs": 1})

    assert run_if_due("remind_stale", long).ending == "done"


def test_by_hand_a_job_runs_due_or_not_and_counts_for_its_slot():
    due("remind_stale", days=1)
    assert run_now("remind_stale", nothing, actor=OPERATOR).ending == "nothing"
    assert run_now("remind_stale", something, actor=OPERATOR).ending == "done"
    assert run_if_due("remind_stale", something) is None
    assert run_now("sweep_work", nothing, actor=OPERATOR).ending == "nothing"
    assert list(JobRun.objects.values_list("job", "by")) == [("sweep_work", "operator")] + 2 * [
        ("remind_stale", "operator")
    ]


def test_by_hand_a_job_that_is_at_work_is_left_alone():
    schedule._take(JOBS["remind_stale"], by=OPERATOR, whether_due_or_not=True)
    with pytest.raises(AtWork):
        run_now("remind_stale", something, actor=OPERATOR)


def test_of_each_job_the_newest_runs_are_kept(monkeypatch):
    monkeypatch.setattr(schedule, "RUNS_KEPT", 2)
    for name in ("remind_stale", "match_all"):
        for _ in range(3):
            run_now(name, nothing, actor=OPERATOR)
    newest = set(JobRun.objects.filter(job="match_all").values_list("pk", flat=True)[:2])
    assert schedule.purge_runs() == 2
    assert set(JobRun.objects.filter(job="match_all").values_list("pk", flat=True)) == newest
    assert schedule.purge_runs() == 0


def test_the_database_keeps_no_run_that_could_never_be_lost():
    due("remind_stale", days=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ScheduledJob.objects.update(run="00000000-0000-7000-8000-000000000000", again_at=None)


def test_a_job_that_nobody_asks_for_is_overdue():
    assert all(status.overdue and not status.sound for status in job_statuses())
    for name in JOBS:
        run_now(name, nothing, actor=OPERATOR)
    assert all(status.sound for status in job_statuses())
    due("purge_answers", hours=2)
    assert status_of("purge_answers").overdue


@pytest.mark.usefixtures("connections_for_all")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["purge_runs", "remind_stale"])
def test_of_many_schedulers_at_once_one_runs_the_job(name):
    """Threads with connections of their own ask in the same instant, again and again: each slot is run once."""
    ran, start = [], threading.Barrier(8)

    def ask():
        try:
            for _ in range(3):
                start.wait(20)
                if run_if_due(name, something):
                    ran.append(name)
                start.wait(20)
        finally:
            connection.close()

    askers = [threading.Thread(target=ask) for _ in range(7)]
    for asker in askers:
        asker.start()
    for turn in range(3):
        due(name, days=turn + 1)
        start.wait(20)
        start.wait(20)
        assert len(ran) == JobRun.objects.count() == turn + 1
    for asker in askers:
        asker.join()
