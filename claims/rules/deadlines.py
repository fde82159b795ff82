"""When a right ends: periods of years under the Civil Code, in Korean days.

Every day here is a day in Asia/Seoul. A moment becomes a day by `korean_date`, never by its own date:
half past midnight in Seoul is still yesterday in UTC.
"""

from calendar import monthrange
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

KOREA: Final = ZoneInfo("Asia/Seoul")

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


def korean_date(moment: datetime) -> date:
    """Return the day it is in Korea at `moment`. Raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no date in Korea")
    return moment.astimezone(KOREA).date()


def age_on(day: date, birth_date: date) -> int:
    """Return the age in full years on `day`, the day of birth counted (Civil Code 158).

    Someone born on 29 February grows older on 1 March of a common year: a period without a corresponding day
    ends with the last day of the month (160 (3)), so the year is full only when 28 February is over.
    """
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def last_day_of_years(event: date, years: int, *, holidays: AbstractSet[date] = frozenset()) -> date:
    """Return the last day of a period of `years` that an event starts.

    The day of the event is not counted (Civil Code 157). The period ends with the day before the one that
    corresponds to the first day counted, or with the last day of the month where there is none (160). If that
    is a Saturday or a holiday, the period ends with the next day that is neither (161).
    """
    first = event + _DAY
    year = first.year + years
    if first.day > monthrange(year, first.month)[1]:
        last = date(year, first.month, monthrange(year, first.month)[1])
    else:
        last = date(year, first.month, first.day) - _DAY
    return next_working_day(last, holidays=holidays)


def next_working_day(day: date, *, holidays: AbstractSet[date] = frozenset()) -> date:
    """Return `day`, or the next day after it that is neither a Saturday, a Sunday nor in `holidays` (Civil Code 161).

    Sundays are holidays by the Regulation on Public Holidays; the others, substitute holidays included, are
    decided year by year, so they are passed in.
    """
    while day.weekday() >= _SATURDAY or day in holidays:
        day += _DAY
    return day


def limitation_ends(
    *,
    known: date,
    act: date,
    years_from_knowledge: int,
    years_from_act: int,
    holidays: AbstractSet[date] = frozenset(),
) -> date:
    """Return the last day on which damages for a tort can be sued for (Civil Code 766).

    The claim ends `years_from_knowledge` (3) after the injured person knew of the damage and of who did it, or
    `years_from_act` (10) after the act, whichever is first.
    """
    return min(
        last_day_of_years(known, years_from_knowledge, holidays=holidays),
        last_day_of_years(act, years_from_act, holidays=holidays),
    )


def cure_ends(told: date, days: int) -> date:
    """Return the last day to answer for a claimant who was told on `told` what is asked (Civil Code 157, 161)."""
    return next_working_day(told + timedelta(days=days))


def last_told_for_cure_over(today: date, days: int) -> date:
    """Return the last day on which a claimant can have been told if their cure period is over on `today`."""
    told = today - timedelta(days=days + 1)
    while cure_ends(told, days) >= today:
        told -= _DAY
    return told


def korean_midnight(day: date) -> datetime:
    """Return the moment at which `day` begins in Korea."""
    return datetime.combine(day, time(), tzinfo=KOREA)
