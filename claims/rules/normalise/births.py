"""The forms in which birth dates are compared."""

import re
from calendar import isleap

_DATE = re.compile(r"([0-9]{4})([-./ ]?)([0-9]{2})\2([0-9]{2})")
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
#: Each month and day that some year has, as written behind the year: without hyphens, and with day and month swapped
#: where that is another day of the year, else "".
_DAYS = {
    f"-{month:02}-{day:02}": (f"{month:02}{day:02}", f"{day:02}{month:02}" if day <= 12 and day != month else "")
    for month, length in enumerate(_LENGTHS, start=1)
    for day in range(1, length + 1)
}


def birth_forms(iso: str) -> tuple[str, str]:
    """Return a date (YYYY-MM-DD, or with other or no separators) as YYYYMMDD, and the same with day and month swapped.

    The second is "" where the swap is no date or the same date; both are "" where `iso` is no date.
    """
    year, days = iso[:4], _DAYS.get(iso[4:])
    if days is None:
        written = _DATE.fullmatch(iso)
        days = written and _DAYS.get(f"-{written[3]}-{written[4]}")
    if not days or not year.isdigit() or not year.isascii() or year == "0000":
        return "", ""
    day, swapped = days
    if day == "0229" and not isleap(int(year)):
        return "", ""
    return year + day, swapped and year + swapped
