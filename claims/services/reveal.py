"""Letting staff see personal data: opened only here, and recorded in the same transaction with what and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from claims.models import Claim, ClaimTransition
from claims.queries.personal_data import FIELDS, open_fields, open_reasons
from claims.services import audit
from claims.services.actors import Actor


class RevealReason(StrEnum):
    """Why personal data is looked at. Codes and not free text, so that the record itself never speaks of a person."""

    ANSWER_CLAIMANT = "answer_claimant"
    CONTACT_CLAIMANT = "contact_claimant"
    CHECK_CLAIM = "check_claim"
    CHECK_DUPLICATE = "check_duplicate"
    CHECK_CONFLICT = "check_conflict"
    PREPARE_COURT = "prepare_court"


class RevealRefused(Exception):
    """Nothing was opened; `code` says why: `no_field` or `no_reason`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, repr=False)
class Revealed:
    """Opened values by field name. Fields that were never given are missing."""

    values: Mapping[str, str]


@transaction.atomic
def reveal(*, claim: Claim, fields: Collection[str], reason: str, actor: Actor) -> Revealed:
    """Open the named fields of a claim and record their names, the reason and who looked, from where.

    The record commits before a value is shown, and no value is opened without it. Raises RevealRefused for no known
    field or reason, PersonErased, DecryptionFailed.
    """
    wanted = [name for name in FIELDS if name in fields]
    if not wanted:
        raise RevealRefused("no_field")
    if reason not in RevealReason.__members__.values():
        raise RevealRefused("no_reason")
    audit.record(
        "claim.reveal",
        actor=actor,
        subject_type="claim",
        subject_id=claim.pk,
        case_id=claim.case_id,
        detail={"fields": wanted, "reason": reason},
    )
    return Revealed(open_fields(claim, wanted))


@transaction.atomic
def view_claim(
    *, claim: Claim, transitions: Sequence[ClaimTransition], with_reasons: bool, actor: Actor
) -> dict[int, str]:
    """Record that a claim's page was read; return the words that staff gave as reasons, by transition.

    Those words may speak of the claimant, so they are opened only `with_reasons`, and the record says so. Raises
    DecryptionFailed. Of an erased person nothing is opened.
    """
    opened: dict[int, str] = {}
    if with_reasons and claim.claimant.wrapped_key is not None:
        opened = open_reasons(claim, transitions)
    audit.record(
        "claim.view",
        actor=actor,
        subject_type="claim",
        subject_id=claim.pk,
        case_id=claim.case_id,
        detail={"fields": ["reasons"]} if opened else {},
    )
    return opened
