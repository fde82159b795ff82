"""`manage.py work drain|status|retry`"""

import json
import time
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from claims.management.progress import Progress
from claims.queries import work as reads
from claims.services import nudges, work
from claims.services.work_kinds import HANDLERS

UNSOUND = 3
_SHOWN = 20


class Command(BaseCommand):
    """See to the work queue; see `help`."""

    help = (
        "drain: do all work that is due, here and now, beside whatever workers run. "
        "status: tell how much was accepted, waits, is being done, is done or dead. "
        "retry: give dead letters a new start. "
        "Exit codes: 0 sound; 1 the database did not answer; 2 wrong usage; "
        "3 something failed, is dead, or is missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and with what."""
        parser.add_argument("action", choices=["drain", "status", "retry"])
        parser.add_argument("--kind", choices=sorted(HANDLERS), help="drain, retry: only this kind of work")
        parser.add_argument(
            "--batch", type=_positive, default=settings.WORK_BATCH, metavar="N", help="drain: pieces leased at a time"
        )
        parser.add_argument("--json", action="store_true", help="status: for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one action."""
        try:
            match options["action"]:
                case "drain":
                    self._drain([options["kind"]] if options["kind"] else sorted(HANDLERS), options["batch"])
                case "status":
                    self._status(as_json=options["json"])
                case "retry":
                    self._retry(options["kind"])
        except DatabaseError:
            raise CommandError("The database did not answer. Work that was counted as done is done.") from None

    def _drain(self, kinds: list[str], batch: int) -> None:
        begun, tally = time.monotonic(), work.Tally()
        for kind in kinds:
            before, due = tally.done, reads.due(kind)
            with Progress(kind, "done", total=due) as bar:
                while leased := work.lease(kind, limit=work.batch_of(HANDLERS[kind], batch)):
                    work.process(leased, HANDLERS[kind], tally)
                    # More may have come in meanwhile.
                    bar.at(tally.done - before, total=max(due, tally.done - before))
        seconds = time.monotonic() - begun
        self.stdout.write(f"{tally.done:,} done in {seconds:.1f} s ({tally.done / max(seconds, 0.001):,.0f}/s)")
        if tally.lost:
            self.stdout.write(f"{tally.lost:,} taken over by another worker, for they outlived their lease here")
        if left := sum(each.pending + each.leased for each in reads.tallies() if each.kind in kinds):
            self.stdout.write(f"{left:,} not due: to be tried again later, or with other workers")
        if tally.failed:
            raise CommandError(
                f"Failed attempts: {tally.failed:,}. The work is tried again after a while, "
                f"{settings.WORK_MAX_ATTEMPTS} times in all; `work status` tells what died.",
                returncode=UNSOUND,
            )

    def _status(self, *, as_json: bool) -> None:
        tallies, dead = reads.tallies(), reads.dead_letters(limit=_SHOWN)
        missing = reads.claims_without_work()
        sound = not missing and all(tally.adds_up and not tally.dead for tally in tallies)
        if as_json:
            told = {
                "sound": sound,
                "kinds": [asdict(tally) for tally in tallies],
                "claims_without_work": missing,
                "dead_letters": [asdict(letter) for letter in dead],
            }
            self.stdout.write(json.dumps(told, default=str, indent=1))
        else:
            for tally in tallies:
                self._tell(tally)
            self.stdout.write(f"claims filed without work: {missing:,}{'' if not missing else '  ✗ must be 0'}")
            for letter in dead:
                self.stdout.write(
                    f"dead letter {letter.id}: {letter.kind} of {letter.subject}, {letter.attempts} attempts, "
                    f"{letter.error}, {letter.died_at:%Y-%m-%d %H:%M %Z}"
                )
            if (buried := sum(tally.dead for tally in tallies)) > len(dead):
                self.stdout.write(f"… and {buried - len(dead):,} older dead letters")
        if not sound:
            raise CommandError(
                "Something is dead or missing. `work retry` starts dead letters again.", returncode=UNSOUND
            )

    def _tell(self, tally: reads.Tallies) -> None:
        sign = "=" if tally.adds_up else "≠"
        self.stdout.write(
            f"{tally.kind}: {tally.accepted:,} accepted {sign} {tally.pending:,} pending + {tally.leased:,} leased + "
            f"{tally.done:,} done + {tally.dead:,} dead"
        )
        if tally.waiting is not None:
            self.stdout.write(f"  oldest has waited {_span(tally.waiting)}" + _late(tally.overdue))

    def _retry(self, kind: str | None) -> None:
        count = work.retry(kind=kind)
        for each in [kind] if kind else sorted(HANDLERS):
            nudges.nudge(each)
        self.stdout.write(f"Dead letters that start again: {count:,}")


def _positive(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or not int(typed):
        raise ArgumentTypeError("must be a whole number, 1 or more")
    return int(typed)


def _late(overdue: float | None) -> str:
    return ", nothing is due now" if overdue is None else f", and could have been done {_span(overdue)} ago"


def _span(seconds: float) -> str:
    """A length of time in its two largest units."""
    days, rest = divmod(max(0, round(seconds)), 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, rest = divmod(rest, 60)
    parts = [f"{n} {unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "min"), (rest, "s")) if n]
    return " ".join(parts[:2]) or "0 s"
