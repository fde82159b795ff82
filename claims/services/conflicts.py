"""The list of people whose claims would be a conflict of interest (rule 21). Their names are hashed, never stored.

So a listed name's key can never be made anew: it stays in the generation it was made in, and whoever compares makes the
other side's key in that generation.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from claims.crypto.blind import BlindField, Generation
from claims.crypto.blind_forms import name_key
from claims.models import BlindKey, Case, ConflictParty, WorkItem
from claims.queries.generations import asked_generations, conflict_generations
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
    _check(name, kind)
    Case.objects.select_for_update(no_key=True).get(pk=case_id)
    if not list_party(case_id=case_id, name=name, kind=kind):
        raise ConflictRefused("already_listed")
    return _verify_again(case_id, name, kind, "conflict.add", actor)


def list_party(*, case_id: int, name: str, kind: str) -> bool:
    """Put a name on a case's list, in the caller's transaction; False when it is there already."""
    if _listed(case_id, name, kind):
        return False
    current, *_ = asked_generations()
    (key,) = _keys(name, [current])
    _party, made = ConflictParty.objects.get_or_create(
        case_id=case_id, kind=kind, name_key=key, defaults={"generation": current.number}
    )
    return made


@transaction.atomic
def remove_conflict_party(*, case_id: int, name: str, kind: str, actor: Actor) -> int:
    """Take a name off a case's list and queue the claims of that name again; returns how many.

    Raises ConflictRefused.
    """
    _check(name, kind)
    Case.objects.select_for_update(no_key=True).get(pk=case_id)
    listed = _listed(case_id, name, kind)
    if not listed:
        raise ConflictRefused("not_listed")
    ConflictParty.objects.filter(pk__in=listed).delete()
    return _verify_again(case_id, name, kind, "conflict.remove", actor)


def _check(name: str, kind: str) -> None:
    if kind not in ConflictParty.Kind.values:
        raise ConflictRefused("kind_unknown")
    if not _keys(name, asked_generations()):
        raise ConflictRefused("name_unreadable")


def _listed(case_id: int, name: str, kind: str) -> list[int]:
    """The rows of a name, whichever generations their keys were made in."""
    keys = _keys(name, conflict_generations(case_id))
    return list(ConflictParty.objects.filter(case=case_id, kind=kind, name_key__in=keys).values_list("pk", flat=True))


def _keys(name: str, generations: Iterable[Generation]) -> list[UUID]:
    made = (name_key(name, generation) for generation in generations)
    return [key for key in made if key is not None]


def _verify_again(case_id: int, name: str, kind: str, action: str, actor: Actor) -> int:
    """Queue those that were judged before. A claim whose judgement is under way reads the list under its own lock and
    may miss the change, so it is queued as well: doing it twice changes nothing."""
    keys = _keys(name, asked_generations())
    touched = list(
        BlindKey.objects.filter(value__in=keys, field=BlindField.NAME, claim__case=case_id)
        .values_list("claim", flat=True)
        .distinct()
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
