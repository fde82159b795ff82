"""Finding claims by a person's exact data. Only keyed hashes are compared, and every search is recorded."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from claims.queries.claim_search import FOUND_LIMIT, ClaimRow, find_claims, search_keys
from claims.services import audit
from claims.services.actors import Actor


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the claims, earliest first; whether there are more; what the text was taken for."""

    rows: tuple[ClaimRow, ...]
    more: bool
    kinds: tuple[str, ...]
    """Of email, phone, name."""


@transaction.atomic
def find_people(*, typed: str, cases: Collection[int], actor: Actor) -> Found:
    """Return the claims of these cases whose name, e-mail address, phone number or reference is exactly the text.

    One audit row for each case that was searched: what kind of data, how many claims, and the blind key, by which
    searches for one person can be told from searches for many.
    """
    keys = search_keys(typed)
    rows = find_claims(keys, cases=list(cases))
    for case_id in cases:
        audit.record(
            "claim.search",
            actor=actor,
            subject_type="person",
            subject_id=keys.subject or "",
            case_id=case_id,
            detail={"by": list(keys.keys), "found": sum(row.case_id == case_id for row in rows)},
        )
    return Found(tuple(rows[:FOUND_LIMIT]), len(rows) > FOUND_LIMIT, tuple(keys.keys))
