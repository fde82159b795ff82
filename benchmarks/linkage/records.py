"""Files that pass between the steps: claims in normal form, scored pairs, clusters."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet

from benchmarks.linkage import people
from benchmarks.linkage.measure import Scored


def normalise(claims: str, records: str) -> dict[str, int]:
    """Step: bring the claims of a file into normal form with the product's own code, as the full match does.

    The table has the columns of `MatchRecord` and those that the full match needs; `unique_id` and `key` are the
    claim's id.
    """
    from claims.rules.matching import Person
    from claims.services.duplicates.normalised import normalised_table

    rows = (
        (
            c.id,
            Person(c.name, c.birth_date, (c.phone, c.account_phone), (c.email, c.account_email), c.address, c.postcode),
        )
        for c in people.load(Path(claims))
    )
    table = normalised_table(rows, workers=2)
    parquet.write_table(table, records)
    return {"rows": table.num_rows}


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
