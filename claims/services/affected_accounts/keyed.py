"""Keys with their masks as Arrow data: sorted, each key once, and written and read as the runs of an import.

A run is an Arrow file with the columns `key` (16 bytes) and `mask` (unsigned 64-bit), sorted by key.
"""

import os
from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from claims.crypto.account_keys import KEY_BYTES

_KEY: Final = pa.binary(KEY_BYTES)
_SCHEMA: Final = pa.schema([("key", _KEY), ("mask", pa.uint64())])


class Keyed(NamedTuple):
    """Keys, sorted and each once, with their masks; `high` is the first half of each key as a number."""

    keys: pa.FixedSizeBinaryArray
    masks: pa.UInt64Array
    high: pa.UInt64Array


class RunDamaged(Exception):
    """A run cannot be read: its process or the machine died while it was written."""


def merged(keys: pa.Buffer, masks: pa.UInt64Array) -> Keyed:
    """Sort keys, given one behind the other, and join the masks of those that are equal."""
    halves = array("Q")
    halves.frombytes(keys)
    halves.byteswap()  # the first byte of a key weighs most
    count = len(masks)
    high = pa.Array.from_buffers(pa.uint64(), count, [None, pa.py_buffer(halves[0::2])])
    low = pa.Array.from_buffers(pa.uint64(), count, [None, pa.py_buffer(halves[1::2])])
    order = pc.sort_indices(
        pa.record_batch({"high": high, "low": low}), sort_keys=[("high", "ascending"), ("low", "ascending")]
    )
    high, low, masks = high.take(order), low.take(order), masks.take(order)
    whole = pa.Array.from_buffers(_KEY, count, [None, keys]).take(order)
    again = _repeated(high, low)
    if again is None:
        return Keyed(whole, masks, high)
    joined = array("Q", masks.to_pylist())
    # From the end, so that each passes on what it has gathered.
    for place in reversed(pc.indices_nonzero(again).to_pylist()):
        joined[place - 1] |= joined[place]
    first = pc.invert(again)
    masks = pa.Array.from_buffers(pa.uint64(), count, [None, pa.py_buffer(joined)])
    return Keyed(whole.filter(first), masks.filter(first), high.filter(first))


def _repeated(high: pa.UInt64Array, low: pa.UInt64Array) -> pa.BooleanArray | None:
    """Of each sorted key, whether it equals the one before; None when none does."""
    last = max(len(high) - 1, 0)
    same = pc.and_(pc.equal(high.slice(1), high.slice(0, last)), pc.equal(low.slice(1), low.slice(0, last)))
    return pa.concat_arrays([pa.array([False]), same]) if pc.any(same).as_py() else None


def write_run(path: Path, run: Keyed, notes: Mapping[str, str]) -> None:
    """Write a run beside its place and, once it is on the disk, rename it: it is there whole or not at all."""
    unfinished = path.with_suffix(".part")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        schema = _SCHEMA.with_metadata(dict(notes))
        with pa.ipc.new_file(file, schema) as writer:
            writer.write_batch(pa.record_batch([run.keys, run.masks], schema=schema))
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def run_notes(path: Path) -> dict[str, str] | None:
    """What was noted with a run; None when there is no whole run."""
    try:
        return {name.decode(): value.decode() for name, value in (_open(path).schema.metadata or {}).items()}
    except (FileNotFoundError, RunDamaged):
        return None


class Run:
    """A run on the disk, read where it is asked for. Raises RunDamaged."""

    def __init__(self, path: Path) -> None:
        batch = _open(path).get_batch(0)
        self._keys, self._masks = batch.column("key"), batch.column("mask")

    def between(self, first: bytes, end: bytes | None) -> tuple[bytes, pa.UInt64Array]:
        """The keys from `first` on and before `end` (None: to the last), one behind the other, and their masks."""
        start = self._place(first)
        stop = len(self._keys) if end is None else self._place(end)
        keys = self._keys.buffers()[1][(self._keys.offset + start) * KEY_BYTES :][: (stop - start) * KEY_BYTES]
        return keys, self._masks.slice(start, stop - start)

    def _place(self, key: bytes) -> int:
        below, above = 0, len(self._keys)
        while below < above:
            middle = (below + above) // 2
            if self._keys[middle].as_py() < key:
                below = middle + 1
            else:
                above = middle
        return below


def _open(path: Path) -> pa.ipc.RecordBatchFileReader:
    try:
        return pa.ipc.open_file(pa.memory_map(str(path)))
    except FileNotFoundError:
        raise
    except (pa.ArrowInvalid, OSError):
        raise RunDamaged(path.name) from None
