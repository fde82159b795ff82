"""Why: one run of the rules over a claim, with everything it was made of. The same page for whoever asks."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.admin.pages import CounselRequest, actor_of, page
from claims.models import Verification
from claims.queries.access import Permission
from claims.queries.verdict_page import explanation
from claims.queries.verdicts import RecordDamaged, RunReader
from claims.services.reproduction import reproduce
from claims.services.reveal import view_claim
from claims.wording.verdict import RUN_CAUSES, reproduced_sentence


def verdict_page(request: CounselRequest, number: str, run_id: UUID) -> HttpResponse:
    """Show one run of a claim. Recorded as a look at the claim; nothing personal is on it."""
    claim, access = request.staff.claim(number, Permission.SEE_CLAIMS)
    if not Verification.objects.filter(pk=run_id, claim=claim).exists():
        raise Http404
    judged = RunReader().read([run_id])[run_id]
    view_claim(claim=claim, transitions=(), with_reasons=False, actor=actor_of(request))
    again = reproduce(judged)
    sentence = reproduced_sentence(
        again.fidelity, other_rules=again.other_rules, findings=again.findings, parts=again.parts
    )
    shared = {
        "title": _("Why: %(number)s") % {"number": claim.number},
        "claim": claim,
        "case": access.case,
        "run": judged.run,
        "cause": RUN_CAUSES[judged.run.cause],
        "fidelity": again.fidelity,
        "reproduced": sentence,
    }
    here = reverse("counsel:verdict", args=[claim.number, run_id])
    try:
        told = explanation(claim, judged)
    except RecordDamaged:
        return page(request, "claims/verdict_damaged.html", shared, here=here)
    return page(request, "claims/verdict.html", {**shared, "told": told}, here=here)
