"""Splink on DuckDB, Splink on Spark and plain Python see the same levels and give the same points."""

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.matching import COMPARISONS, MatchModel, MatchRecord, Person, committed, match_record, pattern
from claims.rules.matching.model import PARTS, codes
from claims.services.duplicates.backends import Backend, duckdb_backend, spark_backend
from claims.services.duplicates.engine import compared
from claims.services.duplicates.splink_model import POINTS, PatternReader
from tests.claims.services.duplicates.matched_rows import corrupted, person, table_of_pairs

# Spark's gateway to its JVM lasts as long as the process and is not closed in order.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(params=["duckdb", "spark"])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    if request.param == "duckdb":
        with duckdb_backend(memory_mib=1024) as opened:
            yield opened
        return
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Spark needs Java, and there is none here")
    with spark_backend(memory_mib=1024) as opened:
        yield opened


def _pairs(count: int) -> list[tuple[MatchRecord, MatchRecord]]:
    random = Random(20261123)
    firsts = [match_record(person(random)) for _ in range(count)]
    return [
        (first, corrupted(first if random.random() < 0.7 else match_record(person(random)), random)) for first in firsts
    ]


def _points(backend: Backend, model: MatchModel, pairs: list, bearers: list[int]) -> list[tuple]:
    predictions = compared(table_of_pairs(pairs, bearers), model, backend)
    found = backend.fetch(f"SELECT unique_id_l, match_weight, {', '.join(POINTS)} FROM {predictions}")
    rows = zip(*[column.to_pylist() for column in found.columns], strict=True)
    return sorted(rows)


def test_sql_and_python_see_the_same_levels_in_thousands_of_pairs(backend: Backend) -> None:
    pairs = _pairs(6000)
    random = Random(1)
    bearers = [random.choice((1, 3, 4, 12, 13, 50, 51, 200, 201, 1000, 1001, 9999)) for _ in range(2 * len(pairs))]
    model = committed()
    rows = _points(backend, model, pairs, bearers)
    assert len(rows) == len(pairs)
    reader = PatternReader(model)
    seen: set[tuple[int, int]] = set()
    for first, _, *points in rows:
        a, b = pairs[first // 2]
        expected = pattern(a, b, bearers=max(bearers[first], bearers[first + 1]))
        assert reader.pattern(points) == expected, (first, tuple(a), tuple(b))
        seen.update(enumerate(expected))
    levels = sum(len(codes(part)) for part in PARTS)
    assert len(seen) >= levels - 3, "the invented pairs do not try the levels"


def test_splinks_weight_is_the_models_first_stage(backend: Backend) -> None:
    pairs = _pairs(300)
    model = committed()
    first_stage = MatchModel("1", model.prior, model.levels, {}, model.certain, model.review)
    for first, weight, *_ in _points(backend, model, pairs, [7] * (2 * len(pairs))):
        agreement = pattern(*pairs[first // 2], bearers=7)
        # Splink gives a missing part no points; we give what the model learnt of it.
        missing = sum(points for term, points in first_stage.points(agreement) if term.endswith("=missing"))
        assert weight == pytest.approx(first_stage.weight(agreement) - missing, abs=1e-4)


_MEASURED = {
    column
    for comparison in COMPARISONS
    for level in comparison.levels
    for column in re.findall(r"levenshtein\((\w+)_l", level.sql)
}
_WRITTEN = st.text(st.sampled_from("가동101호나-지하 B1층 flat 3é 路ß김민ㄱㅏ.@Müller+_"), max_size=30)


@given(name=_WRITTEN, mail=_WRITTEN, address=_WRITTEN)
def test_what_edits_are_counted_in_is_ascii(name: str, mail: str, address: str) -> None:
    """DuckDB counts the bytes that differ, Spark and Python the characters."""
    record = match_record(
        Person(
            name, "1988-03-09", ("010-1234-5678",), (f"{mail}@naver.com",), f"서울 강남구 테헤란로 12 {address}", None
        )
    )
    assert _MEASURED
    assert all(getattr(record, column).isascii() for column in _MEASURED)
