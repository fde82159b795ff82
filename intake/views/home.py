from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.queries.filing_terms import open_cases
from intake.render import render


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the cases that take claims now, and the way to look up a claim. One query."""
    return render(
        request,
        "intake/home.html",
        {"cases": [(case, case.summary.split("\n\n")[0]) for case in open_cases()]},
        title=_("After a data leak: claim damages together"),
    )
