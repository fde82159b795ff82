"""Clusters: recomputed where pairs changed, and nowhere else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection

from claims.models import PairDecision
from claims.queries.duplicates import GONE
from claims.rules.clusters import Edge, Split, keep_ids, split
from claims.rules.ids import new_id
from claims.rules.matching import Band
from claims.rules.stages import CaseType, ClaimStage
from claims.services.duplicates import locks

_Kind = PairDecision.Kind


class _Place(NamedTuple):
    cluster: UUID
    survivor: UUID
    chosen: bool


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What recomputing found.

    `region`: every claim that was looked at. `changed`: those of them that now wait for a survivor and did not, or did
    and do not. `contradicted`: claims of links by people that other people's decisions forbid. `linked`: claims that
    people's links, and not only the worker's, join to their cluster's survivor; the survivor is not one of them.
    """

    region: frozenset[UUID]
    changed: frozenset[UUID]
    contradicted: frozenset[tuple[UUID, UUID]]
    linked: frozenset[UUID]


def region_of(incident_id: int, claim_ids: Iterable[UUID]) -> list[UUID]:
    """Return the claims and all that linking pairs or present clusters join to them, in order.

    Nobody else changes that before the caller's transaction ends, for it has the incident's lock from now on.
    """
    locks.hold(incident_id)
    return _region(claim_ids)


def recompute(incident_id: int, region: Sequence[UUID], *, chosen: Mapping[UUID, UUID] | None = None) -> Recomputed:
    """Recompute the clusters of a whole region (`region_of`), in the caller's transaction.

    `chosen`: counsel's new choice of a survivor, by cluster. Writes only what differs; twice changes nothing.
    """
    edges, apart, doubted = _pairs(region)
    found = split(edges, apart=apart, doubted=doubted)
    before = _places(region)
    ids = keep_ids(found.components, {claim: place.cluster for claim, place in before.items()})
    after: dict[UUID, _Place] = {}
    choices = {place.cluster: place.survivor for place in before.values() if place.chosen} | dict(chosen or {})
    ranks = _ranks([claim for component in found.components for claim in component])
    for component in found.components:
        cluster = ids[component] or new_id()
        choice = choices.get(cluster)
        stands = choice in component and ranks[choice].may_be_chosen
        survivor = choice if choice is not None and stands else min(component, key=lambda claim: ranks[claim])
        after |= {claim: _Place(cluster, survivor, stands) for claim in component}
    _write(incident_id, before, after)
    return Recomputed(
        frozenset(region),
        frozenset(claim for claim in region if _waits(claim, before) != _waits(claim, after)),
        frozenset((edge.earlier, edge.later) for edge in found.refused if edge.by_person),
        _linked(edges, found, after),
    )


def survivor_among(claim_ids: Sequence[UUID]) -> UUID:
    """Return which of these claims the rule would let survive if they were joined now. One query; writes nothing."""
    return min(_ranks(claim_ids).values()).claim


def _waits(claim: UUID, places: Mapping[UUID, _Place]) -> bool:
    return claim in places and places[claim].survivor != claim


def _region(claim_ids: Iterable[UUID]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE region(id) AS (
                SELECT DISTINCT unnest(%(claims)s::uuid[])
                UNION
                SELECT o.id FROM region r CROSS JOIN LATERAL (
                    SELECT p.later_id AS id FROM claims_duplicatepair p
                    WHERE p.earlier_id = r.id AND p.decided IN ('automatic', 'link')
                    UNION ALL
                    SELECT p.earlier_id FROM claims_duplicatepair p
                    WHERE p.later_id = r.id AND p.decided IN ('automatic', 'link')
                    UNION ALL
                    SELECT f.claim_id FROM claims_clustermember m
                    JOIN claims_clustermember f ON f.cluster_id = m.cluster_id WHERE m.claim_id = r.id
                ) o
            )
            SELECT id FROM region ORDER BY id
            """,
            {"claims": list(claim_ids)},
        )
        return [row[0] for row in cursor.fetchall()]


def _pairs(region: Sequence[UUID]) -> tuple[list[Edge], list[tuple[UUID, UUID]], list[tuple[UUID, UUID]]]:
    """Edges, pairs that people kept apart, and pairs that only the score takes for two people."""
    edges, apart, doubted = [], [], []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.earlier_id, p.later_id, p.decided, p.weight FROM unnest(%(claims)s::uuid[]) AS r(id)
            JOIN claims_duplicatepair p ON p.earlier_id = r.id
            WHERE p.later_id = ANY(%(claims)s::uuid[])
                AND (p.decided NOT IN ('', 'withdrawn') OR p.band IN (%(household)s, %(distinct)s))
            """,
            {"claims": list(region), "household": Band.HOUSEHOLD.value, "distinct": Band.DISTINCT.value},
        )
        for earlier, later, decided, weight in cursor.fetchall():
            match decided:
                case _Kind.LINK | _Kind.AUTOMATIC:
                    edges.append(Edge(earlier, later, decided == _Kind.LINK, weight))
                case _Kind.APART | _Kind.HOUSEHOLD:
                    apart.append((earlier, later))
                case _:
                    doubted.append((earlier, later))
    return edges, apart, doubted


def _places(region: Sequence[UUID]) -> dict[UUID, _Place]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT m.claim_id, m.cluster_id, k.survivor_id, k.survivor_chosen FROM claims_clustermember m
            JOIN claims_duplicatecluster k ON k.id = m.cluster_id WHERE m.claim_id = ANY(%s::uuid[])
            """,
            [list(region)],
        )
        return {claim: _Place(*place) for claim, *place in cursor.fetchall()}


class _Rank(NamedTuple):
    """How fit a claim is to survive; the smallest is the fittest.

    First whatever is beyond a worker's reach already (authorised, in court, paid), for two claims of one person must
    not both get there; then the first complete one; then the first. Never one that is merged or nobody's any more, as
    long as there is another.
    """

    gone: bool
    merged: bool
    in_reach: bool
    incomplete: bool
    claim: UUID

    @property
    def may_be_chosen(self) -> bool:
        return not (self.gone or self.merged)


#: Stages from which verification can still take a claim to duplicate hold, or where it waits for a person.
_IN_REACH: Final = frozenset(
    {
        *(ClaimStage.SUBMITTED, ClaimStage.VERIFYING, ClaimStage.VERIFIED, ClaimStage.NEEDS_INFORMATION),
        *(ClaimStage.REVIEW, ClaimStage.DUPLICATE_HOLD, ClaimStage.EXPIRED, ClaimStage.APPEALED, ClaimStage.MERGED),
        *(ClaimStage.DEFICIENT, ClaimStage.CURED, ClaimStage.DISPUTED, *GONE),
    }
)


def _ranks(claim_ids: Sequence[UUID]) -> dict[UUID, _Rank]:
    """Completeness is rule 1's, read from the columns: what was given, attested and consented to."""
    if not claim_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.id, COALESCE(NULLIF(c.resume_to, ''), c.stage), k.case_type,
                c.claimant_type <> '' AND p.name IS NOT NULL AND p.birth_date IS NOT NULL
                AND (p.email IS NOT NULL OR p.phone IS NOT NULL) AND p.address IS NOT NULL
                AND (c.claimant_type = 'non_member_recipient' OR c.account_email IS NOT NULL
                    OR c.account_phone IS NOT NULL)
                AND c.items_mask <> 0 AND c.damages_sought IS NOT NULL AND (c.attested OR c.on_file)
                AND (c.on_file OR NOT EXISTS (
                    SELECT 1 FROM claims_consenttext t WHERE t.case_id = c.case_id AND t.current AND t.required
                        AND NOT EXISTS (SELECT 1 FROM claims_consent s
                            WHERE s.claim_id = c.id AND s.text_id = t.id AND s.given)))
            FROM claims_claim c JOIN claims_claimant p ON p.id = c.claimant_id JOIN claims_case k ON k.id = c.case_id
            WHERE c.id = ANY(%s::uuid[])
            """,
            [list(claim_ids)],
        )
        return {
            claim: _Rank(
                gone=stage in GONE,
                merged=stage == ClaimStage.MERGED,
                in_reach=stage in _IN_REACH or (stage == ClaimStage.FILED and case_type == CaseType.CLASS_SETTLEMENT),
                incomplete=not complete,
                claim=claim,
            )
            for claim, stage, case_type, complete in cursor.fetchall()
        }


def _linked(edges: Sequence[Edge], found: Split, after: Mapping[UUID, _Place]) -> frozenset[UUID]:
    refused = set(found.refused)
    by_people = split([edge for edge in edges if edge.by_person and edge not in refused], apart=())
    return frozenset(
        claim
        for component in by_people.components
        if after[component[0]].survivor in component
        for claim in component
        if after[claim].survivor != claim
    )


def _write(incident_id: int, before: Mapping[UUID, _Place], after: Mapping[UUID, _Place]) -> None:
    clusters_before = {place.cluster: place for place in before.values()}
    clusters_after = {place.cluster: place for place in after.values()}
    left = [claim for claim in before if claim not in after]
    moved = {
        claim: place.cluster
        for claim, place in after.items()
        if claim not in before or before[claim].cluster != place.cluster
    }
    new = [place for cluster, place in clusters_after.items() if cluster not in clusters_before]
    other = [place for cluster, place in clusters_after.items() if clusters_before.get(cluster, place) != place]
    ended = [cluster for cluster in clusters_before if cluster not in clusters_after]
    with connection.cursor() as cursor:
        if new:
            cursor.execute(
                """
                INSERT INTO claims_duplicatecluster (id, incident_id, survivor_id, survivor_chosen)
                SELECT t.id, %s, t.survivor, t.chosen FROM unnest(%s::uuid[], %s::uuid[], %s::boolean[])
                    AS t(id, survivor, chosen)
                """,
                [
                    incident_id,
                    [place.cluster for place in new],
                    [place.survivor for place in new],
                    [place.chosen for place in new],
                ],
            )
        if other:
            cursor.execute(
                """
                UPDATE claims_duplicatecluster k SET survivor_id = t.survivor, survivor_chosen = t.chosen
                FROM unnest(%s::uuid[], %s::uuid[], %s::boolean[]) AS t(id, survivor, chosen) WHERE k.id = t.id
                """,
                [
                    [place.cluster for place in other],
                    [place.survivor for place in other],
                    [place.chosen for place in other],
                ],
            )
        if moved:
            cursor.execute(
                """
                INSERT INTO claims_clustermember (claim_id, cluster_id)
                SELECT * FROM unnest(%s::uuid[], %s::uuid[])
                ON CONFLICT (claim_id) DO UPDATE SET cluster_id = excluded.cluster_id
                """,
                [list(moved), list(moved.values())],
            )
        if left:
            cursor.execute("DELETE FROM claims_clustermember WHERE claim_id = ANY(%s::uuid[])", [left])
        if ended:
            cursor.execute("DELETE FROM claims_duplicatecluster WHERE id = ANY(%s::uuid[])", [ended])
