"""What claimants have proven: their contact, and who they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Proofs:
    """What one claim's claimant has proven.

    `contact`: by a one-time code, to any of their contacts. `identity`: how far the person that the provider named
    last agrees with the form ("equal", "similar", "other"); None where none was asked.
    """

    contact: bool
    identity: str | None


def proofs_of(claim_ids: Sequence[UUID]) -> Mapping[UUID, Proofs]:
    """Return what was proven for each of these claims, those without any proof included. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT asked.id,
                EXISTS (SELECT FROM claims_contactproof p WHERE p.claim_id = asked.id),
                (SELECT agreement FROM claims_identityproof p WHERE p.claim_id = asked.id ORDER BY p.id DESC LIMIT 1)
            FROM unnest(%s::uuid[]) AS asked(id)
            """,
            [list(claim_ids)],
        )
        return {claim_id: Proofs(contact, identity) for claim_id, contact, identity in cursor.fetchall()}
