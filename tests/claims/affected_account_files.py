"""Affected-account lists written for tests, and what the database makes of them."""

from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims.crypto.account_keys import AccountKeyMaker, account_key_roots
from claims.crypto.sealing import DataKey
from claims.models import (
    AccountBucket,
    AffectedAccountList,
    Case,
    Claim,
    Claimant,
    ClaimTransition,
    Incident,
    ListedClaim,
)
from claims.rules.ids import new_claim_number, new_id
from claims.services.affected_accounts.load import sizes

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


def contents(listed: AffectedAccountList) -> dict[UUID, int]:
    """Every key of a list with its mask, however they lie in buckets."""
    keys = {}
    for bucket in AccountBucket.objects.filter(list=listed):
        for key, code in zip(bucket.keys, bucket.masks, strict=True):
            assert key not in keys
            assert listed.bucket_bits is not None
            assert (key.int >> 97) >> (31 - listed.bucket_bits) == bucket.bucket
            keys[key] = listed.masks[code]
    return keys


def expected(rows: list[dict[str, str]], incident: str = "coupang-2025") -> dict[UUID, int]:
    """What a list of these rows must hold, by the keys that claims get."""
    of = Incident.objects.get(code=incident)
    bits = dict(of.data_items.values_list("code", "bit"))
    maker = AccountKeyMaker(account_key_roots(of.pk))
    keys: dict[UUID, int] = {}
    for row in rows:
        mask = sum(1 << bits[code] for code in set(row["items"].split(";")))
        for key in maker.of(row["email"], row["phone"]):
            if key is not None:
                keys[UUID(bytes=key)] = keys.get(UUID(bytes=key), 0) | mask
    return keys


def answers(listed: AffectedAccountList) -> dict[UUID, int]:
    """What a list says of each claim that it was asked about."""
    return dict(ListedClaim.objects.filter(list=listed).values_list("claim", "items_mask"))


def list_in_force(rows: list[dict[str, str]], incident: str = "coupang-2025") -> tuple[AffectedAccountList, dict]:
    """A list of these rows in force, made without a file, and the mask of each identifier as written."""
    of = Incident.objects.get(code=incident)
    keyed = sorted(expected(rows, incident).items())
    bits, _ = sizes(len(keyed))
    masks = sorted({mask for _, mask in keyed})
    version = AffectedAccountList.objects.create(
        incident=of,
        number=1,
        state="current",
        form=1,
        file_digest=b"d" * 32,
        switched_at=timezone.now(),
        bucket_bits=bits,
        masks=masks,
    )
    buckets: dict[int, list[tuple[UUID, int]]] = {}
    for key, mask in keyed:
        buckets.setdefault(key.int >> (128 - bits) if bits else 0, []).append((key, masks.index(mask)))
    AccountBucket.objects.bulk_create(
        AccountBucket(list=version, bucket=bucket, keys=[k for k, _ in inside], masks=[m for _, m in inside])
        for bucket, inside in buckets.items()
    )
    codes = dict(of.data_items.values_list("code", "bit"))
    said = {
        row[column]: sum(1 << codes[code] for code in set(row["items"].split(";")))
        for row in rows
        for column in ("email", "phone")
        if row[column]
    }
    return version, said


def claim_of(email: str | None, phone: str | None, incident: str = "coupang-2025") -> UUID:
    """A claim that names this account and nothing else."""
    claim, claimant, key = new_id(), new_id(), DataKey.new()
    wrapped = key.wrap(owner=claimant)
    Claimant.objects.create(id=claimant, wrapped_key=wrapped.ciphertext, key_version=wrapped.version, language="ko")

    def sealed(text: str | None, field: str) -> bytes | None:
        return None if text is None else key.seal(text, table="claim", row=claim, field=field)

    now = timezone.now()
    with transaction.atomic():
        Claim.objects.create(
            id=claim,
            number=new_claim_number(),
            case=Case.objects.filter(incident__code=incident)[0],
            claimant_id=claimant,
            stage="verifying",
            stage_seq=1,
            stage_since=now,
            account_email=sealed(email, "account_email"),
            account_phone=sealed(phone, "account_phone"),
            attested=True,
            door="web",
            receipt_hash=b"",
            submitted_at=now,
            received_at=now,
        )
        ClaimTransition.objects.create(claim_id=claim, seq=1, to_stage="verifying", at=now, actor_kind="worker")
    return claim
