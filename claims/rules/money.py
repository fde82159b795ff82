"""Sums of money: whole won, never a float."""

import re
import unicodedata

#: 10^15 won is far above any sum a court could award; what is longer is not read as a number at all.
MAXIMUM_DIGITS = 15
_WON = re.compile(r"₩?([0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})원?")


class NotWholeWon(ValueError):
    """The value is not a plain, whole, non-negative number of won."""


def whole_won(value: str | int | float) -> int:
    """Return a sum of won as a person or a program writes it: 200000, "200000", "200,000", "₩200,000", "200000원".

    Raises NotWholeWon for anything else: floats, bools, signs, fractions, exponents, NaN, Infinity, more than
    15 digits. The length is bounded before the digits are read, so a million of them cost nothing.
    """
    if isinstance(value, str):
        match = _WON.fullmatch(unicodedata.normalize("NFKC", value).strip()) if len(value) <= 40 else None
        if match is None:
            raise NotWholeWon
        return int(match[1].replace(",", ""))
    if type(value) is not int or not 0 <= value < 10**MAXIMUM_DIGITS:  # a bool is an int, and no sum
        raise NotWholeWon
    return value
