"""A case's page: where it stands and may go, how many claims stand where, its settings."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.admin.deadlines import shown_deadlines
from claims.admin.home import queues_of
from claims.admin.moves import REFUSED, Asked, Problem, case_offers, check_case_move, problem
from claims.admin.pages import CounselRequest, actor_of, page
from claims.models import Case, CaseTransition
from claims.queries.access import CaseAccess, Permission
from claims.queries.case_page import StageCount, counts_by_stage, transitions_of
from claims.queries.deadlines import upcoming_deadlines
from claims.queries.leaked_list import current_list
from claims.rules.stages import ClaimStage
from claims.services.moves import REASON_LIMIT, move_case
from claims.wording.stages import stage_label


@dataclass(frozen=True, slots=True)
class StageRow:
    """How many claims stand in a stage, for how many days the longest, and their part of all in percent."""

    stage: str
    claims: int
    days: int
    percent: int


def case_page(request: CounselRequest, slug: str) -> HttpResponse:
    """Show a case."""
    access = request.staff.case(slug, Permission.SEE_CLAIMS)
    return _show(request, access)


def move(request: CounselRequest, slug: str) -> HttpResponse:
    """Move a case and go back to its page; refused, show the page again with what was typed."""
    access = request.staff.case(slug, Permission.MOVE_CASE)
    if request.method != "POST":
        return redirect("counsel:case", slug=slug)
    asked = Asked.read(request.POST)
    try:
        check_case_move(access.case, asked)
        move_case(case_id=access.case.pk, to=asked.to, actor=actor_of(request), reason=asked.reason, seen_seq=asked.seq)
    except REFUSED as error:
        if not _done_already(access.case, asked, request):
            access.case.refresh_from_db()
            return _show(request, access, refused=problem(error, asked))
    else:
        messages.success(request, _("Moved to “%(stage)s”.") % {"stage": stage_label("case", asked.to)})
    return redirect("counsel:case", slug=slug)


def _done_already(case: Case, asked: Asked, request: CounselRequest) -> bool:
    """Whether the same person made this very move a moment ago: a second click."""
    made = CaseTransition.objects.filter(case=case, seq=asked.seq + 1, to_stage=asked.to, actor=request.staff.user_id)
    return asked.seq >= 0 and made.exists()


def _show(request: CounselRequest, access: CaseAccess, *, refused: Problem | None = None) -> HttpResponse:
    case = access.case
    counts = counts_by_stage([case])[case.pk]
    return page(
        request,
        "cases/case.html",
        {
            "title": case.title,
            "case": case,
            "tab": "case",
            "case_may": case_may(access),
            "offers": case_offers(case, access),
            "refused": refused,
            "reason_limit": REASON_LIMIT,
            "queues": queues_of(case, counts),
            "stages": _stage_rows(counts),
            "claims": sum(count.claims for count in counts.values()),
            "transitions": transitions_of(case),
            "deadlines": shown_deadlines(upcoming_deadlines([case], now=timezone.now())[case.pk]),
            "list": current_list(case.incident_id),
        },
        here=reverse("counsel:case", args=[case.slug]),
        status=refused.status if refused else 200,
    )


def case_may(access: CaseAccess) -> dict[str, bool]:
    """Return what the reader may do in this case, for templates."""
    return {permission.value: access.may(permission) for permission in Permission}


def _stage_rows(counts: dict[str, StageCount]) -> list[StageRow]:
    now, claims = timezone.now(), sum(count.claims for count in counts.values())
    return [
        StageRow(
            stage.value,
            counts[stage].claims,
            max((now - counts[stage].oldest).days, 0),
            round(100 * counts[stage].claims / claims),
        )
        for stage in ClaimStage
        if stage in counts
    ]
