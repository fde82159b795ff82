"""Claims that wait for their claimants, without any rule having been asked."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims.models import Case, Claim
from claims.services.actors import WORKER
from claims.services.moves import Standing, apply_moves
from tests.claims.admin.cast import file_claim


def file_claims(case: Case, count: int = 1, **changes: Any) -> list[Claim]:
    """Claims of invented people, in the order filed, that nobody has looked at."""
    return [file_claim(case, judged=False, **changes) for _ in range(count)]


@transaction.atomic
def move(claims: Sequence[Claim], *path: str) -> None:
    """Take claims along a path of stages, as a worker does."""
    for claim in claims:
        claim.refresh_from_db()
    standing = [Standing(c.pk, c.case.case_type, c.stage, c.stage_seq, c.resume_to, True) for c in claims]
    apply_moves([(one, path) for one in standing], actor=WORKER, cause="verification", at=timezone.now())


def asking(case: Case, count: int = 1, **changes: Any) -> list[Claim]:
    """Claims that something is asked of."""
    claims = file_claims(case, count, **changes)
    move(claims, "verifying", "needs_information")
    return claims


def ids(claims: Sequence[Claim]) -> list[UUID]:
    return [claim.pk for claim in claims]
