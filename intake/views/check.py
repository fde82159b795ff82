"""The last page: all answers to check and change, the attestation, and the submission."""

import logging
from dataclasses import dataclass

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims.services import filing, throttle
from claims.wording.errors import error_sentence
from intake import dead_ends, drafts, errors, looked_up, receipts
from intake.drafts import Draft
from intake.journey import way
from intake.journey.page import Page, Row
from intake.render import address, render, see_other
from intake.views import step
from intake.views.visit import Visit, arrive

log = logging.getLogger(__name__)

DOOR = "web"


@dataclass(frozen=True, slots=True)
class Group:
    """The answers of one page, and where to change them."""

    title: str
    url: str
    rows: list[Row]


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """All answers with links to change them; POST submits. One query, and only to submit."""
    visit = arrive(request, slug)
    if isinstance(visit, HttpResponse):
        return visit
    if visit.draft is None and request.method == "POST":
        return dead_ends.draft_gone(request, slug)
    first = way.unanswered(visit.answers, visit.case)
    if visit.draft is None or first is not None:
        return step.go(visit, first)
    return _submit(request, visit, visit.draft) if request.method == "POST" else _show(request, visit)


def _submit(request: HttpRequest, visit: Visit, draft: Draft) -> HttpResponse:
    """File the claim. The draft's id is the key: sent twice, it is filed once and both get the same receipt."""
    case = visit.case
    attested = request.POST.get("attested") == "yes"
    body = way.body(draft.answers, case, language=get_language() or "ko", attested=attested)
    try:
        submission = filing.parse_submission(body, case)
    except filing.SubmissionRefused as refused:
        return _refused(request, visit, refused)
    client = throttle.client_address(request.META)
    if wait := throttle.allow("filing", client):
        return errors.too_many_requests(request, wait)
    try:
        origin = filing.Origin(client, draft.seconds)
        filed = filing.file_claim(filing.Filing(submission, draft.id, origin=origin), case=case, door=DOOR)
    except filing.CaseNotOpen:
        return dead_ends.case_closed(request, case)
    except filing.IdempotencyConflict:
        return dead_ends.submitted_otherwise(request, case)
    except (OperationalError, InterfaceError, InternalError) as error:
        # Nothing was acknowledged. Sent again, the same draft is filed once, whatever became of this time.
        log.error("filing_unavailable", extra={"error": type(error).__name__})
        return errors.unavailable(request)
    response = see_other("receipt", case.case.slug)
    receipts.write(response, case.case.slug, receipts.of(filed))
    if filed.receipt and submission.birth_date:  # so that the receipt can lead on to confirming the contact
        looked_up.write(response, (filed.claim_number, filed.receipt, submission.birth_date.isoformat()))
    drafts.delete(response, case.case.slug)
    return response


def _refused(request: HttpRequest, visit: Visit, refused: filing.SubmissionRefused) -> HttpResponse:
    """Back to the first page that can mend it. Only the attestation is mended here."""
    for error in refused.errors:
        page = way.page_of(error.pointer)
        if page is not None:
            return _mend(request, visit, page, refused)
    return _show(request, visit, error_sentence(refused.errors[0].code, refused.errors[0].params))


def _mend(request: HttpRequest, visit: Visit, page: Page, refused: filing.SubmissionRefused) -> HttpResponse:
    own = [error for error in refused.errors if way.page_of(error.pointer) is page]
    return step.show(request, visit, page, page.write(visit.answers, visit.case), own)


def _show(request: HttpRequest, visit: Visit, error: str = "") -> HttpResponse:
    answers, case = visit.answers, visit.case
    groups = [
        Group(
            str(page.title(answers, case)),
            address("step", case.case.slug, page.slug),
            page.review(answers, case),
        )
        for page in way.pages(answers, case)
    ]
    return render(
        request,
        "intake/check.html",
        {
            "case": case.case,
            "groups": groups,
            "error": error,
            "csrf_token": get_token(request),
        },
        title=_("Check your answers"),
        back=address("step", case.case.slug, way.pages(answers, case)[-1].slug),
        wrong=bool(error),
        status=422 if error else 200,
    )
