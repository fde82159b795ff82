"""The full match of a table: candidates, bands, floods, memory, workers."""

from random import Random

import pytest

from claims.rules.matching import Band, Person, committed
from claims.services.duplicates import engine
from claims.services.duplicates.backends import NotEnoughMemory, duckdb_backend
from claims.services.duplicates.engine import EARLIEST, GIANT_BLOCK, Matches
from claims.services.duplicates.normalised import normalised_table
from tests.claims.services.duplicates.matched_rows import person


def _match(people: list[Person]) -> Matches:
    with duckdb_backend(memory_mib=1024) as backend:
        return engine.match(normalised_table(enumerate(people)), committed(), backend)


def _unlike(number: int, **known: object) -> Person:
    """Somebody who shares nothing with another number's person."""
    given = chr(0xAC00 + 28 * (number % 300)) + chr(0xB098 + 28 * (number // 300))
    plain = Person(
        f"김{given}", f"{1930 + number % 80}-{1 + number % 12:02}-{1 + number % 28:02}", (f"0101{number:07}",),
        (f"person{number:06}@naver.com",), None, None,
    )  # fmt: skip
    return plain._replace(**known)


def test_the_same_person_twice_is_certain_and_strangers_are_no_pair() -> None:
    twice = _unlike(1)
    matches = _match([_unlike(0), twice, _unlike(2), twice._replace(name="김" + twice.name[1:] + " ")])
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


def test_no_claims_are_no_pairs() -> None:
    assert list(_match([])) == []


def test_a_match_that_does_not_fit_into_its_memory_says_so() -> None:
    random = Random(4)
    table = normalised_table(enumerate([person(random) for _ in range(4000)]))
    with pytest.raises(NotEnoughMemory), duckdb_backend(memory_mib=8) as backend:
        engine.match(table, committed(), backend)


def test_equal_names_are_counted_as_written() -> None:
    people = [_unlike(0, name="김민준"), _unlike(1, name="김민준"), _unlike(2, name="Kim Minjun")]
    assert normalised_table(enumerate(people)).column("bearers").to_pylist() == [2, 2, 1]
