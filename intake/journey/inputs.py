"""Inputs that several pages have."""

from django.utils.translation import gettext as _

from intake.journey.fields import DateField, DatePart, Text, TextField
from intake.journey.typed import Typed, one


def date_field(
    name: str,
    typed: Typed,
    *,
    label: Text,
    hint: Text = "",
    day: bool = True,
    heading: bool = False,
    autocomplete: str = "",
) -> DateField:
    """A date in number inputs. `autocomplete` is the stem of its tokens: bday for one's own date of birth."""
    names = (("year", _("Year")), ("month", _("Month")), ("day", _("Day")))[: 3 if day else 2]
    parts = [
        DatePart(
            f"{name}-{part}",
            word,
            one(typed, f"{name}-{part}"),
            f"{autocomplete}-{part}" if autocomplete else "",
            part == "year",
        )
        for part, word in names
    ]
    return DateField(name=name, label=label, hint=hint, heading=heading, parts=parts)


def email_field(name: str, typed: Typed, *, label: Text, hint: Text = "", autocomplete: str = "email") -> TextField:
    """An e-mail address."""
    return TextField(
        name=name,
        label=label,
        hint=hint,
        value=one(typed, name),
        kind="email",
        inputmode="email",
        autocomplete=autocomplete,
    )


def phone_field(name: str, typed: Typed, *, label: Text, hint: Text = "", autocomplete: str = "tel") -> TextField:
    """A telephone number, Korean or with its country code."""
    return TextField(
        name=name,
        label=label,
        hint=hint,
        value=one(typed, name),
        kind="tel",
        inputmode="tel",
        autocomplete=autocomplete,
        width="medium",
    )
