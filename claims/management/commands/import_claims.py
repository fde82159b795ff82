"""`manage.py import_claims`"""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from claims.management.progress import Progress
from claims.services import imports

USAGE = 2


class Command(BaseCommand):
    """Import claims from a CSV file; see `help`."""

    help = (
        "Imports claims from a CSV file. Rows that cannot be filed go to FILE.rejected.csv beside it, with row number "
        "and reasons; the others go in. Run again, it adds nothing twice; killed in the middle, it goes on where it "
        "stopped. Exit codes: 0 the whole file was read, even when rows were rejected; 1 stopped, run it again to go "
        "on; 2 the file or the case cannot be used."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the case, and how."""
        parser.epilog = (
            f"The file is UTF-8, with or without byte order mark, and begins with a row that names its columns, in any "
            f"order: {', '.join(imports.COLUMNS)}. Only {' and '.join(imports.REQUIRED)} are required; what else is "
            "missing, the claimant is asked for. notices and data_items are lists joined by “;”, a notice N3 or "
            "N3@2025-12-08 with the day it came. submitted_at is a date or a date and time (ISO 8601), Korean unless "
            "it says otherwise. No cell holds a line break."
        )
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--case", required=True, metavar="SLUG", help="the case that the claims are filed in")
        parser.add_argument("--dry-run", action="store_true", help="check every row and write nothing at all")
        parser.add_argument(
            "--on-file",
            action="store_true",
            help="declare that the firm holds attestation, consents and the answer on other proceedings on paper; "
            "without it each claimant is asked for them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the file, then import or rehearse it."""
        path: Path = options["file"]
        begun = time.monotonic()
        try:
            with Progress("Checking", "bytes") as bar:
                file = imports.check_file(path, lambda done, total: bar.at(done, total=total))
            with Progress("Checking" if options["dry_run"] else "Importing", "rows", total=file.lines) as bar:
                if options["dry_run"]:
                    outcome = imports.rehearse(file, case_slug=options["case"], progress=lambda n, _: bar.at(n))
                else:
                    outcome = imports.import_claims(
                        file, case_slug=options["case"], on_file=options["on_file"], progress=lambda n, _: bar.at(n)
                    )
        except imports.FileUnusable as unusable:
            raise CommandError(str(unusable), returncode=USAGE) from None
        except imports.CaseUnknown:
            raise CommandError(f"There is no case {options['case']}.", returncode=USAGE) from None
        except imports.CaseNotOpen:
            raise CommandError(
                f"The case {options['case']} takes no claims now; see its stage in counsel's site.", returncode=USAGE
            ) from None
        except imports.ImportMismatch:
            raise CommandError(
                "The import of this file was begun "
                + ("without --on-file. Run it without." if options["on_file"] else "with --on-file. Run it with it."),
                returncode=USAGE,
            ) from None
        except imports.ImportedElsewhere:
            raise CommandError("Another process is importing this file; this one stopped.") from None
        except DatabaseError:
            raise CommandError(
                "The database did not answer. What was counted is in; run the same command again to go on."
            ) from None
        except OSError as error:
            raise CommandError(
                f"The rejected rows could not be written ({error.strerror}). Run the same command again to go on."
            ) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run the same command again to go on.", returncode=130) from None
        self._tell(outcome, path, time.monotonic() - begun, rehearsed=options["dry_run"])

    def _tell(self, outcome: imports.Outcome, path: Path, seconds: float, *, rehearsed: bool) -> None:
        if outcome.skipped:
            self.stdout.write(f"Went on after row {outcome.skipped + 1:,}.")
        self.stdout.write(
            f"{outcome.read:,} rows in {seconds:.1f} s ({outcome.read / max(seconds, 0.001):,.0f} rows/s)"
        )
        self.stdout.write(f"  {outcome.added:>9,} {'would be filed' if rehearsed else 'filed'}")
        self.stdout.write(f"  {outcome.there:>9,} already there, left as they are")
        self.stdout.write(f"  {outcome.rejected:>9,} rejected")
        for row in outcome.examples:
            for problem in row.problems:
                self.stdout.write(f"  row {row.number}: {problem.column or 'the row'}: {problem.sentence}")
        if outcome.rejected > len(outcome.examples) and rehearsed:
            self.stdout.write(f"  … and {outcome.rejected - len(outcome.examples):,} more")
        if outcome.rejected and not rehearsed:
            self.stdout.write(f"Rejected rows: {imports.rejected_path(path)}")
