"""Weighted draws that cost one random number."""

from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import TypeVar

T = TypeVar("T")

POOL = 4096


def pool(weighted: Iterable[tuple[T, float]]) -> list[T]:
    """Return about 4,096 entries in which each value stands as often as its weight, at least once.

    `values[int(random() * len(values))]` then draws by weight without a search.
    """
    pairs = list(weighted)
    total = sum(weight for _, weight in pairs)
    return list(chain.from_iterable(repeat(value, max(1, round(POOL * weight / total))) for value, weight in pairs))


def skewed(values: Sequence[T], exponent: float = 0.6) -> list[T]:
    """Return a pool in which the n-th value weighs n to the power of -`exponent`: the first are the frequent ones."""
    return pool((value, (place + 1) ** -exponent) for place, value in enumerate(values))


def words(text: str) -> list[str]:
    """Return the words of a list that is written as a line of text."""
    return text.split()
