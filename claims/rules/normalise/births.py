"""The forms in which birth dates are compared."""

import re
from calendar import isleap

_DATE = re.compile(r"([0-9]{4})([-./ ]?)([0-9]{2})\2([0-9]{2})")
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
#: Each month and day that some year has, with day and month swapped where that is another day of the year, else "".
_SWAPPED = {
    f"{month:02}{day:02}": f"{day:02}{month:02}" if day <= 12 and day != month else ""
    for month, length in enumerate(_LENGTHS, start=1)
    for day in range(1, length + 1)
}


def birth_forms(iso: str) -> tuple[str, str]:
    """Return a date (YYYY-MM-DD, or with other or no separators) as YYYYMMDD, and the same with day and month swapped.

    The second is "" where the swap is no date or the same date; both are "" where `iso` is no date.
    """
    if len(iso) == 10 and iso[4] == iso[7] == "-" and iso.isascii():
        year, day = iso[:4], iso[5:7] + iso[8:]
    elif found := _DATE.fullmatch(iso):
        year, day = found[1], found[3] + found[4]
    else:
        return "", ""
    swapped = _SWAPPED.get(day)
    if swapped is None or not year.isdigit() or year == "0000" or (day == "0229" and not isleap(int(year))):
        return "", ""
    return year + day, swapped and year + swapped
