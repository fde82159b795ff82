"""The affected-account lists of a case's incident: which there are, and how many claims they show. Nobody asks them
here about an account: what they say of a claim stands on the claim's page."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from claims.admin.case import case_may
from claims.admin.pages import CounselRequest, page
from claims.queries.access import Permission
from claims.queries.affected_accounts import account_lists


def accounts_page(request: CounselRequest, slug: str) -> HttpResponse:
    """Show every list, the newest first."""
    access = request.staff.case(slug, Permission.SEE_CLAIMS)
    return page(
        request,
        "list/accounts.html",
        {
            "title": _("Affected-account lists"),
            "case": access.case,
            "tab": "accounts",
            "case_may": case_may(access),
            "lists": account_lists(access.case.incident_id),
        },
    )
