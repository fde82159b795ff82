"""Where counsel arrives: their cases, and what waits in each."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.admin.deadlines import Shown, alerts_for, shown_deadlines
from claims.admin.pages import CounselRequest, page
from claims.models import Case
from claims.queries.access import CaseAccess
from claims.queries.case_page import StageCount, counts_by_stage
from claims.queries.claim_search import QUEUES
from claims.queries.deadlines import upcoming_deadlines
from claims.rules.stages import Subject, table
from claims.wording.counsel import QUEUES as QUEUE_NAMES


@dataclass(frozen=True, slots=True)
class Queue:
    """How many claims wait in a queue, and how many days the one that waits longest."""

    code: str
    name: str
    claims: int
    days: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """A case at a glance."""

    access: CaseAccess
    queues: list[Queue]
    claims: int
    deadlines: list[Shown]


def home(request: CounselRequest) -> HttpResponse:
    """Show the reader's cases. Whoever has none is told whom to ask."""
    cases = request.staff.cases
    counts = counts_by_stage([access.case for access in cases])
    deadlines = upcoming_deadlines([access.case for access in cases], now=timezone.now())
    cards = [
        Card(
            access,
            queues_of(access.case, counts[access.case.pk]),
            sum(count.claims for count in counts[access.case.pk].values()),
            shown_deadlines(deadlines[access.case.pk]),
        )
        for access in cases
    ]
    return page(request, "home.html", {"title": _("Cases"), "cards": cards, "alerts": alerts_for(cases)})


def queues_of(case: Case, counts: dict[str, StageCount]) -> list[Queue]:
    """Return the queues that a case of this type has."""
    stages, now = table(case.case_type, Subject.CLAIM).stages, timezone.now()
    queues = []
    for code, members in QUEUES.items():
        if not stages.intersection(members):
            continue
        waiting = [counts[stage] for stage in members if stage in counts]
        oldest = min((count.oldest for count in waiting), default=None)
        queues.append(
            Queue(
                code,
                str(QUEUE_NAMES[code]),
                sum(count.claims for count in waiting),
                max((now - oldest).days, 0) if oldest else None,
            )
        )
    return queues
