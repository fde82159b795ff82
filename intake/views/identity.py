"""Verifying identity: to the provider and back. Nothing of the person is in an address on the way."""

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claims.queries.contacts import contacts_by_number
from claims.services import identity
from intake import looked_up
from intake.render import SeeOther, address, render, see_other


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponseBase:
    """What will happen, and the way to the provider (POST). Raises Http404 where there is no provider."""
    origin = identity.origin()
    if origin is None:
        raise Http404
    found = looked_up.find(request)
    contacts = contacts_by_number(found.number) if found else None
    if contacts is None:
        return see_other("status")
    if request.method == "POST":
        try:
            to = identity.begin(claim_id=contacts.claim_id, return_url=_return_url(request))
        except identity.IdentityNotVerified:
            return _not_verified(request)
        response = SeeOther(to)
        looked_up.keep(request, response)  # the journey takes its time
        return response
    # The form leads out of this site: to the provider, and only there.
    return csp_update({"form-action": [origin]})(_ask)(request)


def _ask(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "intake/identity.html",
        {"csrf_token": get_token(request)},
        title=_("Verify your identity"),
        back=address("status-claim"),
    )


@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Where the provider sends the browser back to."""
    found = looked_up.find(request)
    contacts = contacts_by_number(found.number) if found else None
    if contacts is None:
        return see_other("status")
    try:
        identity.complete(claim_id=contacts.claim_id, callback=request.GET.dict(), return_url=_return_url(request))
    except identity.IdentityNotVerified:
        return _not_verified(request)
    return see_other("status-claim")


def _return_url(request: HttpRequest) -> str:
    return request.build_absolute_uri(address("status-identity-return"))


def _not_verified(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "intake/message.html",
        {
            "paragraphs": [
                _("It was cancelled, took too long, or the provider could not tell who you are. Nothing was stored."),
            ],
            "action_url": address("status-identity"),
            "action": _("Try again"),
        },
        title=_("Your identity was not verified"),
        status=422,
    )
