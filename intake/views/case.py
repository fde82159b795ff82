"""A case as the public sees it, and the way out of a claim that was begun."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claims.queries.filing_terms import FilingCase
from claims.wording.formats import won
from claims.wording.stages import stage_label
from intake import drafts, receipts
from intake.cookies import CookieUnreadable
from intake.journey import way
from intake.journey.per_case import per_case
from intake.render import fragment, render, see_other
from intake.views.visit import known_case


@require_safe
def about(request: HttpRequest, slug: str) -> HttpResponse:
    """What the case is about, what it costs and may bring, what will be asked, and how the answers are protected."""
    found = known_case(slug)
    return render(
        request,
        "intake/case.html",
        {
            "case": found.case,
            "open": found.open,
            "stage": stage_label("case", found.case.stage),
            "about": _about(found),
            "begun": _begun(request, slug),
            "submitted": receipts.read(request, slug) is not None,
        },
        title=found.case.title,
    )


@per_case
def _about(found: FilingCase) -> SafeString:
    bounds = found.terms.damages
    return fragment(
        "intake/about.html",
        {
            "case": found.case,
            "standard": won(bounds.standard),
            "minimum": won(bounds.minimum),
            "maximum": won(bounds.maximum),
            "asked": [page.asked for page in way.PAGES],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete the answers given so far, after asking once. They are nowhere but in this browser."""
    found = known_case(slug)
    if request.method == "POST":
        response = see_other("case", slug)
        drafts.delete(response, slug)
        return response
    if not _begun(request, slug):
        return see_other("case", slug)
    return render(
        request,
        "intake/leave.html",
        {"case": found.case, "csrf_token": get_token(request)},
        title=_("Delete your answers?"),
    )


def _begun(request: HttpRequest, slug: str) -> bool:
    try:
        return drafts.read(request, slug) is not None
    except CookieUnreadable:
        return False
