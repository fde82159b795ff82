"""What a model learns from counted patterns."""

from random import Random

import pytest

from claims.rules.matching import COMPARISONS, Person, committed, model
from claims.rules.matching.comparisons import BIRTH, NAME, PHONE
from claims.services.duplicates import training
from claims.services.duplicates.backends import duckdb_backend
from claims.services.duplicates.normalised import normalised_table
from claims.services.duplicates.training import PatternCounts, Seen

SAME = tuple(len(comparison.levels) - 1 for comparison in COMPARISONS)


def _pattern(bearers: int = 0, **levels: int) -> tuple[int, ...]:
    given = [levels.get(comparison.code, same) for comparison, same in zip(COMPARISONS, SAME, strict=True)]
    return (*given, bearers)


def test_levels_are_learnt_from_how_often_they_occur() -> None:
    different = PHONE.number_of("different")
    fitted = training.first_stage({_pattern(): Seen(900, 100), _pattern(phone=different): Seen(100, 900)}, version="t")
    m, u = fitted.levels["phone"]["same"]
    assert m == pytest.approx(0.9, abs=0.01)
    assert u == pytest.approx(0.1, abs=0.01)
    assert fitted.prior == pytest.approx(0.5, abs=0.01)
    assert set(fitted.levels["phone"]) == set(model.codes("phone"))


def test_the_second_stage_learns_what_independence_gets_wrong() -> None:
    """Same name and same telephone tell of one person each; together with another birth date they tell of two."""
    name, birth, phone = (part.number_of("different") for part in (NAME, BIRTH, PHONE))
    counts = {
        _pattern(): Seen(1000, 2),
        _pattern(birth=birth): Seen(5, 800),
        _pattern(birth=birth, phone=phone): Seen(150, 100),
        _pattern(name=name, birth=birth): Seen(1, 500),
        _pattern(name=name, phone=phone): Seen(40, 900),
    }
    first = training.first_stage(counts, version="t")
    fitted = training.fit(counts, version="t", penalty=0.5)
    assert training.log_loss(counts, fitted) < 0.9 * training.log_loss(counts, first)
    assert fitted.probability(_pattern(birth=birth)) < 0.05
    assert model.MatchModel.read("t", fitted.parameters()) == fitted


def test_a_high_penalty_keeps_the_first_stage() -> None:
    counts = {_pattern(): Seen(50, 1), _pattern(phone=0): Seen(5, 60)}
    assert training.second_stage(counts, training.first_stage(counts, version="t"), penalty=1e9) == {}


def test_thresholds_keep_the_precision_and_the_budget() -> None:
    slip = NAME.number_of("given_slip")
    good, doubtful, maybe = _pattern(), _pattern(phone=0), _pattern(name=slip)
    seen = {good: Seen(10_000, 1), doubtful: Seen(1_000, 9), maybe: Seen(30, 20), _pattern(name=0): Seen(1, 5_000)}
    counts = PatternCounts(10_000, seen, dict(seen))
    fitted = training.with_thresholds(
        training.fit(seen, version="t", penalty=1.0), counts, precision=0.9995, reviews_per_1000=200
    )
    assert fitted.probability(doubtful) < fitted.certain <= fitted.probability(good)
    assert fitted.probability(_pattern(name=0)) < fitted.review <= fitted.probability(maybe)


def test_pairs_are_counted_with_the_truth_and_missed_ones_are_known() -> None:
    one = Person("김민준", "1988-03-09", ("010-1234-5678",), ("minjun@naver.com",), None, None)
    moved = Person("Zoe Quinn", "1950-01-01", ("010-0000-1111",), ("zq@example.com",), None, None)
    table = normalised_table(enumerate([one, one, moved, one._replace(name="박서준", birth_date="1999-01-30")]))
    with duckdb_backend(memory_mib=512) as backend:
        counts = training.pattern_counts(table, [1, 1, 1, 2], committed(), backend)
    assert counts.claims == 4
    assert sum(seen.matches for seen in counts.all.values()) == 1
    assert sum(seen.others for seen in counts.all.values()) == 2
    assert counts.missed == 2


def test_training_twice_gives_the_same_numbers() -> None:
    random = Random(9)
    counts = {
        _pattern(bearers, phone=phone, birth=birth): Seen(random.randrange(90), random.randrange(90))
        for bearers in range(3)
        for phone in range(-1, 3)
        for birth in range(-1, 5)
    }
    assert training.fit(counts, version="t", penalty=1.0) == training.fit(counts, version="t", penalty=1.0)
