"""Rule 17's facts: what stored pairs and clusters say of a claim. Read here, written by `services.duplicates` only."""

import json
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from django.db import connection

from claims.queries.duplicates.candidates import GONE
from claims.rules.matching import COMPARISONS
from claims.rules.verification import DuplicateHit

# Levels that speak against two claims being one person's, or say next to nothing, are no ground to hold one.
_SILENT: Final = frozenset(
    {
        *("different", "missing", "a_generation_apart", "surname_same", "given_same", "same_year_or_day"),
        *("other_unit", "same_road_or_area"),
    }
)

_HITS: Final = """
    SELECT this.id, p.levels, p.later_id = this.id,
        COALESCE(mine.cluster_id = theirs.cluster_id, FALSE), COALESCE(k.survivor_id = this.id, FALSE),
        (SELECT c.stage <> ALL(%(gone)s::text[]) FROM claims_claim c WHERE c.id = other.id)
    FROM unnest(%(claims)s::uuid[]) AS this(id)
    JOIN LATERAL (
        SELECT * FROM claims_duplicatepair WHERE earlier_id = this.id
        UNION ALL SELECT * FROM claims_duplicatepair WHERE later_id = this.id
    ) p ON p.decided IN ('automatic', 'link') OR (p.decided IN ('', 'withdrawn') AND p.band IN ('certain', 'review'))
    CROSS JOIN LATERAL (SELECT CASE WHEN p.earlier_id = this.id THEN p.later_id ELSE p.earlier_id END AS id) other
    LEFT JOIN claims_clustermember mine ON mine.claim_id = this.id
    LEFT JOIN claims_clustermember theirs ON theirs.claim_id = other.id
    LEFT JOIN claims_duplicatecluster k ON k.id = mine.cluster_id
    ORDER BY this.id, p.id
"""


def hits(claim_ids: Sequence[UUID]) -> dict[UUID, list[DuplicateHit]]:
    """Return, for each claim that has any, the others that are or may be the same person's. One query.

    - In one cluster: the survivor goes on, every other member waits, `certain`.
    - An open pair, or an accepted one that a person's decisions keep out of a cluster: the later claim waits for a
      person. Kept apart, of one household, or with a claim that is nobody's any more: no hit.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HITS, {"claims": list(claim_ids), "gone": list(GONE)})
        found: dict[UUID, list[DuplicateHit]] = {}
        for claim_id, levels, later, together, survivor, other_lives in cursor.fetchall():
            waits = not survivor if together else later
            # Fellow members count even when they are gone: another one goes on in this claim's place.
            if other_lives or (together and waits):
                found.setdefault(claim_id, []).append(DuplicateHit(agreements(json.loads(levels)), waits, together))
        return found


def agreements(levels: Mapping[str, str]) -> tuple[str, ...]:
    """Return in what two claims agree, as `comparison.level`, in the order of the comparisons."""
    found = ((each.code, levels.get(each.code, "missing")) for each in COMPARISONS)
    return tuple(f"{part}.{code}" for part, code in found if code not in _SILENT)
