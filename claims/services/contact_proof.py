"""Proof of contact: a one-time code goes to the claim's own e-mail address or phone, and comes back by its claimant.

For whoever has shown number, receipt and birth date; the caller sees to that.
"""

from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from claims.models import Channel, Claim, ContactProof, Message, WorkItem
from claims.queries.contacts import contacts_of
from claims.queries.personal_data import PersonErased, open_fields
from claims.rules.ids import new_id
from claims.rules.normalise import normal_email, normal_phone
from claims.services import contact_codes, nudges, throttle, work

# However the limits in Valkey stand, and wherever they went: nobody gets more in a day.
_CODES_A_DAY = 10
_WAIT_SECONDS = 3600


def ask_code(*, claim_id: UUID, channel: str, language: str, client: str) -> int | None:
    """Have a code sent to a claim's contact, in `language`; None when one is on its way, or nothing is to be sent.

    Otherwise the seconds after which to ask again: too many were sent for this claim, to this contact, or on request
    of this network address (`client`). Asking again while one waits to go out is the same request.
    """
    if channel == Channel.PHONE and not settings.SMS_GATEWAY_URL:
        return None
    claim = Claim.objects.select_related("claimant").get(pk=claim_id)
    if Message.objects.filter(
        claim=claim, kind=Message.Kind.CONTACT_CODE, channel=channel, state__in=["pending", "sending"]
    ).exists():
        return None
    if contacts_of(claim).is_proven(channel) or (address := _address(claim, channel)) is None:
        return None
    for door, counted in (("code_network", client), ("code_claim", str(claim_id)), ("code_contact", address)):
        if wait := throttle.allow(door, counted):
            return wait
    return None if _request(claim_id, channel, language) else _WAIT_SECONDS


@transaction.atomic
def enter_code(*, claim_id: UUID, channel: str, typed: str) -> bool:
    """Take the code that came to a claim's contact: with the right one the contact is proven and the claim judged anew.

    Wrong, expired, used and never sent are one answer, False.
    """
    if not contact_codes.use_code(claim_id, channel, typed):
        return False
    ContactProof.objects.bulk_create([ContactProof(claim_id=claim_id, channel=channel)], ignore_conflicts=True)
    work.add(WorkItem.Kind.VERIFY, [claim_id])
    transaction.on_commit(lambda: nudges.nudge(WorkItem.Kind.VERIFY))
    return True


def _address(claim: Claim, channel: str) -> str | None:
    """The contact in normal form; None where the claim has none."""
    try:
        typed = open_fields(claim, [channel]).get(channel)
    except PersonErased:
        return None
    if typed is None:
        return None
    return normal_email(typed) if channel == Channel.EMAIL else normal_phone(typed)


@transaction.atomic
def _request(claim_id: UUID, channel: str, language: str) -> bool:
    """Accept the message and its work; False when the claim had its codes for today."""
    with connection.cursor() as cursor:
        # Two clicks at once meet at the unique index, and the second finds the first one's message.
        cursor.execute(
            """
            INSERT INTO claims_message (id, claim_id, kind, channel, language, state)
            SELECT %(id)s::uuid, %(claim)s::uuid, 'contact_code', %(channel)s::text, %(language)s::text, 'pending'
            WHERE %(most)s::integer > (
                SELECT count(*) FROM claims_message
                WHERE claim_id = %(claim)s::uuid AND kind = 'contact_code'
                    AND created_at > statement_timestamp() - interval '1 day')
            ON CONFLICT (claim_id, kind, channel) WHERE state IN ('pending', 'sending')
                DO UPDATE SET language = EXCLUDED.language
            RETURNING id
            """,
            {"id": new_id(), "claim": claim_id, "channel": channel, "language": language, "most": _CODES_A_DAY},
        )
        row = cursor.fetchone()
    if row is None:
        return False
    work.add(WorkItem.Kind.SEND, [row[0]])
    transaction.on_commit(lambda: nudges.nudge(WorkItem.Kind.SEND))
    return True
