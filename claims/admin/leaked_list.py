"""The leaked-field list as counsel reads it: the matrix, one cell in full, and every version there was."""

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
            "case": access.case,
            "tab": "list",
            "case_may": case_may(access),
            **_matrix_context(version, access),
            "versions": versions_of(access.case.incident),
            "notices": BreachNotice.objects.filter(incident=access.case.incident)
            .select_related("cohort", "supersedes")
            .order_by("dated", "pk"),
        },
    )


def version_page(request: CounselRequest, slug: str, number: int) -> HttpResponse:
    """Show one version, as it was."""
    access = request.staff.case(slug, Permission.SEE_CLAIMS)
    version = (
        LeakedFieldList.objects.select_related("made_by")
        .filter(incident=access.case.incident_id, number=number)
        .first()
    )
    if version is None:
        raise Http404
    return page(
        request,
        "list/version.html",
        {
            "title": _("Version %(number)s of the leaked-field list") % {"number": number},
            "case": access.case,
            "tab": "list",
            "case_may": case_may(access),
            **_matrix_context(version, access),
        },
    )


def cell_page(request: CounselRequest, slug: str, cohort: str, item: str) -> HttpResponse:
    """Show everything that anyone asserted of one data item of one cohort, and the forms to change it."""
    access = request.staff.case(slug, Permission.SEE_CLAIMS)
    return show_cell(request, access, cohort, item)


def show_cell(
    request: CounselRequest,
    access: CaseAccess,
    cohort: str,
    item: str,
    *,
    refused_form: dict[str, ReasonForm] | None = None,
    refused: str = "",
) -> HttpResponse:
    """Return the page of a cell, with the form that did not fit and why. Raises Http404 for a cell that is none."""
    found = find_cell(access, cohort, item)
    version = current_list(access.case.incident_id)
    cell = _cell(version, found) if version else MatrixCell(*found, "unknown", False, None, (), False, None)
    number = version.number if version else 0
    return page(
        request,
        "list/cell.html",
        {
            "title": f"{found[1].name} – {found[0].name}",
            "case": access.case,
            "tab": "list",
            "case_may": case_may(access),
            "version": version,
            "cell": cell,
            "assertions": [*([cell.deciding] if cell.deciding else []), *cell.others],
            "pin_form": PinForm(number, *found),
            "unpin_form": UnpinForm(number),
            "assertion_form": AssertionForm(number, found[0]),
            "refused": refused,
            **(refused_form or {}),
        },
        here=reverse("counsel:list_cell", args=[access.case.slug, cohort, item]),
        status=422 if refused_form else 200,
    )


def find_cell(access: CaseAccess, cohort: str, item: str) -> tuple[Cohort, DataItem]:
    """Return cohort and data item of the case's incident by their codes. Raises Http404."""
    incident = access.case.incident_id
    row = Cohort.objects.filter(incident=incident, code=cohort).first()
    column = DataItem.objects.filter(incident=incident, code=item).first()
    if row is None or column is None:
        raise Http404
    return row, column


def _cell(version: LeakedFieldList, place: tuple[Cohort, DataItem]) -> MatrixCell:
    cohort, item = place
    cells = {row.pk: row_cells for row, row_cells in matrix(version).rows}
    return next(cell for cell in cells[cohort.pk] if cell.item.pk == item.pk)


def _matrix_context(version: LeakedFieldList | None, access: CaseAccess) -> dict[str, Any]:
    if version is None:
        return {"version": None, "cohorts": [], "rows": []}
    version.incident = access.case.incident
    read = matrix(version)
    return {"version": version, "cohorts": [cohort for cohort, _cells in read.rows], "rows": _by_item(read)}


def _by_item(read: Matrix) -> list[ItemRow]:
    return [ItemRow(item, [cells[place] for _cohort, cells in read.rows]) for place, item in enumerate(read.items)]
