"""The matching model: frozen numbers that turn a pattern of agreement into a weight and a probability.

A model has two stages, and both are tables that a person can read. The first is Fellegi and Sunter's: each level of
each comparison has its probability among duplicates (m) and among other candidate pairs (u), and gives log2(m/u)
points. The second corrects what the first gets wrong by taking the comparisons as independent (a family shares
address, phone and mailbox at once): points for two levels together, learnt from decided pairs. Committed models lie
in `models/`.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from claims.rules.matching.comparisons import BEARERS_BOUNDS, COMPARISONS, Pattern

_MODELS: Final = Path(__file__).parent / "models"
COMMITTED: Final = "1"
"""The version of the committed model that is used unless a newer one was trained and put to use."""

#: The parts of a pattern by name, in order.
PARTS: Final = (*[comparison.code for comparison in COMPARISONS], "bearers")


class ModelInvalid(Exception):
    """The model's numbers do not fit the comparisons of this version of the code."""


@dataclass(frozen=True)
class MatchModel:
    """One version of the model.

    - `prior`: the share of duplicates among candidate pairs.
    - `levels`: for each part and level code `(m, u)`; the bearers' classes are the codes "0", "1", ….
    - `corrections`: points, in bits, for two levels together: `{"name=same&birth=missing": -3.1}`.
    - `certain`, `review`: the probabilities from which a pair is certain (where the policy allows) or worth a look.
    """

    version: str
    prior: float
    levels: Mapping[str, Mapping[str, tuple[float, float]]]
    corrections: Mapping[str, float]
    certain: float
    review: float
    _weights: dict[Pattern, float] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def read(cls, version: str, parameters: Mapping[str, Any]) -> "MatchModel":
        """A model from its JSON. Raises ModelInvalid."""
        try:
            model = cls(
                version,
                float(parameters["prior"]),
                {
                    part: {code: (float(m), float(u)) for code, (m, u) in parameters["levels"][part].items()}
                    for part in PARTS
                },
                {key: float(points) for key, points in parameters["corrections"].items()},
                float(parameters["certain"]),
                float(parameters["review"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ModelInvalid(version) from error
        if any(set(model.levels[part]) != set(codes(part)) for part in PARTS):
            raise ModelInvalid(version)
        return model

    def parameters(self) -> dict[str, Any]:
        """The model as JSON; `read` takes it back."""
        return {
            "prior": self.prior,
            "levels": {part: {code: list(pair) for code, pair in self.levels[part].items()} for part in PARTS},
            "corrections": dict(self.corrections),
            "certain": self.certain,
            "review": self.review,
        }

    def weight(self, pattern: Pattern) -> float:
        """The log2 odds that two claims with this pattern of agreement are one person's."""
        known = self._weights.get(pattern)
        if known is None:
            known = self._weights[pattern] = self._prior_points + sum(points for _, points in self.points(pattern))
        return known

    def points(self, pattern: Pattern) -> list[tuple[str, float]]:
        """What the weight is made of: each part's level and each correction, with its points in bits."""
        found = [f"{part}={level_code(part, number)}" for part, number in zip(PARTS, pattern, strict=True)]
        points = [(term, self._points[term]) for term in found]
        points += [
            (both, self.corrections[both])
            for place, one in enumerate(found)
            for other in found[place + 1 :]
            if (both := f"{one}&{other}") in self.corrections
        ]
        return points

    def probability(self, pattern: Pattern) -> float:
        """The probability that two claims with this pattern of agreement are one person's."""
        weight = self.weight(pattern)
        return 1 / (1 + 2**-weight) if weight > -60 else 0.0

    @cached_property
    def _points(self) -> dict[str, float]:
        return {
            f"{part}={code}": math.log2(m / u)
            for part, levels in self.levels.items()
            for code, (m, u) in levels.items()
        }

    @cached_property
    def _prior_points(self) -> float:
        return math.log2(self.prior / (1 - self.prior))


def codes(part: str) -> list[str]:
    """Every level code of a part of a pattern."""
    for comparison in COMPARISONS:
        if comparison.code == part:
            return ["missing", *[level.code for level in comparison.levels]]
    return [str(number) for number in range(len(BEARERS_BOUNDS) + 1)]


def level_code(part: str, number: int) -> str:
    """The code of a part's level by its number."""
    for comparison in COMPARISONS:
        if comparison.code == part:
            return comparison.level_code(number)
    return str(number)


@cache
def committed(version: str = COMMITTED) -> MatchModel:
    """A committed model. Raises KeyError where there is no such version."""
    file = _MODELS / f"{version}.json"
    if not file.is_file():
        raise KeyError(version)
    return MatchModel.read(version, json.loads(file.read_text()))
