"""Taking a version of the leaked-field list out: for a spreadsheet, for another program, for paper.

The JSON is the version itself and nothing of the moment of export, so that whoever exports it years later gets the
same bytes and the same hash. Its keys are documented in docs/leaked-field-list.md.
"""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from claims.models import AssertionPin, BreachNotice, Cohort, DataItem, LeakAssertion, LeakedFieldList, ListDocument
from claims.queries.leaked_list import Matrix, MatrixCell, assertion_ids, derived, matrix, pins_in, with_sources
from claims.rules.leaked_list import Cell, CellKey
from claims.services import audit
from claims.services.actors import Actor
from claims.services.export import Download, inert
from claims.wording.codes import label

FORMAT: Final = "redress.leaked-field-list"
FORMAT_VERSION: Final = 1


@transaction.atomic
def export_csv(version: LeakedFieldList, *, case_id: int, actor: Actor) -> Download:
    """Return one line a cell in the reader's words, UTF-8 with a byte order mark, and record who took it.

    No cell can be run as a formula.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(
        (
            *(_("Version"), _("Cohort code"), _("Cohort"), _("Data item code"), _("Data item"), _("It says")),
            *(_("Disputed"), _("Pinned"), _("Reason of the pin")),
            *(_("Deciding notice"), _("Source"), _("Who speaks"), _("Date"), _("Term used"), _("Number")),
            *(_("Citation"), _("File (SHA-256)"), _("Other statements")),
        )
    )
    for row in _rows(matrix(version)):
        writer.writerow([inert(value) for value in row])
    content = b"\xef\xbb\xbf" + buffer.getvalue().encode()
    return _recorded(content, version, "csv", case_id, actor)


@transaction.atomic
def export_json(version: LeakedFieldList, *, case_id: int, actor: Actor) -> Download:
    """Return the whole version with every assertion and its source, and record who took it."""
    return _recorded(version_json(version), version, "json", case_id, actor)


@transaction.atomic
def export_page(version: LeakedFieldList, *, case_id: int, actor: Actor) -> Download:
    """Return what `export_json` does, and record that it was taken as a page to print, which bears its hash."""
    return _recorded(version_json(version), version, "page", case_id, actor)


def version_json(version: LeakedFieldList) -> bytes:
    """Return a version as JSON in UTF-8, the same bytes whenever it is asked for. Six queries."""
    cells = derived(version)
    incident = version.incident
    notices = BreachNotice.objects.filter(incident=incident, since_version__lte=version.number).select_related(
        "cohort", "supersedes", "document"
    )
    known = with_sources(LeakAssertion.objects.filter(pk__in=assertion_ids(cells.values())))
    pins = {
        (pin.cohort.code, pin.item.code): pin
        for pin in pins_in(version.number).filter(cohort__incident=incident).select_related("cohort", "item")
    }
    whole = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "incident": {"code": incident.code, "controller": _both(incident.controller_ko, incident.controller_en)},
        "version": {
            "number": version.number,
            "made_at": version.made_at.astimezone(UTC).isoformat(),
            "made_by": version.made_by.get_username() if version.made_by else None,
            "reason": version.reason,
        },
        "cohorts": [
            {"code": row.code, "name": _both(row.name_ko, row.name_en), "accounts": row.accounts}
            for row in Cohort.objects.filter(incident=incident, code__in={cohort for cohort, _item in cells})
        ],
        "data_items": [
            {"code": row.code, "name": _both(row.name_ko, row.name_en), "bit": row.bit}
            for row in DataItem.objects.filter(incident=incident, code__in={item for _cohort, item in cells})
        ],
        "notices": [_notice(row) for row in notices.order_by("dated", "pk")],
        "assertions": [_assertion(known[each]) for each in sorted(known)],
        "cells": [_cell(key, cells[key], pins.get(key)) for key in sorted(cells)],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _recorded(content: bytes, version: LeakedFieldList, form: str, case_id: int, actor: Actor) -> Download:
    download = Download(content, hashlib.sha256(content).hexdigest())
    audit.record(
        "list.export",
        actor=actor,
        subject_type="list",
        subject_id=version.pk,
        case_id=case_id,
        detail={"version": version.number, "form": form, "sha256": download.sha256},
    )
    return download


def _rows(read: Matrix) -> list[Sequence[str]]:
    return [(str(read.version.number), *_row(cell)) for _cohort, cells in read.rows for cell in cells]


def _row(cell: MatrixCell) -> Sequence[str]:
    said, notice = cell.deciding, cell.deciding.notice if cell.deciding else None
    document = (said.document or notice.document) if said and notice else None
    return (
        cell.cohort.code,
        cell.cohort.name,
        cell.item.code,
        cell.item.name,
        label("says", cell.says),
        _yes_no(cell.disputed),
        _yes_no(cell.pinned),
        cell.pin.reason if cell.pin else "",
        notice.code if notice else "",
        label("source", notice.source) if notice else "",
        notice.source_detail if notice else "",
        notice.dated.isoformat() if notice else "",
        notice.term_used if notice else "",
        _number(said) if said else "",
        (said.citation or notice.citation) if said and notice else "",
        document.sha256 if document else "",
        "; ".join(_short(other) for other in cell.others),
    )


def _short(said: LeakAssertion) -> str:
    return (
        f"{label('says', said.says)} ({said.notice.code}, {label('source', said.notice.source)}, {said.notice.dated})"
    )


def _number(said: LeakAssertion) -> str:
    number = said.count if said.count is not None else said.notice.accounts
    return "" if number is None else str(number)


def _yes_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _both(ko: str, en: str) -> dict[str, str]:
    return {"ko": ko, "en": en}


def _notice(row: BreachNotice) -> dict[str, Any]:
    return {
        "code": row.code,
        "cohort": row.cohort.code,
        "source": row.source,
        "source_detail": _both(row.source_detail_ko, row.source_detail_en),
        "dated": row.dated.isoformat(),
        "term_used": _both(row.term_used_ko, row.term_used_en),
        "accounts": row.accounts,
        "note": _both(row.note_ko, row.note_en),
        "citation": row.citation,
        "sent_to_claimants": row.bit is not None,
        "supersedes": row.supersedes.code if row.supersedes else None,
        "since_version": row.since_version,
        "file": _file(row.document),
    }


def _assertion(row: LeakAssertion) -> dict[str, Any]:
    return {
        "id": row.pk,
        "notice": row.notice.code,
        "data_item": row.item.code,
        "says": row.says,
        "count": row.count,
        "citation": row.citation,
        "file": _file(row.document),
    }


def _cell(key: CellKey, cell: Cell, pin: AssertionPin | None) -> dict[str, Any]:
    cohort, item = key
    return {
        "cohort": cohort,
        "data_item": item,
        "says": cell.says.value,
        "disputed": cell.disputed,
        "deciding": cell.deciding,
        "others": list(cell.others),
        "pin": _pin(pin) if cell.pinned and pin else None,
    }


def _pin(pin: AssertionPin) -> Mapping[str, Any]:
    return {"reason": pin.reason, "by": pin.pinned_by.get_username(), "since_version": pin.since_version}


def _file(document: ListDocument | None) -> dict[str, Any] | None:
    if document is None:
        return None
    return {
        "name": document.name,
        "media_type": document.media_type,
        "bytes": document.size,
        "sha256": document.sha256,
    }
