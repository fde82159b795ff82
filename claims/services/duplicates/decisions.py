"""What a person decides about pairs, and what follows from it for the claims, in one transaction.

A decision moves claims under the name of whoever decided: a claim that nothing holds any more is cleared and judged
again at once, one that a person's links join to another claim is merged into it. Both can be undone, and both claims
stay whole. Claims that are authorised, in court or ended are never moved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from claims.crypto.sealing import DataKey, WrappedKey
from claims.models import ClusterMember, DuplicateCluster, DuplicatePair, PairDecision
from claims.queries.duplicates.pair_page import NOTE_TABLE
from claims.rules.ids import new_id
from claims.rules.matching import Band
from claims.services import audit
from claims.services.actors import WORKER, Actor
from claims.services.duplicates import locks
from claims.services.duplicates.consequences import Consequences, settle

_Kind, _Reason = PairDecision.Kind, PairDecision.Reason

KINDS: Final = (_Kind.LINK.value, _Kind.APART.value, _Kind.HOUSEHOLD.value)
"""What a person can decide about a pair."""
REASONS: Final = (_Reason.COMPARED.value, _Reason.DOCUMENTS.value, _Reason.CLAIMANT_SAID.value)
"""Why a person can decide so."""
NOTE_LIMIT: Final = 500


class DecisionChanged(Exception):
    """The decision that the person saw no longer stands: somebody else, or the worker, decided meanwhile."""


class DecisionRefused(Exception):
    """Nothing was decided; `code` says why.

    kind_unknown, reason_unknown, nothing_to_undo, contradicts (a link would join claims that people kept apart, or the
    other way round), person_erased (a note can no longer be sealed), not_a_member, cannot_survive.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision that stands now: its id is what an undo has seen. `moved`: the claims' new stages, by claim."""

    pair_id: int
    decision_id: UUID
    kind: str
    moved: Mapping[UUID, str]


@transaction.atomic
def decide(
    *,
    pair_id: int,
    kind: str,
    reason: str,
    actor: Actor,
    seen: UUID | None,
    note: str = "",
    survivor: UUID | None = None,
) -> Decided:
    """Decide about one pair: `link`, `apart` or `household`, with a reason code and, if wanted, words of one's own.

    `seen` is the id of the decision on the page (`pair.decision_id`, None for none). `survivor`: the claim that goes on
    in place of all that a link joins; None leaves it to the rule, and other decisions take no notice of it. Raises
    DecisionChanged, DecisionRefused, DuplicatePair.DoesNotExist.
    """
    check(kind, reason)
    pair = _held(pair_id, seen)
    note = note.strip()[:NOTE_LIMIT]
    decision_id = write([pair], kind=kind, reason=reason, actor=actor, notes={pair.pk: note} if note else {})[pair.pk]
    moved = follow_up([pair], f"duplicate_{kind}", actor)
    record([pair], f"pair.{kind}", actor, reason)
    stages = dict(moved.stages)
    if kind == _Kind.LINK and survivor is not None and survivor not in moved.survivors.values():
        cluster = ClusterMember.objects.values_list("cluster", flat=True).get(claim=pair.later_id)
        stages |= choose_survivor(cluster_id=cluster, claim_id=survivor, actor=actor, reason=reason)
    return Decided(pair.pk, decision_id, kind, stages)


@transaction.atomic
def undo(*, pair_id: int, actor: Actor, seen: UUID | None) -> Decided:
    """Take back the decision that stands, the worker's too. A pair on which a person had decided falls back to what its
    band says; one that the worker had linked is open, and stays so until a person decides.

    Raises DecisionChanged, DecisionRefused, DuplicatePair.DoesNotExist.
    """
    pair = _held(pair_id, seen)
    if pair.undecided:
        raise DecisionRefused("nothing_to_undo")
    undone = pair.decided
    decision_id, kind = take_back([pair], actor=actor)[pair.pk]
    moved = follow_up([pair], "duplicate_undo", actor)
    record([pair], "pair.undo", actor, _Reason.UNDONE.value, undone=undone)
    return Decided(pair.pk, decision_id, kind, moved.stages)


@transaction.atomic
def choose_survivor(*, cluster_id: UUID, claim_id: UUID, actor: Actor, reason: str) -> Mapping[UUID, str]:
    """Let another claim of a cluster go on in place of all; returns the stages of the claims that this moved.

    The choice stands as long as that claim is a member and alive. Raises DecisionRefused,
    DuplicateCluster.DoesNotExist.
    """
    if reason not in REASONS:
        raise DecisionRefused("reason_unknown")
    incident_id = DuplicateCluster.objects.values_list("incident", flat=True).get(pk=cluster_id)
    locks.hold(incident_id)
    cluster = DuplicateCluster.objects.get(pk=cluster_id)  # it may have ended while the lock was awaited
    members = list(cluster.members.values_list("claim", flat=True))
    if claim_id not in members:
        raise DecisionRefused("not_a_member")
    settled = settle(incident_id, members, cause="duplicate_survivor", actor=actor, chosen={cluster_id: claim_id})
    if settled.survivors.get(cluster_id) != claim_id:
        raise DecisionRefused("cannot_survive")
    audit.record(
        "cluster.survivor",
        actor=actor,
        subject_type="claim",
        subject_id=claim_id,
        case_id=settled.case_ids[claim_id],
        detail={"reason": reason, "before": str(cluster.survivor_id)},
    )
    return settled.stages


def check(kind: str, reason: str) -> None:
    """Raise DecisionRefused unless a person may decide so for that reason."""
    if kind not in KINDS:
        raise DecisionRefused("kind_unknown")
    if reason not in REASONS:
        raise DecisionRefused("reason_unknown")


def write(
    pairs: Sequence[DuplicatePair],
    *,
    kind: str,
    reason: str,
    actor: Actor,
    notes: Mapping[int, str] | None = None,
) -> dict[int, UUID]:
    """Append one decision to each of these pairs, whose incident is held; returns the decisions' ids by pair.

    Raises DecisionRefused when a note's claimant was erased.
    """
    ids = {pair.pk: new_id() for pair in pairs}
    sealed = [_seal(pair, (notes or {}).get(pair.pk, ""), ids[pair.pk]) for pair in pairs]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH made AS (
                INSERT INTO claims_pairdecision (id, pair_id, kind, actor_kind, actor_id, reason, note, model)
                SELECT t.id, t.pair, %s, %s, %s, %s, t.note, p.model
                FROM unnest(%s::uuid[], %s::bigint[], %s::bytea[]) AS t(id, pair, note)
                JOIN claims_duplicatepair p ON p.id = t.pair
                RETURNING id, pair_id, kind
            )
            UPDATE claims_duplicatepair p SET decision_id = made.id, decided = made.kind
            FROM made WHERE p.id = made.pair_id
            """,
            [kind, actor.kind.value, actor.user_id, reason, list(ids.values()), list(ids), sealed],
        )
    return ids


def take_back(pairs: Sequence[DuplicatePair], *, actor: Actor) -> dict[int, tuple[UUID, str]]:
    """Withdraw the decisions that stand on these pairs, whose incident is held; returns what stands now, by pair.

    The worker links again what is certain and was not its own link.
    """
    withdrawn, automatic = _Kind.WITHDRAWN.value, _Kind.AUTOMATIC.value
    certain = [pair for pair in pairs if pair.decided != automatic and pair.band == Band.CERTAIN]
    stands = {
        pair: (decision, withdrawn)
        for pair, decision in write(pairs, kind=withdrawn, reason=_Reason.UNDONE.value, actor=actor).items()
    }
    if certain:
        again = write(certain, kind=automatic, reason=_Reason.SCORE.value, actor=WORKER)
        stands |= {pair: (decision, automatic) for pair, decision in again.items()}
    return stands


def follow_up(pairs: Sequence[DuplicatePair], cause: str, actor: Actor) -> Consequences:
    """Recompute clusters and move claims after decisions on pairs of one incident. Raises DecisionRefused when the
    decisions contradict what people decided about other pairs."""
    ends = {claim for pair in pairs for claim in (pair.earlier_id, pair.later_id)}
    settled = settle(pairs[0].incident_id, ends, cause=cause, actor=actor)
    if settled.contradicted:
        raise DecisionRefused("contradicts")
    return settled


def record(pairs: Sequence[DuplicatePair], action: str, actor: Actor, reason: str, **detail: str) -> None:
    """Write the audit entries of decisions: one for each pair, in the case of the later claim."""
    audit.record_all(
        action,
        actor=actor,
        subject_type="pair",
        subjects=[
            (
                pair.pk,
                pair.later.case_id,
                {"reason": reason, "earlier": str(pair.earlier_id), "later": str(pair.later_id), **detail},
            )
            for pair in pairs
        ],
    )


def _held(pair_id: int, seen: UUID | None) -> DuplicatePair:
    incident_id = DuplicatePair.objects.values_list("incident", flat=True).get(pk=pair_id)
    locks.hold(incident_id)
    pair = DuplicatePair.objects.select_related("earlier__claimant", "later").get(pk=pair_id)
    if pair.decision_id != seen:
        raise DecisionChanged
    return pair


def _seal(pair: DuplicatePair, note: str, decision_id: UUID) -> bytes | None:
    if not note:
        return None
    person = pair.earlier.claimant
    if person.wrapped_key is None:
        raise DecisionRefused("person_erased")
    key = DataKey.unwrap(WrappedKey(person.wrapped_key, person.key_version), owner=person.pk)
    return key.seal(note, table=NOTE_TABLE, row=decision_id, field="note")
