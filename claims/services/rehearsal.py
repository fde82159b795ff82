"""What judging every claim of a case again would change, found out without keeping anything."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims.models import Case, Claim
from claims.queries.claim_facts import load_claims
from claims.rules.verdict_path import path_after
from claims.rules.verification import run, verdict
from claims.services import affected_accounts
from claims.services.judging import case_states

_BATCH: Final = 200


@dataclass(slots=True)
class Rehearsal:
    """Claims that would be judged, and how many of them would get another verdict (from, to) or move (from, to)."""

    claims: int = 0
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)


def rehearse(case: Case, *, progress: Callable[[int], None] = lambda claims: None) -> Rehearsal:
    """Judge every judged claim of a case (which comes with its incident) as it is now, and compare with its last run.

    Batch by batch, each in a transaction that is rolled back: claims are locked only as long as their batch takes.
    Raises NoLeakedFieldList, DecryptionFailed.
    """
    found = Rehearsal()
    after: UUID | None = None
    while ids := _next(case, after):
        with transaction.atomic():
            _judge(case, ids, found)
            transaction.set_rollback(True)
        after = ids[-1]
        progress(found.claims)
    return found


def _next(case: Case, after: UUID | None) -> Sequence[UUID]:
    claims = Claim.objects.filter(case=case, verification__isnull=False).order_by("pk")
    return list((claims if after is None else claims.filter(pk__gt=after)).values_list("pk", flat=True)[:_BATCH])


def _judge(case: Case, ids: Sequence[UUID], found: Rehearsal) -> None:
    context = case_states([case.pk], timezone.now())[case.pk].context
    if context.accounts is not None:
        affected_accounts.look_up(ids)
    for claim in load_claims(ids, {case.pk: context}):
        found.claims += 1
        now = verdict(run(claim.facts, context))
        if claim.verdict_before is not None and now != claim.verdict_before:
            found.verdicts[claim.verdict_before, now.value] += 1
        if path := path_after(case.case_type, claim.stage, now, claim.verdict_before):
            found.moves[claim.stage, path[-1].value] += 1
