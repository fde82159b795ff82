"""Staff accounts and their roles. Whoever has no role in a case sees nothing of it."""

import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction

from claims.models import Case, CaseRole
from claims.services import audit
from claims.services.actors import Actor


class AccessRefused(Exception):
    """Nothing was changed; `code` says why.

    role_unknown, account_unknown, account_exists, user_name_invalid, no_role, last_lead_counsel.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def give_role(*, case_id: int, username: str, role: str, actor: Actor) -> CaseRole:
    """Give an existing staff account a role in a case, in place of the one it had. Raises AccessRefused."""
    user = get_user_model().objects.filter(username=username.strip(), is_active=True, is_staff=True).first()
    if user is None:
        raise AccessRefused("account_unknown")
    return _give(case_id, user.pk, role, actor)


@transaction.atomic
def add_account(*, case_id: int, username: str, role: str, actor: Actor) -> str:
    """Make a staff account with a role in a case; returns its password, which is shown once and stored hashed only.

    The account has no other right: not a superuser, no role elsewhere. Raises AccessRefused.
    """
    username = username.strip()
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError:
        raise AccessRefused("user_name_invalid") from None
    users = get_user_model().objects
    if len(username) > 150:
        raise AccessRefused("user_name_invalid")
    if users.filter(username__iexact=username).exists():
        raise AccessRefused("account_exists")
    password = secrets.token_urlsafe(15)
    user = users.create_user(username=username, password=password, is_staff=True)
    audit.record("staff.add_account", actor=actor, subject_type="user", subject_id=user.pk, case_id=case_id, detail={})
    _give(case_id, user.pk, role, actor)
    return password


@transaction.atomic
def take_role(*, case_id: int, user_id: int, actor: Actor) -> None:
    """Take away whatever role an account has in a case. Raises AccessRefused, for the last lead counsel too."""
    _lock(case_id)
    found = CaseRole.objects.filter(case=case_id, user=user_id).first()
    if found is None:
        raise AccessRefused("no_role")
    found.delete()
    _someone_leads(case_id)
    audit.record(
        "staff.take_role",
        actor=actor,
        subject_type="user",
        subject_id=user_id,
        case_id=case_id,
        detail={"role": found.role},
    )


def _give(case_id: int, user_id: int, role: str, actor: Actor) -> CaseRole:
    if role not in CaseRole.Role.values:
        raise AccessRefused("role_unknown")
    _lock(case_id)
    before = CaseRole.objects.filter(case=case_id, user=user_id).values_list("role", flat=True).first()
    given, _made = CaseRole.objects.update_or_create(case_id=case_id, user_id=user_id, defaults={"role": role})
    _someone_leads(case_id)
    audit.record(
        "staff.give_role",
        actor=actor,
        subject_type="user",
        subject_id=user_id,
        case_id=case_id,
        detail={"role": role, "before": before},
    )
    return given


def _lock(case_id: int) -> None:
    """Two who take each other's role at once must not leave a case without lead counsel."""
    Case.objects.select_for_update(no_key=True).get(pk=case_id)


def _someone_leads(case_id: int) -> None:
    leads = CaseRole.objects.filter(case=case_id, role=CaseRole.Role.LEAD_COUNSEL, user__is_active=True)
    if not leads.exists():
        raise AccessRefused("last_lead_counsel")
