"""The abuse score: what makes a claim look filed by a machine or for somebody else, in points that counsel can read.

Points never reject. A score under the first threshold passes; above it a person looks (rule 18).
"""

from claims.rules.abuse.indicators import INDICATORS, MOST_COUNTED, Indicator, IndicatorCode
from claims.rules.abuse.score import (
    DEFAULTS,
    AbuseSettings,
    Assessment,
    Level,
    Readings,
    Scored,
    assess,
    invalid_settings,
)

__all__ = [
    "DEFAULTS",
    "INDICATORS",
    "MOST_COUNTED",
    "AbuseSettings",
    "Assessment",
    "Indicator",
    "IndicatorCode",
    "Level",
    "Readings",
    "Scored",
    "assess",
    "invalid_settings",
]
