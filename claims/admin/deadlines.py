"""Deadlines of a case on counsel's pages, and a person's word that they have taken note of one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.admin.pages import CounselRequest, actor_of
from claims.models import Case, DeadlineNotice
from claims.queries.access import CaseAccess, Permission
from claims.queries.deadlines import days_left, open_notices
from claims.rules.case_deadlines import Deadline
from claims.rules.deadlines import korean_date
from claims.services.watch import acknowledge
from claims.wording.deadlines import deadline_check, deadline_label, deadline_source, left

# From so few days on a deadline is marked, besides telling its days.
_NEAR = 14


@dataclass(frozen=True, slots=True)
class Shown:
    """One deadline in words. `badge` is the class of the badge that tells how near it is, by words and by tint."""

    name: str
    ends: date | None
    left: str
    badge: str
    check: str
    source: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A notice that nobody has acknowledged, and whether the reader may."""

    notice: DeadlineNotice
    case: Case
    shown: Shown
    may_acknowledge: bool


def shown_deadlines(deadlines: Iterable[Deadline]) -> list[Shown]:
    """Return deadlines in words, in the order given."""
    return [_shown(each.kind, each.ends, each.days_left) for each in deadlines]


def alerts_for(cases: Sequence[CaseAccess]) -> list[Alert]:
    """Return what counsel must take note of in the cases that they see, the nearest first. One query."""
    by_case = {access.case.pk: access for access in cases if access.may(Permission.SEE_CLAIMS)}
    today = korean_date(timezone.now())
    return [
        Alert(
            notice,
            by_case[notice.case_id].case,
            _shown(notice.kind, notice.ends, days_left(notice, today=today)),
            by_case[notice.case_id].may(Permission.ACKNOWLEDGE),
        )
        for notice in open_notices(list(by_case))
    ]


def acknowledge_notice(request: CounselRequest, slug: str, notice_id: int) -> HttpResponse:
    """Record that the reader has taken note of a deadline, and go home."""
    access = request.staff.case(slug, Permission.ACKNOWLEDGE)
    if request.method == "POST":
        try:
            acknowledge(notice_id=notice_id, case_id=access.case.pk, actor=actor_of(request))
        except DeadlineNotice.DoesNotExist:
            raise Http404 from None
        messages.success(request, _("It is recorded that you have taken note of it."))
    return redirect("counsel:index")


def _shown(kind: str, ends: date | None, days: int | None) -> Shown:
    badge = "" if days is not None and days > _NEAR else "outcome-review"
    if days is not None and days < 0:
        badge = "outcome-fail"
    return Shown(deadline_label(kind), ends, left(days), badge, deadline_check(kind), deadline_source(kind))
