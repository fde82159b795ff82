"""A block of lines becomes a run of keys with masks, and a file of its rejected rows. In a process of its own."""

import hashlib
import json
import os
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import pyarrow as pa

from claims.crypto.account_keys import AccountKeyMaker, AccountKeyRoots
from claims.rules.affected_accounts import SENTENCES, Code, Problem, Row, RowReader
from claims.services.affected_accounts.keyed import merged, run_notes, write_run

#: Rows that a rehearsal shows.
EXAMPLES: Final = 20


@dataclass(frozen=True, slots=True)
class BlockTask:
    """A block to read: its lines, the number of the first, and where the run goes (None: nowhere, a rehearsal)."""

    number: int
    first_line: int
    lines: bytes = field(repr=False)
    items: Mapping[str, int]
    roots: AccountKeyRoots
    spool: Path | None


@dataclass(frozen=True, slots=True)
class BlockRows:
    """What came of a block's rows. `in_part`: accepted with one identifier, while the other could not be read."""

    read: int
    accepted: int
    in_part: int
    rejected: int
    keys: int
    examples: tuple[tuple[int, str, str], ...] = ()

    def __add__(self, other: "BlockRows") -> "BlockRows":
        return BlockRows(
            self.read + other.read,
            self.accepted + other.accepted,
            self.in_part + other.in_part,
            self.rejected + other.rejected,
            self.keys + other.keys,
            (*self.examples, *other.examples)[:EXAMPLES],
        )


NO_ROWS: Final = BlockRows(0, 0, 0, 0, 0)


def run_path(spool: Path, number: int) -> Path:
    """Where the run of a block lies."""
    return spool / f"{number:06}.run"


def rejected_path(spool: Path, number: int) -> Path:
    """Where the rejected rows of a block lie, as lines of the report."""
    return spool / f"{number:06}.rejected"


def read_block(task: BlockTask) -> BlockRows:
    """Read a block and write its run, unless the same block's run is there already."""
    digest = hashlib.sha256(task.lines + repr((task.first_line, sorted(task.items.items()))).encode()).hexdigest()
    if task.spool is not None:
        notes = run_notes(run_path(task.spool, task.number))
        if notes is not None and notes["digest"] == digest:
            return BlockRows(**json.loads(notes["rows"]))
    reading = _Reading(task)
    reading.read()
    if task.spool is None:
        return reading.rows
    keyed = merged(pa.py_buffer(b"".join(reading.keys)), reading.masks_array())
    rows = reading.rows
    _write_private(rejected_path(task.spool, task.number), "".join(reading.report))
    write_run(
        run_path(task.spool, task.number),
        keyed,
        {"digest": digest, "rows": json.dumps(asdict(rows) | {"keys": len(keyed.keys), "examples": ()})},
    )
    return rows


class _Reading:
    """Keys and masks of a block, and the lines of the report on its rows."""

    def __init__(self, task: BlockTask) -> None:
        self.keys: list[bytes] = []
        self.masks = array("Q")
        self.report: list[str] = []
        self._task = task
        self._examples: list[tuple[int, str, str]] = []
        self._read = self._accepted = self._in_part = self._rejected = 0

    @property
    def rows(self) -> BlockRows:
        return BlockRows(
            self._read, self._accepted, self._in_part, self._rejected, len(self.keys), tuple(self._examples)
        )

    def masks_array(self) -> pa.UInt64Array:
        return pa.Array.from_buffers(pa.uint64(), len(self.masks), [None, pa.py_buffer(self.masks)])

    def read(self) -> None:
        maker = AccountKeyMaker(self._task.roots)
        email_key, phone_key, keep, mark = maker.email, maker.phone, self.keys.append, self.masks.append
        for number, row in enumerate(self._lines(), self._task.first_line):
            if row is None:
                continue
            email, phone, mask, problems = row
            self._read += 1
            if email is not None:
                keep(email_key(email))
                mark(mask)
            if phone is not None:
                keep(phone_key(phone))
                mark(mask)
            if problems:
                self._tell(number, row)
        self._accepted = self._read - self._rejected

    def _lines(self) -> Iterator[Row | None]:
        reader, lines = RowReader(self._task.items), self._task.lines
        try:
            return reader.read_all(lines.decode("utf-8"))
        except UnicodeDecodeError:
            return (_decoded(reader, line) for line in lines.removesuffix(b"\n").split(b"\n"))

    def _tell(self, number: int, row: Row) -> None:
        if row.accepted:
            self._in_part += 1
        else:
            self._rejected += 1
        columns = ";".join(problem.column for problem in row.problems)
        codes = ";".join(problem.code.value for problem in row.problems)
        sentence = " ".join(SENTENCES[problem.code] for problem in row.problems)
        if len(self._examples) < EXAMPLES:
            self._examples.append((number, columns, sentence))
        kept = "in part" if row.accepted else "rejected"
        self.report.append(f'{number},{columns},{codes},{kept},"{sentence}"\n')


def _decoded(reader: RowReader, line: bytes) -> Row | None:
    try:
        return reader.read(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Row(None, None, 0, (Problem("", Code.NOT_UTF8),))


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
