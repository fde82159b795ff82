"""Claims of minors, told by what rule 4 found of them, and the dates of birth from which they grow up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import connection

from claims.crypto.sealing import DataKey, DecryptionFailed, WrappedKey
from claims.rules.verification import AgeBand, Reason

_BANDS: Final = {
    Reason.MINOR_REPRESENTED: AgeBand.MINOR,
    Reason.MINOR_UNREPRESENTED: AgeBand.MINOR,
    Reason.CHILD_REPRESENTED: AgeBand.CHILD,
    Reason.CHILD_UNREPRESENTED: AgeBand.CHILD,
}


@dataclass(frozen=True, slots=True)
class Minor:
    """A claim whose claimant was below age when it was last judged, and the band of age that rule 4 saw then."""

    claim_id: UUID
    case_id: int
    band: AgeBand


def minors() -> list[Minor]:
    """Return the claims whose current run of the rules found a minor, by id; the erased are left out. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.id, c.case_id, f.reason FROM claims_finding f
            JOIN claims_verification v ON v.findings[4] = f.id
            JOIN claims_claim c ON c.verification_id = v.id
            JOIN claims_claimant p ON p.id = c.claimant_id
            WHERE f.rule = 4 AND f.reason = ANY(%s) AND p.birth_date IS NOT NULL AND p.wrapped_key IS NOT NULL
            ORDER BY c.id
            """,
            [[reason.value for reason in _BANDS]],
        )
        return [Minor(claim_id, case_id, _BANDS[Reason(reason)]) for claim_id, case_id, reason in cursor.fetchall()]


def birth_dates(claim_ids: Sequence[UUID]) -> dict[UUID, date]:
    """Open the dates of birth of these claims; what cannot be decrypted is missing. One query.

    Raises KeyUnavailable.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.id, p.id, p.wrapped_key, p.key_version, p.birth_date
            FROM claims_claim c JOIN claims_claimant p ON p.id = c.claimant_id
            WHERE c.id = ANY(%s::uuid[]) AND p.wrapped_key IS NOT NULL AND p.birth_date IS NOT NULL
            """,
            [list(claim_ids)],
        )
        rows = cursor.fetchall()
    opened = {}
    for claim_id, claimant_id, wrapped, version, sealed in rows:
        try:
            key = DataKey.unwrap(WrappedKey(wrapped, version), owner=claimant_id)
            text = key.open(sealed, table="claimant", row=claimant_id, field="birth_date")
        except DecryptionFailed:
            continue
        opened[claim_id] = date.fromisoformat(text)
    return opened
