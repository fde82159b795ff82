"""The leaked-field list as counsel reads it: the matrix, one cell in full, every version there was."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.admin.case import case_may
from claims.admin.leaked_list_forms import AssertionForm, PinForm, ReasonForm, UnpinForm
from claims.admin.pages import CounselRequest, page
from claims.models import BreachNotice, Cohort, DataItem, LeakedFieldList
from claims.queries.access import CaseAccess, Permission
from claims.queries.case_page import versions_of
from claims.queries.leaked_list import Matrix, MatrixCell, current_list, matrix
from claims.queries.leaked_list_history import cell_story


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One data item across all cohorts. A case has more items than cohorts, so items are the rows."""

    item: DataItem
    cells: Sequence[MatrixCell]


def matrix_page(request: CounselRequest, slug: str) -> HttpResponse:
    """Show the current version as a matrix, and the history of versions."""
    access = request.staff.case(slug, Permission.SEE_CLAIMS)
    version = current_list(access.case.incident_id)
    return page(
        request,
        "list/matrix.html",
        {
            "title": _("Leaked-field list"),
            **frame(access),
            **_matrix_context(version, access),
            "versions": versions_of(access.case.incident),
            "notices": BreachNotice.objects.filter(incident=access.case.incident)
            .select_related("cohort", "supersedes", "document")
            .order_by("dated", "pk"),
        },
    )


def version_page(request: CounselRequest, slug: str, number: int) -> HttpResponse:
    """Show one version, as it was."""
    access = request.staff.case(slug, Permission.SEE_CLAIMS)
    version = find_version(access, number)
    return page(
        request,
        "list/version.html",
        {
            "title": _("Version %(number)s of the leaked-field list") % {"number": number},
            **frame(access),
            **_matrix_context(version, access),
        },
    )


def cell_page(request: CounselRequest, slug: str, cohort: str, item: str) -> HttpResponse:
    """Show everything that anyone asserted of one data item of one cohort, how the cell came about, and the forms to
    change it."""
    access = request.staff.case(slug, Permission.SEE_CLAIMS)
    return show_cell(request, access, cohort, item)


def show_cell(
    request: CounselRequest,
    access: CaseAccess,
    cohort: str,
    item: str,
    *,
    returned: dict[str, ReasonForm] | None = None,
    refused: str = "",
) -> HttpResponse:
    """Return the page of a cell, with the form that came back and why it was refused. Raises Http404 for a cell that
    is none."""
    found = find_cell(access, cohort, item)
    newest = LeakedFieldList.objects.filter(incident=access.case.incident_id).values_list("number", flat=True).first()
    story = cell_story(*found)
    number = newest or 0
    failed = bool(refused) or any(form.errors for form in (returned or {}).values())
    return page(
        request,
        "list/cell.html",
        {
            "title": f"{found[1].name} – {found[0].name}",
            **frame(access),
            "cell": story.now,
            "story": story,
            "pin_form": PinForm(number, *found),
            "unpin_form": UnpinForm(number),
            "assertion_form": AssertionForm(number, found[0]),
            "refused": refused,
            "failed": failed,
            **(returned or {}),
        },
        here=reverse("counsel:list_cell", args=[access.case.slug, cohort, item]),
        status=422 if failed else 200,
    )


def find_cell(access: CaseAccess, cohort: str, item: str) -> tuple[Cohort, DataItem]:
    """Return cohort and data item of the case's incident by their codes. Raises Http404."""
    incident = access.case.incident_id
    row = Cohort.objects.filter(incident=incident, code=cohort).first()
    column = DataItem.objects.filter(incident=incident, code=item).first()
    if row is None or column is None:
        raise Http404
    return row, column


def find_version(access: CaseAccess, number: int) -> LeakedFieldList:
    """Return a version of the case's incident by its number. Raises Http404."""
    version = (
        LeakedFieldList.objects.select_related("made_by", "incident")
        .filter(incident=access.case.incident_id, number=number)
        .first()
    )
    if version is None:
        raise Http404
    return version


def frame(access: CaseAccess) -> dict[str, Any]:
    """What every page of the list shows around itself."""
    return {"case": access.case, "tab": "list", "case_may": case_may(access)}


def by_item(read: Matrix) -> list[ItemRow]:
    """A matrix with the data items as rows."""
    return [ItemRow(item, [cells[place] for _cohort, cells in read.rows]) for place, item in enumerate(read.items)]


def _matrix_context(version: LeakedFieldList | None, access: CaseAccess) -> dict[str, Any]:
    if version is None:
        return {"version": None, "cohorts": [], "rows": []}
    read = matrix(version)
    return {"version": version, "cohorts": [cohort for cohort, _cells in read.rows], "rows": by_item(read)}
