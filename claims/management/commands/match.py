"""`manage.py match`"""

import time
from argparse import ArgumentParser, ArgumentTypeError
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from claims.management.progress import Progress
from claims.models import Case
from claims.queries.match_models import model
from claims.rules.matching import MatchModel, ModelInvalid
from claims.services.actors import OPERATOR
from claims.services.duplicates import full_match, models_in_use
from claims.services.duplicates.backends import DUCKDB, BackendMissing, NotEnoughMemory
from claims.services.duplicates.incident_claims import KeysMissing

USAGE = 2
UNABLE = 3
_MINIMUM_MIB = 256


class Command(BaseCommand):
    """Compare all claims of an incident with each other; see `help`."""

    help = (
        "The full match: compares every claim of the case's incident with every other that might be the same person's, "
        "stores pairs and clusters, and queues claims whose check may come out otherwise. The schedule does it every "
        "night. Claims are opened in memory and nowhere else; killed in the middle, nothing has changed. "
        "--train learns a new version of the model from the incident's claims and counsel's decisions, without using "
        "it; --use puts a version to use. "
        "Exit codes: 0 done; 1 stopped, run it again; 2 nothing was done: no such case or model; "
        "3 nothing was done: something is missing here (Spark, Java, memory, a key)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The case, and how."""
        parser.add_argument("--case", metavar="SLUG", help="a case of the incident; needed except with --use")
        parser.add_argument(
            "--backend", choices=full_match.BACKENDS, default=DUCKDB, help="where pairs are compared (default: duckdb)"
        )
        parser.add_argument("--model", metavar="VERSION", help="score with this version (default: the one in use)")
        parser.add_argument("--dry-run", action="store_true", help="tell what would be found and write nothing at all")
        parser.add_argument("--train", action="store_true", help="learn a new version of the model instead of matching")
        parser.add_argument("--use", metavar="VERSION", help="put this version of the model to use; matches nothing")
        parser.add_argument(
            "--memory",
            type=_mebibytes,
            default=full_match.MEMORY_MIB,
            metavar="MIB",
            help=f"memory that comparing may take, in MiB (default: {full_match.MEMORY_MIB}, for a million claims)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Match, train, or put a model to use."""
        try:
            if options["use"]:
                self._use(options["use"])
            elif options["train"]:
                self._train(self._incident(options["case"]), options["memory"])
            else:
                self._match(self._incident(options["case"]), options)
        except full_match.AlreadyRunning:
            raise CommandError("Another process is matching this incident now; this one stopped.") from None
        except models_in_use.ModelUnknown as unknown:
            raise CommandError(f"There is no model {unknown}.", returncode=USAGE) from None
        except ModelInvalid as invalid:
            raise CommandError(f"The model {invalid} does not fit this release.", returncode=UNABLE) from None
        except (BackendMissing, KeysMissing) as error:
            raise CommandError(str(error), returncode=UNABLE) from None
        except BrokenProcessPool:
            raise CommandError(
                "A process that read claims was killed, perhaps for want of memory. Nothing was changed.",
                returncode=UNABLE,
            ) from None
        except (NotEnoughMemory, MemoryError):
            raise CommandError(
                f"{options['memory']:,} MiB are not enough to compare these claims. Give more with --memory, or use "
                "--backend spark. Nothing was changed.",
                returncode=UNABLE,
            ) from None
        except DatabaseError:
            raise CommandError("The database did not answer. Nothing was changed; run this again.") from None

    def _incident(self, slug: str | None) -> int:
        if not slug:
            raise CommandError("--case is needed.", returncode=USAGE)
        incident: int | None = Case.objects.filter(slug=slug).values_list("incident_id", flat=True).first()
        if incident is None:
            raise CommandError(f"There is no case {slug}.", returncode=USAGE)
        return incident

    def _use(self, version: str) -> None:
        used = models_in_use.put_to_use(version=version, actor=OPERATOR)
        self.stdout.write(f"Model {used.version} is in use. The next full match scores the stored pairs with it.")

    def _match(self, incident: int, options: dict[str, Any]) -> None:
        begun = time.monotonic()
        with Progress("Reading", "claims") as bar:
            found = full_match.full_match(
                incident_id=incident,
                backend=options["backend"],
                model=self._model(options["model"]),
                dry_run=options["dry_run"],
                memory_mib=options["memory"],
                progress=_onto(bar),
            )
        bands = ", ".join(f"{count:,} {band}" for band, count in sorted(found.bands.items())) or "none"
        self.stdout.write(
            f"{found.claims:,} claims, {found.candidates:,} pairs compared, {time.monotonic() - begun:.1f} s: {bands}."
        )
        if options["dry_run"]:
            self.stdout.write("Nothing was written.")
            return
        self.stdout.write(f"{found.added:,} pairs are new, {found.changed:,} changed band or decision.")
        if found.set_aside:
            self.stdout.write(f"{found.set_aside:,} pairs were left to the check of claims that came in meanwhile.")

    def _model(self, version: str | None) -> MatchModel | None:
        try:
            return model(version) if version else None
        except KeyError:
            raise models_in_use.ModelUnknown(version) from None

    def _train(self, incident: int, memory: int) -> None:
        with Progress("Reading", "claims") as bar:
            trained = models_in_use.train(incident_id=incident, actor=OPERATOR, memory_mib=memory, progress=_onto(bar))
        self.stdout.write(
            f"Model {trained.version}: learnt from {trained.candidates:,} pairs of {trained.claims:,} claims."
        )
        if trained.before is None or trained.after is None:
            self.stdout.write(
                f"People decided {trained.decisions:,} of them; the second stage is learnt anew from "
                f"{models_in_use.DECISIONS_NEEDED} on and stays as it was."
            )
        else:
            kept = "kept, for it is closer" if trained.second_stage else "left as it was, for it is not closer"
            self.stdout.write(
                f"Second stage learnt from counsel's {trained.decisions:,} decisions: on the half held out it is off "
                f"by {trained.after:,.1f} bits, without it by {trained.before:,.1f}. It is {kept}."
            )
        self.stdout.write(f"It is not in use: see what it finds with --model {trained.version} --dry-run, then --use.")


def _onto(bar: Progress) -> Any:
    read = 0

    def at(doing: str, rows: int) -> None:
        nonlocal read
        read = read + rows if doing == "Reading" else rows
        bar.at(read, doing=doing)

    return at


def _mebibytes(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or int(typed) < _MINIMUM_MIB:
        raise ArgumentTypeError(f"a whole number of MiB, {_MINIMUM_MIB} or more")
    return int(typed)
