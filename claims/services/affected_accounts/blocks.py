"""A block of lines becomes a run of keys with masks, and a file of its rejected rows. In a process of its own."""

import hashlib
import json
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final

import pyarrow as pa

from claims.crypto.account_keys import AccountKeyMaker, AccountKeyRoots
from claims.rules.affected_accounts import SENTENCES, Row, RowReader
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
    accounts = RowReader(task.items).read_all(task.lines, task.first_line)
    rejected = sum(not row.accepted for _, row in accounts.troubled)
    rows = BlockRows(
        read=accounts.rows,
        accepted=accounts.rows - rejected,
        in_part=len(accounts.troubled) - rejected,
        rejected=rejected,
        keys=len(accounts.emails) + len(accounts.phones),
    )
    if task.spool is None:
        shown = tuple((number, _columns(row), _sentences(row)) for number, row in accounts.troubled[:EXAMPLES])
        return replace(rows, examples=shown)
    maker = AccountKeyMaker(task.roots)
    keyed = merged(
        pa.py_buffer(maker.emails(accounts.emails) + maker.phones(accounts.phones)),
        pa.concat_arrays([_numbers(accounts.email_masks), _numbers(accounts.phone_masks)]),
    )
    rows = replace(rows, keys=len(keyed.keys))
    _write_private(rejected_path(task.spool, task.number), "".join(_report(accounts.troubled)))
    write_run(run_path(task.spool, task.number), keyed, {"digest": digest, "rows": json.dumps(asdict(rows))})
    return rows


def _numbers(values: array) -> pa.UInt64Array:
    return pa.Array.from_buffers(pa.uint64(), len(values), [None, pa.py_buffer(values)])


def _report(troubled: Iterable[tuple[int, Row]]) -> Iterator[str]:
    for number, row in troubled:
        codes = ";".join(problem.code.value for problem in row.problems)
        kept = "in part" if row.accepted else "rejected"
        yield f'{number},{_columns(row)},{codes},{kept},"{_sentences(row)}"\n'


def _columns(row: Row) -> str:
    return ";".join(problem.column for problem in row.problems)


def _sentences(row: Row) -> str:
    return " ".join(SENTENCES[problem.code] for problem in row.problems)


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
