"""One row of an import: a filing, or the reasons why it is none."""

import csv
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone, translation

from claims.rules.deadlines import KOREA
from claims.rules.submission import FilingTerms, SubmissionRefused, parse
from claims.rules.submission.errors import FieldError
from claims.rules.submission.texts import has_forbidden_character
from claims.services.filing import Filing
from claims.services.import_file import LONGEST_LINE, Line, split
from claims.wording.errors import error_sentence

REFERENCE_LENGTH = 100
_EARLIEST = date(1900, 1, 1)
_LONGEST_MOMENT = 40

# What can be wrong with a row besides what can be wrong with any submission. For operators, so English only.
_SENTENCES = {
    "row_too_long": f"The row has more than {LONGEST_LINE:,} characters.",
    "bad_quoting": "The quotation marks of the row do not pair, or a cell holds a line break.",
    "too_many_cells": "The row has more cells than the header has columns.",
    "too_few_cells": "The row has fewer cells than the header has columns.",
    "reference_missing": "Every row needs a reference of its own.",
    "reference_invalid": f"A reference has up to {REFERENCE_LENGTH} characters, none of them a control character.",
    "reference_repeated": "An earlier row of this file has the same reference.",
    "moment_invalid": "Write a date or a date and time as 2025-12-08 or 2025-12-08T14:30; without a zone it is Korean.",
    "moment_in_future": "This moment is still to come.",
}

# Where the parts of a submission stand in a row, if not under their own name.
_COLUMN_OF = {
    "/address/line": "address",
    "/address/postcode": "postcode",
    "/account/email": "account_email",
    "/account/phone": "account_phone",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a row: the column ("" for the row), a stable code, and the code in words."""

    column: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that goes in not; `external_ref` is empty when the row has no valid one. Holds nothing else of the row."""

    number: int
    external_ref: str
    problems: tuple[Problem, ...]


class References:
    """Which references the file has had so far.

    Hashes of eight bytes, about 60 bytes of memory each: the one thing here that grows with the file. Among a million
    references the chance that any two share a hash is one in thirty million.
    """

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def repeated(self, reference: str) -> bool:
        """Whether an earlier row had this reference; from now on one has."""
        before = len(self._seen)
        self._seen.add(hash(reference))
        return len(self._seen) == before


def reference_of(line: Line, header: tuple[str, ...]) -> str | None:
    """The valid reference of a line, None when it has none. Says the same as `read_row`, at a tenth of the cost."""
    try:
        return _reference(_cells(line, header))
    except _RowRefused:
        return None


def read_row(line: Line, header: tuple[str, ...], seen: References, terms: FilingTerms) -> Filing | Rejected:
    """What a line asks to file, checked as every submission is but for what is left out."""
    reference = ""
    try:
        cells = _cells(line, header)
        reference = _reference(cells)
        if seen.repeated(reference):
            raise _RowRefused("external_ref", "reference_repeated")
    except _RowRefused as refused:
        problem = Problem(refused.column, refused.code, _SENTENCES[refused.code])
        return Rejected(line.number, reference, (problem,))
    problems = []
    submitted_at = submission = None
    try:
        submitted_at = _moment(cells.get("submitted_at", "").strip())
    except _RowRefused as refused:
        problems.append(Problem(refused.column, refused.code, _SENTENCES[refused.code]))
    try:
        submission = parse(_body(cells), terms, mode="lenient")
    except SubmissionRefused as refused:
        problems = [*_problems(refused.errors), *problems]
    if submission is None or problems:
        return Rejected(line.number, reference, tuple(problems))
    return Filing(submission, key=reference, external_ref=reference, submitted_at=submitted_at)


class _RowRefused(Exception):
    def __init__(self, column: str, code: str) -> None:
        super().__init__(code)
        self.column, self.code = column, code


def _cells(line: Line, header: tuple[str, ...]) -> dict[str, str]:
    if line.text is None:
        raise _RowRefused("", "row_too_long")
    try:
        cells = split(line.text)
    except csv.Error:
        raise _RowRefused("", "bad_quoting") from None
    if len(cells) != len(header):
        raise _RowRefused("", "too_many_cells" if len(cells) > len(header) else "too_few_cells")
    return dict(zip(header, cells, strict=True))


def _reference(cells: Mapping[str, str]) -> str:
    reference = unicodedata.normalize("NFC", cells["external_ref"].strip())
    if not reference:
        raise _RowRefused("external_ref", "reference_missing")
    if len(reference) > REFERENCE_LENGTH or has_forbidden_character(reference):
        raise _RowRefused("external_ref", "reference_invalid")
    return reference


def _moment(typed: str) -> datetime | None:
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed) if len(typed) <= _LONGEST_MOMENT else None
    except ValueError:
        moment = None
    if moment is None or moment.date() <= _EARLIEST:
        raise _RowRefused("submitted_at", "moment_invalid")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=KOREA)
    if moment > timezone.now():
        raise _RowRefused("submitted_at", "moment_in_future")
    return moment


def _body(cells: Mapping[str, str]) -> dict[str, object]:
    """The row in the shape of the API's body. An empty cell is an answer not given."""
    damages = cells.get("damages_sought", "").strip()
    return {
        "language": cells.get("language"),
        "claimant_type": cells.get("claimant_type"),
        "name": cells["name"],
        "birth_date": cells.get("birth_date"),
        "email": cells.get("email"),
        "phone": cells.get("phone"),
        "address": {"postcode": cells.get("postcode"), "line": cells.get("address")},
        "account": {"email": cells.get("account_email"), "phone": cells.get("account_phone")},
        "notices": [_notice(entry) for entry in _entries(cells.get("notices"))],
        "data_items": _entries(cells.get("data_items")),
        "entrance_code_stored": cells.get("entrance_code_stored"),
        "damages_sought": {"amount": damages, "currency": "KRW"} if damages else None,
    }


def _entries(cell: str | None) -> list[str]:
    return [entry for part in (cell or "").split(";") if (entry := part.strip())]


def _notice(entry: str) -> dict[str, str]:
    """`N3` or `N3@2025-12-08`."""
    code, _, day = entry.partition("@")
    return {"code": code.strip(), "received_on": day.strip()}


def _problems(errors: Iterable[FieldError]) -> list[Problem]:
    with translation.override("en"):
        return [Problem(_column(e.pointer), e.code, error_sentence(e.code, e.params)) for e in errors]


def _column(pointer: str) -> str:
    return _COLUMN_OF.get(pointer) or pointer.split("/")[1]
