"""Affected-account lists written for tests, and what the database makes of them."""

from pathlib import Path
from typing import Any

from claims.models import AccountBucket, AffectedAccountList, ListedClaim

HEADER = "account_ref,email,phone,items"


def listed(number: int, **changes: str) -> dict[str, str]:
    """A good row of an account that no other has."""
    return {
        "account_ref": f"A{number}",
        "email": f"listed{number}@example.org",
        "phone": f"010-{2000 + number // 10_000}-{number % 10_000:04}",
        "items": "name;email;phone",
    } | changes


def line(row: dict[str, str]) -> str:
    return ",".join(row[column] for column in HEADER.split(","))


def text(rows: list[dict[str, str]]) -> str:
    return "".join(f"{each}\n" for each in (HEADER, *map(line, rows)))


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text(text(rows), encoding="utf-8")
    return path


def in_force(incident: str = "coupang-2025") -> AffectedAccountList:
    return AffectedAccountList.objects.get(incident__code=incident, state="current")


def contents(listed: AffectedAccountList) -> dict[Any, int]:
    """Every key of a list with its mask, however they lie in buckets."""
    keys = {}
    for bucket in AccountBucket.objects.filter(list=listed):
        for key, code in zip(bucket.keys, bucket.masks, strict=True):
            assert key not in keys
            assert (key.int >> 97) >> (31 - listed.bucket_bits) == bucket.bucket
            keys[key] = listed.masks[code]
    return keys


def answers(listed: AffectedAccountList) -> dict[Any, int]:
    """What a list says of each claim that it was asked about."""
    return dict(ListedClaim.objects.filter(list=listed).values_list("claim", "items_mask"))
