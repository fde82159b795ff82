"""Putting a loaded list in force in place of the one before, and clearing what that one leaves behind."""

from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from claims.models import AccountPart, AffectedAccountList
from claims.services import audit, rejudging
from claims.services.actors import Actor
from claims.services.affected_accounts.account_keys import make_keys_where_possible
from claims.services.affected_accounts.listed_claims import look_up_in

_State = AffectedAccountList.State
#: The rules that read what a list says: claimed items, the entrance code, the list itself, recipients.
READ_BY: Final = frozenset({10, 11, 12, 14})
_EMPTIED: Final = 20_000


@transaction.atomic
def switch(list_id: int, *, actor: Actor) -> None:
    """Put a list in force. Claims that came since all were looked up are looked up here. Raises KeysMissing.

    The incident's row is the lock, as for the leaked-field list: verification holds it shared, so every claim is judged
    either before the switch, and is then judged again, or after it, by this list.
    """
    listed = AffectedAccountList.objects.select_related("incident").get(pk=list_id)
    rejudging.lock_incident(listed.incident_id)
    late = _late(listed)
    make_keys_where_possible(late)
    look_up_in(list_id, late)
    AffectedAccountList.objects.filter(incident=listed.incident_id, state=_State.CURRENT).update(
        state=_State.SUPERSEDED
    )
    AccountPart.objects.filter(list=list_id).delete()
    AffectedAccountList.objects.filter(pk=list_id).update(state=_State.CURRENT, switched_at=Now())
    audit.record(
        "accounts.switch",
        actor=actor,
        subject_type="account_list",
        subject_id=list_id,
        detail={
            "incident": listed.incident.code,
            "list": listed.number,
            "rows": listed.rows_accepted,
            "rejected": listed.rows_rejected,
        },
    )

    rejudging.queue(incident_id=listed.incident_id, rules=READ_BY, cause="accounts")


def empty_superseded(incident_id: int) -> None:
    """Delete the buckets of lists that are no longer in force, in pieces. What they said of claims stays."""
    for listed in AffectedAccountList.objects.filter(
        incident=incident_id, state=_State.SUPERSEDED, emptied_at__isnull=True
    ):
        for first in range(0, 1 << (listed.bucket_bits or 0), _EMPTIED):
            with connection.cursor() as cursor:
                cursor.execute(
                    "DELETE FROM claims_accountbucket WHERE list_id = %s AND bucket >= %s AND bucket < %s",
                    [listed.pk, first, first + _EMPTIED],
                )
        AffectedAccountList.objects.filter(pk=listed.pk).update(emptied_at=Now())


def _late(listed: AffectedAccountList) -> list[UUID]:
    """Claims of the incident that the list was not asked about: those that came meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.id FROM claims_claim c
            JOIN claims_case k ON k.id = c.case_id JOIN claims_claimant p ON p.id = c.claimant_id
            LEFT JOIN claims_accountkeys a ON a.claim_id = c.id
            LEFT JOIN claims_verification v ON v.id = c.verification_id
            WHERE k.incident_id = %s AND p.wrapped_key IS NOT NULL
                AND (v.id IS NULL OR v.findings[17] IS NOT NULL)  -- held claims wait for consent
                AND (a.claim_id IS NULL OR a.email IS NOT NULL OR a.phone IS NOT NULL)
                AND NOT EXISTS (SELECT FROM claims_listedclaim d WHERE d.claim_id = c.id AND d.list_id = %s)
            """,
            [listed.incident_id, listed.pk],
        )
        return [claim for (claim,) in cursor.fetchall()]
