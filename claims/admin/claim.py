"""A claim's page: what it says, what the rules found, what may be done; personal data hidden until asked for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.admin.moves import REFUSED, Asked, Problem, check_claim_move, claim_offers, problem
from claims.admin.pages import CounselRequest, actor_of, page
from claims.admin.personal import GROUPS, Group, groups
from claims.admin.timeline import reads, timeline
from claims.models import Claim, ClaimTransition
from claims.queries.access import CaseAccess, Permission
from claims.queries.claim_page import claim_details, neighbours, reads_of
from claims.queries.claim_search import QUEUES
from claims.queries.leaked_list import current_list
from claims.queries.personal_data import FIELDS, PersonErased
from claims.rules.stages import ClaimStage
from claims.services.duplicates.decisions import REASONS
from claims.services.moves import REASON_LIMIT, move_claim
from claims.services.reveal import RevealReason, RevealRefused, reveal, view_claim
from claims.wording.counsel import QUEUES as QUEUE_NAMES
from claims.wording.counsel import REVEAL_REASONS, refusal
from claims.wording.duplicates import REASONS as DECISION_REASONS
from claims.wording.stages import stage_label


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """What this one response shows opened, and for which reason; `refused` says why nothing more was."""

    values: Mapping[str, str]
    reason: str = ""
    refused: str = ""


_NOTHING = Opened({})


def claim_page(request: CounselRequest, number: str) -> HttpResponse:
    """Show a claim."""
    claim, access = request.staff.claim(number, Permission.SEE_CLAIMS)
    return _show(request, claim, access)


def reveal_data(request: CounselRequest, number: str) -> HttpResponse:
    """Show a claim with the asked fields opened, on this answer only; a reload asks and is recorded again."""
    claim, access = request.staff.claim(number, Permission.REVEAL)
    if request.method != "POST":
        return redirect("counsel:claim", number=claim.number)
    reason = request.POST.get("reason", "")
    fields = _asked_fields(request)
    try:
        revealed = reveal(claim=claim, fields=fields, reason=reason, actor=actor_of(request))
    except RevealRefused as error:
        return _show(request, claim, access, opened=Opened({}, reason, refusal(error.code)), status=422)
    except PersonErased:
        return _show(request, claim, access)
    return _show(request, claim, access, opened=Opened(revealed.values, reason))


def move(request: CounselRequest, number: str) -> HttpResponse:
    """Move a claim and go back to its page; refused, show the page again with what was typed."""
    claim, access = request.staff.claim(number, Permission.SEE_CLAIMS)
    if request.method != "POST":
        return redirect("counsel:claim", number=claim.number)
    asked, left = Asked.read(request.POST), claim.stage
    try:
        check_claim_move(claim, access, asked)
        move_claim(claim_id=claim.pk, to=asked.to, actor=actor_of(request), reason=asked.reason, seen_seq=asked.seq)
    except REFUSED as error:
        made = _made_already(claim, asked, request)
        if made is None:
            fresh, access = request.staff.claim(number, Permission.SEE_CLAIMS)
            return _show(request, fresh, access, refused=problem(error, asked))
        left = made.from_stage
    else:
        stage = stage_label("claim", asked.to, case_type=access.case.case_type)
        messages.success(request, _("Moved to “%(stage)s”.") % {"stage": stage})
    queue = request.POST.get("queue", "")
    queue = queue if _is_queue(queue) else left
    return redirect(f"{reverse('counsel:claim', args=[claim.number])}?queue={queue}")


def _made_already(claim: Claim, asked: Asked, request: CounselRequest) -> ClaimTransition | None:
    """Return this very move if the same person made it a moment ago: a second click, which asks for nothing new."""
    if asked.seq < 0:
        return None
    by = request.staff.user_id
    return ClaimTransition.objects.filter(claim=claim, seq=asked.seq + 1, to_stage=asked.to, actor=by).first()


def _asked_fields(request: CounselRequest) -> Collection[str]:
    """The fields of the button that was pressed, and those that the page showed already."""
    asked = {*request.POST.getlist("field"), *request.POST.getlist("shown")}
    for name in request.POST.getlist("group"):
        asked.update(GROUPS.get(name, ()))
    return asked.intersection(FIELDS)


def _show(
    request: CounselRequest,
    claim: Claim,
    access: CaseAccess,
    *,
    opened: Opened = _NOTHING,
    refused: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    details = claim_details(claim)
    may_reveal = access.may(Permission.REVEAL)
    reasons = view_claim(claim=claim, transitions=details.transitions, with_reasons=may_reveal, actor=actor_of(request))
    queue = _queue(request, claim)
    current = next((run for run in details.runs if run.current), None)
    newest = current_list(access.case.incident_id)
    place = reverse("counsel:claim", args=[claim.number])
    return page(
        request,
        "claims/claim.html",
        {
            "title": claim.number,
            "claim": claim,
            "case": access.case,
            "days": max((timezone.now() - claim.stage_since).days, 0),
            "details": details,
            "current": current,
            "earlier": [run for run in details.runs if not run.current],
            "list_is_newer": current is not None and newest is not None and newest.pk != current.verification.list_id,
            "offers": claim_offers(claim, access),
            "refused": refused,
            "reason_limit": REASON_LIMIT,
            "groups": _groups(claim, opened),
            "erased": claim.claimant.wrapped_key is None,
            "opened": opened,
            "may_reveal": may_reveal,
            "reveal_reasons": [(reason.value, REVEAL_REASONS[reason]) for reason in RevealReason],
            "other_cases": {each.case.pk: each.case for each in request.staff.cases},
            "pair_cases": {
                each.case.pk: each.case for each in request.staff.cases if each.may(Permission.SEE_DUPLICATES)
            },
            "may_choose": access.may(Permission.DECIDE),
            "decision_reasons": [(code, DECISION_REASONS[code]) for code in REASONS],
            "timeline": timeline(claim, details, reasons, may_read_reasons=may_reveal),
            "reads": reads(reads_of(claim.pk)) if access.may(Permission.SEE_AUDIT) else None,
            "queue": queue,
            "queue_name": QUEUE_NAMES.get(queue) or stage_label("claim", queue, case_type=access.case.case_type),
            "neighbours": neighbours(claim, stages=QUEUES.get(queue, (queue,))),
        },
        here=f"{place}?queue={queue}",
        status=refused.status if refused else status,
    )


def _groups(claim: Claim, opened: Opened) -> list[Group]:
    return groups(claim, opened.values)


def _is_queue(code: str) -> bool:
    return code in QUEUES or code in ClaimStage.__members__.values()


def _queue(request: CounselRequest, claim: Claim) -> str:
    """The queue that the reader works through: as they came, else the claim's own stage."""
    asked = request.GET.get("queue") or request.POST.get("queue") or ""
    return asked if _is_queue(asked) else claim.stage
