"""What decided pairs mean for the claims: who is freed, who is merged, who comes back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from claims.models import Claim
from claims.queries.duplicates import hits
from claims.rules.stages import CaseType, ClaimStage
from claims.services import audit
from claims.services.actors import WORKER, Actor
from claims.services.duplicates import clusters
from claims.services.judging import case_states
from claims.services.moves import Standing, apply_moves, batch_open
from claims.services.verification import verify_claims

_S = ClaimStage
LINKED: Final = "duplicate_link"
"""The cause of a merge that follows from a person's link; such a merge is undone with the link."""
_WITH_A_PERSON: Final = (_S.DUPLICATE_HOLD.value, _S.REVIEW.value)


@dataclass(slots=True)
class Consequences:
    """What following up decisions did. `stages`: where the moved claims stand now; `survivors`: by cluster."""

    contradicted: frozenset[tuple[UUID, UUID]] = frozenset()
    stages: dict[UUID, str] = field(default_factory=dict)
    survivors: dict[UUID, UUID] = field(default_factory=dict)
    case_ids: dict[UUID, int] = field(default_factory=dict)


class _Claim(NamedTuple):
    standing: Standing
    case_id: int
    judged: bool
    cause: str

    @property
    def movable(self) -> bool:
        """In a class settlement nobody merges: the administrator approves or denies."""
        return self.standing.case_type != CaseType.CLASS_SETTLEMENT


def settle(
    incident_id: int,
    claim_ids: Iterable[UUID],
    *,
    cause: str,
    actor: Actor,
    chosen: Mapping[UUID, UUID] | None = None,
) -> Consequences:
    """Recompute the clusters of claims about which `actor` decided, and move their claims accordingly.

    - Merged by a link that holds no longer, or chosen to survive: back to duplicate hold.
    - In duplicate hold with nothing to wait for: cleared, and judged again for everything else.
    - Joined by people's links to a survivor, and verified, in review or held: merged.

    In the caller's transaction. With contradictions nothing is moved: the caller is to roll back.
    """
    ends = set(claim_ids)
    region, before = lock_region(incident_id, ends)
    moves = _Moves(actor)
    if chosen:
        moves.take_back({claim: before[claim] for claim in chosen.values()}, set(), cause)
    found = clusters.recompute(incident_id, region, chosen=chosen)
    if found.contradicted:
        return Consequences(contradicted=found.contradicted)
    if chosen:
        before = _locked(region)
    moves.take_back(before, found.linked, cause)
    concerned = found.changed | ends
    moves.clear([claim for claim in _locked(region).values() if claim.standing.claim_id in concerned], cause)
    judged = [claim for claim in region if claim in concerned and before[claim].judged]
    if judged:
        verify_claims(judged)
    moves.merge([claim for claim in _locked(region).values() if claim.standing.claim_id in found.linked])
    moves.record({claim: one.case_id for claim, one in before.items()})
    return Consequences(
        stages={claim: one.standing.stage for claim, one in _locked(region).items() if claim in moves.made},
        survivors=_survivors(region),
        case_ids={claim: one.case_id for claim, one in before.items()},
    )


def lock_region(incident_id: int, claim_ids: Iterable[UUID]) -> tuple[list[UUID], dict[UUID, _Claim]]:
    """Lock whatever deciding about these claims can change, and return it: their region, and where its claims stand.

    Whoever settles several decisions in one transaction does this first, for all of them. What claims are judged under
    is noted, and then their rows are locked by id, as whoever verifies them does; otherwise each could have what the
    other waits for.
    """
    region = clusters.region_of(incident_id, claim_ids)
    judged_cases = Claim.objects.filter(pk__in=region, verification__isnull=False).values_list("case", flat=True)
    case_states(list(judged_cases.distinct()), timezone.now())
    return region, _locked(region)


class _Moves:
    """What a person's decision moves, under that person's name and with an audit entry for each claim."""

    def __init__(self, actor: Actor) -> None:
        self.made: dict[UUID, list[str]] = {}
        self._actor = actor

    def take_back(self, claims: Mapping[UUID, _Claim], linked: Collection[UUID], cause: str) -> None:
        """Undo merges that followed from links and do so no longer."""
        self._move(
            [
                claim.standing
                for claim in claims.values()
                if claim.standing.stage == _S.MERGED and claim.cause == LINKED and claim.standing.claim_id not in linked
            ],
            _S.DUPLICATE_HOLD,
            cause,
        )

    def clear(self, claims: Sequence[_Claim], cause: str) -> None:
        """Free those in duplicate hold that wait for nothing any more."""
        held = [claim.standing for claim in claims if claim.standing.stage == _S.DUPLICATE_HOLD]
        found = hits([one.claim_id for one in held])
        waiting = {claim for claim, others in found.items() if any(hit.waits for hit in others)}
        self._move([one for one in held if one.claim_id not in waiting], _S.VERIFIED, cause)

    def merge(self, claims: Sequence[_Claim]) -> None:
        """Merge those that people's links join to a survivor."""
        movable = [claim.standing for claim in claims if claim.movable]
        verified = [one for one in movable if one.stage == _S.VERIFIED]
        # Somebody had cleared this claim; the link is the newer word on it.
        held = apply_moves(
            [(one, [_S.VERIFYING, _S.DUPLICATE_HOLD]) for one in verified],
            actor=WORKER,
            cause=LINKED,
            at=timezone.now(),
        )
        merging = [one for one in movable if one.stage in _WITH_A_PERSON]
        merging += [
            replace(one, stage=moved.stage, seq=moved.seq, resume_to=moved.resume_to)
            for one, moved in zip(verified, held, strict=True)
        ]
        self._move(merging, _S.MERGED, LINKED)

    def record(self, case_ids: Mapping[UUID, int]) -> None:
        """Write the audit entries."""
        audit.record_all(
            "claim.move",
            actor=self._actor,
            subject_type="claim",
            subjects=[
                (claim, case_ids[claim], {"from": stages[0], "to": stages[-1], "through": stages[1:-1]})
                for claim, stages in self.made.items()
            ],
        )

    def _move(self, standings: Sequence[Standing], to: str, cause: str) -> None:
        apply_moves([(one, [to]) for one in standings], actor=self._actor, cause=cause, at=timezone.now())
        for one in standings:
            self.made.setdefault(one.claim_id, [one.stage]).append(str(to))


def _locked(claim_ids: Sequence[UUID]) -> dict[UUID, _Claim]:
    """Where the claims stand, their rows locked in the order in which everybody locks them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.id, k.case_type, c.stage, c.stage_seq, c.resume_to, k.stage, c.case_id,
                c.verification_id IS NOT NULL,
                (SELECT t.cause FROM claims_claimtransition t WHERE t.claim_id = c.id AND t.seq = c.stage_seq)
            FROM claims_claim c JOIN claims_case k ON k.id = c.case_id
            WHERE c.id = ANY(%s::uuid[]) ORDER BY c.id FOR NO KEY UPDATE OF c
            """,
            [list(claim_ids)],
        )
        return {
            claim: _Claim(
                Standing(claim, case_type, stage, seq, resume_to, batch_open(case_stage)), case_id, judged, cause
            )
            for claim, case_type, stage, seq, resume_to, case_stage, case_id, judged, cause in cursor.fetchall()
        }


def _survivors(region: Sequence[UUID]) -> dict[UUID, UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT k.id, k.survivor_id FROM claims_clustermember m
            JOIN claims_duplicatecluster k ON k.id = m.cluster_id WHERE m.claim_id = ANY(%s::uuid[])
            """,
            [list(region)],
        )
        return dict(cursor.fetchall())
