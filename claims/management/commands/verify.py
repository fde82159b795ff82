"""`manage.py verify`"""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction
from django.utils import translation

from claims.crypto.sealing import DecryptionFailed
from claims.management.progress import Progress
from claims.management.verdict_text import reproduced_line, verdict_lines
from claims.models import Case, Claim, LeakedFieldList, Verification, WorkItem
from claims.queries.leaked_list import current_list
from claims.queries.verdict_page import explanation
from claims.queries.verdicts import RecordDamaged, RunReader
from claims.rules.ids import read_claim_number
from claims.rules.verification import RULES
from claims.services import rejudging, work, work_kinds
from claims.services.actors import OPERATOR
from claims.services.rehearsal import rehearse
from claims.services.reproduction import Fidelity, reproduce
from claims.services.verdict_history import COLUMNS, Summary, reproduce_case

DIFFERS: Final = 1
USAGE: Final = 2
STOPPED: Final = 3


class Command(BaseCommand):
    """Judge the claims of a case again, or show that an old verdict is what it was; see `help`."""

    help = (
        "Has every claim of a case that was judged before judged again, by the workers; with --now here, until none "
        "waits. --dry-run tells what that would change and keeps nothing. "
        "--as-of VERSION instead judges again, from what was kept of it, the check of each claim that stood under that "
        "version of the leaked-field list, and tells whether everything comes out as it stands; nothing is changed, "
        "and it can be run any number of times. --claim prints one in full. "
        "Exit codes: 0 done, everything came out the same; 1 a check comes out otherwise than it is stored, or a claim "
        "could not be judged; 2 nothing was done: no such case, version or claim, or a file cannot be written; "
        "3 stopped: the database did not answer, or a key is missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The case, and what to do."""
        parser.add_argument("--case", required=True, metavar="SLUG", help="the case")
        parser.add_argument("--now", action="store_true", help="do the work here instead of leaving it to the workers")
        parser.add_argument("--dry-run", action="store_true", help="tell what would change and keep nothing")
        parser.add_argument(
            "--as-of", metavar="VERSION", help="reproduce the verdicts that stood under this version of the list"
        )
        parser.add_argument(
            "--claim", metavar="NUMBER", help="print this claim's check in full: the current one, or with --as-of"
        )
        parser.add_argument(
            "--csv", type=Path, metavar="FILE", help=f"with --as-of: a line a claim, with {','.join(COLUMNS)}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge again, or reproduce."""
        _refuse_mixtures(options)
        try:
            case = Case.objects.filter(slug=options["case"]).select_related("incident").first()
            if case is None:
                raise CommandError(f"There is no case {options['case']}.", returncode=USAGE)
            version = _version(case, options["as_of"])
            if options["claim"]:
                self._tell(case, options["claim"], version)
            elif version:
                self._reproduce(case, version, options["csv"])
            elif current_list(case.incident_id) is None:
                raise CommandError("There is no leaked-field list yet, so nothing was judged.", returncode=USAGE)
            elif options["dry_run"]:
                self._rehearse(case)
            else:
                self._judge_again(case, here=options["now"])
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written: {error.strerror}.", returncode=USAGE) from None
        except DecryptionFailed:
            raise CommandError("A claim cannot be decrypted: is a key missing?", returncode=STOPPED) from None
        except DatabaseError:
            raise CommandError("The database did not answer.", returncode=STOPPED) from None

    def _judge_again(self, case: Case, *, here: bool) -> None:
        with transaction.atomic():
            rejudging.queue(
                incident_id=case.incident_id,
                case_id=case.pk,
                rules=frozenset(rule.number for rule in RULES),
                cause=Verification.Cause.AGAIN,
            )
        queued = Claim.objects.filter(case=case, verification__isnull=False).count()
        self.stdout.write(f"{queued:,} claims wait to be judged again.")
        if not here:
            return
        judge, done = work_kinds.HANDLERS[WorkItem.Kind.VERIFY], 0
        with Progress("Judging", "claims", total=queued) as bar:

            def counted(claims: Sequence[UUID]) -> None:
                nonlocal done
                judge(claims)
                done += len(claims)
                bar.at(done)

            tally = work.drain(WorkItem.Kind.VERIFY, counted)
        self.stdout.write(f"{tally.done:,} judged, {tally.failed:,} failed and are tried again by the workers.")
        if tally.failed:
            raise CommandError("Some claims could not be judged: see manage.py work status.", returncode=DIFFERS)

    def _rehearse(self, case: Case) -> None:
        with Progress("Judging", "claims") as bar:
            found = rehearse(case, progress=bar.at)
        self.stdout.write(f"{found.claims:,} claims looked at. Nothing was kept.")
        for kind, shifts in (("verdict", found.verdicts), ("stage", found.moves)):
            for (before, after), claims in sorted(shifts.items()):
                self.stdout.write(f"{claims:,} would change {kind}: {before} → {after}.")
        if not found.verdicts and not found.moves:
            self.stdout.write("No verdict and no stage would change.")

    def _reproduce(self, case: Case, version: LeakedFieldList, file: Path | None) -> None:
        total = Claim.objects.filter(case=case).count()
        with Progress("Judging again", "claims", total=total) as bar:
            found = reproduce_case(case=case, version=version, file=file, actor=OPERATOR, progress=bar.at)
        for line in _summary(found, version):
            self.stdout.write(line)
        if file:
            self.stdout.write(f"Written to {file}.")
        if found.found[Fidelity.DIFFERS]:
            raise CommandError("Some checks come out otherwise than they are stored.", returncode=DIFFERS)

    def _tell(self, case: Case, typed: str, version: LeakedFieldList | None) -> None:
        claims = Claim.objects.filter(case=case).select_related("case__incident")
        claim = claims.filter(number=read_claim_number(typed) or "").first()
        if claim is None:
            raise CommandError(f"There is no claim {typed} in this case.", returncode=USAGE)
        run_id = claim.verification_id
        if version is not None:
            runs = Verification.objects.filter(claim=claim, list__number__lte=version.number).order_by("-pk")
            run_id = runs.values_list("pk", flat=True).first()
        if run_id is None:
            when = f" under version {version.number} or an earlier one" if version else " yet"
            raise CommandError(f"Claim {claim.number} was not judged{when}.", returncode=USAGE)
        judged = RunReader().read([run_id])[run_id]
        again = reproduce(judged)
        with translation.override("en"):
            try:
                self.stdout.write("\n".join(verdict_lines(explanation(claim, judged))))
            except RecordDamaged:
                self.stdout.write(f"Check {run_id} of claim {claim.number}")
        self.stdout.write(f"\n{reproduced_line(again)}")
        if again.fidelity is Fidelity.DIFFERS:
            raise CommandError("This check comes out otherwise than it is stored.", returncode=DIFFERS)


def _refuse_mixtures(options: dict[str, Any]) -> None:
    reads = options["as_of"] is not None or options["claim"] is not None
    if options["now"] and options["dry_run"]:
        raise CommandError("--now and --dry-run exclude each other.", returncode=USAGE)
    if reads and (options["now"] or options["dry_run"]):
        raise CommandError("--as-of and --claim only read; they go without --now and --dry-run.", returncode=USAGE)
    if options["csv"] and (options["as_of"] is None or options["claim"]):
        raise CommandError("--csv goes with --as-of and without --claim.", returncode=USAGE)


def _version(case: Case, typed: str | None) -> LeakedFieldList | None:
    if typed is None:
        return None
    lists = LeakedFieldList.objects.filter(incident=case.incident_id)
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
    found = lists.filter(number=number).first()
    if found is None:
        newest = lists.first()
        there = f"there are versions 1 to {newest.number}" if newest else "there is none yet"
        raise CommandError(f"There is no version {typed} of the leaked-field list: {there}.", returncode=USAGE)
    return found


def _summary(found: Summary, version: LeakedFieldList) -> list[str]:
    verdicts = ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(found.verdicts.items())) or "none"
    lines = [
        f"{found.claims:,} claims; under version {version.number} of the leaked-field list stood: {verdicts}.",
        f"{found.found[Fidelity.EXACT]:,} reproduced exactly, {found.found[Fidelity.DIFFERS]:,} differ, "
        f"{found.found[Fidelity.OTHER_RULES]:,} judged by other versions of rules, "
        f"{found.found[Fidelity.NOT_KEPT]:,} from before inputs were kept.",
    ]
    if found.later or found.waiting:
        lines.append(f"First judged under a later version: {found.later:,}. Not judged yet: {found.waiting:,}.")
    if found.other_rules:
        rules = ", ".join(f"rule {number} in {count:,}" for number, count in sorted(found.other_rules.items()))
        lines.append(f"Not compared, because today's rule is not the one of then: {rules}.")
    if found.differing:
        lines.append(f"Differing: {', '.join(found.differing)}{' …' if len(found.differing) >= 20 else ''}")
    return lines
