"""`manage.py load_demonstration`"""

import os
import secrets
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from claims.demonstration.load import COUNSEL, add_counsel, claims_loaded, load_case, load_claims
from claims.demonstration.play import StillJudging
from claims.management.progress import Progress


class Command(BaseCommand):
    """Load the demonstration, once; see `help`."""

    help = (
        "Loads the demonstration: the Coupang leak with its case, an invented class settlement, a few hundred invented "
        "claims in all stages, and a counsel log-in in counsel-login.txt. Does nothing the second time, and goes on "
        "when it was killed. Only with REDRESS_DEMONSTRATION=1. "
        "Exit codes: 0 done, 1 stopped, 2 refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Takes none."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing."""
        if not settings.DEMONSTRATION:
            raise CommandError(
                "Invented claims do not belong among real ones. Set REDRESS_DEMONSTRATION=1 to load them anyway.",
                returncode=2,
            )
        begun = time.monotonic()
        load_case()
        if not claims_loaded():
            with Progress("Filing", "claims") as bar:
                try:
                    count = load_claims(lambda doing, done, total: bar.at(done, total=total, doing=doing))
                except StillJudging:
                    raise CommandError("The workers hold the invented claims for too long. Run this again.") from None
            if options["verbosity"]:
                self.stdout.write(f"{count} invented claims loaded in {time.monotonic() - begun:.1f} s.")
        _provide_login(Path(settings.VAR_DIR) / "counsel-login.txt")


def _provide_login(file: Path) -> None:
    """Make the counsel account with a generated password, which only this file tells.

    The file comes first: killed in between, the next load takes the password from it.
    """
    if get_user_model().objects.filter(username=COUNSEL).exists():
        return
    if not file.exists():
        password = secrets.token_urlsafe(18)
        fresh = file.with_name(f".{file.name}.{os.getpid()}")
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(f"user: {COUNSEL}\npassword: {password}\n")
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
    lines = dict(line.split(": ", 1) for line in file.read_text().splitlines() if ": " in line)
    add_counsel(lines["password"])
