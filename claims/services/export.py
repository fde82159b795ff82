"""Lists of claims for spreadsheets. No personal data; every download is recorded with its size and hash."""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from claims.services import audit
from claims.services.actors import Actor

# What a spreadsheet takes for a formula when a cell begins with it.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Download:
    """A CSV file, UTF-8 with a byte order mark so that spreadsheets read Korean, and its SHA-256 in hexadecimal."""

    content: bytes
    sha256: str


@transaction.atomic
def export_claims(
    *,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    cases: Sequence[int],
    filters: Mapping[str, str],
    actor: Actor,
) -> Download:
    """Write the rows as CSV and record who took them, from which cases, by which filters (codes), how many.

    A cell that a spreadsheet would run as a formula is written as text.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    content = b"\xef\xbb\xbf" + buffer.getvalue().encode()
    download = Download(content, hashlib.sha256(content).hexdigest())
    for case_id in cases:
        audit.record(
            "claim.export",
            actor=actor,
            subject_type="case",
            subject_id=case_id,
            case_id=case_id,
            detail={"rows": len(rows), "sha256": download.sha256, "filters": dict(filters)},
        )
    return download


def inert(cell: str) -> str:
    """Return a cell as no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
