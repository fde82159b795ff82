"""What a claimant with a receipt may see of their claim, without telling anyone else anything."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from claims.crypto.blind import keyed_digest
from claims.crypto.sealing import DataKey, WrappedKey
from claims.models import Case, Claim, ClaimTransition
from claims.queries.findings import findings_of
from claims.rules.ids import new_id, read_claim_number, read_receipt
from claims.rules.stages import ClaimStage, Step, Subject, table
from claims.rules.verification import Param
from claims.wording.formats import notice_name
from claims.wording.stages import public_stage


@dataclass(frozen=True, slots=True)
class StepState:
    """One step of the journey: its name, and whether it is done, current or ahead."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that the claimant is asked for: the rule, its reason and what fills the sentence."""

    rule: int
    reason: str
    params: dict[str, Param]


@dataclass(frozen=True, slots=True)
class ClaimStatus:
    """Where a claim stands, as its claimant sees it. Holds no personal data."""

    number: str
    case: Case
    stage: str
    since: datetime
    received_at: datetime
    history: tuple[tuple[str, datetime], ...]
    steps: tuple[StepState, ...]
    needs: tuple[Need, ...]
    names: dict[str, str]


def find_claim_status(claim_number: object, receipt: object, birth_date: object) -> ClaimStatus | None:
    """The claim's status for whoever has its number, its receipt secret and the claimant's birth date (ISO 8601).

    None for anything else, after the same work: one look-up, one digest, one decryption, one comparison of both
    proofs. A claim whose birth date was never given needs none.
    """
    texts = [value if isinstance(value, str) else "" for value in (claim_number, receipt, birth_date)]
    number = read_claim_number(texts[0][:40]) or "-"
    claim = Claim.objects.select_related("claimant", "case__incident").filter(number=number).first()
    person = claim.claimant if claim else None
    digest = keyed_digest("receipt", read_receipt(texts[1][:100]).encode(errors="replace"))
    stored, key, owner, sealed = _decoy()
    if claim is not None and person is not None and person.wrapped_key is not None:
        stored = bytes(claim.receipt_hash)
        if person.birth_date is not None:
            key, owner, sealed = WrappedKey(person.wrapped_key, person.key_version), person.pk, bytes(person.birth_date)
    born = DataKey.unwrap(key, owner=owner).open(sealed, table="claimant", row=owner, field="birth_date")
    without_birth_date = person is not None and person.birth_date is None
    proofs = hmac.compare_digest(stored, digest) & (
        hmac.compare_digest(born.encode(), texts[2].strip()[:10].encode(errors="replace")) | without_birth_date
    )
    if claim is None or person is None or person.wrapped_key is None or not proofs:
        return None
    return _status(claim)


def _status(claim: Claim) -> ClaimStatus:
    transitions = ClaimTransition.objects.filter(claim=claim).order_by("seq").values_list("to_stage", "at")
    history: list[tuple[str, datetime]] = []
    for stage, at in transitions:
        shown = public_stage(stage)
        if not history or history[-1][0] != shown:
            history.append((shown, at))
    stages = table(claim.case.case_type, Subject.CLAIM)
    # A step whose stages are never shown would be skipped by everybody.
    way = tuple(step for step in stages.journey if any(public_stage(stage) == stage for stage in step.stages))
    here = stages.step_at(claim.stage, resume_to=claim.resume_to)
    return ClaimStatus(
        number=claim.number,
        case=claim.case,
        stage=public_stage(claim.stage),
        since=history[-1][1],  # not stage_since: a move that is hidden from the claimant must not show by its time
        received_at=claim.received_at,
        history=tuple(history),
        steps=_steps(way, here if here in way or here is None else stages.step_at(public_stage(claim.stage))),
        needs=_needs(claim),
        names=_names(claim),
    )


def _steps(way: tuple[Step, ...], current: Step | None) -> tuple[StepState, ...]:
    at = way.index(current) if current in way else None
    if at is None:
        return tuple(StepState(step.name, "ahead") for step in way)
    return tuple(
        StepState(step.name, "done" if place < at else "current" if place == at else "ahead")
        for place, step in enumerate(way)
    )


def _needs(claim: Claim) -> tuple[Need, ...]:
    """What the current verification asks for; nothing unless the claim waits for its claimant."""
    if claim.stage != ClaimStage.NEEDS_INFORMATION or claim.verification_id is None:
        return ()
    assert claim.verification is not None
    checks = [check for check in findings_of([claim.verification])[claim.verification.pk] if check.asks]
    return tuple(Need(check.rule, check.reason, check.params) for check in checks)


def _names(claim: Claim) -> dict[str, str]:
    """Data items, notices and consents by code in the reader's language, for the sentences of `needs`."""
    incident = claim.case.incident
    return {
        **{item.code: item.name for item in incident.data_items.all()},
        **{notice.code: notice_name(notice.dated) for notice in incident.notices.all()},
        **{text.code: text.title for text in claim.case.consent_texts.filter(current=True)},
    }


@lru_cache(maxsize=1)
def _decoy() -> tuple[bytes, WrappedKey, UUID, bytes]:
    """A claimant that does not exist, so that an unknown claim number costs the same work as a known one."""
    owner = new_id()
    key = DataKey.new()
    return (
        b"\0" * 32,
        key.wrap(owner=owner),
        owner,
        key.seal("0000-00-00", table="claimant", row=owner, field="birth_date"),
    )
