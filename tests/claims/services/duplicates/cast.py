"""Invented people who file more than once, and pairs made by hand where only what follows from them matters."""

from itertools import count
from typing import Any

from claims.models import Claim, ClusterMember, DuplicateCluster, DuplicatePair
from claims.queries.filing_terms import filing_case
from claims.services import filing
from claims.services.duplicates import clusters, pairs
from claims.services.duplicates.pairs import ScoredPair
from tests.people import body, someone_else

_keys = count()

LEVELS = {"name": "same", "birth": "same", "phone": "same", "mail": "different", "address": "different"}


def file(raw: dict[str, Any]) -> Claim:
    """File a body at the API's door."""
    case = filing_case("coupang-2025")
    filed = filing.file_claim(
        filing.Filing(filing.parse_submission(raw, case), f"duplicates-{next(_keys)}"), case=case, door="api"
    )
    return Claim.objects.select_related("case").get(number=filed.claim_number)


def haneul(**changes: Any) -> Claim:
    """Another claim of Haneul Kim's."""
    return file(body(filing_case("coupang-2025"), **changes))


def stranger(**changes: Any) -> Claim:
    """A claim of somebody who resembles nobody."""
    return file(someone_else(filing_case("coupang-2025"), **changes))


def strangers(number: int) -> list[Claim]:
    """Claims of people who resemble nobody, in the order of their arrival."""
    return sorted((stranger() for _ in range(number)), key=lambda claim: claim.pk)


def scored(one: Claim, other: Claim, band: str = "certain", weight: float = 20.0, **changes: Any) -> ScoredPair:
    """A pair as the matcher would score it."""
    earlier, later = sorted((one.pk, other.pk))
    return ScoredPair(earlier, later, weight, 0.999, band, LEVELS, 1, "test")._replace(**changes)


def pair_up(*found: ScoredPair) -> None:
    """Store pairs and recompute the clusters that they touch."""
    incident = Claim.objects.values_list("case__incident", flat=True).get(pk=found[0].earlier)
    stored = pairs.store(incident, found)
    clusters.recompute(incident, clusters.region_of(incident, stored.touched))


def pair_of(one: Claim, other: Claim) -> DuplicatePair:
    """The stored pair of two claims."""
    earlier, later = sorted((one.pk, other.pk))
    return DuplicatePair.objects.get(earlier=earlier, later=later)


def groups() -> set[frozenset[str]]:
    """The clusters there are, as sets of claims' numbers."""
    found: dict[Any, set[str]] = {}
    for member in ClusterMember.objects.select_related("claim"):
        found.setdefault(member.cluster_id, set()).add(member.claim.number)
    return {frozenset(numbers) for numbers in found.values()}


def group(*claims: Claim) -> frozenset[str]:
    """One cluster as `groups` tells it."""
    return frozenset(claim.number for claim in claims)


def survivor_of(claim: Claim) -> Claim:
    """The claim that goes on in the place of this one's cluster."""
    return DuplicateCluster.objects.get(members__claim=claim).survivor


def stage(claim: Claim) -> str:
    """Where the claim stands now."""
    claim.refresh_from_db()
    return claim.stage
