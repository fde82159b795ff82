"""Finding a claim by its number, or by a person's exact data.

What is typed arrives by POST and the answer is drawn from it: a name, an address or a phone number never stands in an
address, where histories, proxies and logs would keep it.
"""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.admin.claim_list import rows_of
from claims.admin.pages import CounselRequest, actor_of, page
from claims.queries.access import Permission
from claims.queries.claim_search import FOUND_LIMIT
from claims.rules.ids import read_claim_number
from claims.services.person_search import find_people

_LONGEST = 254


def search(request: CounselRequest) -> HttpResponse:
    """Go to the claim of a number, or list the claims of a person."""
    seen = request.staff.require(Permission.SEE_CLAIMS)
    if request.method != "POST":
        return redirect("counsel:claims")
    typed = request.POST.get("typed", "").replace("\0", "").strip()[:_LONGEST]
    number = read_claim_number(typed[:40])
    if number is not None:
        return redirect("counsel:claim", number=number)
    if not typed:
        return redirect("counsel:claims")
    cases = request.staff.require(Permission.FIND_PEOPLE)
    found = find_people(typed=typed, cases=[access.case.pk for access in cases], actor=actor_of(request))
    return page(
        request,
        "claims/found.html",
        {
            "title": _("Search"),
            "rows": rows_of(found.rows, seen),
            "one_case": len(seen) == 1,
            "more": found.more,
            "limit": FOUND_LIMIT,
            "kinds": found.kinds,
            "looks_like_number": typed[:2].upper() in {"R-", "R "},
        },
        here=reverse("counsel:claims"),
    )
