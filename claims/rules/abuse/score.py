"""From readings to a score and its level, under settings that counsel may change case by case."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from claims.rules.abuse.indicators import INDICATORS, MOST_COUNTED, IndicatorCode

Readings = Mapping[str, int]
"""What was counted or measured of one claim, by indicator code; what is not known is left out. No personal data."""

MOST_POINTS: Final = 1000


class Level(StrEnum):
    """What a score amounts to. Medium and high go to a person."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class AbuseSettings:
    """Limits and points by indicator code, and the scores from which a claim is medium and high.

    `version` 0 are the defaults of the code; counsel's own count from 1 in each case.
    """

    version: int
    medium: int
    high: int
    limits: Mapping[str, int]
    points: Mapping[str, int]


DEFAULTS: Final = AbuseSettings(
    version=0,
    medium=40,
    high=70,
    limits=MappingProxyType({each.code.value: each.limit for each in INDICATORS}),
    points=MappingProxyType({each.code.value: each.points for each in INDICATORS}),
)


@dataclass(frozen=True, slots=True)
class Scored:
    """One indicator that gave points: what it read, the limit that this reached, the points."""

    code: IndicatorCode
    reading: int
    limit: int
    points: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """A claim's score with everything that it is made of. `mask` has the bit of each indicator that reached its limit.

    An indicator that counsel gave no points is in the mask and not among `found`.
    """

    score: int
    level: Level
    found: tuple[Scored, ...]
    mask: int


def assess(readings: Readings, settings: AbuseSettings) -> Assessment:
    """Return the score of one claim. The same readings and settings always give the same score."""
    found, mask = [], 0
    for each in INDICATORS:
        reading, limit = readings.get(each.code), settings.limits[each.code]
        if reading is None or not each.reached(reading, limit):
            continue
        mask |= 1 << each.bit
        if points := settings.points[each.code]:
            found.append(Scored(each.code, reading, limit, points))
    score = sum(each.points for each in found)
    level = Level.HIGH if score >= settings.high else Level.MEDIUM if score >= settings.medium else Level.LOW
    return Assessment(score, level, tuple(found), mask)


def invalid_settings(settings: AbuseSettings) -> str | None:
    """Return why settings cannot be used, or None: numbers_out_of_range, levels_out_of_order."""
    limits = {code: settings.limits.get(code) for code in DEFAULTS.limits}
    points = {code: settings.points.get(code) for code in DEFAULTS.points}
    if any(limit is None or not 1 <= limit <= MOST_COUNTED for limit in limits.values()):
        return "numbers_out_of_range"
    if any(value is None or not 0 <= value <= MOST_POINTS for value in points.values()):
        return "numbers_out_of_range"
    if not 1 <= settings.medium < settings.high <= MOST_POINTS * len(INDICATORS):
        return "levels_out_of_order"
    return None
