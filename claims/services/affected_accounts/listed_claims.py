"""Whether claims' accounts stand on the lists in force: for a few claims on arrival, and for all of an incident."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from claims.models import AffectedAccountList
from claims.services.affected_accounts.account_keys import make_account_keys

#: What a list says of a key: its mask, or null. array_position is faster than a row for each key is.
_MASK = """
    (SELECT l.masks[1 + b.masks[array_position(b.keys, {key})]] FROM claims_accountbucket b
     WHERE b.list_id = l.id AND b.bucket = claims_account_bucket({key}, l.bucket_bits))
"""


def look_up(claim_ids: Sequence[UUID]) -> None:
    """Note what the lists in force say of claims' accounts, in the caller's transaction.

    Makes the account keys that are missing. At most four statements for a batch of any size; doing it again changes
    nothing. Whoever judges claims by it holds the incident's row shared, so that no other list comes into force
    meanwhile. Raises DecryptionFailed, KeyUnavailable.
    """
    if not claim_ids:
        return
    if missing := _in_force_without_keys(claim_ids):
        make_account_keys(missing)
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_UP_CLAIMS.format(of_list="l.state = 'current'"), {"claims": list(claim_ids)})


def look_up_in(list_id: int, claim_ids: Sequence[UUID]) -> None:
    """`look_up`, in one list, whether or not it is in force yet. Account keys are there."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_UP_CLAIMS.format(of_list="l.id = %(list)s"), {"claims": list(claim_ids), "list": list_id})


def look_up_all(list_id: int) -> int:
    """Look up all claims of the list's incident that it was not asked about yet; returns how many. Set-wise.

    One transaction: whoever is killed in the middle begins again. Account keys are there.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_UP_ALL, {"list": list_id})
        return cursor.rowcount


_LOOK_UP_CLAIMS = f"""
    INSERT INTO claims_listedclaim (claim_id, list_id, items_mask)
    SELECT a.claim_id, l.id, coalesce({_MASK.format(key="a.email")}, 0) | coalesce({_MASK.format(key="a.phone")}, 0)
    FROM claims_accountkeys a
    JOIN claims_claim c ON c.id = a.claim_id
    JOIN claims_case k ON k.id = c.case_id
    JOIN claims_affectedaccountlist l ON l.incident_id = k.incident_id
    WHERE a.claim_id = ANY(%(claims)s::uuid[]) AND (a.email IS NOT NULL OR a.phone IS NOT NULL) AND {{of_list}}
    ON CONFLICT (claim_id, list_id) DO UPDATE SET items_mask = EXCLUDED.items_mask
        WHERE claims_listedclaim.items_mask <> EXCLUDED.items_mask
"""  # noqa: S608

_LOOK_UP_ALL = f"""
    INSERT INTO claims_listedclaim (claim_id, list_id, items_mask)
    SELECT a.claim_id, l.id, coalesce({_MASK.format(key="a.email")}, 0) | coalesce({_MASK.format(key="a.phone")}, 0)
    FROM claims_affectedaccountlist l
    JOIN claims_case k ON k.incident_id = l.incident_id
    JOIN claims_claim c ON c.case_id = k.id
    JOIN claims_accountkeys a ON a.claim_id = c.id
    WHERE l.id = %(list)s AND (a.email IS NOT NULL OR a.phone IS NOT NULL)
        AND NOT EXISTS (SELECT FROM claims_listedclaim d WHERE d.claim_id = a.claim_id AND d.list_id = l.id)
    ON CONFLICT (claim_id, list_id) DO NOTHING
"""  # noqa: S608


def _in_force_without_keys(claim_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the claims that a list is in force for and that have no account keys yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.id FROM claims_claim c JOIN claims_case k ON k.id = c.case_id
            JOIN claims_affectedaccountlist l ON l.incident_id = k.incident_id AND l.state = %s
            WHERE c.id = ANY(%s::uuid[]) AND NOT EXISTS (SELECT FROM claims_accountkeys a WHERE a.claim_id = c.id)
            """,
            [AffectedAccountList.State.CURRENT.value, list(claim_ids)],
        )
        return [claim for (claim,) in cursor.fetchall()]
