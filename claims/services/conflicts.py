"""The list of people whose claims would be a conflict of interest (rule 21). Their names are hashed, never stored."""

from uuid import UUID

from django.db import transaction

from claims.crypto.blind import BlindField, blind_key
from claims.models import BlindKey, Case, ConflictParty, WorkItem
from claims.rules.normalise import normal_name
from claims.services import audit, nudges, work
from claims.services.actors import Actor


class ConflictRefused(Exception):
    """The list was not changed; `code` says why: name_unreadable, kind_unknown, already_listed, not_listed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def add_conflict_party(*, case_id: int, name: str, kind: str, actor: Actor) -> int:
    """Put a name on a case's list and queue the claims of that name again; returns how many. Raises ConflictRefused."""
    key = _key(name, kind)
    Case.objects.select_for_update(no_key=True).get(pk=case_id)
    _party, made = ConflictParty.objects.get_or_create(case_id=case_id, kind=kind, name_key=key)
    if not made:
        raise ConflictRefused("already_listed")
    return _verify_again(case_id, key, kind, "conflict.add", actor)


@transaction.atomic
def remove_conflict_party(*, case_id: int, name: str, kind: str, actor: Actor) -> int:
    """Take a name off a case's list and queue the claims of that name again; returns how many.

    Raises ConflictRefused.
    """
    key = _key(name, kind)
    Case.objects.select_for_update(no_key=True).get(pk=case_id)
    removed, _rows = ConflictParty.objects.filter(case=case_id, kind=kind, name_key=key).delete()
    if not removed:
        raise ConflictRefused("not_listed")
    return _verify_again(case_id, key, kind, "conflict.remove", actor)


def _key(name: str, kind: str) -> UUID:
    if kind not in ConflictParty.Kind.values:
        raise ConflictRefused("kind_unknown")
    normal = normal_name(name)
    if normal is None:
        raise ConflictRefused("name_unreadable")
    return blind_key(BlindField.NAME, normal)


def _verify_again(case_id: int, key: UUID, kind: str, action: str, actor: Actor) -> int:
    """Queue those that were judged before. A claim whose judgement is under way reads the list under its own lock and
    may miss the change, so it is queued as well: doing it twice changes nothing."""
    touched = list(
        BlindKey.objects.filter(value=key, field=BlindField.NAME, claim__case=case_id).values_list("claim", flat=True)
    )
    work.add(WorkItem.Kind.VERIFY, touched)
    audit.record(
        action,
        actor=actor,
        subject_type="case",
        subject_id=case_id,
        case_id=case_id,
        detail={"kind": kind, "claims_queued": len(touched)},
    )
    transaction.on_commit(lambda: nudges.nudge(WorkItem.Kind.VERIFY))
    return len(touched)
