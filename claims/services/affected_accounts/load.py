"""Runs become buckets: one part of the keys at a time, merged in memory and written by COPY, in its own process."""

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, transaction

from claims.crypto.account_keys import KEY_BYTES
from claims.models import AccountPart, AffectedAccountList
from claims.services.affected_accounts.blocks import run_path
from claims.services.affected_accounts.keyed import Keyed, Run, merged

#: A bucket has more than half as many keys on average, and at most so many.
_BUCKET_KEYS: Final = 80
#: A part has about so many at most; a process holds some 200 bytes for each.
_PART_KEYS: Final = 1 << 19
#: So many bits of a key a bucket's number can have (`claims_account_bucket`, and a bucket is a positive integer).
_MOST_BITS: Final = 31
#: Codes are positive smallints.
MOST_MASKS: Final = 1 << 15

_COPY: Final = "COPY claims_accountbucket (bucket, keys, masks, list_id) FROM STDIN (FORMAT BINARY)"
_SIGNATURE: Final = b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0)
_END: Final = struct.pack("!h", -1)
_UUID_OID, _SMALLINT_OID = 2950, 21
_ROW: Final = struct.Struct("!hii")
_ARRAY: Final = struct.Struct("!iiiiii")
_LIST: Final = struct.Struct("!iq")


class TooManyMasks(Exception):
    """The rows name more different sets of items than a list's dictionary holds."""


@dataclass(frozen=True, slots=True)
class PartTask:
    """One part of a list: all keys that begin with the bits of `number`. `runs`: how many runs there are."""

    list_id: int
    number: int
    parts: int
    bucket_bits: int
    spool: Path
    runs: int


def sizes(keys: int) -> tuple[int, int]:
    """(bucket bits, parts) for at most so many keys. Parts are a power of two, and never more than buckets."""
    bits = min(max((keys - 1) // _BUCKET_KEYS, 0).bit_length(), _MOST_BITS)
    return bits, 1 << min(max((keys - 1) // _PART_KEYS, 0).bit_length(), bits)


def load_part(task: PartTask) -> int:
    """Write the buckets of a part, unless they are in; returns how many keys it has. One transaction.

    Raises TooManyMasks, RunDamaged.
    """
    done = AccountPart.objects.filter(list=task.list_id, number=task.number).values_list("keys", flat=True).first()
    if done is not None:
        return done
    part = _merged(task)
    codes = _codes(task.list_id, part.masks)
    with transaction.atomic(), connection.cursor() as cursor:
        # First, so that a process that was killed but not yet rolled back is waited for.
        cursor.execute(
            "INSERT INTO claims_accountpart (list_id, number, keys) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [task.list_id, task.number, len(part.keys)],
        )
        if cursor.rowcount:
            with cursor.copy(_COPY) as out:
                out.write(b"".join(_rows(task, part, codes)))
    return len(part.keys)


def _merged(task: PartTask) -> Keyed:
    step = (1 << 8 * KEY_BYTES) // task.parts
    first = (task.number * step).to_bytes(KEY_BYTES, "big")
    end = None if task.number + 1 == task.parts else ((task.number + 1) * step).to_bytes(KEY_BYTES, "big")
    keys, masks = zip(*[run.between(first, end) for run in _runs(task.spool, task.runs)], strict=True)
    return merged(pa.py_buffer(b"".join(keys)), pa.concat_arrays(masks))


@lru_cache(maxsize=1)
def _runs(spool: Path, count: int) -> list[Run]:
    return [Run(run_path(spool, number)) for number in range(count)]


def _codes(list_id: int, masks: pa.UInt64Array) -> pa.Array:
    """Each mask's code in the list's dictionary. New ones are added at once: a code that is never used does no harm."""
    distinct = set(pc.unique(masks).to_pylist())
    with transaction.atomic():
        listed = AffectedAccountList.objects.select_for_update().get(pk=list_id)
        new = sorted(distinct - set(listed.masks))
        if len(listed.masks) + len(new) > MOST_MASKS:
            raise TooManyMasks
        if new:
            listed.masks += new
            listed.save(update_fields=["masks"])
    return pc.index_in(masks, value_set=pa.array(listed.masks, pa.uint64()))


def _rows(task: PartTask, part: Keyed, codes: pa.Array) -> Iterator[bytes | memoryview]:
    """The part's buckets as PostgreSQL's COPY takes them in binary form: every value behind its length."""
    keys, masks = _key_elements(part.keys), _code_elements(codes)
    owner = _LIST.pack(8, task.list_id)
    yield _SIGNATURE
    start = 0
    for bucket, end in _buckets(part.high, task.bucket_bits):
        count = end - start
        yield _ROW.pack(4, 4, bucket) + _ARRAY.pack(20 + 20 * count, 1, 0, _UUID_OID, count, 1)
        yield keys[20 * start : 20 * end]
        yield _ARRAY.pack(20 + 6 * count, 1, 0, _SMALLINT_OID, count, 1)
        yield masks[6 * start : 6 * end]
        yield owner
        start = end
    yield _END


def _buckets(high: pa.UInt64Array, bits: int) -> Iterator[tuple[int, int]]:
    """Each bucket's number, and where its keys end."""
    if not bits:
        return iter([(0, len(high))] if len(high) else [])
    runs = pc.run_end_encode(pc.shift_right(high, pa.scalar(64 - bits, pa.uint64())))
    ends, numbers = array("i"), array("Q")
    ends.frombytes(runs.run_ends.buffers()[1][: 4 * len(runs.run_ends)])
    numbers.frombytes(runs.values.buffers()[1][: 8 * len(runs.values)])
    return zip(numbers, ends, strict=True)


def _key_elements(keys: pa.FixedSizeBinaryArray) -> memoryview:
    words = array("I")
    words.frombytes(keys.buffers()[1][: KEY_BYTES * len(keys)])
    elements = array("I", bytes(20 * len(keys)))
    elements[0::5] = array("I", struct.pack("!i", KEY_BYTES)) * len(keys)
    for place in range(4):
        elements[place + 1 :: 5] = words[place::4]
    return memoryview(elements).cast("B")


def _code_elements(codes: pa.Array) -> memoryview:
    highest = pc.max(codes).as_py() or 0
    each = pa.array([struct.pack("!ih", 2, code) for code in range(highest + 1)], pa.binary(6))
    return memoryview(each.take(codes).buffers()[1])
