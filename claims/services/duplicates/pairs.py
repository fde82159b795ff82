"""Scored pairs as they are stored, and the worker's own decisions about them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from claims.models import PairDecision
from claims.rules.ids import new_id
from claims.rules.matching import Band
from claims.rules.stages import ActorKind
from claims.services.duplicates import locks

_Kind, _Reason = PairDecision.Kind, PairDecision.Reason


class ScoredPair(NamedTuple):
    """Two claims and what the model says of them. `bearers`: see `DuplicatePair`."""

    earlier: UUID
    later: UUID
    weight: float
    probability: float
    band: str
    levels: Mapping[str, str]
    bearers: int
    model: str


class Stored(NamedTuple):
    """What storing changed: claims of pairs that are new or moved to another band or decision, and how many each."""

    touched: set[UUID]
    waiting: set[UUID]
    """The later claims among them: those that rule 17 may hold, or hold no longer."""
    added: int
    changed: int


def store(incident_id: int, scored: Iterable[ScoredPair]) -> Stored:
    """Store scores set-wise, under the incident's lock, and link what is certain. Storing twice changes nothing.

    A distinct pair is not stored, but one that is stored becomes distinct. A person's decision stands whatever the
    score says, also that a link was undone. A pair that is no longer certain loses the worker's own link. Clusters are
    left to `clusters.recompute`, for the claims touched. In the caller's transaction; four statements at most.
    """
    pairs = sorted({(pair.earlier, pair.later): pair for pair in scored}.values(), key=lambda pair: pair[:2])
    if not pairs:
        return Stored(set(), set(), 0, 0)
    locks.hold(incident_id)
    before = _stored(pairs)
    kept = [pair for pair in pairs if pair.band != Band.DISTINCT or (pair.earlier, pair.later) in before]
    _upsert(incident_id, [pair for pair in kept if before.get((pair.earlier, pair.later), _NEW).score != _score(pair)])
    decided = _decide(kept, before)
    added = [pair for pair in kept if (pair.earlier, pair.later) not in before]
    moved = [
        pair
        for pair in kept
        if (known := before.get((pair.earlier, pair.later)))
        and (known.score[0] != pair.band or (pair.earlier, pair.later) in decided)
    ]
    touched = [*added, *moved]
    return Stored(
        {claim for pair in touched for claim in (pair.earlier, pair.later)},
        {pair.later for pair in touched},
        len(added),
        len(moved),
    )


class _Known(NamedTuple):
    score: tuple[object, ...]
    decided: str
    by: str


_NEW = _Known((), "", "")


def _score(pair: ScoredPair) -> tuple[object, ...]:
    return pair.band, pair.weight, pair.probability, dict(pair.levels), pair.bearers, pair.model


def _stored(pairs: Sequence[ScoredPair]) -> dict[tuple[UUID, UUID], _Known]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.earlier_id, p.later_id, p.band, p.weight, p.probability, p.levels, p.bearers, p.model,
                p.decided, d.actor_kind
            FROM unnest(%s::uuid[], %s::uuid[]) AS t(earlier, later)
            JOIN claims_duplicatepair p ON p.earlier_id = t.earlier AND p.later_id = t.later
            LEFT JOIN claims_pairdecision d ON d.id = p.decision_id
            """,
            [[pair.earlier for pair in pairs], [pair.later for pair in pairs]],
        )
        return {
            # Django leaves jsonb of raw queries as text.
            (row[0], row[1]): _Known((*row[2:5], json.loads(row[5]), *row[6:8]), row[8], row[9] or "")
            for row in cursor.fetchall()
        }


def _upsert(incident_id: int, pairs: Sequence[ScoredPair]) -> None:
    if not pairs:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO claims_duplicatepair (
                incident_id, earlier_id, later_id, weight, probability, band, levels, bearers, model, decided)
            SELECT %s, t.earlier, t.later, t.weight, t.probability, t.band, t.levels::jsonb, t.bearers, t.model, ''
            FROM unnest(%s::uuid[], %s::uuid[], %s::float8[], %s::float8[], %s::text[], %s::text[], %s::integer[],
                %s::text[]) AS t(earlier, later, weight, probability, band, levels, bearers, model)
            ORDER BY t.earlier, t.later
            ON CONFLICT (earlier_id, later_id) DO UPDATE SET
                weight = excluded.weight, probability = excluded.probability, band = excluded.band,
                levels = excluded.levels, bearers = excluded.bearers, model = excluded.model, scored_at = now()
            """,
            [
                incident_id,
                [pair.earlier for pair in pairs],
                [pair.later for pair in pairs],
                [pair.weight for pair in pairs],
                [pair.probability for pair in pairs],
                [str(pair.band) for pair in pairs],
                [json.dumps(dict(pair.levels)) for pair in pairs],
                [pair.bearers for pair in pairs],
                [pair.model for pair in pairs],
            ],
        )


def _decide(pairs: Sequence[ScoredPair], before: Mapping[tuple[UUID, UUID], _Known]) -> set[tuple[UUID, UUID]]:
    """Link what is certain and was not linked, undo the worker's links that are not certain any more."""
    wanted: dict[tuple[UUID, UUID], tuple[str, str, str]] = {}
    for pair in pairs:
        key = (pair.earlier, pair.later)
        known = before.get(key, _NEW)
        if known.by and known.by != ActorKind.WORKER:
            continue
        if pair.band == Band.CERTAIN and known.decided != _Kind.AUTOMATIC:
            wanted[key] = (_Kind.AUTOMATIC.value, _Reason.SCORE.value, pair.model)
        elif pair.band != Band.CERTAIN and known.decided == _Kind.AUTOMATIC:
            wanted[key] = (_Kind.WITHDRAWN.value, _Reason.NO_LONGER_CERTAIN.value, pair.model)
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH made AS (
                    INSERT INTO claims_pairdecision (id, pair_id, kind, actor_kind, reason, model)
                    SELECT t.id, p.id, t.kind, %s, t.reason, t.model
                    FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[])
                        AS t(id, earlier, later, kind, reason, model)
                    JOIN claims_duplicatepair p ON p.earlier_id = t.earlier AND p.later_id = t.later
                    RETURNING id, pair_id, kind
                )
                UPDATE claims_duplicatepair p SET decision_id = made.id, decided = made.kind
                FROM made WHERE p.id = made.pair_id
                """,
                [
                    ActorKind.WORKER.value,
                    [new_id() for _ in wanted],
                    [earlier for earlier, _ in wanted],
                    [later for _, later in wanted],
                    [kind for kind, _, _ in wanted.values()],
                    [reason for _, reason, _ in wanted.values()],
                    [model for _, _, model in wanted.values()],
                ],
            )
    return set(wanted)
