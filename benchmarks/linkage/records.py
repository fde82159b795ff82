"""Files that pass between the steps: claims in normal form, scored pairs, clusters."""

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet

from benchmarks.linkage import people
from benchmarks.linkage.measure import Scored

_BATCH = 50_000


def normalise(claims: str, records: str) -> dict[str, float]:
    """Step: bring the claims of a file into the project's normal form, column for column; `id` is the claim's."""
    from claims.rules.matching.record import MatchRecord, Person, match_record

    schema = pa.schema(
        [("id", pa.int64())]
        + [(name, pa.int64() if kind is int else pa.string()) for name, kind in MatchRecord.__annotations__.items()]
    )
    spent, count = 0.0, 0
    rows = people.load(Path(claims))
    with parquet.ParquetWriter(records, schema) as writer:
        while batch := list(islice(rows, _BATCH)):
            persons = [
                Person(
                    c.name, c.birth_date, (c.phone, c.account_phone), (c.email, c.account_email), c.address, c.postcode
                )
                for c in batch
            ]
            start = time.perf_counter()
            normal = [match_record(person) for person in persons]
            spent += time.perf_counter() - start
            count += len(batch)
            columns = [[c.id for c in batch], *zip(*normal, strict=True)]
            writer.write_table(pa.Table.from_arrays([pa.array(c) for c in columns], schema=schema))
    return {"seconds": spent, "rows": count}


def save_pairs(path: str, pairs: Iterable[Scored]) -> None:
    """Write scored pairs."""
    columns = list(zip(*pairs, strict=True)) or [[], [], [], [], []]
    types = (pa.int64(), pa.int64(), pa.float64(), pa.string(), pa.float64())
    arrays = [pa.array(column, type=kind) for column, kind in zip(columns, types, strict=True)]
    parquet.write_table(pa.Table.from_arrays(arrays, names=list(Scored._fields)), path)


def load_pairs(path: str) -> list[Scored]:
    """Read scored pairs: columns a, b, probability, band ("" for none) and weight, in any order."""
    table = parquet.read_table(path, columns=list(Scored._fields))
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    return [Scored(min(a, b), max(a, b), *rest) for a, b, *rest in rows]


def load_clusters(path: str) -> Iterator[Sequence[int]]:
    """Yield the groups of claims in a file with the columns id, cluster."""
    table = parquet.read_table(path)
    groups: dict[object, list[int]] = {}
    for claim, cluster in zip(table.column("id").to_pylist(), table.column("cluster").to_pylist(), strict=True):
        groups.setdefault(cluster, []).append(claim)
    yield from (group for group in groups.values() if len(group) > 1)
