"""One decision about many pairs that a person has seen listed: it hits exactly those, and reports what it left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims.models import Case, DuplicatePair, PairDecision, PairSelection
from claims.queries.duplicates import PairFilter, queue
from claims.services import audit
from claims.services.actors import Actor
from claims.services.duplicates import decisions, locks
from claims.services.duplicates.consequences import lock_region, settle
from claims.services.duplicates.decisions import DecisionRefused

MOST: Final = 1000
"""Pairs of one bulk decision; more are decided in several, the most valuable first."""
EXAMPLES: Final = 10


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What a bulk decision would hit: these pairs and no others. `examples`: the first of them, for the page."""

    id: UUID
    kind: str
    pair_ids: tuple[int, ...]
    count: int
    examples: tuple[DuplicatePair, ...]


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What a bulk decision did: pairs decided, left out because their decision had changed, and left out because the
    decision would have contradicted others."""

    decided: tuple[int, ...]
    changed: tuple[int, ...]
    contradicted: tuple[int, ...]


@transaction.atomic
def preview(*, case_id: int, kind: str, filters: PairFilter | Mapping[str, Any], actor: Actor) -> BulkPreview:
    """Store the pairs that the filters find now, at most `MOST`, the most valuable first. Raises DecisionRefused."""
    if kind not in decisions.KINDS:
        raise DecisionRefused("kind_unknown")
    wanted = filters if isinstance(filters, PairFilter) else PairFilter.read(filters)
    pairs = queue(case_id, wanted, limit=MOST)
    assert actor.user_id is not None
    selection = PairSelection.objects.create(
        case_id=case_id,
        kind=kind,
        filters=wanted.as_json(),
        pairs=[[pair.pk, str(pair.decision_id) if pair.decision_id else None] for pair in pairs],
        actor_id=actor.user_id,
    )
    return BulkPreview(selection.pk, kind, tuple(pair.pk for pair in pairs), len(pairs), tuple(pairs[:EXAMPLES]))


@transaction.atomic
def apply(*, preview_id: UUID, actor: Actor, reason: str) -> BulkResult:
    """Decide about the previewed pairs, once, by the person who previewed them, in one transaction.

    Pairs whose decision has changed since are left alone, and so are links that contradict people's other decisions.
    Raises DecisionRefused: not_yours, used_already, or as `decide` does.
    """
    selection = PairSelection.objects.select_for_update().get(pk=preview_id)
    if selection.actor_id != actor.user_id:
        raise DecisionRefused("not_yours")
    if selection.applied_at is not None:
        raise DecisionRefused("used_already")
    decisions.check(selection.kind, reason)
    seen = {pair: UUID(decision) if decision else None for pair, decision, *_ in selection.pairs}
    incident_id = Case.objects.values_list("incident", flat=True).get(pk=selection.case_id)
    locks.hold(incident_id)
    found = list(DuplicatePair.objects.filter(pk__in=seen).select_related("earlier__claimant", "later").order_by("pk"))
    standing = [pair for pair in found if pair.decision_id == seen[pair.pk]]
    decided = _decide(incident_id, standing, selection.kind, reason, actor)
    made = dict(DuplicatePair.objects.filter(pk__in=[pair.pk for pair in decided]).values_list("pk", "decision"))
    selection.pairs = [[*pair[:2], str(made[pair[0]]) if pair[0] in made else None] for pair in selection.pairs]
    selection.applied_at = timezone.now()
    selection.save(update_fields=["applied_at", "pairs"])
    result = BulkResult(
        tuple(pair.pk for pair in decided),
        tuple(sorted(set(seen) - {pair.pk for pair in standing})),
        tuple(pair.pk for pair in standing if pair not in decided),
    )
    audit.record(
        "pair.bulk",
        actor=actor,
        subject_type="case",
        subject_id=selection.case_id,
        case_id=selection.case_id,
        detail={
            "kind": selection.kind,
            "reason": reason,
            "preview": str(preview_id),
            "decided": len(result.decided),
            "changed": len(result.changed),
            "contradicted": len(result.contradicted),
        },
    )
    return result


@transaction.atomic
def undo(*, preview_id: UUID, actor: Actor) -> BulkResult:
    """Take back a bulk decision as a whole, in one transaction, whoever made it; returns what was taken back.

    Pairs on which somebody has decided since are left alone. A certain pair is linked by the worker again, as
    `decisions.undo` does. Doing it twice changes nothing. Raises DecisionRefused.
    """
    selection = PairSelection.objects.select_for_update().get(pk=preview_id)
    made = {pair: UUID(decision) for pair, _seen, decision in _applied(selection) if decision}
    incident_id = Case.objects.values_list("incident", flat=True).get(pk=selection.case_id)
    locks.hold(incident_id)
    found = list(DuplicatePair.objects.filter(pk__in=made).select_related("earlier__claimant", "later").order_by("pk"))
    standing = [pair for pair in found if pair.decision_id == made[pair.pk]]
    if standing:
        decisions.take_back(standing, actor=actor)
        decisions.follow_up(standing, "duplicate_undo", actor)
        decisions.record(standing, "pair.undo", actor, PairDecision.Reason.UNDONE.value, undone=selection.kind)
    undone = tuple(pair.pk for pair in standing)
    return BulkResult(undone, tuple(sorted(set(made) - set(undone))), ())


def _applied(selection: PairSelection) -> list[list[Any]]:
    """The pairs with the decisions that stood and that were made. Raises DecisionRefused before it was applied."""
    if selection.applied_at is None:
        raise DecisionRefused("nothing_to_undo")
    return list(selection.pairs)


def _decide(incident_id: int, pairs: list[DuplicatePair], kind: str, reason: str, actor: Actor) -> list[DuplicatePair]:
    """Decide set-wise; where people's decisions forbid some of it, without the pairs concerned."""
    lock_region(incident_id, {claim for pair in pairs for claim in (pair.earlier_id, pair.later_id)})
    while pairs:
        savepoint = transaction.savepoint()
        decisions.write(pairs, kind=kind, reason=reason, actor=actor)
        ends = {claim for pair in pairs for claim in (pair.earlier_id, pair.later_id)}
        settled = settle(incident_id, ends, cause=f"duplicate_{kind}", actor=actor)
        if not settled.contradicted:
            transaction.savepoint_commit(savepoint)
            decisions.record(pairs, f"pair.{kind}", actor, reason)
            return pairs
        transaction.savepoint_rollback(savepoint)
        refused = [pair for pair in pairs if (pair.earlier_id, pair.later_id) in settled.contradicted]
        # A pair kept apart contradicts links between others; which of the pairs does, only each by itself can tell.
        if not refused:
            return [pair for pair in pairs if _decide_alone(incident_id, pair, kind, reason, actor)]
        pairs = [pair for pair in pairs if pair not in refused]
    return []


def _decide_alone(incident_id: int, pair: DuplicatePair, kind: str, reason: str, actor: Actor) -> bool:
    savepoint = transaction.savepoint()
    decisions.write([pair], kind=kind, reason=reason, actor=actor)
    settled = settle(incident_id, (pair.earlier_id, pair.later_id), cause=f"duplicate_{kind}", actor=actor)
    if settled.contradicted:
        transaction.savepoint_rollback(savepoint)
        return False
    transaction.savepoint_commit(savepoint)
    decisions.record([pair], f"pair.{kind}", actor, reason)
    return True
