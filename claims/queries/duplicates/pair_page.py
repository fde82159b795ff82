"""One pair as counsel sees it, and a claim's pairs. Personal data is opened by `claims.services.reveal` only."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from claims.crypto.sealing import DataKey, WrappedKey
from claims.models import Claim, DuplicateCluster, DuplicatePair, PairDecision

NOTE_TABLE = "pair_decision"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster with its members in the order of arrival."""

    cluster: DuplicateCluster
    members: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class PairPage:
    """A pair with all that its page shows.

    `pair.decision_id` is what a decision made on this page has seen. `decisions`: the oldest first, with their
    actors. `clusters`: those of the two claims, by claim; one that has no partner is missing. `others`: the two
    claims' pairs with further claims, the likeliest first.
    """

    pair: DuplicatePair
    decisions: tuple[PairDecision, ...]
    clusters: Mapping[UUID, Cluster]
    others: tuple[DuplicatePair, ...]

    @property
    def together(self) -> bool:
        """Whether the two claims are in one cluster."""
        ids = {self.clusters[claim].cluster.pk for claim in self.clusters}
        return len(self.clusters) == 2 and len(ids) == 1


def pair_page(pair_id: int) -> PairPage:
    """Return the page of one pair. Five queries. Raises DuplicatePair.DoesNotExist."""
    pair = DuplicatePair.objects.select_related(
        "earlier__case__incident",
        "earlier__claimant",
        "later__case__incident",
        "later__claimant",
        "decision",
    ).get(pk=pair_id)
    ends = (pair.earlier_id, pair.later_id)
    others = DuplicatePair.objects.filter(earlier__in=ends) | DuplicatePair.objects.filter(later__in=ends)
    return PairPage(
        pair,
        tuple(PairDecision.objects.filter(pair=pair).select_related("actor").order_by("id")),
        clusters_of(ends),
        tuple(
            others.exclude(pk=pair.pk).exclude(band="distinct").select_related("earlier", "later").order_by("-weight")
        ),
    )


def clusters_of(claim_ids: tuple[UUID, ...]) -> dict[UUID, Cluster]:
    """Return the clusters of these claims, by claim; one without a partner is missing. Two queries."""
    clusters = {
        cluster.pk: cluster for cluster in DuplicateCluster.objects.filter(members__claim__in=claim_ids).distinct()
    }
    members: dict[UUID, list[Claim]] = {}
    for claim in (
        Claim.objects.filter(cluster_member__cluster__in=clusters).select_related("cluster_member").order_by("id")
    ):
        members.setdefault(claim.cluster_member.cluster_id, []).append(claim)
    return {
        claim.pk: Cluster(clusters[cluster], tuple(fellows))
        for cluster, fellows in members.items()
        for claim in fellows
        if claim.pk in claim_ids
    }


def pairs_of(claim: Claim) -> list[DuplicatePair]:
    """Return the pairs of one claim for its page, those scored distinct left out. One query."""
    pairs = DuplicatePair.objects.filter(earlier=claim) | DuplicatePair.objects.filter(later=claim)
    return list(pairs.exclude(band="distinct").select_related("earlier", "later").order_by("earlier", "later"))


def open_note(decision: PairDecision, pair: DuplicatePair) -> str:
    """Return the words that a person gave with a decision; "" for none, or where the earlier claimant was erased.

    Raises DecryptionFailed. Only a service that records the read calls this for staff.
    """
    person = pair.earlier.claimant
    if decision.note is None or person.wrapped_key is None:
        return ""
    key = DataKey.unwrap(WrappedKey(bytes(person.wrapped_key), person.key_version), owner=person.pk)
    return key.open(bytes(decision.note), table=NOTE_TABLE, row=decision.pk, field="note")
