"""Sums, days and lists as a reader of the current language writes them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext


def won(amount: int) -> str:
    """Return a sum of won: "200,000 won"."""
    return _("%(amount)s won") % {"amount": f"{amount:,}"}


def day(value: date | str) -> str:
    """Return a day; text is ISO 8601. A moment stands for its day in the current time zone."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return formats.date_format(_local(read), "DATE_FORMAT")


def moment(value: datetime | str) -> str:
    """Return a day and the time of day on 24 hours, in the current time zone; text is ISO 8601."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    # Translators: a date format of Django's template language.
    return formats.date_format(_local(read), pgettext("date and time", "N j, Y, H:i"))


def notice_name(dated: date) -> str:
    """Return what a breach notice is called: by the day it was given, as those who received it know it."""
    return _("Notice of %(day)s") % {"day": day(dated)}


def span(length: timedelta) -> str:
    """Return a length of time in the largest unit that fits: "3 minutes"; what is over is cut off."""
    seconds = max(round(length.total_seconds()), 0)
    if seconds < 120:
        return ngettext("%(number)s second", "%(number)s seconds", seconds) % {"number": seconds}
    minutes = seconds // 60
    if minutes < 120:
        return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
    days = hours // 24
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": f"{days:,}"}


def listed(parts: Sequence[str]) -> str:
    """Return parts as one phrase: "a, b and c". Empty for none."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _local(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
