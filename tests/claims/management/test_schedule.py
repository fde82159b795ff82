"""`schedule` as an operator meets it: what ran when, what is late, and a job run by hand."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.models import DeadlineNotice, JobRun, ScheduledJob
from claims.rules.timetable import JOBS
from claims.services.actors import OPERATOR
from claims.services.schedule import Did, run_now

pytestmark = pytest.mark.django_db


def command(*arguments):
    """What the command says, and its exit code."""
    out = StringIO()
    try:
        call_command("schedule", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue() + str(error), error.returncode
    return out.getvalue(), 0


@pytest.fixture
def ran():
    """Every job has just run and found nothing."""
    for name in JOBS:
        run_now(name, lambda run: Did(), actor=OPERATOR)


def test_a_sound_schedule_is_a_table_with_a_line_for_each_job(ran):
    told, code = command("status")
    head, *lines = told.splitlines()
    assert code == 0
    assert head.split() == ["JOB", "HOW", "OFTEN", "LAST", "RUN", "AGO", "RESULT", "NEXT", "DUE"]
    assert [line.split()[0] for line in lines] == list(JOBS)
    assert "daily at 09:00" in told
    assert "every 5 s" in told
    assert "reminders" not in told  # nothing of it was done


def test_what_is_overdue_or_failed_is_marked_and_is_the_exit_code(ran):
    ScheduledJob.objects.filter(pk="remind_stale").update(slot="2026-01-01T00:00Z")
    ScheduledJob.objects.filter(pk="match_all").update(ending="failed", error="MatchFailed")
    told, code = command("status")
    marked = {line.split()[0]: line for line in told.splitlines() if "✗" in line}
    assert code == 1
    assert set(marked) == {"remind_stale", "match_all"}
    assert "✗ OVERDUE" in marked["remind_stale"]
    assert "failed: MatchFailed" in marked["match_all"]
    assert "Overdue or failed: match_all, remind_stale. Is the scheduler running" in told


def test_where_no_scheduler_ever_ran_everything_is_overdue():
    told, code = command("status")
    assert (code, told.count("✗ OVERDUE")) == (1, len(JOBS))


def test_the_status_for_programs_says_the_same(ran):
    ScheduledJob.objects.filter(pk="remind_stale").update(did={"reminders": 12}, ending="done")
    told, code = command("status", "--json")
    jobs = {job["name"]: job for job in json.loads(told)["jobs"]}
    assert (code, json.loads(told)["sound"], set(jobs)) == (0, True, set(JOBS))
    assert (jobs["remind_stale"]["ending"], jobs["remind_stale"]["did"]) == ("done", {"reminders": 12})
    assert jobs["remind_stale"]["seconds_ago"] < 100
    ScheduledJob.objects.filter(pk="remind_stale").update(slot="2026-01-01T00:00Z")
    told, code = command("status", "--json")
    assert code == 1
    assert '"sound": false' in told


@pytest.mark.parametrize("name", sorted(set(JOBS) - {"match_all", "sweep_work"}))
def test_each_job_can_be_run_by_hand(coupang, name):
    told, code = command("run", name)
    assert (told.startswith(f"{name}: "), code) == (True, 0), told
    assert ScheduledJob.objects.get(pk=name).ending in ("done", "nothing")
    assert JobRun.objects.get(job=name).by == "operator"


def test_what_a_job_did_is_told_in_counts(coupang):
    coupang.cut_off = coupang.stage_since + timedelta(days=3)
    coupang.save(update_fields=["cut_off"])
    told, _code = command("run", "watch_deadlines")
    assert told == "watch_deadlines: 1 deadline levels, 2 deadlines\n"
    assert DeadlineNotice.objects.count() == 1


def test_a_dry_run_tells_the_same_and_writes_nothing(coupang):
    coupang.cut_off = coupang.stage_since + timedelta(days=3)
    coupang.save(update_fields=["cut_off"])
    told, code = command("run", "watch_deadlines", "--dry-run")
    assert (told, code) == (
        "watch_deadlines would have done: 1 deadline levels, 2 deadlines. Nothing was written.\n",
        0,
    )
    assert not DeadlineNotice.objects.exists()
    assert not JobRun.objects.exists()


@pytest.mark.parametrize("arguments", [("run",), ("run", "nonsense"), ("run", "purge_runs", "--dry-run")])
def test_what_cannot_be_run_is_wrong_usage(arguments):
    assert command(*arguments)[1] == 2
    assert not JobRun.objects.exists()


def test_a_job_that_fails_or_is_at_work_says_so(monkeypatch):
    def broken(run):
        raise ValueError("김하늘")

    monkeypatch.setattr("claims.management.commands.schedule.HANDLERS", {"purge_runs": broken})
    told, code = command("run", "purge_runs")
    assert (told, code) == ("purge_runs failed: ValueError. The worker's log tells where.", 1)
    ScheduledJob.objects.update(
        run="00000000-0000-7000-8000-000000000000", began_at="2026-01-01T00:00Z", again_at="2999-01-01T00:00Z"
    )
    told, code = command("run", "purge_runs")
    assert "Another process runs purge_runs at this moment" in told
    assert code == 1
