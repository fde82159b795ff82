"""The first staff account of a case, from the command line."""

import io

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from claims.models import AuditEntry, CaseRole

pytestmark = pytest.mark.django_db


def add(*arguments):
    out = io.StringIO()
    call_command("add_staff", *arguments, stdout=out)
    return out.getvalue()


def test_a_new_account_gets_its_role_and_a_password_that_works(coupang, rf):
    said = add("park", "--case", "coupang-2025")
    password = next(line.removeprefix("password: ") for line in said.splitlines() if line.startswith("password: "))
    user = authenticate(rf.post("/"), username="park", password=password)
    assert CaseRole.objects.get(user=user).role == "lead_counsel"
    assert user.is_staff
    assert not user.is_superuser
    assert AuditEntry.objects.filter(action="staff.add_account", actor_kind="operator").exists()


def test_an_account_that_exists_gets_the_role_and_keeps_its_password(coupang):
    add("park", "--case", "coupang-2025")
    said = add("park", "--case", "coupang-2025", "--role", "lead_counsel")
    assert "password" not in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("park", "--case", "no-such-case"), "no case"),
        (("pa rk", "--case", "coupang-2025"), "letters, digits"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(coupang, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        add(*arguments)
