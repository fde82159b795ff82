"""The first account of a case's staff; lead counsel adds the others on the case's page."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.models import Case, CaseRole
from claims.services.access import AccessRefused, add_account, give_role
from claims.services.actors import OPERATOR

_REFUSED = {
    "account_exists": "That user name is taken, and the account is not active staff. Choose another.",
    "user_name_invalid": "A user name has up to 150 letters, digits and @ . + - _ only.",
    "last_lead_counsel": "That account is the case's only lead counsel: give that role to another first.",
}


class Command(BaseCommand):
    """Give a role in a case to an account, which is made when there is none."""

    help = (
        "Give a role in a case to a staff account. An account that does not exist is made, and its password printed "
        "once: hand it over in person and have it changed at the first log-in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, where, and as what."""
        parser.add_argument("username")
        parser.add_argument("--case", required=True, metavar="SLUG")
        parser.add_argument("--role", default=CaseRole.Role.LEAD_COUNSEL.value, choices=CaseRole.Role.values)

    def handle(self, *args: Any, username: str, case: str, role: str, **options: Any) -> None:
        """Exit code 1 with a sentence when nothing was changed."""
        found = Case.objects.filter(slug=case).first()
        if found is None:
            raise CommandError(f"There is no case {case!r}.")
        try:
            try:
                give_role(case_id=found.pk, username=username, role=role, actor=OPERATOR)
            except AccessRefused as refused:
                if refused.code != "account_unknown":
                    raise
                password = add_account(case_id=found.pk, username=username, role=role, actor=OPERATOR)
                self.stdout.write(f"user: {username}\npassword: {password}")
        except AccessRefused as refused:
            raise CommandError(_REFUSED.get(refused.code, refused.code)) from None
        self.stdout.write(self.style.SUCCESS(f"{username} is {role} in {case}."))
