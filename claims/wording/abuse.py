"""What the indicators of the abuse score found, in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.wording.formats import listed

FOUND: Final[Mapping[str, str | Promise]] = {
    "address_hour": _("%(reading)s claims from the same network address within an hour"),
    "address_day": _("%(reading)s claims from the same network address within a day"),
    "network_hour": _("%(reading)s claims from the same neighbourhood of the network within an hour"),
    "phone_names": _("%(reading)s different names with the same phone number"),
    "text_names": _("%(reading)s different names with the same free text"),
    "mailbox_run": _("%(reading)s mailboxes with running numbers"),
    "throw_away_mail": _("a throw-away mailbox"),
    "filled_fast": _("the form was filled in within %(reading)s seconds"),
}


def found_phrase(found: Mapping[str, list[int]]) -> str:
    """Return what gave points as one phrase; `found` has reading, limit and points by indicator code.

    An indicator that there is no more is shown as its code.
    """
    return listed(
        [
            gettext("%(found)s (+%(points)s)") % {"found": _said(code, reading), "points": f"{points:,}"}
            for code, (reading, _limit, points) in found.items()
        ]
    )


def _said(code: str, reading: int) -> str:
    words = FOUND.get(code)
    return code if words is None else str(words % {"reading": f"{reading:,}"})
