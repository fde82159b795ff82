"""The matching model in Splink's terms: our levels as its comparison levels, our numbers as its m and u.

Splink gives back which level each pair reached only together with every column compared, a gigabyte of names for a
million claims. It also gives the points of each comparison, a number a comparison: so every level gets points of its
own, apart from the others' by a hair where the model has two alike, and the points say which level it was.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from splink import SettingsCreator
from splink.blocking_rule_library import CustomRule
from splink.comparison_level_library import CustomLevel, ElseLevel
from splink.comparison_library import CustomComparison

from claims.rules.matching import COMPARISONS, MatchModel, Pattern
from claims.rules.matching.comparisons import BEARERS_BOUNDS, MISSING, Comparison
from claims.rules.matching.model import PARTS

_APART: Final = 1e-6  # bits; far above what arithmetic rounds, far below what matters to a weight
_BEARERS: Final = "bearers"

#: Splink's columns with the points of each part of a pattern, in the pattern's order.
POINTS: Final = tuple(f"mw_{part}" for part in PARTS)


def settings(model: MatchModel) -> SettingsCreator:
    """Splink's settings for a frozen model. The candidates are given to Splink; it blocks nothing by itself."""
    points = level_points(model)
    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=model.prior,
        comparisons=[
            *[_comparison(comparison, model, points[comparison.code]) for comparison in COMPARISONS],
            _bearers(model, points[_BEARERS]),
        ],
        blocking_rules_to_generate_predictions=[CustomRule("l.unique_id = r.unique_id")],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )


def level_points(model: MatchModel) -> dict[str, dict[int, float]]:
    """For each part the points of each level number, all different. Missing has none: it is Splink's own 0."""
    return {
        part: _apart({number: math.log2(m / u) for number, (m, u) in _numbered(part, model).items()}) for part in PARTS
    }


class PatternReader:
    """Reads patterns off Splink's points."""

    def __init__(self, model: MatchModel) -> None:
        self._numbers = [
            {round(points / _APART * 4): number for number, points in levels.items()} | {0: MISSING}
            for levels in level_points(model).values()
        ]

    def pattern(self, points: Sequence[float]) -> Pattern:
        """The pattern of a pair by the points of its parts. Raises KeyError for points that no level has."""
        return tuple(self._number(numbers, value) for numbers, value in zip(self._numbers, points, strict=True))

    @staticmethod
    def _number(numbers: Mapping[int, int], points: float) -> int:
        place = round(points / _APART * 4)
        for near in (place, place - 1, place + 1):
            if near in numbers:
                return numbers[near]
        raise KeyError(points)


def _numbered(part: str, model: MatchModel) -> dict[int, tuple[float, float]]:
    levels = model.levels[part]
    if part == _BEARERS:
        return {int(code): pair for code, pair in levels.items()}
    (comparison,) = [comparison for comparison in COMPARISONS if comparison.code == part]
    return {comparison.number_of(code): pair for code, pair in levels.items() if code != "missing"}


def _apart(points: dict[int, float]) -> dict[int, float]:
    taken = [0.0]
    apart = {}
    for number, value in sorted(points.items()):
        while any(abs(value - other) < _APART for other in taken):
            value += 2 * _APART
        taken.append(value)
        apart[number] = value
    return apart


def _comparison(comparison: Comparison, model: MatchModel, points: Mapping[int, float]) -> CustomComparison:
    levels: list[Any] = [CustomLevel(comparison.missing_sql).configure(is_null_level=True)]
    for level in comparison.levels:
        m, _ = model.levels[comparison.code][level.code]
        u = m / 2 ** points[comparison.number_of(level.code)]
        condition = CustomLevel(quick(level.sql)) if level.sql else ElseLevel()
        levels.append(condition.configure(m_probability=m, u_probability=u))
    return CustomComparison(levels, output_column_name=comparison.code)


def _bearers(model: MatchModel, points: Mapping[int, float]) -> CustomComparison:
    # Splink warns of a comparison that nothing can be missing from.
    levels: list[Any] = [CustomLevel("bearers_l IS NULL OR bearers_r IS NULL").configure(is_null_level=True)]
    for number in range(len(BEARERS_BOUNDS), -1, -1):
        m, _ = model.levels[_BEARERS][str(number)]
        condition = (
            CustomLevel(f"greatest(bearers_l, bearers_r) > {BEARERS_BOUNDS[number - 1]}") if number else ElseLevel()
        )
        levels.append(condition.configure(m_probability=m, u_probability=m / 2 ** points[number]))
    return CustomComparison(levels, output_column_name=_BEARERS)


_ONE_EDIT: Final = re.compile(r"levenshtein\((?P<column>\w+)_l, (?P=column)_r\) <= 1")
#: Half the length that most values of a column have at least.
_HALVES: Final = {"birth": 4, "phone_1": 5, "local_1": 3}


def quick(sql: str) -> str:
    """The same condition, asked of fewer pairs: texts one edit apart have their first or their last half in common.

    A Levenshtein distance costs DuckDB ten times what two comparisons do.
    """

    def ask_halves_first(found: re.Match[str]) -> str:
        column = found["column"]
        half = _HALVES.get(column)
        if half is None:
            return found[0]
        l, r = f"{column}_l", f"{column}_r"  # noqa: E741
        return (
            f"((length({l}) < {2 * half} OR substr({l}, 1, {half}) = substr({r}, 1, {half})"
            f" OR substr({l}, -{half}) = substr({r}, -{half})) AND {found[0]})"
        )

    return _ONE_EDIT.sub(ask_halves_first, sql)
