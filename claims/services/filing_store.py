"""The statement that writes claims: everything one filing consists of, for one claim or a thousand, in one round trip.

Plain SQL on purpose. Written through the ORM the same rows take ten round trips and cost more than everything else
in the request (benchmarks/RESULTS.md). As one statement it is also its own transaction: it commits whole or not at all.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection

from claims.models import Claim, Claimant, WorkItem
from claims.queries.filing_terms import FilingCase, first_stage
from claims.rules.stages import ActorKind
from claims.services.filing_direct import DirectStatement
from claims.services.filing_rows import NewClaim

_PERSON = Claimant.SEALED
_CLAIM = Claim.SEALED
_SIGNALS = {
    **dict.fromkeys(("address", "network", "phone", "name", "text", "mailbox"), "uuid"),
    "mailbox_number": "bigint",
    "throw_away": "boolean",
    "seconds": "integer",
}

# The columns of one filing, as the statement reads them from JSON (bytes in PostgreSQL's hex notation).
_COLUMNS: dict[str, str] = {
    "claim_id": "uuid",
    "claimant_id": "uuid",
    "number": "text",
    "key": "bytea",
    "body": "bytea",
    "answer": "bytea",
    "purge_after": "timestamptz",
    "receipt_hash": "bytea",
    "wrapped_key": "bytea",
    "key_version": "smallint",
    "language": "text",
    "claimant_type": "text",
    "joined": "date",
    "withdrew": "date",
    "notices": "jsonb",
    "notices_mask": "bigint",
    "items_mask": "bigint",
    "entrance_code_stored": "text",
    "damages_sought": "bigint",
    "other_proceedings": "text",
    "attested": "boolean",
    "external_ref": "text",
    "submitted_at": "timestamptz",
    **dict.fromkeys((*_PERSON, *_CLAIM), "bytea"),
    **{f"signal_{name}": kind for name, kind in _SIGNALS.items()},
    "consent_texts": "bigint[]",
    "consents_given": "boolean[]",
    "keys": "uuid[]",
    "key_fields": "smallint[]",
    "key_generations": "smallint[]",
}

# Only names from this module and the models are put into the text; every value travels as a parameter.
_TEXT = f"""
WITH input AS (
    SELECT * FROM json_to_recordset(%(filings)s::json)
        AS t({", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())})
    -- A case that closed a moment ago takes nothing, whatever this process still believes.
    WHERE EXISTS (SELECT 1 FROM claims_case WHERE id = %(case)s AND stage = ANY(%(open)s::text[]))
), fresh AS (
    INSERT INTO claims_idempotencyrecord (key, body, claim_id, answer, purge_after)
    SELECT key, body, claim_id, answer, purge_after FROM input ORDER BY key
    ON CONFLICT (key) DO NOTHING RETURNING claim_id
), filed AS (
    SELECT input.* FROM input JOIN fresh USING (claim_id)
), claimants AS (
    INSERT INTO claims_claimant (id, wrapped_key, key_version, language, {", ".join(_PERSON)})
    SELECT claimant_id, wrapped_key, key_version, language, {", ".join(_PERSON)} FROM filed
), claims AS (
    INSERT INTO claims_claim (
        id, number, case_id, claimant_id, stage, stage_seq, resume_to, stage_since, claimant_type, joined, withdrew,
        notices, notices_mask, items_mask, entrance_code_stored, damages_sought, other_proceedings, attested, on_file,
        door, external_ref, receipt_hash, submitted_at, received_at, {", ".join(_CLAIM)})
    SELECT claim_id, number, %(case)s, claimant_id, %(stage)s, 1, '', now(), claimant_type, joined, withdrew,
        notices, notices_mask, items_mask, entrance_code_stored, damages_sought, other_proceedings, attested,
        %(on_file)s, %(door)s, external_ref, receipt_hash, COALESCE(submitted_at, now()), now(), {", ".join(_CLAIM)}
    FROM filed
    RETURNING id, received_at
), transitions AS (
    INSERT INTO claims_claimtransition (claim_id, seq, from_stage, to_stage, at, actor_kind, cause)
    SELECT claim_id, 1, '', %(stage)s, now(), %(actor_kind)s, %(cause)s FROM filed
), consents AS (
    INSERT INTO claims_consent (claim_id, text_id, given, at)
    SELECT claim_id, one.text_id, one.given, now()
    FROM filed CROSS JOIN LATERAL unnest(consent_texts, consents_given) AS one(text_id, given)
), gate AS (
    -- No row, but a lock on the table from before this statement sees anything: see services.indexing.
    SELECT number FROM claims_indexgeneration WHERE false FOR KEY SHARE
), live AS (
    SELECT number FROM claims_indexgeneration WHERE state <> 'retired' UNION ALL SELECT number FROM gate
), keys AS (
    INSERT INTO claims_blindkey (value, claim_id, field, generation)
    SELECT one.value, claim_id, one.field, one.generation
    FROM filed CROSS JOIN LATERAL unnest(keys, key_fields, key_generations) AS one(value, field, generation)
    JOIN live ON live.number = one.generation
), signals AS (
    INSERT INTO claims_filingsignal (claim_id, at, {", ".join(_SIGNALS)})
    SELECT claim_id, now(), {", ".join(f"signal_{name}" for name in _SIGNALS)} FROM filed
), wanted AS (
    SELECT '{WorkItem.Kind.MATCH.value}' AS kind
    -- A generation that this process did not know of, or could make no keys of: a worker makes them.
    UNION ALL SELECT '{WorkItem.Kind.INDEX.value}'
    WHERE EXISTS (SELECT 1 FROM live WHERE number <> ALL(%(generations)s::smallint[]))
), work AS (
    INSERT INTO claims_workitem (kind, subject, state) SELECT kind, claim_id, 'pending' FROM filed CROSS JOIN wanted
)
SELECT id, received_at FROM claims
"""  # noqa: S608
# Without indentation and comments: psycopg reads a text of more than 4,096 characters anew each time.
_STATEMENT: Final = " ".join(line.strip() for line in _TEXT.splitlines() if not line.strip().startswith("--"))
_ALONE: Final = DirectStatement("filing", _STATEMENT)
# PostgreSQL counts its microseconds from here.
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


def write(new_claims: Sequence[NewClaim], *, case: FilingCase, open_stages: Sequence[str]) -> dict[UUID, datetime]:
    """Write the claims whose idempotency key is new; returns their ids with the database's time of receipt.

    Outside a transaction the statement commits by itself, so what is returned is durable. A key that another
    transaction is writing just now is waited for. Nothing is written, and nothing returned, for a case that is not
    in one of `open_stages`.
    """
    if not new_claims:
        return {}
    first = new_claims[0]
    parameters = {
        "filings": json.dumps([_row(new) for new in new_claims]),
        # Claims of one call may have been sealed before and after this process learned of a generation.
        "generations": _array(sorted(set.intersection(*(set(new.blind_keys) for new in new_claims)))),
        "case": str(case.case.pk),
        "open": _array(open_stages),
        "stage": first_stage(case.case.case_type),
        "door": first.door,
        "on_file": str(first.on_file),
        "actor_kind": (ActorKind.OPERATOR if first.door == Claim.Door.IMPORT else ActorKind.CLAIMANT).value,
        "cause": f"filed_by_{first.door}",
    }
    if connection.get_autocommit():
        return {UUID(bytes=claim): _moment(received) for claim, received in _ALONE.run(parameters)}
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, parameters)
        return dict(cursor.fetchall())


def _moment(value: bytes) -> datetime:
    return _EPOCH + timedelta(microseconds=int.from_bytes(value, "big", signed=True))


def _row(new: NewClaim) -> dict[str, object]:
    """One filing, keyed by column."""
    submission = new.submission
    proceedings = submission.other_proceedings
    return {
        "claim_id": new.claim_id.hex,
        "claimant_id": new.claimant_id.hex,
        "number": new.number,
        "key": _bytes(new.key),
        "body": _bytes(new.body),
        "answer": _bytes(new.answer),
        "purge_after": _iso(new.purge_after),
        "receipt_hash": _bytes(new.receipt_hash),
        "wrapped_key": _bytes(new.wrapped_key),
        "key_version": new.key_version,
        "language": submission.language or settings.LANGUAGE_CODE,
        "claimant_type": submission.claimant_type or "",
        "joined": _iso(submission.joined),
        "withdrew": _iso(submission.withdrew),
        "notices": new.notices,
        "notices_mask": new.notices_mask,
        "items_mask": new.items_mask,
        "entrance_code_stored": submission.entrance_code_stored or "",
        "damages_sought": submission.damages_sought,
        "other_proceedings": proceedings.kind if proceedings else "",
        "attested": submission.attested,
        "external_ref": new.external_ref,
        "submitted_at": _iso(new.submitted_at),
        **{name: _bytes(value) for name, value in new.sealed_person.items()},
        **{name: _bytes(value) for name, value in new.sealed_claim.items()},
        **{
            f"signal_{name}": value.hex if isinstance(value, UUID) else value
            for name, value in new.signals._asdict().items()
            if value is not None
        },
        "consent_texts": _array([text for text, _ in new.consents]),
        "consents_given": _array([given for _, given in new.consents]),
        "keys": _array([key for keys in new.blind_keys.values() for key in keys]),
        "key_fields": _array([kind.value for keys in new.blind_keys.values() for kind in keys.values()]),
        "key_generations": _array([generation for generation, keys in new.blind_keys.items() for _ in keys]),
    }


def _array(values: Iterable[object]) -> str:
    """Numbers, truth values or plain words as PostgreSQL writes an array: read at once, and not member by member."""
    return f"{{{','.join(map(str, values))}}}"


def _bytes(value: bytes | None) -> str | None:
    return None if value is None else "\\x" + value.hex()


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None
