"""The full match of an incident: every claim compared with every other that shares a block key, and what follows.

Claims are opened in this process's memory (and that of its own workers) and are gone with it; nothing is written until
all is known, and then in one transaction. Whoever is killed in the middle leaves the pairs as they were.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import pyarrow as pa
from django.db import connection, transaction

from claims.models import DuplicatePair, MatchRun, WorkItem
from claims.queries.match_models import model_in_use
from claims.rules.matching import MatchModel
from claims.services.duplicates import arrival, locks
from claims.services.duplicates.backends import DUCKDB, SPARK, Backend, duckdb_backend, spark_backend
from claims.services.duplicates.engine import Matches, match
from claims.services.duplicates.incident_claims import normal_claims
from claims.services.duplicates.normalised import records_at
from claims.services.duplicates.pairs import ScoredPair

BACKENDS: Final = (DUCKDB, SPARK)
#: What the arrays of a million claims and their comparison fit into, all in, within 4 GiB.
MEMORY_MIB: Final = 2560

_RUNNING: Final = 0x6D61_7463  # a class of advisory locks of its own; the incident's id tells them apart
#: Bearers are stored as arrival counts them: up to one more than the last class begins at.
_BEARERS_COUNTED: Final = 1001
_RESCORED: Final = 20_000

Progress = Callable[[str, int], None]


class AlreadyRunning(Exception):
    """Another process is matching the same incident now."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a full match found and changed.

    `bands`: pairs by band, those that are distinct but were stored before included. `set_aside`: pairs that were left
    alone, for one of their claims was matched anew meanwhile. A rehearsal adds and changes nothing.
    """

    claims: int
    candidates: int
    bands: dict[str, int]
    added: int = 0
    changed: int = 0
    set_aside: int = 0


def full_match(
    *,
    incident_id: int,
    backend: str = DUCKDB,
    model: MatchModel | None = None,
    dry_run: bool = False,
    workers: int | None = None,
    memory_mib: int = MEMORY_MIB,
    progress: Progress = lambda doing, rows: None,
) -> Outcome:
    """Match all living claims of an incident with `model` (the one in use) and store what follows.

    Pairs that were found earlier and share no block key any more, or are taken for two people's now, are scored anew,
    too: the worker's own links among them are withdrawn, a person's decision stands. Claims whose standing under rule
    17 may have changed are queued for verification. A claim that comes or changes meanwhile is left to its own check.
    Raises AlreadyRunning, BackendMissing, NotEnoughMemory, KeysMissing.
    """
    chosen = model or model_in_use()
    with _alone(incident_id):
        run = _begin(incident_id, backend, chosen, dry_run=dry_run)
        table = normal_claims(incident_id, workers=workers, progress=lambda rows: progress("Reading", rows))
        progress("Comparing", 0)
        with open_backend(backend, memory_mib) as opened:
            found = match(table, chosen, opened)
        scored = list(_scored(incident_id, table, found, chosen))
        bands: dict[str, int] = {}
        for pair in scored:
            bands[pair.band] = bands.get(pair.band, 0) + 1
        outcome = Outcome(table.num_rows, found.candidates, bands)
        progress("Storing", len(scored))
        return outcome if run is None else _store(run, scored, outcome)


def open_backend(name: str, memory_mib: int = MEMORY_MIB) -> AbstractContextManager[Backend]:
    """A backend by its name. Raises BackendMissing once it is entered."""
    return {DUCKDB: duckdb_backend, SPARK: spark_backend}[name](memory_mib=memory_mib)


@contextmanager
def _alone(incident_id: int) -> Iterator[None]:
    """One full match of an incident at a time. The lock goes with the connection: a killed process leaves none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s::bigint::integer)", [_RUNNING, incident_id])
        if not cursor.fetchall()[0][0]:
            raise AlreadyRunning
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s::bigint::integer)", [_RUNNING, incident_id])


def _begin(incident_id: int, backend: str, model: MatchModel, *, dry_run: bool) -> MatchRun | None:
    if dry_run:
        return None
    run = MatchRun.objects.create(incident_id=incident_id, backend=backend, model=model.version)
    run.refresh_from_db(fields=["started_at"])
    return run


def _store(run: MatchRun, scored: list[ScoredPair], outcome: Outcome) -> Outcome:
    with transaction.atomic():
        locks.hold(run.incident_id)
        newer = _matched_since(run.started_at)
        current = [pair for pair in scored if pair.earlier not in newer and pair.later not in newer]
        stored = arrival.apply_scores(run.incident_id, current)
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE claims_matchrun SET finished_at = clock_timestamp(), claims = %s, pairs = %s, added = %s,
                    changed = %s WHERE id = %s
                """,
                [outcome.claims, len(current), stored.added, stored.changed, run.pk],
            )
    return Outcome(
        outcome.claims,
        outcome.candidates,
        outcome.bands,
        added=stored.added,
        changed=stored.changed,
        set_aside=len(scored) - len(current),
    )


def _matched_since(began: datetime) -> set[UUID]:
    """Claims that were compared since, or wait for it: what their own check says is newer than what was read here."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT subject FROM claims_workitem
            WHERE kind = %s AND (state IN ('pending', 'leased') OR (state = 'done' AND finished_at >= %s))
            """,
            [WorkItem.Kind.MATCH.value, began],
        )
        return {subject for (subject,) in cursor.fetchall()}


def _scored(incident_id: int, table: pa.Table, found: Matches, model: MatchModel) -> Iterator[ScoredPair]:
    """Pairs as they are stored: those found, and those stored before that were not."""
    claims: list[bytes] = table.column("key").to_pylist()
    bearers: list[int] = [min(count, _BEARERS_COUNTED) for count in table.column("bearers").to_pylist()]
    one_claimant = _claims_of_one_claimant(incident_id)
    done: set[tuple[bytes, bytes]] = set()
    for earlier, later, _, judged in found:
        pair = (claims[earlier], claims[later])
        done.add(pair)
        if pair[0] in one_claimant and one_claimant[pair[0]] == one_claimant.get(pair[1]):
            continue
        yield ScoredPair(
            UUID(bytes=pair[0]),
            UUID(bytes=pair[1]),
            judged.weight,
            judged.probability,
            judged.band.value,
            judged.levels,
            max(bearers[earlier], bearers[later]),
            model.version,
        )
    yield from _rescored(incident_id, table, claims, bearers, done, model)


def _rescored(
    incident_id: int,
    table: pa.Table,
    claims: list[bytes],
    bearers: list[int],
    done: set[tuple[bytes, bytes]],
    model: MatchModel,
) -> Iterator[ScoredPair]:
    stored = DuplicatePair.objects.filter(incident_id=incident_id).values_list("earlier_id", "later_id")
    left = [pair for pair in stored.iterator() if (pair[0].bytes, pair[1].bytes) not in done]
    ends = {claim.bytes for pair in left for claim in pair}
    rows = {claim: row for row, claim in enumerate(claims) if claim in ends}
    pairs = [(rows[a.bytes], rows[b.bytes]) for a, b in left if a.bytes in rows and b.bytes in rows]
    for start in range(0, len(pairs), _RESCORED):
        part = pairs[start : start + _RESCORED]
        sides = [records_at(table, [pair[side] for pair in part]) for side in (0, 1)]
        for (earlier, later), *records in zip(part, *sides, strict=True):
            yield arrival.score(
                UUID(bytes=claims[earlier]),
                UUID(bytes=claims[later]),
                (records[0], records[1]),
                bearers=max(bearers[earlier], bearers[later]),
                model=model,
            )


def _claims_of_one_claimant(incident_id: int) -> dict[bytes, UUID]:
    """The claimants of those claims whose claimant has several: the second is a revision, and no duplicate."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT unnest(array_agg(c.id)), c.claimant_id FROM claims_claim c JOIN claims_case k ON k.id = c.case_id
            WHERE k.incident_id = %s GROUP BY c.claimant_id HAVING count(*) > 1
            """,
            [incident_id],
        )
        return {claim.bytes: claimant for claim, claimant in cursor.fetchall()}
