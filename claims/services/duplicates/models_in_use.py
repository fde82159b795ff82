"""Versions of the matching model: trained on an incident's own claims, and put to use by an operator."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
from django.db import connection, transaction

from claims.models import DuplicatePair, MatchModelVersion, PairDecision
from claims.queries.match_models import model, model_in_use
from claims.rules.matching import COMMITTED, MatchModel, Pattern, pattern
from claims.rules.stages import ActorKind
from claims.services import audit
from claims.services.actors import Actor
from claims.services.duplicates import training
from claims.services.duplicates.backends import DUCKDB
from claims.services.duplicates.engine import match
from claims.services.duplicates.full_match import MEMORY_MIB, open_backend
from claims.services.duplicates.incident_claims import normal_claims
from claims.services.duplicates.normalised import records_at
from claims.services.duplicates.training import Counts, Seen

#: So many pairs that people decided are the least that a second stage is learnt from.
DECISIONS_NEEDED: Final = 200
_PENALTY: Final = 8.0


class ModelUnknown(Exception):
    """There is no model of this version."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A new version and what it was learnt from: counts only.

    `decisions`: pairs that people decided. `before`, `after`: bits by which the decisions of the half that was held
    out surprise the model without and with the second stage learnt from the other half; None below `DECISIONS_NEEDED`.
    `second_stage`: whether it won and is part of the version.
    """

    version: str
    claims: int
    candidates: int
    decisions: int
    before: float | None
    after: float | None
    second_stage: bool


@transaction.atomic
def put_to_use(*, version: str, actor: Actor) -> MatchModel:
    """Score pairs with this version from now on. Pairs scored before keep theirs until the next full match.

    Raises ModelUnknown.
    """
    try:
        chosen = model(version)
    except KeyError:
        raise ModelUnknown(version) from None
    before = model_in_use().version
    MatchModelVersion.objects.filter(in_use=True).update(in_use=False)
    trained = MatchModelVersion.objects.filter(version=version).update(in_use=True)
    if not trained and version != COMMITTED:
        # An older committed model: kept as a row, for what is not in use by a row is the newest committed one.
        MatchModelVersion.objects.create(version=version, parameters=chosen.parameters(), in_use=True)
    audit.record(
        "match_model.use",
        actor=actor,
        subject_type="match_model",
        subject_id=version,
        detail={"before": before, "after": version},
    )
    return chosen


def train(
    *,
    incident_id: int,
    actor: Actor,
    memory_mib: int = MEMORY_MIB,
    progress: Callable[[str, int], None] = lambda doing, rows: None,
) -> Trained:
    """Learn a new version from an incident's own claims, beginning from the model in use; it is not put to use.

    How often each level occurs among duplicates and others is learnt from the patterns of all candidate pairs, without
    anybody's word (expectation and maximisation, held to the present model as if by so many claims of its own). With
    enough decided pairs the second stage is learnt, too, and kept if it wins on a half that it has not seen. The
    thresholds stay: what is certain is not for a machine to lower. Raises NotEnoughMemory, KeysMissing.
    """
    start = model_in_use()
    table = normal_claims(incident_id, progress=lambda rows: progress("Reading", rows))
    progress("Comparing", 0)
    with open_backend(DUCKDB, memory_mib) as backend:
        found = match(table, start, backend)
    progress("Learning", 0)
    learnt = training.expectation_maximisation(found.patterns, start)
    halves = _decided(incident_id, table)
    decisions = sum(sum(seen) for half in halves for seen in half.values())
    before = after = None
    if decisions >= DECISIONS_NEEDED:
        before = training.log_loss(halves[1], learnt)
        after = training.log_loss(halves[1], training.corrected(learnt, halves[0], penalty=_PENALTY))
    won = before is not None and after is not None and after < before
    if won:
        learnt = training.corrected(learnt, training.together(*halves), penalty=_PENALTY)
    return _keep(learnt, found.patterns, table.num_rows, (decisions, before, after, won), actor)


def _keep(
    learnt: MatchModel,
    patterns: dict[Pattern, int],
    claims: int,
    decided: tuple[int, float | None, float | None, bool],
    actor: Actor,
) -> Trained:
    decisions, before, after, won = decided
    trained_on: dict[str, Any] = {
        "claims": claims,
        "candidates": sum(patterns.values()),
        "decisions": decisions,
        "held_out_bits": None if before is None or after is None else [round(before, 3), round(after, 3)],
        "second_stage": won,
        "start": learnt.version,
    }
    with transaction.atomic():
        version = _next_version()
        MatchModelVersion.objects.create(version=version, parameters=learnt.parameters(), trained_on=trained_on)
        audit.record(
            "match_model.train", actor=actor, subject_type="match_model", subject_id=version, detail=trained_on
        )
    return Trained(version, claims, sum(patterns.values()), decisions, before, after, won)


def _next_version() -> str:
    """`t1`, `t2`, …: committed models have plain numbers. One at a time."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE claims_matchmodelversion IN SHARE ROW EXCLUSIVE MODE")
    taken = MatchModelVersion.objects.filter(version__regex=r"^t[0-9]+$").values_list("version", flat=True)
    return f"t{max((int(version[1:]) for version in taken), default=0) + 1}"


def _decided(incident_id: int, table: pa.Table) -> tuple[Counts, Counts]:
    """What people decided, by the patterns that the pairs have now, in two halves."""
    kinds = PairDecision.Kind
    rows = {claim: row for row, claim in enumerate(table.column("key").to_pylist())}
    decided = [
        (pk, rows[earlier.bytes], rows[later.bytes], kind)
        for pk, earlier, later, kind in DuplicatePair.objects.filter(
            incident_id=incident_id,
            decision__actor_kind=ActorKind.STAFF,
            decided__in=[kinds.LINK, kinds.APART, kinds.HOUSEHOLD],
        )
        .order_by("pk")
        .values_list("pk", "earlier_id", "later_id", "decided")
        if earlier.bytes in rows and later.bytes in rows
    ]
    bearers = table.column("bearers").to_pylist()
    sides = (
        records_at(table, [left for _, left, _, _ in decided]),
        records_at(table, [right for *_, right, _ in decided]),
    )
    halves: tuple[Counts, Counts] = ({}, {})
    for (pk, left, right, kind), one, other in zip(decided, *sides, strict=True):
        found = pattern(one, other, bearers=max(bearers[left], bearers[right]))
        half = halves[pk % 2]
        linked = kind == kinds.LINK
        half[found] = half.get(found, Seen(0, 0)) + Seen(int(linked), int(not linked))
    return halves
