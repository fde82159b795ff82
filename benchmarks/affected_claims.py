"""Claims with a sealed account and nothing else, stored by the million for the look-up in an affected-account list."""

from collections.abc import Iterator, Sequence
from itertools import islice


def invent_claims(accounts: Sequence[tuple[str, str]], case_id: int) -> None:
    """Store a claim for each (e-mail, phone), as a filing leaves its account."""
    from django.db import connection, transaction

    from claims.crypto.sealing import DataKey
    from claims.rules.ids import new_claim_number, new_id

    def rows() -> Iterator[tuple[object, ...]]:
        for email, phone in accounts:
            claim, claimant, key = new_id(), new_id(), DataKey.new()
            wrapped = key.wrap(owner=claimant)
            yield (
                claim,
                claimant,
                new_claim_number(),
                wrapped.ciphertext,
                wrapped.version,
                key.seal(email, table="claim", row=claim, field="account_email"),
                key.seal(phone, table="claim", row=claim, field="account_phone"),
            )

    remaining = rows()
    while part := list(islice(remaining, 10_000)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                """
                WITH input AS (
                    SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::bytea[], %s::smallint[], %s::bytea[],
                        %s::bytea[]) AS t(claim, claimant, number, wrapped, version, email, phone)
                ), claimants AS (
                    INSERT INTO claims_claimant (id, wrapped_key, key_version, language)
                    SELECT claimant, wrapped, version, 'ko' FROM input
                ), transitions AS (
                    INSERT INTO claims_claimtransition (claim_id, seq, from_stage, to_stage, at, actor_kind, cause)
                    SELECT claim, 1, '', 'verifying', now(), 'worker', '' FROM input
                )
                INSERT INTO claims_claim (id, number, case_id, claimant_id, stage, stage_seq, resume_to, stage_since,
                    claimant_type, notices, notices_mask, items_mask, entrance_code_stored, other_proceedings, attested,
                    on_file, door, receipt_hash, submitted_at, received_at, account_email, account_phone)
                SELECT claim, number, %s, claimant, 'verifying', 1, '', now(), 'account_holder', '[]', 0, 7, 'no',
                    'none', true, false, 'web', '', now(), now(), email, phone FROM input
                """,
                [*(list(column) for column in zip(*part, strict=True)), case_id],
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE claims_claim, claims_claimant")
