"""A claim's contacts, as its claimant sees them: masked, with what was proven."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection

from claims.models import Claim
from claims.queries.personal_data import PersonErased, open_fields
from claims.wording.messages import masked_email, masked_phone


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach the claimant.

    `masked`: the address, recognised by its owner only. `offered`: a code can be sent there. `awaited`: one was asked
    for and can still arrive or be entered.
    """

    channel: str
    masked: str
    proven: bool
    offered: bool
    awaited: bool


@dataclass(frozen=True, slots=True)
class Contacts:
    """The contacts that a claim was filed with, e-mail first."""

    claim_id: UUID
    number: str
    all: tuple[Contact, ...]

    def get(self, channel: str) -> Contact | None:
        """The contact of a channel; None where none was given."""
        return next((contact for contact in self.all if contact.channel == channel), None)

    def is_proven(self, channel: str) -> bool:
        """Whether the contact of a channel is proven."""
        return any(contact.proven for contact in self.all if contact.channel == channel)


def contacts_by_number(claim_number: str) -> Contacts | None:
    """The contacts of a claim. The caller has seen number, receipt and birth date. Two queries."""
    claim = Claim.objects.select_related("claimant").filter(number=claim_number).first()
    return None if claim is None else contacts_of(claim)


def contacts_of(claim: Claim) -> Contacts:
    """The contacts of a claim that was read with its claimant. One query; nothing of an erased person."""
    try:
        opened = open_fields(claim, ["email", "phone"])
    except PersonErased:
        opened = {}
    standing = _standing(claim.pk)
    mask = {"email": masked_email, "phone": masked_phone}
    offered = {"email": True, "phone": bool(settings.SMS_GATEWAY_URL)}
    return Contacts(
        claim.pk,
        claim.number,
        tuple(
            Contact(channel, mask[channel](opened[channel]), proven, offered[channel], awaited)
            for channel, proven, awaited in standing
            if channel in opened
        ),
    )


def _standing(claim_id: UUID) -> list[tuple[str, bool, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT channel,
                EXISTS (SELECT FROM claims_contactproof p WHERE p.claim_id = %(claim)s::uuid AND p.channel = t.channel),
                EXISTS (SELECT FROM claims_contactcode k WHERE k.claim_id = %(claim)s::uuid AND k.channel = t.channel
                    AND k.expires_at > statement_timestamp())
                OR EXISTS (SELECT FROM claims_message m WHERE m.claim_id = %(claim)s::uuid AND m.kind = 'contact_code'
                    AND m.channel = t.channel AND m.state IN ('pending', 'sending'))
            FROM (VALUES ('email'), ('phone')) AS t(channel)
            """,
            {"claim": claim_id},
        )
        return list(cursor.fetchall())
