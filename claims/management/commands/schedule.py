"""`manage.py schedule status|run NAME`"""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from claims.models import Ending
from claims.queries.schedule import JobStatus, job_statuses
from claims.rules.timetable import JOBS, Daily, Every, Job
from claims.services.actors import OPERATOR
from claims.services.schedule import AtWork, run_now
from claims.services.scheduled_jobs import DRY_RUNS, HANDLERS

UNSOUND: Final = 1
USAGE: Final = 2
_COLUMNS: Final = ("JOB", "HOW OFTEN", "LAST RUN", "AGO", "RESULT", "NEXT DUE", "")


class Command(BaseCommand):
    """See to the schedule; see `help`."""

    help = (
        "status: tell of every scheduled job how often it is due, when it last ran, how that ended and what it did, "
        "and when it is due next. Times are Korean. "
        "run NAME: run one job now, whether it is due or not; with --dry-run only tell what it would do. "
        "Exit codes: 0 sound; 1 a job is overdue or failed, or the database did not answer; "
        "2 nothing was done: no such job, or it cannot be tried without doing it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and with which job."""
        parser.add_argument("action", choices=["status", "run"])
        parser.add_argument("name", nargs="?", metavar="NAME", help=f"run: one of {', '.join(JOBS)}")
        parser.add_argument("--json", action="store_true", help="status: for programs")
        parser.add_argument(
            "--dry-run", action="store_true", help=f"run: write nothing; for {', '.join(sorted(DRY_RUNS))}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one action."""
        try:
            if options["action"] == "status":
                self._status(as_json=options["json"])
            else:
                self._run(options["name"], dry_run=options["dry_run"])
        except DatabaseError:
            raise CommandError("The database did not answer.") from None

    def _status(self, *, as_json: bool) -> None:
        statuses = job_statuses()
        unsound = [status for status in statuses if not status.sound]
        if as_json:
            told = {"sound": not unsound, "jobs": [_as_json(status) for status in statuses]}
            self.stdout.write(json.dumps(told, default=str, indent=1))
        else:
            rows = [_COLUMNS, *(_row(status) for status in statuses)]
            widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
            for row in rows:
                self.stdout.write("  ".join(map(str.ljust, row, widths)).rstrip())
        if unsound:
            names = ", ".join(status.job.name for status in unsound)
            raise CommandError(
                f"Overdue or failed: {names}. Is the scheduler running (`celery -A config beat`), and a worker? "
                "`schedule run NAME` runs a job now.",
                returncode=UNSOUND,
            )

    def _run(self, name: str | None, *, dry_run: bool) -> None:
        if name is None or name not in JOBS:
            raise CommandError(f"Name a job: {', '.join(JOBS)}.", returncode=USAGE)
        if dry_run:
            if name not in DRY_RUNS:
                raise CommandError(f"{name} cannot be tried without doing it.", returncode=USAGE)
            self.stdout.write(f"{name} would have done: {_counts(DRY_RUNS[name]().counts)}. Nothing was written.")
            return
        try:
            ended = run_now(name, HANDLERS[name], actor=OPERATOR)
        except AtWork:
            raise CommandError(f"Another process runs {name} at this moment; this one did nothing.") from None
        if ended.ending == Ending.FAILED:
            raise CommandError(f"{name} failed: {ended.error}. The worker's log tells where.", returncode=UNSOUND)
        if ended.ending == Ending.TAKEN:
            raise CommandError(f"{name} took too long and another process has taken over.", returncode=UNSOUND)
        self.stdout.write(f"{name}: {_counts(ended.did)}")


def _row(status: JobStatus) -> tuple[str, ...]:
    ended = f"failed: {status.error}" if status.failed else f"{status.ending or 'never ran'}"
    if status.running:
        ended = "running"
    elif any(status.did.values()):
        ended += f" ({_counts(status.did)})"
    mark = "✗ OVERDUE" if status.overdue else "✗ FAILED" if status.failed else ""
    return (
        status.job.name,
        _how_often(status.job),
        _moment(status.began_at),
        _span(status.ago),
        ended,
        _moment(status.next_due),
        mark,
    )


def _as_json(status: JobStatus) -> dict[str, object]:
    return {
        "name": status.job.name,
        "task": status.job.task,
        "how_often": _how_often(status.job),
        "began_at": status.began_at,
        "ended_at": status.ended_at,
        "seconds_ago": status.ago and status.ago.total_seconds(),
        "ending": status.ending or None,
        "error": status.error or None,
        "did": status.did,
        "good_since": status.good_since,
        "next_due": status.next_due,
        "running": status.running,
        "failed": status.failed,
        "overdue": status.overdue,
    }


def _how_often(job: Job) -> str:
    match job.cadence:
        case Daily(at):
            return f"daily at {at:%H:%M}"
        case Every(seconds) if seconds < 3600:
            return f"every {seconds} s"
        case Every(seconds):
            return "hourly" if seconds == 3600 else f"every {seconds // 3600} h"


def _counts(did: Mapping[str, int]) -> str:
    counts = [f"{number:,} {code.replace('_', ' ')}" for code, number in sorted(did.items()) if number]
    return ", ".join(counts) or "nothing to do"


def _moment(moment: datetime | None) -> str:
    return "–" if moment is None else f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"


def _span(ago: timedelta | None) -> str:
    """A length of time in its largest unit."""
    if ago is None:
        return "–"
    seconds = round(ago.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
