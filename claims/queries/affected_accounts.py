"""Reads of affected-account lists, and of the accounts that claims name."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from claims.crypto.sealing import DataKey, WrappedKey
from claims.models import AccountPart, AffectedAccountList, ListedClaim


def current_accounts(incident_id: int) -> AffectedAccountList | None:
    """The affected-account list in force of an incident; None while there is none."""
    return AffectedAccountList.objects.filter(incident=incident_id, state=AffectedAccountList.State.CURRENT).first()


@dataclass(frozen=True, slots=True, repr=False)
class SealedAccount:
    """The account that a claim names, sealed, and the incident that it was hit by."""

    claim_id: UUID
    incident_id: int
    claimant_id: UUID
    wrapped_key: bytes
    key_version: int
    email: bytes | None
    phone: bytes | None
    recipient_phone: bytes | None
    """The contact's, of a recipient who is no member and names no account: it may stand in somebody's."""

    def open(self) -> tuple[str | None, str | None]:
        """E-mail address and phone number as typed. Raises DecryptionFailed, KeyUnavailable."""
        if self.email is None and self.phone is None and self.recipient_phone is None:
            return None, None
        key = DataKey.unwrap(WrappedKey(self.wrapped_key, self.key_version), owner=self.claimant_id)
        email, phone = (
            None if sealed is None else key.open(sealed, table="claim", row=self.claim_id, field=field)
            for sealed, field in ((self.email, "account_email"), (self.phone, "account_phone"))
        )
        if self.recipient_phone is not None:
            phone = key.open(self.recipient_phone, table="claimant", row=self.claimant_id, field="phone")
        return email, phone


def sealed_accounts(claim_ids: Sequence[UUID]) -> list[SealedAccount]:
    """The accounts of these claims, by claim id; the erased are left out. One query.

    Their data keys stay until the transaction ends, so that nobody is erased while keys are made of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.id, k.incident_id, p.id, p.wrapped_key, p.key_version, c.account_email, c.account_phone,
                CASE WHEN c.claimant_type = 'non_member_recipient' AND c.account_phone IS NULL THEN p.phone END
            FROM claims_claim c JOIN claims_case k ON k.id = c.case_id JOIN claims_claimant p ON p.id = c.claimant_id
            WHERE c.id = ANY(%s::uuid[]) AND p.wrapped_key IS NOT NULL ORDER BY c.id FOR SHARE OF p
            """,
            [list(claim_ids)],
        )
        return [SealedAccount(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list, how many claims were found on it and not found, and how many of its parts are loaded while it is."""

    version: AffectedAccountList
    found: int
    not_found: int
    parts_done: int


def account_lists(incident_id: int) -> list[ListRow]:
    """Every list of an incident, the newest first. Two queries."""
    lists = list(
        AffectedAccountList.objects.filter(incident=incident_id).annotate(
            parts_done=Coalesce(
                Subquery(
                    AccountPart.objects.filter(list=OuterRef("pk")).values("list").annotate(n=Count("*")).values("n")
                ),
                0,
            )
        )
    )
    found = Count("claim_id", filter=~Q(items_mask=0))
    counts = {
        row["list_id"]: (row["found"], row["not_found"])
        for row in ListedClaim.objects.filter(list__in=lists)
        .values("list_id")
        .annotate(found=found, not_found=Count("claim_id", filter=Q(items_mask=0)))
    }
    return [ListRow(each, *counts.get(each.pk, (0, 0)), each.parts_done) for each in lists]
