"""What a case's deadlines mean, what must be checked about them, and how near they are, in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

KINDS: Final[Words] = {
    "limitation": _("End of limitation"),
    "mediation": _("Answer to the mediation proposal"),
    "appeal": _("Appeal to the second instance"),
    "appeal_on_law": _("Appeal to the Supreme Court"),
    "correction_order": _("Correction order of the court"),
    "cut_off": _("Close of the batch"),
}

CHECKS: Final[Words] = {
    "limitation": _(
        "Claims that are not before a court by then are barred. Counted from the day on which the leak became known "
        "or from its first day; an interruption (Civil Code 168) is not taken into account."
    ),
    "mediation": _(
        "Who does not answer within 15 days of receiving the proposal has accepted it. Counted from the day on which "
        "the proposal was recorded here: check the day on which it was served. A court's decision in lieu of "
        "mediation has two weeks only."
    ),
    "appeal": _(
        "Two weeks from service of the judgment. The day of service is not known here; counted from the beginning of "
        "the stage. Check the day on which the judgment was served."
    ),
    "appeal_on_law": _(
        "Two weeks from service of the judgment. The day of service is not known here; counted from the beginning of "
        "the stage. Check the day on which the judgment was served."
    ),
    "correction_order": _(
        "The order itself says by when; the day is not known here. If it passes, the court dismisses the complaint."
    ),
    "cut_off": _("Claims that come in later go with the next batch."),
}

SOURCES: Final[Words] = {
    "limitation": _("Civil Code 157, 160, 161, 766"),
    "mediation": _("Personal Information Protection Act 47; Civil Code 157, 161"),
    "appeal": _("Civil Procedure Act 396; Civil Code 157, 161"),
    "appeal_on_law": _("Civil Procedure Act 396, 425; Civil Code 157, 161"),
    "correction_order": _("Civil Procedure Act 254"),
    "cut_off": _("the case's own timetable"),
}


def deadline_label(kind: str) -> str:
    """Return what a deadline is called. Raises KeyError for a kind that is none."""
    return str(KINDS[kind])


def deadline_check(kind: str) -> str:
    """Return what a deadline means and what must be checked about it. Raises KeyError for a kind that is none."""
    return str(CHECKS[kind])


def deadline_source(kind: str) -> str:
    """Return the provision that a deadline follows from. Raises KeyError for a kind that is none."""
    return str(SOURCES[kind])


def left(days: int | None) -> str:
    """Return how near a deadline is: "3 days left", "today is the last day", "over by 2 days"."""
    if days is None:
        return pgettext("deadline", "day not known")
    if days == 0:
        return gettext("today is the last day")
    if days < 0:
        return ngettext("over by %(number)s day", "over by %(number)s days", -days) % {"number": f"{-days:,}"}
    return ngettext("%(number)s day left", "%(number)s days left", days) % {"number": f"{days:,}"}
