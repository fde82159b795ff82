"""Which other claims may be the same person's, through blind keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from claims.crypto.blind import BlindField
from claims.models import Claim, DuplicatePair
from claims.rules.verification import Agreement

# What makes a pair, and what the rules call it.
AGREEMENTS = {
    BlindField.ACCOUNT_EMAIL: Agreement.ACCOUNT_EMAIL,
    BlindField.NAME_BIRTH_PHONE: Agreement.NAME_BIRTH_PHONE,
    BlindField.NAME_BIRTH_EMAIL: Agreement.NAME_BIRTH_EMAIL,
}
# Claims that are nobody's claim any more are nobody's duplicate.
_GONE = ["abandoned", "withdrawn", "rejected", "merged"]
# Candidates looked at for each key, earliest first: a flood under one key stays linear, and the first always counts.
_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another claim, and in what it agrees with the one asked about."""

    other: UUID
    agreements: tuple[Agreement, ...]


def candidates(claim_ids: Sequence[UUID]) -> dict[UUID, list[Candidate]]:
    """For each claim the others of its incident that share a deciding blind key. One query for all of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT k.claim_id, o.claim_id, array_agg(DISTINCT k.field)
            FROM claims_blindkey k
            CROSS JOIN LATERAL (
                -- Sub-selects, not joins: whatever the statistics say, this walks one key's index entries in order.
                SELECT b.claim_id FROM claims_blindkey b
                WHERE b.value = k.value AND b.claim_id <> k.claim_id AND (
                    SELECT c.stage <> ALL(%s::text[]) AND c.case_id IN (
                        SELECT fellow.id FROM claims_case fellow WHERE fellow.incident_id = (
                            SELECT own_case.incident_id FROM claims_claim own
                            JOIN claims_case own_case ON own_case.id = own.case_id WHERE own.id = k.claim_id))
                    FROM claims_claim c WHERE c.id = b.claim_id)
                ORDER BY b.claim_id LIMIT %s
            ) o
            WHERE k.claim_id = ANY(%s::uuid[]) AND k.field = ANY(%s::smallint[])
            GROUP BY k.claim_id, o.claim_id ORDER BY k.claim_id, o.claim_id
            """,
            [_GONE, _CANDIDATES, list(claim_ids), [field.value for field in AGREEMENTS]],
        )
        found: dict[UUID, list[Candidate]] = {}
        for claim_id, other, fields in cursor.fetchall():
            agreements = tuple(AGREEMENTS[BlindField(field)] for field in sorted(fields))
            found.setdefault(claim_id, []).append(Candidate(other, agreements))
        return found


def pairs_of(claim: Claim) -> list[DuplicatePair]:
    """The possible duplicates of one claim, for its page."""
    pairs = DuplicatePair.objects.filter(earlier=claim) | DuplicatePair.objects.filter(later=claim)
    return list(pairs.select_related("earlier", "later").order_by("earlier", "later"))
