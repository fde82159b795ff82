"""`load_demonstration` as an operator meets it."""

import stat

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command

from claims.demonstration.load import COUNSEL
from claims.models import CaseRole, Claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def login(var):
    return dict(line.split(": ") for line in (var / "counsel-login.txt").read_text().splitlines())


def test_counsel_can_log_in_with_what_the_file_says_and_nobody_else_can_read_it(var):
    call_command("load_demonstration")
    told = login(var)
    assert told["user"] == COUNSEL
    assert len(told["password"]) >= 20
    user = authenticate(username=told["user"], password=told["password"])
    assert user is not None
    assert user.is_staff
    assert not user.is_superuser
    assert set(CaseRole.objects.filter(user=user).values_list("case__slug", "role")) == {
        ("coupang-2025", "lead_counsel"),
        ("hanbit-2024-settlement", "lead_counsel"),
    }
    assert stat.S_IMODE((var / "counsel-login.txt").stat().st_mode) == 0o600


def test_the_log_in_is_written_once(var):
    call_command("load_demonstration")
    before = login(var)
    call_command("load_demonstration")
    assert login(var) == before
    (var / "counsel-login.txt").unlink()
    call_command("load_demonstration")
    assert not (var / "counsel-login.txt").exists()
    assert authenticate(username=before["user"], password=before["password"]) is not None


def test_a_load_killed_between_file_and_account_uses_the_file(var):
    (var / "counsel-login.txt").write_text("user: counsel\npassword: kept-from-the-killed-load\n")
    call_command("load_demonstration")
    assert authenticate(username=COUNSEL, password="kept-from-the-killed-load") is not None


def test_it_refuses_outside_a_demonstration(var, settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="REDRESS_DEMONSTRATION=1") as refused:
        call_command("load_demonstration")
    assert refused.value.returncode == 2
    assert not Claim.objects.exists()
    assert not get_user_model().objects.filter(username=COUNSEL).exists()
    assert not (var / "counsel-login.txt").exists()
