"""Import files written for tests."""

import csv
import io
from pathlib import Path
from typing import Any

from claims.services.import_file import COLUMNS

ROW = {
    "language": "ko",
    "claimant_type": "account_holder",
    "name": "한가람",
    "birth_date": "1988-02-29",
    "email": "garam@example.com",
    "phone": "010-0000-1234",
    "postcode": "00123",
    "address": "서울특별시 마포구 견본로 12, 101동 1203호",
    "account_email": "garam@example.com",
    "account_phone": "010-0000-1234",
    "notices": "N3@2025-12-08",
    "data_items": "name;email;phone",
    "entrance_code_stored": "no",
    "damages_sought": "200000",
    "submitted_at": "2026-03-01T09:30:00+09:00",
}


def row(number: int, **changes: Any) -> dict[str, Any]:
    """A good row that agrees with no other."""
    unique = {
        "external_ref": f"F-{number}",
        "email": f"f{number}@example.org",
        "account_email": f"f{number}@example.org",
        "phone": f"010-0{number // 10000:03}-{number % 10000:04}",
        "account_phone": "",
    }
    return ROW | unique | changes


def text(rows: list[dict[str, Any]], columns: tuple[str, ...] = COLUMNS) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(path: Path, rows: list[dict[str, Any]], columns: tuple[str, ...] = COLUMNS) -> Path:
    path.write_text(text(rows, columns), encoding="utf-8")
    return path


def rejected(path: Path) -> list[dict[str, str]]:
    """What stands in the file of rejected rows; nothing when there is none."""
    beside = path.with_name(f"{path.stem}.rejected.csv")
    return list(csv.DictReader(beside.read_text(encoding="utf-8").splitlines())) if beside.exists() else []
