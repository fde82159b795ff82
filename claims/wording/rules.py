"""What each verification rule asks, as a heading for counsel."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: Final[Mapping[int, str | Promise]] = {
    1: _("Required answers and consents"),
    2: _("Contact address"),
    3: _("Verified identity"),
    4: _("Age and representation"),
    9: _("Breach notice"),
    10: _("Data items claimed"),
    11: _("Shared-entrance code"),
    12: _("List of affected accounts"),
    13: _("Account during the leak"),
    14: _("Recipient without an account"),
    16: _("Other proceedings"),
    17: _("Duplicate claims"),
    18: _("Signs of abuse"),
    20: _("Limitation period"),
    21: _("Conflict of interest"),
    23: _("Cut-off of the batch"),
}


def rule_title(number: int) -> str:
    """Return the heading of one rule. Raises KeyError for a number that no rule has."""
    return str(TITLES[number])
