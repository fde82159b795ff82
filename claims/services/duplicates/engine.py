"""The full match: every pair of claims that a block key joins, compared by Splink, judged by our own policy.

Splink compares set-wise, so that a million claims take seconds. A pair's score depends on nothing but its pattern of
agreement, of which there are a few thousand: each pattern is judged once, by the same Python that judges the pairs
found on arrival.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa
from splink import Linker

from claims.rules.matching import Band, Judgement, MatchModel, Pattern, confirmed, judge, needs_confirmation
from claims.services.duplicates.backends import Backend
from claims.services.duplicates.normalised import records_at
from claims.services.duplicates.splink_model import POINTS, PatternReader, settings

#: A block key that more claims share than this is not a person's (a flood under one telephone). Its claims are
#: compared with the earliest of them only, as on arrival, so that the work stays in proportion to the flood.
GIANT_BLOCK: Final = 500
EARLIEST: Final = 20

# Splink reports each of its steps as news.
logging.getLogger("splink").setLevel(logging.WARNING)

_PAIR_SCHEMA: Final = pa.schema([("earlier", pa.int32()), ("later", pa.int32()), ("judged", pa.int32())])


@dataclass(frozen=True, slots=True)
class Matches:
    """What a full match found.

    `pairs`: the pairs that are not distinct, as `earlier`, `later` (rows of the table that was matched) and `judged`,
    a place in the list `judged`. `patterns`: how many of all candidate pairs have each pattern.
    """

    pairs: pa.Table
    judged: list[tuple[Pattern, Judgement]]
    patterns: dict[Pattern, int]

    @property
    def candidates(self) -> int:
        """How many pairs were compared."""
        return sum(self.patterns.values())

    def __iter__(self) -> Iterator[tuple[int, int, Pattern, Judgement]]:
        for batch in self.pairs.to_batches(max_chunksize=10_000):
            columns = (column.to_pylist() for column in batch.columns)
            for earlier, later, place in zip(*columns, strict=True):
                yield earlier, later, *self.judged[place]


def match(table: pa.Table, model: MatchModel, backend: Backend) -> Matches:
    """Find and judge the pairs of a normalised table (`normalised.normalised_table`)."""
    predictions = compared(table, model, backend)
    patterns, numbered = _patterns(predictions, model, backend)
    judged = [(pattern, judge(pattern, model)) for pattern in patterns]
    kept = [place for place, (_, judgement) in enumerate(judged) if judgement.band is not Band.DISTINCT]
    backend.put("kept_patterns", numbered.take(pa.array(kept, pa.int32())))
    points = ", ".join(POINTS)
    pairs = backend.fetch(
        f"SELECT unique_id_l AS earlier, unique_id_r AS later, judged"  # noqa: S608
        f" FROM {predictions} JOIN kept_patterns USING ({points})"
    ).cast(_PAIR_SCHEMA)
    backend.drop(predictions)
    return Matches(_with_names_confirmed(table, pairs, judged), judged, patterns)


def compared(table: pa.Table, model: MatchModel, backend: Backend) -> str:
    """Let Splink compare all candidate pairs; returns the name of its table with the points of each comparison."""
    backend.put("arrived", table)
    backend.create("claims_in_memory", f"SELECT {', '.join(_columns(table))} FROM arrived")  # noqa: S608
    backend.create("shared_keys", _SHARED_KEYS.format(explode=backend.explode))
    backend.create("candidates", _CANDIDATES)
    backend.drop("shared_keys")
    linker = Linker(backend.api.register("claims_in_memory"), settings(model), log_level=None, validate_settings=False)
    linker.table_management.register_blocked_pairs_for_predict(backend.api.register("candidates"))
    predictions: str = linker.inference.predict(warning_mode="never").physical_name
    backend.drop("candidates")
    backend.drop("claims_in_memory")
    return predictions


#: Block keys with the claims that share them, numbered by arrival.
_SHARED_KEYS: Final = """
    SELECT id, block, bearers, place FROM (
        SELECT id, block, count(*) OVER (PARTITION BY block) AS bearers,
            row_number() OVER (PARTITION BY block ORDER BY id) AS place
        FROM (SELECT unique_id AS id, {explode}(keys) AS block FROM arrived) AS exploded
    ) AS numbered WHERE bearers > 1
"""

_CANDIDATES: Final = f"""
    SELECT DISTINCT l.id AS join_key_l, r.id AS join_key_r, '0' AS match_key
    FROM shared_keys AS l JOIN shared_keys AS r ON l.block = r.block
    WHERE l.id < r.id AND (l.bearers <= {GIANT_BLOCK} OR l.place <= {EARLIEST})
"""  # noqa: S608


def _columns(table: pa.Table) -> list[str]:
    return [name for name in table.column_names if name not in ("key", "keys")]


def _patterns(predictions: str, model: MatchModel, backend: Backend) -> tuple[dict[Pattern, int], pa.Table]:
    """How often each pattern occurs, and Splink's points for it under its number."""
    points = ", ".join(POINTS)
    found = backend.fetch(f"SELECT {points}, count(*) AS pairs FROM {predictions} GROUP BY {points}")  # noqa: S608
    reader = PatternReader(model)
    *values, counts = [column.to_pylist() for column in found.columns]
    patterns = {reader.pattern(row): count for row, count in zip(zip(*values, strict=True), counts, strict=True)}
    if len(patterns) != found.num_rows:
        raise AssertionError("two sets of points were read as one pattern")
    numbers = pa.array(range(found.num_rows), pa.int32())
    return patterns, found.select(list(POINTS)).append_column("judged", numbers)


def _with_names_confirmed(table: pa.Table, pairs: pa.Table, judged: list[tuple[Pattern, Judgement]]) -> pa.Table:
    """Make reviews of certain pairs whose records, read again, could be two relatives' (`bands.confirmed`)."""
    reviews = {}
    for place, (pattern, judgement) in enumerate(judged[:]):
        if judgement.band is Band.CERTAIN and needs_confirmation(pattern):
            reviews[place] = len(judged)
            judged.append((pattern, replace(judgement, band=Band.REVIEW)))
    if not reviews:
        return pairs
    places = pairs.column("judged").to_pylist()
    asked = [row for row, place in enumerate(places) if place in reviews]
    chosen = pairs.take(pa.array(asked, pa.int64()))
    left, right = (records_at(table, chosen.column(side).to_pylist()) for side in ("earlier", "later"))
    for row, one, other in zip(asked, left, right, strict=True):
        if not confirmed(one, other):
            places[row] = reviews[places[row]]
    return pairs.set_column(2, "judged", pa.array(places, pa.int32()))
