"""One decision on many pairs: first a page of what exactly it will hit, then the decision, then what it did."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.admin.case import case_may
from claims.admin.duplicates import PairFilterForm, row_of
from claims.admin.pages import CounselRequest, actor_of, page
from claims.models import PairSelection
from claims.queries.access import CaseAccess, Permission
from claims.queries.duplicates import PairFilter, queue_length
from claims.queries.duplicates.selections import Selection, selection
from claims.services.duplicates import bulk
from claims.services.duplicates.decisions import REASONS, DecisionRefused
from claims.wording.duplicates import BUTTONS, CONSEQUENCES, DECISIONS, decision_refusal
from claims.wording.duplicates import REASONS as REASON_NAMES


def preview(request: CounselRequest, slug: str) -> HttpResponse:
    """Store what the filters find now, and show it before anything is decided."""
    access = _decider(request, slug)
    if request.method != "POST":
        return redirect("counsel:duplicates", slug=slug)
    form = PairFilterForm(QueryDict(request.POST.get("query", "").removeprefix("?")), access.case)
    try:
        made = bulk.preview(
            case_id=access.case.pk,
            kind=request.POST.get("kind", ""),
            filters=replace(form.wanted(), within=_decided_cases(request)),
            actor=actor_of(request),
        )
    except DecisionRefused as error:
        messages.error(request, decision_refusal(error.code))
        return redirect(reverse("counsel:duplicates", args=[slug]) + form.query())
    if not made.count:
        messages.error(request, _("There is nothing to decide: no pair fits these filters."))
        return redirect(reverse("counsel:duplicates", args=[slug]) + form.query())
    return redirect("counsel:pairs_at_once", slug=slug, preview_id=made.id)


def show_preview(request: CounselRequest, slug: str, preview_id: UUID) -> HttpResponse:
    """Show what a bulk decision will hit, decide on exactly that, or show what was decided."""
    access = _decider(request, slug)
    found = _find(access, preview_id)
    if request.method != "POST":
        return _show(request, access, found)
    try:
        result = bulk.apply(preview_id=preview_id, actor=actor_of(request), reason=request.POST.get("reason", ""))
    except DecisionRefused as error:
        if error.code == "used_already":
            return redirect("counsel:pairs_at_once", slug=slug, preview_id=preview_id)
        return _show(request, access, _find(access, preview_id), refused=decision_refusal(error.code))
    done = ngettext("%(number)s pair decided.", "%(number)s pairs decided.", len(result.decided))
    messages.success(request, done % {"number": f"{len(result.decided):,}"})
    return redirect("counsel:pairs_at_once", slug=slug, preview_id=preview_id)


def undo_all(request: CounselRequest, slug: str, preview_id: UUID) -> HttpResponse:
    """Take back a bulk decision as a whole."""
    access = _decider(request, slug)
    _find(access, preview_id)
    if request.method == "POST":
        try:
            result = bulk.undo(preview_id=preview_id, actor=actor_of(request))
        except DecisionRefused as error:
            messages.error(request, decision_refusal(error.code))
        else:
            words = ngettext("%(number)s decision undone.", "%(number)s decisions undone.", len(result.decided))
            messages.success(request, words % {"number": f"{len(result.decided):,}"})
    return redirect("counsel:pairs_at_once", slug=slug, preview_id=preview_id)


def _decider(request: CounselRequest, slug: str) -> CaseAccess:
    access = request.staff.case(slug, Permission.SEE_DUPLICATES)
    access.require(Permission.DECIDE)
    return access


def _decided_cases(request: CounselRequest) -> tuple[int, ...]:
    """The cases in which the reader decides: nobody decides on a claim of a case that is not theirs."""
    return tuple(each.case.pk for each in request.staff.cases if each.may(Permission.DECIDE))


def _find(access: CaseAccess, preview_id: UUID) -> Selection:
    try:
        return selection(preview_id, case_id=access.case.pk)
    except PairSelection.DoesNotExist:
        raise Http404 from None


def _show(request: CounselRequest, access: CaseAccess, found: Selection, *, refused: str = "") -> HttpResponse:
    stored, mine = found.stored, {each.case.pk for each in request.staff.cases}
    return page(
        request,
        "duplicates/bulk.html",
        {
            "title": str(BUTTONS[stored.kind]),
            "case": access.case,
            "tab": "duplicates",
            "case_may": case_may(access),
            "stored": stored,
            "count": len(stored.pairs),
            "found": queue_length(access.case.pk, PairFilter.read(stored.filters)) if not stored.applied_at else 0,
            "most": bulk.MOST,
            "decided": found.decided,
            "standing": found.standing,
            "rows": [row_of(pair, mine) for pair in found.examples],
            "left_out": [
                (row_of(pair, mine), str(DECISIONS[pair.decided]) if pair.decided else "", changed)
                for pair, changed in found.left_out
            ],
            "left_out_count": found.left_out_count,
            "consequence": CONSEQUENCES[stored.kind],
            "reasons": [(code, REASON_NAMES[code]) for code in REASONS],
            "refused": refused,
            "mine": stored.actor_id == request.staff.user_id,
        },
        here=reverse("counsel:pairs_at_once", args=[access.case.slug, stored.pk]),
        status=422 if refused else 200,
    )
