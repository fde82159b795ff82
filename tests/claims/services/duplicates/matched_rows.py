"""Records for the tests of the full match: invented ones, and pairs of them that differ in every way."""

import os
import signal
import time
from random import Random

import pyarrow as pa

from claims.rules.matching import MatchRecord, Person, match_record

NAMES = (
    "김민준",
    "Minjun Kim",
    "Kim Min Jun",
    "이서연",
    "Lee Seo-yeon",
    "박 지훈",
    "John A. Smith",
    "Jon Smith",
    "황보 관",
    "조하",
)
ADDRESSES = (
    ("서울특별시 강남구 테헤란로12길 34, 101동 1203호", "06236"),
    ("서울 강남구 테헤란로12길 34-1 101-1204", "06236"),
    ("경기도 성남시 분당구 판교역로 166 가동 302호", "13529"),
    ("12 Acacia Avenue, Flat 3, Leeds", "LS1 4AB"),
    (None, None),
)


def person(random: Random) -> Person:
    """Somebody invented; few names and places, so that much agrees by chance."""
    address, postcode = random.choice(ADDRESSES)
    local = random.choice(("minjun.kim", "seoyeon88", "js", "hong-gildong"))
    return Person(
        random.choice((*NAMES, None)),
        random.choice(
            (None, f"19{random.randrange(70, 99)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}")
        ),
        (f"010-1234-{random.randrange(5600, 5700)}", random.choice((None, "+82 10 9999 0000"))),
        (f"{local}{random.randrange(3) or ''}@{random.choice(('naver.com', 'gmail.com'))}", None),
        address,
        postcode,
    )


def corrupted(record: MatchRecord, random: Random) -> MatchRecord:
    """The record with some fields slipped, emptied, exchanged or taken from somebody else."""
    fields = record._asdict()
    other = match_record(person(random))._asdict()
    for _ in range(random.randrange(4)):
        name = random.choice(MatchRecord._fields)
        value = fields[name]
        if isinstance(value, int):
            fields[name] = value + random.choice((-20, -1, 1))
        else:
            place = random.randrange(len(value) + 1)
            slips = (value[:place] + value[place + 1 :], value[:place] + "7" + value[place:])
            fields[name] = random.choice((*slips, "", other[name]))
    if random.random() < 0.1:
        fields["surname"], fields["given"] = fields["given"], fields["surname"]
    if random.random() < 0.1:
        fields["script"] = "latin" if fields["script"] == "hangul" else "hangul"
    return MatchRecord(**fields)


def table_of_pairs(pairs: list[tuple[MatchRecord, MatchRecord]], bearers: list[int]) -> pa.Table:
    """A normalised table in which rows 2n and 2n + 1 share a block key, and nothing else does."""
    records = [record for pair in pairs for record in pair]
    columns = {
        name: pa.array(column) for name, column in zip(MatchRecord._fields, zip(*records, strict=True), strict=True)
    }
    columns["birth_year"] = columns["birth_year"].cast(pa.int32())
    return pa.table(
        {
            "unique_id": pa.array(range(len(records)), pa.int32()),
            "key": pa.array(range(len(records))),
            **columns,
            "keys": pa.array([[row // 2] for row in range(len(records))], pa.list_(pa.int64())),
            "bearers": pa.array(bearers, pa.int32()),
        }
    )


def dies() -> list:
    """A source whose process is killed."""
    os.kill(os.getpid(), signal.SIGKILL)
    return []


def lasts() -> list:
    """A source that takes longer than a test waits."""
    time.sleep(120)
    return []
