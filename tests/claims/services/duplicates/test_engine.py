"""The full match of a table: candidates, bands, floods, memory, workers."""

import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from random import Random
from typing import Any

import psutil
import pytest

from claims.rules.matching import Band, Person, committed
from claims.services.duplicates import engine
from claims.services.duplicates.backends import NotEnoughMemory, duckdb_backend
from claims.services.duplicates.engine import EARLIEST, GIANT_BLOCK, Matches
from claims.services.duplicates.normalised import normalised_from, normalised_table
from tests.claims import programs
from tests.claims.services.duplicates.matched_rows import dies, person


def _match(people: list[Person]) -> Matches:
    with duckdb_backend(memory_mib=1024) as backend:
        return engine.match(normalised_table(enumerate(people)), committed(), backend)


def _unlike(number: int, **known: Any) -> Person:
    """Somebody who shares nothing with another number's person."""
    given = chr(0xAC00 + 28 * (number % 300)) + chr(0xB098 + 28 * (number // 300))
    plain = Person(
        f"김{given}", f"{1930 + number % 80}-{1 + number % 12:02}-{1 + number % 28:02}", (f"0101{number:07}",),
        (f"person{number:06}@naver.com",), None, None,
    )  # fmt: skip
    return plain._replace(**known)


def test_the_same_person_twice_is_certain_and_strangers_are_no_pair() -> None:
    twice = _unlike(1)
    matches = _match([_unlike(0), twice, _unlike(2), twice._replace(name=f"{twice.name} ")])
    assert [(earlier, later, judgement.band) for earlier, later, _, judgement in matches] == [(1, 3, Band.CERTAIN)]


def test_a_flood_under_one_telephone_stays_linear_and_each_meets_the_earliest() -> None:
    flood = GIANT_BLOCK + 300
    matches = _match([_unlike(number, phones=("010-5555-0000",)) for number in range(flood)])
    assert matches.candidates <= flood * EARLIEST
    pairs = {(earlier, later) for earlier, later, *_ in matches}
    assert {later for _, later in pairs} == set(range(1, flood))
    assert all((0, later) in pairs for later in range(1, flood))


def test_nobody_is_missed_in_a_block_that_is_not_giant() -> None:
    count = 60
    matches = _match([_unlike(number, phones=("010-5555-0000",)) for number in range(count)])
    assert matches.candidates == count * (count - 1) // 2


def test_names_that_only_sound_alike_are_a_review_unless_their_spelling_leaves_no_doubt() -> None:
    def band(one: str, other: str) -> list[Band]:
        base = Person(one, "1988-03-09", ("010-2345-6789",), ("somebody@naver.com",), None, None)
        return [judgement.band for *_, judgement in _match([base, base._replace(name=other)])]

    assert band("김민서", "Kim Minseo") == [Band.CERTAIN]
    assert band("김재현", "김제현") == [Band.REVIEW]


def test_worker_processes_give_the_same_table_as_this_one() -> None:
    random = Random(3)
    people = [person(random) for _ in range(3000)]
    here = normalised_table(enumerate(people))
    there = normalised_table(enumerate(people), workers=2)
    assert here.drop_columns("keys").equals(there.drop_columns("keys"))
    with duckdb_backend(memory_mib=1024) as one, duckdb_backend(memory_mib=1024) as other:
        model = committed()
        assert sorted(engine.match(here, model, one)) == sorted(engine.match(there, model, other))


def test_a_worker_that_is_killed_ends_the_match() -> None:
    with pytest.raises(BrokenProcessPool):
        normalised_from([dies], workers=1)


@pytest.mark.kill
def test_workers_do_not_outlive_a_match_that_is_killed() -> None:
    program = (
        "from claims.services.duplicates.normalised import normalised_from as n\n"
        "from tests.claims.services.duplicates.matched_rows import lasts\n"
        "n([lasts, lasts], workers=2)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=programs.PROJECT)
    here = psutil.Process(parent.pid)
    until = time.monotonic() + 30
    while len(workers := [each for each in here.children() if "spawn_main" in " ".join(each.cmdline())]) < 2:
        assert time.monotonic() < until
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert not alive


def test_no_claims_are_no_pairs() -> None:
    assert list(_match([])) == []


def test_a_match_that_does_not_fit_into_its_memory_says_so_wherever_it_runs_out() -> None:
    random = Random(4)
    table = normalised_table(enumerate([person(random) for _ in range(4000)]))
    unfit = 0
    for memory in (4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 64):
        try:
            with duckdb_backend(memory_mib=memory) as backend:
                engine.match(table, committed(), backend)
        except NotEnoughMemory:
            unfit += 1
    assert unfit >= 3


def test_equal_names_are_counted_as_written() -> None:
    people = [_unlike(0, name="김민준"), _unlike(1, name="김민준"), _unlike(2, name="Kim Minjun")]
    assert normalised_table(enumerate(people)).column("bearers").to_pylist() == [2, 2, 1]
