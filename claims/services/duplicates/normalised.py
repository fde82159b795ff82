"""Claims in normal form as one Arrow table in memory: what the full match works on.

The rows of a source are opened and normalised in the process that reads them, one of several if asked for; what comes
back is Arrow data over a pipe. Nothing is written to a disk.
"""

import contextlib
import os
import secrets
import signal
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context
from typing import Final

import duckdb
import pyarrow as pa

from claims.rules.matching import MatchRecord, Person, block_keys, match_record
from claims.rules.normalise import PersonName, read_name
from claims.services.duplicates.opening import end_with

Key = bytes | str | int
Row = tuple[Key, Person]
Source = Callable[[], Iterable[Row]]
"""Gives a part of the rows, in their order of arrival. Must be picklable if worker processes are to call it."""

#: Rows of one Arrow batch; a worker holds no more opened than these.
CHUNK: Final = 20_000
#: Names that are remembered while a source is read, since many people bear them.
_NAMES: Final = 1 << 16
_INTEGERS: Final = frozenset({"birth_year"})
_FIELDS: Final = [(name, pa.int32() if name in _INTEGERS else pa.string()) for name in MatchRecord._fields]
_PROBE: Final = b"one seed for all"


@dataclass(frozen=True, slots=True)
class _Given:
    """Rows that the parent holds already."""

    rows: list[Row]

    def __call__(self) -> list[Row]:
        return self.rows


def normalised_table(rows: Iterable[Row], *, workers: int = 0) -> pa.Table:
    """`normalised_from` for rows that this process holds, given in their order of arrival."""
    remaining = iter(rows)
    return normalised_from((_Given(part) for part in iter(lambda: list(islice(remaining, CHUNK)), [])), workers=workers)


def normalised_from(
    sources: Iterable[Source],
    *,
    workers: int = 0,
    prepare: Callable[[], None] | None = None,
    progress: Callable[[int], None] = lambda rows: None,
) -> pa.Table:
    """Every row of the sources in normal form: `unique_id` 0…n-1 in the order of arrival, `key` as it came, the columns
    of MatchRecord, `keys` (the block keys as 64-bit hashes) and `bearers` (how many rows have the name as written).

    With `workers` the sources are read in so many processes of their own, each of which calls `prepare` first; 0 reads
    them here. An error of a source is raised; a worker that dies raises BrokenProcessPool. Workers die with this one.
    """
    batches = []
    ready = _batches(sources) if not workers else _batches_of_workers(sources, workers, prepare)
    for batch in ready:
        batches.append(batch)
        progress(batch.num_rows)
    if not batches:
        batches = [_batch([])]
    table = pa.Table.from_batches(batches)
    table = table.add_column(0, "unique_id", pa.array(range(table.num_rows), pa.int32()))
    return table.append_column("bearers", _bearers(table))


def records_at(table: pa.Table, rows: Sequence[int]) -> list[MatchRecord]:
    """The records in these rows of a table."""
    chosen = table.select(list(MatchRecord._fields)).take(pa.array(rows, pa.int32()))
    return [
        MatchRecord._make(values) for values in zip(*[column.to_pylist() for column in chosen.columns], strict=True)
    ]


def _batches(sources: Iterable[Source]) -> Iterator[pa.RecordBatch]:
    for source in sources:
        yield from _normalise(source)


def _batches_of_workers(
    sources: Iterable[Source], workers: int, prepare: Callable[[], None] | None
) -> Iterator[pa.RecordBatch]:
    """In the order of the sources; at most two a worker are under way, so memory stays flat however many there are."""
    under_way: deque[Future[tuple[int, list[bytes]]]] = deque()
    probes: set[int] = set()

    def finished() -> Iterator[pa.RecordBatch]:
        probe, parts = under_way.popleft().result()
        probes.add(probe)
        if len(probes) > 1:
            raise RuntimeError("the worker processes do not hash alike; is Python run with -E or -I?")
        for part in parts:
            with pa.ipc.open_stream(part) as stream:
                yield from stream

    with (
        _one_hash_seed(),
        ProcessPoolExecutor(workers, get_context("spawn"), initializer=_begin, initargs=(os.getpid(), prepare)) as pool,
    ):
        try:
            for source in sources:
                under_way.append(pool.submit(_normalise_there, source))
                if len(under_way) > 2 * workers:
                    yield from finished()
            while under_way:
                yield from finished()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


@contextlib.contextmanager
def _one_hash_seed() -> Iterator[None]:
    """Let the processes started meanwhile hash texts alike: block keys are compared across them."""
    before = os.environ.get("PYTHONHASHSEED")
    os.environ["PYTHONHASHSEED"] = str(secrets.randbelow(2**32))
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONHASHSEED"]
        else:
            os.environ["PYTHONHASHSEED"] = before


def _begin(parent: int, prepare: Callable[[], None] | None) -> None:
    end_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C: the parent ends us
    if prepare is not None:
        prepare()


def _normalise_there(source: Source) -> tuple[int, list[bytes]]:
    parts = []
    for batch in _normalise(source):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as stream:
            stream.write_batch(batch)
        parts.append(sink.getvalue().to_pybytes())
    return hash(_PROBE), parts


def _normalise(source: Source) -> Iterator[pa.RecordBatch]:
    rows = iter(source())
    reading = lru_cache(maxsize=_NAMES)(read_name)  # forgotten with the source
    while part := list(islice(rows, CHUNK)):
        yield _batch(part, reading)


def _batch(rows: list[Row], reading: Callable[[str], PersonName | None] = read_name) -> pa.RecordBatch:
    records = [match_record(person, reading=reading) for _, person in rows]
    hashes, ends = array("q"), array("i", [0])
    for record in records:
        hashes.extend([hash(kind + "|" + value) for kind, value in block_keys(record)])
        ends.append(len(hashes))
    columns = list(zip(*records, strict=True)) or [()] * len(_FIELDS)
    arrays = [pa.array(column, type_) for column, (_, type_) in zip(columns, _FIELDS, strict=True)]
    values = pa.Array.from_buffers(pa.int64(), len(hashes), [None, pa.py_buffer(hashes)])
    offsets = pa.Array.from_buffers(pa.int32(), len(ends), [None, pa.py_buffer(ends)])
    keys = pa.array([key for key, _ in rows])
    names = ["key", *[name for name, _ in _FIELDS], "keys"]
    return pa.RecordBatch.from_arrays([keys, *arrays, pa.ListArray.from_arrays(offsets, values)], names=names)


def _bearers(table: pa.Table) -> pa.ChunkedArray:
    """For each row, how many rows bear its name as it is written."""
    names = table.select(["unique_id", "script", "surname", "given"])
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        connection.execute("SET temp_directory = ''")
        connection.register("names", names)
        counted = connection.sql("""
            SELECT bearers::INTEGER AS bearers
            FROM names JOIN (SELECT script, surname, given, count(*) AS bearers FROM names GROUP BY ALL)
            USING (script, surname, given) ORDER BY unique_id
        """).to_arrow_table()
    return counted.column("bearers")
