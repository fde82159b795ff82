"""Sets of data items or notices as one integer: bit *n* is set when the member whose place is *n* belongs.

A claim's items and a cohort's leaked items meet in one machine instruction, in Python as in PostgreSQL
(`items_mask & ~leaked`). A place is given once and never reused, so a stored mask keeps its meaning.
"""

from collections.abc import Iterable, Mapping
from typing import Final

MAX_BIT: Final = 62
"""The highest place: PostgreSQL's `bigint` is signed, and its 64th bit is the sign."""


class NotInMask(LookupError):
    """A code without a place, or a place without a code: the mask and the list of codes do not belong together."""


def to_mask(codes: Iterable[str], bits: Mapping[str, int]) -> int:
    """Return the set of `codes` as a mask, `bits` giving each code's place (0 to `MAX_BIT`).

    Raises `NotInMask` for a code that has no place.
    """
    mask = 0
    for code in codes:
        try:
            mask |= 1 << bits[code]
        except KeyError:
            raise NotInMask(f"no place for the code {code!r}") from None
    return mask


def from_mask(mask: int, bits: Mapping[str, int]) -> tuple[str, ...]:
    """Return the codes of `mask` in the order of their places.

    Raises `NotInMask` when a bit is set that no code has: dropping it would lose what a claimant said.
    """
    codes = tuple(sorted((code for code, bit in bits.items() if mask >> bit & 1), key=bits.__getitem__))
    if to_mask(codes, bits) != mask:
        raise NotInMask("a bit is set that no code has")
    return codes
