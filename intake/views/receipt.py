from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims.wording.formats import moment
from intake import dead_ends, drafts, looked_up, receipts
from intake.render import render, see_other
from intake.views.visit import known_case


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """Claim number and receipt secret, to write down or print, for an hour. POST puts them away."""
    case = known_case(slug)
    shown = receipts.read(request, slug)
    if request.method == "POST":
        response = see_other("home")
        receipts.delete(response, slug)
        drafts.delete(response, slug)
        looked_up.delete(response)
        return response
    if shown is None:
        return dead_ends.receipt_gone(request, slug)
    return render(
        request,
        "intake/receipt.html",
        {"case": case.case, "receipt": shown, "received": moment(shown.received_at), "csrf_token": get_token(request)},
        title=_("We have your claim"),
    )
