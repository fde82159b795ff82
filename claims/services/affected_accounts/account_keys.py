"""Claims' accounts as keys: made by workers from the opened account, never in the statement that files a claim."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from claims.crypto.account_keys import AccountKeyMaker, account_key_roots
from claims.crypto.keyring import KeyUnavailable
from claims.crypto.sealing import DecryptionFailed
from claims.queries.affected_accounts import SealedAccount, sealed_accounts
from claims.services.processes import done_in_order

log = logging.getLogger(__name__)

_BATCH: Final = 2_000


class KeysMissing(Exception):
    """The key ring lacks a key that claims are sealed under. The text names the key."""


def make_account_keys(claim_ids: Sequence[UUID]) -> None:
    """Make the keys of claims' accounts, anew where there are any: to be called when an account was changed, too.

    Two statements for a batch of any size. The erased get none. Raises DecryptionFailed, KeyUnavailable.
    """
    with transaction.atomic():
        _store(_keys(sealed_accounts(claim_ids)))


def make_missing_keys(
    incident_id: int,
    *,
    pool: ProcessPoolExecutor,
    ahead: int,
    progress: Callable[[int], None] = lambda claims: None,
) -> None:
    """Make the keys of all claims of an incident that have none, batch by batch, each of which stays.

    A claim that does not open is left out, with a line in the log. Raises KeysMissing.
    """
    done = 0
    for made in done_in_order(pool, make_keys_where_possible, _batches(incident_id), ahead=ahead):
        done += made
        progress(done)


def _batches(incident_id: int) -> Iterator[list[UUID]]:
    after = UUID(int=0)
    while batch := _without_keys(incident_id, after):
        after = batch[-1]
        yield batch


def make_keys_where_possible(claim_ids: Sequence[UUID]) -> int:
    """`make_account_keys`, but what does not open is left out, with a line in the log. Returns how many it was given.

    Raises KeysMissing.
    """
    try:
        with transaction.atomic():
            _store(_keys(sealed_accounts(claim_ids), leave_damaged=True))
    except KeyUnavailable as error:
        raise KeysMissing(str(error)) from None  # the error itself does not travel between processes
    return len(claim_ids)


def _without_keys(incident_id: int, after: UUID) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.id FROM claims_claim c
            JOIN claims_case k ON k.id = c.case_id JOIN claims_claimant p ON p.id = c.claimant_id
            LEFT JOIN claims_verification v ON v.id = c.verification_id
            WHERE k.incident_id = %s AND c.id > %s AND p.wrapped_key IS NOT NULL
                -- not of a child whose claim is held: such a run has no finding of rule 17
                AND (v.id IS NULL OR v.findings[17] IS NOT NULL)
                AND NOT EXISTS (SELECT FROM claims_accountkeys a WHERE a.claim_id = c.id)
            ORDER BY c.id LIMIT %s
            """,
            [incident_id, after, _BATCH],
        )
        return [claim for (claim,) in cursor.fetchall()]


_Row = tuple[UUID, int, UUID | None, UUID | None]
"""Claim, incident, key of the e-mail address, key of the phone number."""


def _keys(accounts: Iterable[SealedAccount], *, leave_damaged: bool = False) -> list[_Row]:
    makers: dict[int, AccountKeyMaker] = {}
    rows: list[_Row] = []
    for account in accounts:
        maker = makers.get(account.incident_id)
        if maker is None:
            maker = makers[account.incident_id] = AccountKeyMaker(account_key_roots(account.incident_id))
        try:
            email, phone = maker.of(*account.open())
        except DecryptionFailed:
            if not leave_damaged:
                raise
            log.warning("claim_does_not_open", extra={"claim": str(account.claim_id)})
        else:
            rows.append((account.claim_id, account.incident_id, _uuid(email), _uuid(phone)))
    return rows


def _uuid(key: bytes | None) -> UUID | None:
    return None if key is None else UUID(bytes=key)


def _store(rows: list[_Row]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO claims_accountkeys (claim_id, incident_id, email, phone)
            SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::uuid[], %s::uuid[])
            ON CONFLICT (claim_id) DO UPDATE SET email = EXCLUDED.email, phone = EXCLUDED.phone
            """,
            [list(column) for column in zip(*rows, strict=True)],
        )
