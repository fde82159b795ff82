"""How sealed fields are laid out on a claim's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.models import Claim
from claims.queries.personal_data import Representative, given
from claims.wording.codes import label
from claims.wording.counsel import field_label
from claims.wording.formats import day

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "identity": ("name", "birth_date", "representative"),
    "contact": ("email", "phone", "postcode", "address"),
    "account": ("account_email", "account_phone"),
    "proceedings": ("proceedings_details",),
}
"""Fields that are looked at together."""

_TITLES: Final[Mapping[str, str | Promise]] = {
    "identity": _("Identity"),
    "contact": _("Contact"),
    "account": _("Account that leaked"),
    "proceedings": _("Other proceedings"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One sealed field: whether it was given, and its value where this answer shows it."""

    name: str
    title: str
    given: bool
    value: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Group:
    """Fields that are looked at together; `closed` when there is one to open still."""

    name: str
    title: str
    rows: tuple[Row, ...]
    closed: bool


def groups(claim: Claim, values: Mapping[str, str]) -> list[Group]:
    """Return every sealed field of a claim by group, with the values that were opened."""
    there = given(claim)
    made = []
    for name, fields in GROUPS.items():
        rows = tuple(
            Row(field, field_label(field), field in there, shown_value(field, values.get(field))) for field in fields
        )
        made.append(Group(name, str(_TITLES[name]), rows, any(row.given and row.value is None for row in rows)))
    return made


def shown_value(field: str, value: str | None) -> str | None:
    """Return an opened field as a person reads it; None stays None."""
    if value is None:
        return None
    if field == "birth_date":
        return day(value)
    if field == "representative":
        person = Representative.read(value)
        parts = [person.name]
        if person.birth_date:
            parts.append(day(person.birth_date))
        if person.relation:
            parts.append(label("relation", person.relation))
        return " · ".join(parts)
    return value
