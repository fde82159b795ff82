"""Filing: the one way in which claims come into being, for the web form, the API and the import alike.

What is acknowledged has been committed: claimant, claim, blind keys, consents, first transition, idempotency record
and work row are written by one statement (`filing_store`), so there is no state between all and nothing.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from claims.crypto.sealing import DataKey, WrappedKey
from claims.models import Claim, IdempotencyRecord, WorkItem
from claims.queries.filing_terms import OPEN_STAGES, CaseUnknown, FilingCase
from claims.rules.submission import FieldError, Submission, SubmissionRefused, check_part, parse
from claims.services import filing_store, nudges
from claims.services.filing_rows import NewClaim, new_claim
from claims.services.filing_signals import UNKNOWN, Origin

__all__ = [
    "CaseNotOpen",
    "CaseUnknown",
    "FieldError",
    "Filed",
    "Filing",
    "IdempotencyConflict",
    "Origin",
    "SubmissionRefused",
    "check_part",
    "file_claim",
    "file_claims",
    "file_sealed",
    "parse_submission",
    "purge_answers",
    "seal_claims",
]

# A client may retry for this long and get the same answer.
_ANSWER_DAYS = 7


class CaseNotOpen(Exception):
    """The case takes no claims now."""


class IdempotencyConflict(Exception):
    """The key was used before, for another submission."""


@dataclass(frozen=True, slots=True)
class Filing:
    """One submission to file under an idempotency key; `external_ref` and `submitted_at` come with imports only.

    `origin` is what the door knows of where it came from, for the abuse score.
    """

    submission: Submission
    key: str
    external_ref: str | None = None
    submitted_at: datetime | None = None
    origin: Origin = UNKNOWN


@dataclass(frozen=True, slots=True, repr=False)
class Filed:
    """The acknowledgement. `receipt` is None for imports; `fresh` is False when the key had been used before."""

    claim_number: str
    receipt: str | None
    received_at: datetime
    fresh: bool


def parse_submission(raw: Mapping[str, object], case: FilingCase) -> Submission:
    """A complete submission as the public doors demand it. Raises SubmissionRefused with every error."""
    return parse(raw, case.terms, mode="complete")


def file_claim(filing: Filing, *, case: FilingCase, door: str) -> Filed:
    """File one claim; once this returns, it is durable. Same key and submission: the same answer.

    One round trip to the database for a new claim. Raises CaseNotOpen, or IdempotencyConflict when the key
    belongs to another submission.
    """
    new = new_claim(filing, case=case, door=door, answer_days=_ANSWER_DAYS)
    # A retry gets its answer even when the case has closed since.
    received = filing_store.write([new], case=case, open_stages=OPEN_STAGES) if case.open else {}
    if new.claim_id in received:
        nudges.nudge(WorkItem.Kind.MATCH)
        return Filed(new.number, new.receipt, received[new.claim_id], fresh=True)
    return _answer_again(new, case.case.slug)


def file_claims(filings: Sequence[Filing], *, case: FilingCase, door: str, on_file: bool = False) -> list[bool]:
    """File many claims in one statement; says for each whether it was new. Keys that were used before change nothing.

    Raises CaseNotOpen when none could be written because the case takes no claims.
    """
    return file_sealed(seal_claims(filings, case=case, door=door, on_file=on_file), case=case)


def seal_claims(filings: Sequence[Filing], *, case: FilingCase, door: str, on_file: bool = False) -> list[NewClaim]:
    """The first half of `file_claims`, which needs processor time and no database: another thread may do it."""
    return [new_claim(filing, case=case, door=door, answer_days=None, on_file=on_file) for filing in filings]


def file_sealed(news: Sequence[NewClaim], *, case: FilingCase) -> list[bool]:
    """The second half of `file_claims`: the statement. Raises as it does."""
    received = filing_store.write(news, case=case, open_stages=OPEN_STAGES)
    if news and not received and not IdempotencyRecord.objects.filter(key__in=[new.key for new in news]).exists():
        raise CaseNotOpen(case.case.slug)
    return [new.claim_id in received for new in news]


def purge_answers() -> int:
    """Delete idempotency records of the public doors whose time is over; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM claims_idempotencyrecord WHERE purge_after < now()")
        return cursor.rowcount


def _answer_again(new: NewClaim, case_slug: str) -> Filed:
    record = IdempotencyRecord.objects.select_related("claim__claimant").filter(key=new.key).first()
    if record is None:
        raise CaseNotOpen(case_slug)
    if not hmac.compare_digest(bytes(record.body), new.body):
        raise IdempotencyConflict
    claim: Claim = record.claim
    if record.answer is None or claim.claimant.wrapped_key is None:
        raise IdempotencyConflict
    data_key = DataKey.unwrap(
        WrappedKey(claim.claimant.wrapped_key, claim.claimant.key_version), owner=claim.claimant_id
    )
    receipt = data_key.open(record.answer, table="idempotency", row=claim.pk, field="answer")
    return Filed(claim.number, receipt, claim.received_at, fresh=False)
