"""Which rules a case is judged by and under which thresholds. Counsel chooses; every choice is a version of its own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

ADULT_FROM: Final = 19
"""Years of age from which a person signs alone (Civil Code 4)."""

CONSENTS_FROM: Final = 14
"""Years of age from which a person's own consent to the processing counts (PIPA 22-2)."""

DAYS_TO_FILE: Final = 180
"""Up to so many days before the limitation period ends, a person makes sure that a claim is filed in time."""

THRESHOLDS: Final[Mapping[str, tuple[int, int, int]]] = MappingProxyType(
    {
        "adult_from": (ADULT_FROM, 16, 25),
        "consents_from": (CONSENTS_FROM, 12, 18),
        "days_to_file": (DAYS_TO_FILE, 0, 1095),
    }
)
"""By code: the default, the least and the most that counsel may set."""

READ_BY: Final[Mapping[str, frozenset[int]]] = MappingProxyType(
    {"adult_from": frozenset({4}), "consents_from": frozenset({4}), "days_to_file": frozenset({20})}
)
"""By a threshold's code: the numbers of the rules that judge by it."""


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """One version of a case's choice. Version 0 are the defaults of this release; counsel's own count from 1.

    `chosen` says by rule code whether the case is judged by it; a rule that it does not name is used if it is used by
    default. `thresholds` are numbers by code; one that is missing has its default.
    """

    version: int = 0
    chosen: Mapping[str, bool] = field(default_factory=dict)
    thresholds: Mapping[str, int] = field(default_factory=dict)

    def threshold(self, code: str) -> int:
        """Return a threshold. Raises KeyError for a code that there is not."""
        default, _least, _most = THRESHOLDS[code]
        return self.thresholds.get(code, default)


DEFAULTS: Final = RuleSettings()


def invalid_settings(settings: RuleSettings, *, optional: Collection[str]) -> str | None:
    """Return why settings cannot be used, or None. `optional` are the codes of the rules that a case may do without.

    rule_unknown (also for one that every case is judged by), threshold_out_of_range, ages_out_of_order.
    """
    if any(code not in optional for code in settings.chosen):
        return "rule_unknown"
    if any(code not in THRESHOLDS for code in settings.thresholds):
        return "threshold_out_of_range"
    for code, (_default, least, most) in THRESHOLDS.items():
        if not least <= settings.threshold(code) <= most:
            return "threshold_out_of_range"
    if settings.threshold("consents_from") > settings.threshold("adult_from"):
        return "ages_out_of_order"
    return None
