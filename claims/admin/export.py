"""Downloading the filtered list."""

from functools import cache

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.admin.claim_list import FilterForm
from claims.admin.pages import CounselRequest, actor_of
from claims.queries.access import Permission
from claims.queries.claim_search import ORDERS, list_claims
from claims.services.export import export_claims
from claims.wording.codes import label
from claims.wording.stages import stage_label


def download(request: CounselRequest) -> HttpResponse:
    """Send the claims of the list's filters as CSV: what the list shows, in the reader's words."""
    cases = request.staff.require(Permission.EXPORT)
    if request.method != "POST":
        return redirect("counsel:claims")
    form = FilterForm(QueryDict(request.POST.get("query", "").removeprefix("?")), cases)
    wanted, now = form.wanted(), timezone.now()
    known = {access.case.pk: access.case for access in cases}
    claims = list_claims(wanted, now=now, order=ORDERS[0], rows=None).rows
    # A hundred thousand rows have a few dozen words in them.
    word, stage = cache(label), cache(stage_label)
    rows = [
        (
            claim.number,
            known[claim.case_id].slug,
            stage("claim", claim.stage, case_type=known[claim.case_id].case_type),
            word("verdict", claim.verdict) if claim.verdict else "",
            str(claim.days_waiting(now)),
            word("claimant_type", claim.claimant_type) if claim.claimant_type else "",
            word("door", claim.door),
            timezone.localtime(claim.received_at).isoformat(timespec="seconds"),
        )
        for claim in claims
    ]
    made = export_claims(
        header=(
            _("Claim number"),
            _("Case"),
            _("Stage"),
            _("Outcome of the check"),
            _("Days waiting"),
            _("Claimant type"),
            _("Door"),
            _("Received on"),
        ),
        rows=rows,
        cases=wanted.cases,
        filters=form.given(),
        actor=actor_of(request),
    )
    response = HttpResponse(made.content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="claims-{timezone.localtime(now):%Y%m%d-%H%M}.csv"'
    return response
