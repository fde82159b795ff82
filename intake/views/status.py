"""Looking up a claim by what only its claimant has: claim number, receipt secret, date of birth."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims.queries.claim_status import ClaimStatus, find_claim_status
from claims.services import throttle
from claims.wording.formats import day, moment
from claims.wording.next_steps import next_sentence
from claims.wording.reasons import ask_sentence
from claims.wording.stages import stage_label, step_label
from intake import errors, looked_up
from intake.journey.fields import AreaField, Field, TextField
from intake.journey.inputs import date_field
from intake.journey.sentences import Told
from intake.journey.typed import Typed, iso, one
from intake.render import render, see_other
from intake.views import proofs as proofs_


@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """The three questions. Whatever is wrong, the answer is one and the same: 404."""
    if request.method != "POST":
        return _ask(request, {})
    typed: Typed = dict(request.POST.lists())
    if empty := [field for field in _fields(typed) if not _is_filled(field, typed)]:
        return _ask(request, typed, empty=[field.name for field in empty], status=422)
    if wait := throttle.allow("status", throttle.client_address(request.META)):
        return errors.too_many_requests(request, wait)
    # A receipt that was copied may run over two lines.
    receipt = "".join(one(typed, "receipt").split())
    proofs = (one(typed, "claim_number")[:40], receipt[:100], iso(typed, "birth_date")[:10])
    if find_claim_status(*proofs) is None:
        return _ask(request, typed, unknown=True, status=404)
    response = see_other("status-claim")
    looked_up.write(response, proofs)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """Where the claim stands: every step with the current one, what was when, and what is asked. POST puts it away."""
    if request.method == "POST":
        response = see_other("home")
        looked_up.delete(response)
        return response
    found = looked_up.find(request)
    if found is None:
        return see_other("status")
    return render(
        request,
        "intake/status.html",
        {**_shown(found), "proofs": proofs_.shown(found), "csrf_token": get_token(request)},
        title=_("Where your claim stands"),
    )


def _shown(found: ClaimStatus) -> dict[str, object]:
    kind = found.case.case_type
    return {
        "case": found.case,
        "number": found.number,
        "stage": stage_label("claim", found.stage, case_type=kind),
        "next": next_sentence(found.stage, case_type=kind),
        "since": day(found.since),
        "received": moment(found.received_at),
        "steps": [(step_label(step.name, case_type=kind), step.state) for step in found.steps],
        "history": [(stage_label("claim", stage, case_type=kind), moment(at)) for stage, at in found.history],
        "needs": [ask_sentence(need.reason, need.params, found.names) for need in found.needs],
    }


def _fields(typed: Typed) -> list[Field]:
    return [
        TextField(
            name="claim_number",
            label=_("Claim number"),
            hint=_("It looks like R-7K2M9-QXD4F-8"),
            value=one(typed, "claim_number"),
            autocomplete="off",
            width="medium code",
        ),
        AreaField(
            name="receipt",
            label=_("Receipt secret"),
            hint=_("Eight groups of four letters and digits. Spaces and hyphens do not matter."),
            value=one(typed, "receipt"),
            autocomplete="off",
            rows=2,
            width="code",
        ),
        date_field("birth_date", typed, label=_("Date of birth"), hint=_("The claimant’s, for example 1990 3 25")),
    ]


def _is_filled(field: Field, typed: Typed) -> bool:
    return bool(iso(typed, field.name) if field.name == "birth_date" else one(typed, field.name))


def _ask(
    request: HttpRequest, typed: Typed, *, empty: list[str] | None = None, unknown: bool = False, status: int = 200
) -> HttpResponse:
    fields = _fields(typed)
    for field in fields:
        if field.name in (empty or ()):
            field.error = _("Please fill this in.")
    summary = [
        Told(field.target, _("%(question)s: %(error)s") % {"question": field.label, "error": field.error})
        for field in fields
        if field.error
    ]
    if unknown:
        summary = [
            Told(
                fields[0].target,
                _("We find no claim with these three. Please check the claim number, the receipt secret and the date."),
            )
        ]
    return render(
        request,
        "intake/look_up.html",
        {"fields": fields, "summary": summary, "csrf_token": get_token(request)},
        title=_("Look up a claim"),
        wrong=bool(summary),
        status=status,
    )
