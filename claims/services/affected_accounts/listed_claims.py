"""Whether claims' accounts stand on the lists in force: for a few claims on arrival, and for all of an incident."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from claims.models import AffectedAccountList
from claims.services.affected_accounts.account_keys import make_account_keys
from claims.services.processes import done_in_order

#: Claims that one process looks up at a time: their keys are sorted in memory, and each slice walks through the list.
_SLICE: Final = 500_000
_SORTED_IN: Final = "128MB"


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


def look_up_all(
    list_id: int,
    *,
    pool: ProcessPoolExecutor | None = None,
    ahead: int = 1,
    progress: Callable[[int], None] = lambda claims: None,
) -> int:
    """Look up all claims of the list's incident that have an account key; returns how many. Set-wise.

    Slice by slice, in the processes of `pool` if one is given; each slice is a transaction that stays.
    """
    done, slices = 0, slices_of(list_id)
    answers = done_in_order(pool, look_up_slice, slices, ahead=ahead) if pool else map(look_up_slice, slices)
    for claims in answers:
        done += claims
        progress(done)
    return done


@dataclass(frozen=True, slots=True)
class Slice:
    """So many claims of a list's incident, those with ids from `first` to `last`."""

    list_id: int
    claims: int
    first: UUID
    last: UUID


def look_up_slice(part: Slice) -> int:
    """Look up the claims of a slice that the list was not asked about yet. Returns how many the slice has."""
    search_slice(
        part, f"INSERT INTO claims_listedclaim (claim_id, list_id, items_mask) {FOUND_IN_SLICE} ON CONFLICT DO NOTHING"
    )
    return part.claims


def search_slice(part: Slice, statement: str) -> None:
    """Carry out a statement around the search for a slice's claims, in a transaction that stays."""
    listed = AffectedAccountList.objects.get(pk=part.list_id)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('work_mem', %s, true), set_config('enable_hashjoin', 'off', true)", [_SORTED_IN]
        )
        cursor.execute(
            statement,
            {
                "list": listed.pk,
                "incident": listed.incident_id,
                "bits": listed.bucket_bits,
                "masks": listed.masks,
                "first": part.first,
                "last": part.last,
            },
        )


def slices_of(list_id: int) -> Iterator[Slice]:
    """Yield the claims of the list's incident that have an account key, in slices by id."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*), min(claim_id::text)::uuid, max(claim_id::text)::uuid FROM (
                SELECT claim_id, (row_number() OVER (ORDER BY claim_id) - 1) / %s AS slice FROM claims_accountkeys
                WHERE incident_id = (SELECT incident_id FROM claims_affectedaccountlist WHERE id = %s)
                    AND (email IS NOT NULL OR phone IS NOT NULL)
            ) numbered GROUP BY slice ORDER BY slice
            """,
            [_SLICE, list_id],
        )
        yield from [Slice(list_id, *row) for row in cursor.fetchall()]


#: What a list says of a key: its mask, or null. array_position is faster than a row for each key is.
_MASK = """
    (SELECT l.masks[1 + b.masks[array_position(b.keys, {key})]] FROM claims_accountbucket b
     WHERE b.list_id = l.id AND b.bucket = claims_account_bucket({key}, l.bucket_bits))
"""

_LOOK_UP_CLAIMS = f"""
    INSERT INTO claims_listedclaim (claim_id, list_id, items_mask)
    SELECT a.claim_id, l.id, coalesce({_MASK.format(key="a.email")}, 0) | coalesce({_MASK.format(key="a.phone")}, 0)
    FROM claims_accountkeys a JOIN claims_affectedaccountlist l ON l.incident_id = a.incident_id
    WHERE a.claim_id = ANY(%(claims)s::uuid[]) AND (a.email IS NOT NULL OR a.phone IS NOT NULL) AND {{of_list}}
    ON CONFLICT (claim_id, list_id) DO UPDATE SET items_mask = EXCLUDED.items_mask
        WHERE claims_listedclaim.items_mask <> EXCLUDED.items_mask
"""  # noqa: S608

# For many claims a merge join: keys sorted by bucket beside the list, which is walked through once from front to back.
# An index search for each key takes twice as long, and hashed, the whole list goes through memory (`search_slice` takes
# that from the planner). OFFSET keeps the buckets' arrays out of what is sorted afterwards.
FOUND_IN_SLICE: Final = """
    SELECT claim_id, %(list)s AS list_id, bit_or(mask) AS items_mask FROM (
        SELECT k.claim_id, coalesce((%(masks)s::bigint[])[1 + b.masks[array_position(b.keys, k.key)]], 0) AS mask
        FROM (
            SELECT a.claim_id, k.key, claims_account_bucket(k.key, %(bits)s::integer) AS bucket
            FROM claims_accountkeys a CROSS JOIN LATERAL (VALUES (a.email), (a.phone)) k(key)
            WHERE a.incident_id = %(incident)s AND a.claim_id BETWEEN %(first)s AND %(last)s AND k.key IS NOT NULL
                AND NOT EXISTS (SELECT FROM claims_listedclaim d WHERE d.claim_id = a.claim_id AND d.list_id = %(list)s)
            OFFSET 0
        ) k LEFT JOIN claims_accountbucket b ON b.list_id = %(list)s AND b.bucket = k.bucket
        OFFSET 0
    ) found
    GROUP BY claim_id ORDER BY claim_id
"""


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
