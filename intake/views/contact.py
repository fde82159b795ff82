"""Confirming a contact: a one-time code goes to it and is entered here, by whoever has looked the claim up."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims.queries.contacts import Contact, contacts_by_number
from claims.services import contact_proof, throttle
from intake import errors, looked_up
from intake.journey.fields import TextField
from intake.journey.sentences import Told
from intake.journey.typed import Typed, one
from intake.render import address, render, see_other


@dataclass(frozen=True, slots=True)
class _Page:
    """One visit: whose contact it is, and what there is to say besides."""

    contact: Contact
    error: str = ""
    wait: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, channel: str) -> HttpResponse:
    """Have a code sent, and enter it. POST with `code` enters one, without it has one sent.

    Back, reload and a second click do no harm: what is confirmed is confirmed, and a code that waits to go out is not
    asked for twice. Where there is nothing to confirm it leads to the claim.
    """
    found = looked_up.find(request)
    contacts = contacts_by_number(found.number) if found else None
    if contacts is None:
        return see_other("status")
    chosen = contacts.get(channel)
    if chosen is None or chosen.proven or not chosen.offered:
        return see_other("status-claim")
    if request.method != "POST":
        return _show(request, _Page(chosen))
    typed: Typed = dict(request.POST.lists())
    client = throttle.client_address(request.META)
    if "code" in typed:
        if wait := throttle.allow("status", client):
            return errors.too_many_requests(request, wait)
        if not one(typed, "code"):
            return _show(request, _Page(chosen, error=_("Please fill this in.")), status=422)
        entered = contact_proof.enter_code(claim_id=contacts.claim_id, channel=channel, typed=one(typed, "code"))
        now = contacts_by_number(contacts.number)
        if entered or (now is not None and now.is_proven(channel)):  # the first of two clicks has done it
            return see_other("status-claim")
        wrong = _("This code is wrong or has expired. Check it, or have another one sent.")
        return _show(request, _Page(chosen, error=wrong), status=422)
    wait_seconds = contact_proof.ask_code(
        claim_id=contacts.claim_id, channel=channel, language=get_language() or "ko", client=client
    )
    if wait_seconds:
        return _show(request, _Page(chosen, wait=_wait(wait_seconds)), status=429)
    return see_other("status-contact", channel)


def _wait(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return ngettext(
        "Several codes were sent already. You can ask for another one in %(minutes)s minute.",
        "Several codes were sent already. You can ask for another one in %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}


def _show(request: HttpRequest, page: _Page, *, status: int = 200) -> HttpResponse:
    contact = page.contact
    phone = contact.channel == "phone"
    field = TextField(
        name="code",
        label=_("The code"),
        hint=_("Six digits"),
        error=page.error,
        autocomplete="one-time-code",
        inputmode="numeric",
        width="number code",
    )
    summary = [Told(field.target, _("%(question)s: %(error)s") % {"question": field.label, "error": page.error})]
    if page.wait:
        summary = [Told("again", page.wait)]
    return render(
        request,
        "intake/contact.html",
        {
            "contact": contact,
            "phone": phone,
            "field": field,
            "enter": contact.awaited or page.error,
            "summary": summary if page.error or page.wait else [],
            "csrf_token": get_token(request),
        },
        title=_("Confirm your mobile number") if phone else _("Confirm your e-mail address"),
        back=address("status-claim"),
        wrong=bool(page.error or page.wait),
        status=status,
    )
