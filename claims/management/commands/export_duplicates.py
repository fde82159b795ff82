"""`manage.py export_duplicates`"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from claims.management.progress import Progress
from claims.models import Case
from claims.services.actors import OPERATOR
from claims.services.duplicates.export import CLUSTER_COLUMNS, PAIR_COLUMNS, export_duplicates

USAGE = 2


class Command(BaseCommand):
    """Write the duplicates of a case to CSV files; see `help`."""

    help = (
        "Writes what is known of a case's duplicates: the pairs of its claims with score and decision, and the cluster "
        "of each claim. A claim without a partner has a cluster of its own. Claims are named by external_ref, those "
        "filed without one by their claim number. Each file appears whole or not at all, readable by its owner only. "
        "The audit trail records it. Exit codes: 0 written; 1 the database did not answer; 2 nothing was written: no "
        "such case, or a file cannot be written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The case and the files."""
        parser.add_argument("--case", required=True, metavar="SLUG", help="the case")
        parser.add_argument(
            "--pairs", required=True, type=Path, metavar="PAIRS.csv", help=f"columns: {','.join(PAIR_COLUMNS)}"
        )
        parser.add_argument(
            "--clusters", required=True, type=Path, metavar="CLUSTERS.csv", help=f"columns: {','.join(CLUSTER_COLUMNS)}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write both files."""
        pairs, clusters = options["pairs"], options["clusters"]
        if pairs.resolve() == clusters.resolve():
            raise CommandError("--pairs and --clusters are the same file.", returncode=USAGE)
        try:
            case = Case.objects.filter(slug=options["case"]).first()
            if case is None:
                raise CommandError(f"There is no case {options['case']}.", returncode=USAGE)
            with Progress("Writing", "rows") as bar:
                written = export_duplicates(case=case, pairs=pairs, clusters=clusters, actor=OPERATOR, progress=bar.at)
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written: {error.strerror}.", returncode=USAGE) from None
        except DatabaseError:
            raise CommandError("The database did not answer. Nothing was written.") from None
        self.stdout.write(f"{written.pairs:,} pairs in {pairs}, {written.clusters:,} claims in {clusters}.")
