"""What can speak for abuse: each indicator reads one number and, from a limit on, gives points.

A shared network address weighs little, for carriers put thousands behind one, and a household files together; all
three network indicators together stay below "medium". What one person rarely shares with strangers weighs most.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_COUNTED: Final = 500
"""Nobody counts further than this: a burst of 500 is a burst. So no limit may be higher."""


class IndicatorCode(StrEnum):
    """The stable names of the indicators. What each reads is with its entry in `INDICATORS`."""

    ADDRESS_HOUR = "address_hour"
    ADDRESS_DAY = "address_day"
    NETWORK_HOUR = "network_hour"
    PHONE_NAMES = "phone_names"
    TEXT_NAMES = "text_names"
    MAILBOX_RUN = "mailbox_run"
    THROW_AWAY_MAIL = "throw_away_mail"
    FILLED_FAST = "filled_fast"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: its default limit and points, and how a reading compares with the limit.

    `bit` is its place in a mask (stored; never used again for another). `adjustable`: counsel may move the limit.
    """

    code: IndicatorCode
    bit: int
    limit: int
    points: int
    reached: Callable[[int, int], bool] = operator.ge
    adjustable: bool = True


INDICATORS: Final = (
    # Claims from one network address within an hour before or after, this one included.
    Indicator(IndicatorCode.ADDRESS_HOUR, bit=0, limit=10, points=10),
    # The same within a day before or after.
    Indicator(IndicatorCode.ADDRESS_DAY, bit=1, limit=40, points=10),
    # Claims from the network around that address within an hour before or after.
    Indicator(IndicatorCode.NETWORK_HOUR, bit=2, limit=40, points=5),
    # Different names that share this claim's contact phone. A parent filing for children has a handful.
    Indicator(IndicatorCode.PHONE_NAMES, bit=3, limit=6, points=40),
    # Different names that wrote the same words where everybody writes their own.
    Indicator(IndicatorCode.TEXT_NAMES, bit=4, limit=5, points=20),
    # Different names with mailboxes of one stem and domain and running numbers: minsu001@, minsu002@ …
    Indicator(IndicatorCode.MAILBOX_RUN, bit=5, limit=4, points=40),
    # 1 if the mailbox is of a provider that gives mailboxes away for minutes.
    Indicator(IndicatorCode.THROW_AWAY_MAIL, bit=6, limit=1, points=25, adjustable=False),
    # Seconds from the form's first answer to its submission. Nobody reads a dozen pages so fast.
    Indicator(IndicatorCode.FILLED_FAST, bit=7, limit=45, points=25, reached=operator.le),
)
"""Every indicator, in the order in which counsel reads them."""
