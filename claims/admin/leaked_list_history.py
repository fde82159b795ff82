"""What differs between two versions of the leaked-field list."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from claims.admin.leaked_list import frame
from claims.admin.pages import CounselRequest, page
from claims.models import LeakedFieldList
from claims.queries.access import Permission
from claims.queries.leaked_list_history import differences


def differences_page(request: CounselRequest, slug: str) -> HttpResponse:
    """Show how two versions differ, by default the newest and the one before. The order of naming them is no matter."""
    access = request.staff.case(slug, Permission.SEE_CLAIMS)
    numbers = list(
        LeakedFieldList.objects.filter(incident=access.case.incident_id)
        .order_by("-number")
        .values_list("number", flat=True)
    )
    if not numbers:
        raise Http404
    to = _asked(request, "to", numbers[0])
    since = _asked(request, "from", to - 1)
    if not {to, since} <= {0, *numbers} or to == since == 0:
        raise Http404
    found = differences(access.case.incident_id, since, to)
    earlier = found.before.number if found.before else 0
    return page(
        request,
        "list/differences.html",
        {
            "title": _("What changed from version %(before)s to version %(after)s")
            % {"before": earlier, "after": found.after.number},
            **frame(access),
            "found": found,
            "changes": found.changes,
            "earlier": earlier,
            "numbers": numbers,
        },
    )


def _asked(request: CounselRequest, name: str, default: int) -> int:
    """The version that the address names. Raises Http404 for what is no number of one."""
    typed = request.GET.get(name)
    if typed is None:
        return default
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 9):
        raise Http404
    return int(typed)
