"""`manage.py rules [--check|--write]`: the register of verification rules as documentation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.wording.rules_document import rules_document

PLACE: Final = "docs/rules.md"


class Command(BaseCommand):
    """Print the register, or hold docs/rules.md to it."""

    help = (
        "Print every verification rule as Markdown, in English and Korean: what it asks and reads, what it can say and "
        f"why, its legal source and version. --write puts it into {PLACE}; --check fails where that file differs."
    )
    requires_system_checks = []  # noqa: RUF012 - as Django declares it

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --check or --write."""
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--check", action="store_true", help=f"fail unless {PLACE} is what would be printed")
        choice.add_argument("--write", action="store_true", help=f"write {PLACE}")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print, write or check."""
        path, document = Path(settings.BASE_DIR) / PLACE, rules_document()
        if options["write"]:
            path.write_text(document, encoding="utf-8")
            self.stdout.write(f"{PLACE} is written.")
        elif not options["check"]:
            self.stdout.write(document, ending="")
        elif not path.exists() or path.read_text(encoding="utf-8") != document:
            raise CommandError(
                f"{PLACE} is not what the rules say. Run `python manage.py rules --write` and commit it."
            )
        else:
            self.stdout.write(f"{PLACE} is what the rules say.")
