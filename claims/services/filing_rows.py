"""One submission as the rows that store it: sealed fields, blind keys, digests. Pure computation, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from claims.crypto.blind import BlindField, Generation, keyed_digest
from claims.crypto.blind_forms import person_keys
from claims.crypto.sealing import DataKey
from claims.models import Claim, Claimant
from claims.queries.filing_terms import FilingCase
from claims.rules.ids import new_claim_number, new_id, new_receipt, read_receipt
from claims.rules.matching import Person
from claims.rules.submission import Submission, canonical
from claims.services.filing_signals import Signals, signals_of

if TYPE_CHECKING:
    from claims.services.filing import Filing

CLAIMANT_TABLE = "claimant"
CLAIM_TABLE = "claim"


@dataclass(frozen=True, slots=True, repr=False)
class NewClaim:
    """Everything that one filing writes, ready for `filing_store.write`. Sealed fields are keyed by column."""

    claim_id: UUID
    claimant_id: UUID
    number: str
    receipt: str | None
    key: bytes
    body: bytes
    answer: bytes | None
    purge_after: datetime | None
    receipt_hash: bytes
    wrapped_key: bytes
    key_version: int
    sealed_person: dict[str, bytes | None]
    sealed_claim: dict[str, bytes | None]
    submission: Submission
    notices: list[dict[str, str | None]]
    notices_mask: int
    items_mask: int
    consents: list[tuple[int, bool]]
    door: str
    external_ref: str | None
    submitted_at: datetime | None
    on_file: bool
    signals: Signals
    blind_keys: Mapping[int, Mapping[str, BlindField]] = field(default_factory=dict)
    """Kinds by key, in hexadecimal digits, by the number of the generation."""


def new_claim(
    filing: "Filing", *, case: FilingCase, door: str, answer_days: int | None, on_file: bool = False
) -> NewClaim:
    """Seal a submission under a new data key and compute its blind keys.

    `answer_days` is how long the sealed receipt stays for retries; None (imports) discloses no receipt at all.
    """
    submission = filing.submission
    claim_id, claimant_id = new_id(), new_id()
    data_key = DataKey.new()
    wrapped = data_key.wrap(owner=claimant_id)
    receipt = new_receipt()
    answer = purge_after = None
    if answer_days is not None:
        answer = data_key.seal(receipt, table="idempotency", row=claim_id, field="answer")
        purge_after = timezone.now() + timedelta(days=answer_days)
    notice_codes = [notice.code for notice in submission.notices]
    return NewClaim(
        claim_id=claim_id,
        claimant_id=claimant_id,
        number=new_claim_number(),
        receipt=receipt if answer_days is not None else None,
        key=keyed_digest("idempotency", "\x1f".join((case.case.slug, door, filing.key)).encode()),
        body=keyed_digest("filing-body", canonical(submission)),
        answer=answer,
        purge_after=purge_after,
        receipt_hash=keyed_digest("receipt", read_receipt(receipt).encode()),
        wrapped_key=bytes(wrapped.ciphertext),
        key_version=wrapped.version,
        sealed_person=_seal(data_key, CLAIMANT_TABLE, claimant_id, _person_values(submission)),
        sealed_claim=_seal(data_key, CLAIM_TABLE, claim_id, _claim_values(submission)),
        submission=submission,
        notices=[
            {"code": n.code, "received_on": n.received_on.isoformat() if n.received_on else None}
            for n in submission.notices
        ],
        notices_mask=case.terms.notice_mask(notice_codes),
        items_mask=case.terms.item_mask(submission.data_items),
        consents=[(case.consent_ids[c.code, c.version], c.given) for c in submission.consents],
        door=door,
        external_ref=filing.external_ref,
        submitted_at=filing.submitted_at,
        on_file=on_file,
        signals=signals_of(submission, filing.origin, incident_id=case.case.incident_id, claim_id=claim_id),
        blind_keys=blind_keys(submission, case.generations),
    )


def blind_keys(submission: Submission, generations: Sequence[Generation]) -> dict[int, dict[str, BlindField]]:
    """Every blind key under which this submission can be found, by generation."""
    person = Person(
        name=submission.name,
        birth_date=submission.birth_date.isoformat() if submission.birth_date else None,
        phones=(submission.phone, submission.account_phone),
        emails=(submission.email, submission.account_email),
        address=submission.address_line,
        postcode=submission.postcode,
    )
    return {generation.number: person_keys(person, generation) for generation in generations}


def _person_values(submission: Submission) -> dict[str, str | None]:
    representative = submission.representative
    values = {
        "name": submission.name,
        "birth_date": submission.birth_date.isoformat() if submission.birth_date else None,
        "email": submission.email,
        "phone": submission.phone,
        "postcode": submission.postcode,
        "address": submission.address_line,
        "representative": "\x1f".join(
            (
                representative.name,
                representative.birth_date.isoformat() if representative.birth_date else "",
                representative.relation or "",
            )
        )
        if representative
        else None,
    }
    assert values.keys() == set(Claimant.SEALED)
    return values


def _claim_values(submission: Submission) -> dict[str, str | None]:
    proceedings = submission.other_proceedings
    values = {
        "account_email": submission.account_email,
        "account_phone": submission.account_phone,
        "proceedings_details": proceedings.details if proceedings else None,
    }
    assert values.keys() == set(Claim.SEALED)
    return values


def _seal(data_key: DataKey, table: str, row: UUID, values: dict[str, str | None]) -> dict[str, bytes | None]:
    return {
        name: data_key.seal(value, table=table, row=row, field=name) if value else None
        for name, value in values.items()
    }
