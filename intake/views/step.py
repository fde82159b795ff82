"""The pages of the form, one question or tight group each: GET shows it, POST checks it and leads on (303)."""

import time
from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims.services.filing import FieldError, check_part
from intake import dead_ends, drafts
from intake.cookies import CookieTooLarge
from intake.drafts import Draft
from intake.journey import sentences, way
from intake.journey import show as show_
from intake.journey.page import Page
from intake.journey.sentences import Told
from intake.journey.typed import Typed
from intake.render import address, render, see_other
from intake.views.visit import Visit, arrive


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, slug: str, page: str) -> HttpResponse:
    """One page of the form. No query once the case is in the process's memory."""
    visit = arrive(request, slug)
    if isinstance(visit, HttpResponse):
        return visit
    found = way.BY_SLUG.get(page)
    if found is None:
        raise Http404
    return _take(request, visit, found) if request.method == "POST" else _ask(request, visit, found)


def _ask(request: HttpRequest, visit: Visit, page: Page) -> HttpResponse:
    """Show the page, unless something before it is still to be answered."""
    first = way.unanswered(visit.answers, visit.case)
    asked = way.pages(visit.answers, visit.case)
    if page not in asked or (first in asked and asked.index(first) < asked.index(page)):
        return go(visit, first)
    return show(request, visit, page, page.write(visit.answers, visit.case))


def _take(request: HttpRequest, visit: Visit, page: Page) -> HttpResponse:
    """Check what was sent, keep it in the browser and lead to the next page that wants an answer."""
    draft = visit.draft
    if draft is None:
        if page is not way.PAGES[0]:
            return dead_ends.draft_gone(request, visit.case.case.slug)
        draft = Draft(began=int(time.time()))
    typed: Typed = dict(request.POST.lists())
    read = page.read(typed, visit.case)
    answers = {**draft.answers, **read}
    cleaned, errors = check_part(answers, visit.case.terms, fields=page.parts)
    if errors:
        return show(request, visit, page, typed, errors)
    answers |= page.keep(read, cleaned)
    response = go(visit, way.unanswered(answers, visit.case))
    try:
        drafts.write(request, response, visit.case.case.slug, Draft(draft.id, answers, draft.began))
    except CookieTooLarge:
        return show(request, visit, page, typed, too_long=True)
    return response


def go(visit: Visit, page: Page | None) -> HttpResponse:
    """Lead to a page of the form, or to the check of all answers when there is none left."""
    slug = visit.case.case.slug
    return see_other("step", slug, page.slug) if page else see_other("check", slug)


def show(
    request: HttpRequest,
    visit: Visit,
    page: Page,
    typed: Typed,
    errors: Sequence[FieldError] = (),
    *,
    too_long: bool = False,
) -> HttpResponse:
    """A page of the form, holding what was typed; with what is wrong beside the questions and above them (422)."""
    case, answers = visit.case, visit.answers
    slug, asked = case.case.slug, way.pages(answers, case)
    summary: list[Told] = []
    if errors or too_long:
        fields = page.fields(typed, answers, case)
        summary = (
            sentences.tell_too_long(fields)
            if too_long
            else sentences.tell(fields, errors, page=page, typed=typed, case=case)
        )
        questions = show_.html(fields)
    else:
        questions = show_.questions(page, typed, answers, case)
    return render(
        request,
        "intake/page.html",
        {
            "progress": _progress(page, asked),
            "intro": page.intro(answers, case),
            "heading": not page.asks_one,
            "questions": questions,
            "summary": summary,
            "action_url": address("step", slug, page.slug),
            "leave_url": address("leave", slug) if visit.draft else "",
            "csrf_token": get_token(request),
        },
        title=page.title(answers, case),
        back=_back(page, asked, visit),
        wrong=bool(summary),
        status=422 if summary else 200,
    )


def _progress(page: Page, asked: list[Page]) -> str:
    if page not in asked:
        return ""
    return _("Question %(number)s of %(count)s") % {"number": asked.index(page) + 1, "count": len(asked)}


def _back(page: Page, asked: list[Page], visit: Visit) -> str:
    """To the check of all answers when the claimant came from there, else one page back."""
    slug = visit.case.case.slug
    if way.unanswered(visit.answers, visit.case) is None:
        return address("check", slug)
    before = asked[: asked.index(page)] if page in asked else []
    return address("step", slug, before[-1].slug) if before else address("case", slug)
