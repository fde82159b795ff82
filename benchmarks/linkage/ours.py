"""Redress's own full match on records in normal form."""

import time
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from benchmarks.linkage.measure import CERTAIN, Scored, components
from benchmarks.linkage.records import save_pairs


def match(records: str, pairs: str, clusters: str) -> dict[str, Any]:
    """Step: match the records of a file that `records.normalise` wrote, and write what was found.

    Writes `pairs` (see `measure.Scored`) and `clusters` (columns id, cluster): the components of certain pairs, as
    they are before a person has decided anything. `seconds` is matching and clustering, without reading and writing.
    """
    from claims.rules.matching import committed
    from claims.services.duplicates import engine
    from claims.services.duplicates.backends import duckdb_backend

    table = parquet.read_table(records)
    start = time.perf_counter()
    with duckdb_backend() as backend:
        found = engine.match(table, committed(), backend)
    matched = time.perf_counter()
    certain = [place for place, (_, judgement) in enumerate(found.judged) if judgement.band == CERTAIN]
    linked = found.pairs.filter(pa.compute.is_in(found.pairs["judged"], pa.array(certain, pa.int32())))
    groups = list(components(zip(linked["earlier"].to_pylist(), linked["later"].to_pylist(), strict=True)))
    end = time.perf_counter()
    members = [(claim, number) for number, group in enumerate(groups) for claim in group]
    ids, numbers = zip(*members, strict=True) if members else ((), ())
    parquet.write_table(pa.table({"id": pa.array(ids, pa.int64()), "cluster": pa.array(numbers, pa.int64())}), clusters)
    save_pairs(
        pairs,
        (Scored(a, b, judged.probability, judged.band.value, judged.weight) for a, b, _, judged in found),
    )
    return {"seconds": end - start, "clustering_seconds": end - matched, "candidates": found.candidates}
