"""Mailboxes that were made in a row: minsu001@, minsu002@, minsu003@ …"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

# The last number of the local part, at most nine digits of it; what stands before and after belongs to the stem.
_NUMBERED: Final = re.compile(r"(.*?)([0-9]{1,9})([^0-9@]*)@(.+)")
_NEXT: Final = 2
"""Two numbers belong to one run up to this distance: of a row of mailboxes some are refused or kept."""


class NumberedMailbox(NamedTuple):
    """A mailbox as its stem (`minsu#@example.com`) and its number."""

    stem: str
    number: int


def numbered_mailbox(address: str) -> NumberedMailbox | None:
    """Read an e-mail address in normal form; None where there is no number in it.

    Leading zeros do not count: minsu1 and minsu001 stand next to minsu2.
    """
    match = _NUMBERED.fullmatch(address)
    if match is None:
        return None
    before, digits, after, domain = match.groups()
    return NumberedMailbox(f"{before}#{after}@{domain}", int(digits))


def run_around(number: int, others: Iterable[int]) -> tuple[int, int]:
    """Return the lowest and the highest number of the run that a number stands in among others of its stem.

    Each number of a run is at most 2 above the one before.
    """
    ordered = sorted({number, *others})
    first = last = ordered.index(number)
    while first > 0 and ordered[first] - ordered[first - 1] <= _NEXT:
        first -= 1
    while last + 1 < len(ordered) and ordered[last + 1] - ordered[last] <= _NEXT:
        last += 1
    return ordered[first], ordered[last]
