"""`manage.py import_affected_accounts`"""

import time
from argparse import ArgumentParser
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from claims.management.progress import Progress
from claims.rules.affected_accounts import COLUMNS
from claims.services.affected_accounts import import_list as imports
from claims.services.affected_accounts.account_keys import KeysMissing
from claims.services.affected_accounts.blocks import BlockRows
from claims.services.affected_accounts.load import MOST_MASKS, TooManyMasks
from claims.services.affected_accounts.source import FileUnusable

USAGE = 2


class Command(BaseCommand):
    """Import an affected-account list; see `help`."""

    help = (
        "Imports a list of affected accounts and puts it in force for all claims of the incident, in place of the one "
        "before. Nothing of the file is stored but keyed hashes and what leaked of each account. Killed at any moment, "
        "the same command goes on where it stopped, and the list before stays in force until the last step. Exit "
        "codes: 0 the list is in force, even when rows were rejected; 1 stopped, run it again to go on; 2 the file or "
        "the incident cannot be used."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The incident, the file, and how."""
        parser.epilog = (
            f"The file is UTF-8, with or without byte order mark, plain, gzip or Zstandard. Its first row is "
            f"{','.join(COLUMNS)}. account_ref is not read; email, phone or both name the account; items are codes of "
            "the incident's data items, joined by “;”. No cell holds a line break. Rows that cannot be used are listed "
            "in FILE.rejected.csv beside the file, by row number, column and code, without anything of the row."
        )
        parser.add_argument("file", nargs="?", metavar="FILE.csv[.gz|.zst]", help="“-” reads standard input")
        parser.add_argument("--incident", required=True, metavar="SLUG")
        parser.add_argument("--source", metavar="TEXT", help="who handed the list over and when, as it is to be cited")
        parser.add_argument("--processes", type=int, metavar="N", help="default: one for each processor, eight at most")
        parser.add_argument("--dry-run", action="store_true", help="check every row and write nothing at all")
        parser.add_argument("--status", action="store_true", help="say which lists there are, and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the file, then import or rehearse it; or say what there is."""
        if options["processes"] is not None and options["processes"] < 1:
            raise CommandError("--processes must be 1 or more.", returncode=USAGE)
        try:
            self._do(options)
        except FileUnusable as unusable:
            raise CommandError(f"{unusable} Nothing was changed.", returncode=USAGE) from None
        except imports.IncidentUnknown:
            raise CommandError(
                f"There is no incident {options['incident']} with data items.", returncode=USAGE
            ) from None
        except imports.NothingAccepted as nothing:
            where = f" See {nothing.report}." if nothing.report else ""
            raise CommandError(
                f"None of {nothing.rows.read:,} rows could be used, so the list was not put in force.{where}",
                returncode=USAGE,
            ) from None
        except TooManyMasks:
            raise CommandError(
                f"The rows name more than {MOST_MASKS:,} different sets of items; this is no list of a leak. It was "
                "not put in force.",
                returncode=USAGE,
            ) from None
        except KeysMissing as missing:
            raise CommandError(f"{missing} Run the same command again to go on.") from None
        except imports.ImportUnderWay:
            raise CommandError("Another process is importing a list of this incident; this one stopped.") from None
        except BrokenProcessPool:
            raise CommandError(
                "A process of the import was ended from outside, perhaps for want of memory. Run the same command "
                "again to go on, with fewer --processes if need be."
            ) from None
        except DatabaseError:
            raise CommandError("The database did not answer. Run the same command again to go on.") from None
        except OSError as error:
            raise CommandError(
                f"A file could not be written ({error.strerror or 'no reason given'}). Run this again to go on."
            ) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run the same command again to go on.", returncode=130) from None

    def _do(self, options: dict[str, Any]) -> None:
        if options["status"]:
            self._status(options["incident"])
            return
        if not options["file"]:
            raise CommandError("Name the file to import, or “-” for standard input.", returncode=USAGE)
        begun = time.monotonic()
        with Progress("Reading", "rows") as bar:

            def progress(doing: str, done: int, total: int | None = None) -> None:
                bar.at(done, total=total, doing=doing)

            how = {"incident": options["incident"], "processes": options["processes"], "progress": progress}
            if options["dry_run"]:
                self._tell_rows(imports.rehearse(options["file"], **how), time.monotonic() - begun)
                return
            outcome = imports.import_list(options["file"], source=options["source"], **how)
        if outcome.in_force:
            self.stdout.write(f"This file is in force already, as list {outcome.number}. Nothing was changed.")
            return
        if outcome.resumed:
            self.stdout.write("Went on with an import that was stopped.")
        self._tell_rows(outcome.rows, time.monotonic() - begun)
        self.stdout.write(f"List {outcome.number} is in force: {outcome.keys:,} identifiers.")
        self.stdout.write(f"{outcome.claims:,} claims were looked up and are being judged again.")
        if outcome.report:
            self.stdout.write(f"Rows not used, whole or in part: {outcome.report}")

    def _tell_rows(self, rows: BlockRows, seconds: float) -> None:
        self.stdout.write(f"{rows.read:,} rows in {seconds:.1f} s ({rows.read / max(seconds, 0.001):,.0f} rows/s)")
        self.stdout.write(f"  {rows.accepted:>11,} accepted, of which {rows.in_part:,} with one identifier of two")
        self.stdout.write(f"  {rows.rejected:>11,} rejected")
        for number, columns, sentence in rows.examples:
            self.stdout.write(f"  row {number:,}: {columns or 'the row'}: {sentence}")

    def _status(self, incident: str) -> None:
        lists = imports.lists_of(incident)
        if not lists:
            self.stdout.write("There is no affected-account list.")
        for each in lists:
            listed = each.version
            self.stdout.write(
                f"List {listed.number}: {listed.state}, begun {listed.made_at:%Y-%m-%d %H:%M}, "
                f"{listed.rows_accepted:,} rows, {listed.keys:,} identifiers, {listed.rows_rejected:,} rejected; "
                f"claims: {each.found:,} found, {each.not_found:,} not found"
            )
            if listed.state == listed.State.LOADING:
                done = f"{each.parts_done:,} of {listed.parts:,} parts loaded" if listed.parts else "reading the file"
                self.stdout.write(f"  {done}. Run the import of the same file again to go on.")
