"""Comparing two claims: personal data of both is opened for it, and both claims' records say who looked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction

from claims.models import Claim
from claims.queries.duplicates import PairPage, open_note
from claims.queries.personal_data import PersonErased
from claims.services import audit
from claims.services.actors import Actor
from claims.services.reveal import RevealReason, reveal

COMPARED: Final = (
    "name",
    "birth_date",
    "phone",
    "account_phone",
    "email",
    "account_email",
    "postcode",
    "address",
    "representative",
)
"""The sealed fields that two claims are compared by."""


@dataclass(frozen=True, slots=True, repr=False)
class Look:
    """What one look at a pair opened.

    `values`: the fields of each claim, by claim; an empty mapping for a person who was erased; None where nothing was
    opened. `notes`: the words given with decisions, by decision.
    """

    values: Mapping[UUID, Mapping[str, str]] | None
    notes: Mapping[UUID, str]


@transaction.atomic
def look_at_pair(*, page: PairPage, opened: bool, actor: Actor) -> Look:
    """Record under both claims that they were compared; `opened`, open the fields they are compared by.

    The records commit before a value is shown. The reason is always that possible duplicates are compared: the page
    has no other use. Raises DecryptionFailed.
    """
    pair = page.pair
    claims = (pair.earlier, pair.later)
    if not opened:
        for claim in claims:
            _compared(claim, actor, {})
        return Look(None, {})
    notes = {each.pk: text for each in page.decisions if (text := open_note(each, pair))}
    if notes:
        _compared(pair.earlier, actor, {"fields": ["reasons"]})
    return Look({claim.pk: _values(claim, actor) for claim in claims}, notes)


def _values(claim: Claim, actor: Actor) -> Mapping[str, str]:
    try:
        return reveal(claim=claim, fields=COMPARED, reason=RevealReason.CHECK_DUPLICATE, actor=actor).values
    except PersonErased:
        _compared(claim, actor, {})
        return {}


def _compared(claim: Claim, actor: Actor, detail: dict[str, list[str]]) -> None:
    audit.record(
        "claim.compare", actor=actor, subject_type="claim", subject_id=claim.pk, case_id=claim.case_id, detail=detail
    )
