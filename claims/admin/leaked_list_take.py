"""Taking the list and its papers along: exports of a version, a page to print, the file behind a notice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from claims.admin.leaked_list import by_item, find_version, frame
from claims.admin.pages import CounselRequest, actor_of, page
from claims.models import BreachNotice, LeakAssertion, LeakedFieldList, ListDocument
from claims.queries.access import Permission
from claims.queries.leaked_list import Matrix, matrix
from claims.services.export import Download
from claims.services.leaked_list_documents import read_document
from claims.services.leaked_list_export import export_csv, export_json, export_page


@dataclass(frozen=True, slots=True)
class _Form:
    """One form of export: what makes it and what it is."""

    make: Callable[..., Download]
    content_type: str


_FORMS: Final[Mapping[str, _Form]] = {
    "csv": _Form(export_csv, "text/csv; charset=utf-8"),
    "json": _Form(export_json, "application/json"),
}

# A paper may hold anything. Should a browser show it all the same, it loads nothing, runs nothing and is nobody's page.
_PAPER_POLICY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


def download(request: CounselRequest, slug: str, number: int) -> HttpResponse:
    """Send a version as CSV or JSON."""
    access = request.staff.case(slug, Permission.EXPORT)
    version = find_version(access, number)
    if request.method != "POST":
        return redirect("counsel:list_version", slug=slug, number=number)
    name = request.POST.get("form", "")
    form = _FORMS.get(name)
    if form is None:
        raise Http404
    made = form.make(version, case_id=access.case.pk, actor=actor_of(request))
    response = HttpResponse(made.content, content_type=form.content_type)
    filename = f"leaked-field-list-{access.case.incident.code}-v{number}.{name}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename)
    return response


@dataclass(frozen=True, slots=True)
class Footnote:
    """One source of the printed list: an assertion, under the number that the cells name."""

    number: int
    said: LeakAssertion


def print_page(request: CounselRequest, slug: str, number: int) -> HttpResponse:
    """Show a version as a page to print: every cell with its sources as footnotes, and the hash of its JSON."""
    access = request.staff.case(slug, Permission.EXPORT)
    version = find_version(access, number)
    made = export_page(version, case_id=access.case.pk, actor=actor_of(request))
    read = matrix(version)
    notes = footnotes(read)
    return page(
        request,
        "list/print.html",
        {
            "title": _("Leaked-field list"),
            **frame(access),
            "version": version,
            "cohorts": [cohort for cohort, _cells in read.rows],
            "rows": by_item(read),
            "footnotes": notes,
            "number_of": {note.said.pk: note.number for note in notes},
            "silent": _silent(version, notes),
            "sha256": made.sha256,
        },
    )


def footnotes(read: Matrix) -> list[Footnote]:
    """Return every assertion of a matrix once, numbered in the order in which its rows name them."""
    numbered: dict[int, Footnote] = {}
    for row in by_item(read):
        for cell in row.cells:
            for said in cell.assertions:
                numbered.setdefault(said.pk, Footnote(len(numbered) + 1, said))
    return list(numbered.values())


def _silent(version: LeakedFieldList, notes: list[Footnote]) -> list[BreachNotice]:
    """The notices of that time that say nothing of any item, which no footnote names."""
    spoken = {note.said.notice_id for note in notes}
    return [
        notice
        for notice in BreachNotice.objects.filter(
            incident=version.incident_id, since_version__lte=version.number
        ).select_related("cohort", "document")
        if notice.pk not in spoken
    ]


def document(request: CounselRequest, slug: str, document_id: int) -> HttpResponse:
    """Send a paper of the case's incident as a download; who takes it is on record."""
    access = request.staff.case(slug, Permission.SEE_CLAIMS)
    paper = ListDocument.objects.filter(incident=access.case.incident_id, pk=document_id).first()
    if paper is None:
        raise Http404
    content = read_document(document=paper, case_id=access.case.pk, actor=actor_of(request))
    response = HttpResponse(content, content_type=paper.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=paper.name)
    response["Content-Security-Policy"] = _PAPER_POLICY
    return response
