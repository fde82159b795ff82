"""Clusters: which claims accepted pairs join, where other pairs say that two claims are two people's."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID


class Edge(NamedTuple):
    """Two claims that are taken for one person's. `by_person`: a person said so; else the worker, with a weight."""

    earlier: UUID
    later: UUID
    by_person: bool
    weight: float


class Split(NamedTuple):
    """Components of two or more claims, each in the order of arrival, and the edges that were not accepted."""

    components: tuple[tuple[UUID, ...], ...]
    refused: tuple[Edge, ...]


def split(
    edges: Iterable[Edge], *, apart: Iterable[tuple[UUID, UUID]], doubted: Iterable[tuple[UUID, UUID]] = ()
) -> Split:
    """Join claims edge by edge, people's edges first, then the strongest; leave out what would join two people.

    `apart`: claims that a person kept apart; no edge joins them, over however many others. `doubted`: claims that the
    score takes for two people of one household; only a person's edges join them. The same input gives the same answer
    in any order.
    """
    parent: dict[UUID, UUID] = {}
    members: dict[UUID, list[UUID]] = {}
    kept_apart, kept_in_doubt = _neighbours(apart), _neighbours(doubted)

    def root(claim: UUID) -> UUID:
        found = parent.setdefault(claim, claim)
        while parent[found] != found:
            parent[found] = parent[parent[found]]
            found = parent[found]
        members.setdefault(found, [found])
        return found

    refused = []
    for edge in sorted(edges, key=lambda edge: (not edge.by_person, -edge.weight, edge.earlier, edge.later)):
        small, large = sorted((root(edge.earlier), root(edge.later)), key=lambda claim: (len(members[claim]), claim))
        if small == large:
            continue
        against = (kept_apart,) if edge.by_person else (kept_apart, kept_in_doubt)
        if any(
            root(other) == large
            for neighbours in against
            for claim in members[small]
            for other in neighbours.get(claim, ())
        ):
            refused.append(edge)
            continue
        parent[small] = large
        members[large] += members.pop(small)
    components = sorted(tuple(sorted(claims)) for claims in members.values() if len(claims) > 1)
    return Split(tuple(components), tuple(refused))


def keep_ids(components: Iterable[tuple[UUID, ...]], before: dict[UUID, UUID]) -> dict[tuple[UUID, ...], UUID | None]:
    """Return the id that each component keeps from the clusters that there were; None: it needs a new one.

    `before`: each claim's cluster. A component keeps the id of its earliest member that has one; of the parts of a
    cluster that fell apart, the one with the cluster's earliest claim (of those that are in any) keeps it.
    """
    owner: dict[UUID, tuple[UUID, ...]] = {}
    joined = {claim: component for component in components for claim in component}
    for claim in sorted(joined):
        if claim in before:
            owner.setdefault(before[claim], joined[claim])
    kept: dict[tuple[UUID, ...], UUID | None] = {}
    for component in joined.values():
        ids = (before[claim] for claim in component if claim in before)
        kept[component] = next((cluster for cluster in ids if owner[cluster] == component), None)
    return kept


def _neighbours(pairs: Iterable[tuple[UUID, UUID]]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found
