"""Claims' people as the matcher and the index see them, opened in the worker's memory and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from claims.crypto.sealing import DataKey, WrappedKey
from claims.rules.matching import Person


@dataclass(frozen=True, slots=True, repr=False)
class SealedPerson:
    """What one claim tells about its person, sealed. Nobody who was erased is one."""

    claim_id: UUID
    claimant_id: UUID
    wrapped_key: bytes
    key_version: int
    name: bytes | None
    birth_date: bytes | None
    phone: bytes | None
    account_phone: bytes | None
    email: bytes | None
    account_email: bytes | None
    address: bytes | None
    postcode: bytes | None

    def open(self) -> Person:
        """The person, as typed. Raises DecryptionFailed, KeyUnavailable."""
        key = DataKey.unwrap(WrappedKey(self.wrapped_key, self.key_version), owner=self.claimant_id)

        def opened(field: str, table: str = "claimant") -> str | None:
            sealed = getattr(self, field)
            row = self.claim_id if table == "claim" else self.claimant_id
            return None if sealed is None else key.open(sealed, table=table, row=row, field=field)

        return Person(
            name=opened("name"),
            birth_date=opened("birth_date"),
            phones=(opened("phone"), opened("account_phone", "claim")),
            emails=(opened("email"), opened("account_email", "claim")),
            address=opened("address"),
            postcode=opened("postcode"),
        )


def sealed_people(claim_ids: Sequence[UUID], *, hold: bool = False) -> list[SealedPerson]:
    """The people of these claims, by claim id; the erased are left out. One query.

    `hold`: their data keys stay until the transaction ends, so that nobody is erased while keys are made of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT c.id, p.id, p.wrapped_key, p.key_version, p.name, p.birth_date, p.phone, c.account_phone, p.email,
                c.account_email, p.address, p.postcode
            FROM claims_claim c JOIN claims_claimant p ON p.id = c.claimant_id
            WHERE c.id = ANY(%s::uuid[]) AND p.wrapped_key IS NOT NULL ORDER BY c.id {"FOR SHARE OF p" if hold else ""}
            """,  # noqa: S608
            [list(claim_ids)],
        )
        return [SealedPerson(*row) for row in cursor.fetchall()]
