"""Logging staff in and out: attempts are counted before a password is looked at, and each outcome is recorded."""

from typing import Final

from django.contrib.auth import get_user_model

from claims.crypto.blind import keyed_digest
from claims.rules.stages import ActorKind
from claims.services import audit, throttle
from claims.services.actors import Actor

DOOR: Final = "login"


def seconds_to_wait(*, username: str, place: str) -> int | None:
    """Count one attempt, by network address and by user name; None when it may be made now.

    The name is counted whether or not anybody has it, so waiting tells nothing. In Valkey both are hashes.
    """
    waits = (throttle.allow(DOOR, place), throttle.allow(DOOR, f"user name|{username.casefold()}"))
    return max((wait for wait in waits if wait is not None), default=None)


def record_log_in(*, user_id: int, place: str) -> None:
    """Record that a staff account logged in."""
    _record("staff.log_in", user_id, place)


def record_log_out(*, user_id: int, place: str) -> None:
    """Record that a staff account logged out."""
    _record("staff.log_out", user_id, place)


def record_password_change(*, user_id: int, place: str) -> None:
    """Record that a staff account changed its password."""
    _record("staff.change_password", user_id, place)


def record_failure(*, username: str, place: str) -> None:
    """Record a refused log-in: under the account where there is one, else under a keyed digest of what was typed.

    What is typed into a user-name field is now and then a password, so it is never kept.
    """
    user = get_user_model().objects.filter(username=username).only("pk").first()
    audit.record(
        "staff.log_in_refused",
        actor=Actor(ActorKind.STAFF, place=place),
        subject_type="user" if user else "user_name",
        subject_id=user.pk if user else keyed_digest("audit-user-name", username.casefold().encode()).hex()[:24],
    )


def _record(action: str, user_id: int, place: str) -> None:
    audit.record(action, actor=Actor(ActorKind.STAFF, user_id, place), subject_type="user", subject_id=user_id)
