"""Clusters: the strongest edges first, never over people who were kept apart, with ids that stay."""

from itertools import combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from claims.rules.clusters import Edge, keep_ids, split

A, B, C, D, E = (UUID(int=number) for number in range(1, 6))
X, Y = UUID(int=100), UUID(int=101)


def worker(one, other, weight=10.0):
    return Edge(min(one, other), max(one, other), False, weight)


def person(one, other):
    return Edge(min(one, other), max(one, other), True, 0.0)


def test_edges_join_claims_over_others():
    assert split([worker(A, B), worker(B, C), worker(D, E)], apart=()).components == ((A, B, C), (D, E))


def test_the_weaker_edge_is_left_out_where_a_person_kept_two_apart():
    found = split([worker(A, B, 12), worker(B, C, 9)], apart=[(A, C)])
    assert found.components == ((A, B),)
    assert found.refused == (worker(B, C, 9),)
    assert split([worker(A, B, 9), worker(B, C, 12)], apart=[(C, A)]).components == ((B, C),)


def test_a_persons_edge_goes_before_any_score():
    found = split([worker(A, B, 99), person(B, C)], apart=[(A, C)])
    assert found.components == ((B, C),)


def test_a_contradiction_between_people_is_told():
    found = split([person(A, B), person(B, C)], apart=[(A, C)])
    assert [edge.by_person for edge in found.refused] == [True]


def test_a_score_that_sees_two_people_stops_the_worker_but_not_a_person():
    assert split([worker(A, B, 12), worker(B, C, 9)], apart=(), doubted=[(A, C)]).components == ((A, B),)
    assert split([person(A, B), person(B, C)], apart=(), doubted=[(A, C)]).components == ((A, B, C),)


def test_two_clusters_that_meet_keep_the_id_of_the_earliest_claim():
    before = {A: X, C: X, B: Y, D: Y}
    assert keep_ids([(A, B, C, D)], before) == {(A, B, C, D): X}
    assert keep_ids([(A, B, C, D)], {B: X, C: X, A: Y, D: Y}) == {(A, B, C, D): Y}


def test_of_a_split_the_part_with_the_earliest_claim_keeps_the_id():
    assert keep_ids([(A, C), (B, D)], dict.fromkeys((A, B, C, D), X)) == {(A, C): X, (B, D): None}


def test_when_the_earliest_claim_leaves_alone_the_rest_keeps_the_id():
    assert keep_ids([(B, C)], dict.fromkeys((A, B, C), X)) == {(B, C): X}


def test_a_claim_that_joins_before_all_others_changes_no_id():
    assert keep_ids([(A, B, C)], {B: X, C: X}) == {(A, B, C): X}


_claims = st.sampled_from([UUID(int=number) for number in range(1, 9)])
_ends = st.tuples(_claims, _claims).filter(lambda ends: ends[0] < ends[1])
_edges = st.lists(
    st.builds(
        lambda ends, by, weight: Edge(ends[0], ends[1], by, weight), _ends, st.booleans(), st.integers(0, 5).map(float)
    ),
    max_size=15,
    unique_by=lambda edge: edge[:2],
)


@given(edges=_edges, apart=st.lists(_ends, max_size=6), order=st.randoms())
def test_whatever_the_edges_nobody_kept_apart_is_joined_and_the_order_does_not_matter(edges, apart, order):
    found = split(edges, apart=apart)
    together = {pair for component in found.components for pair in combinations(component, 2)}
    assert not together & set(apart)
    # Every edge is either within one component or refused, and what was refused would have joined two kept apart.
    for edge in edges:
        assert ((edge.earlier, edge.later) in together) is (edge not in found.refused)
    shuffled = list(edges)
    order.shuffle(shuffled)
    assert split(shuffled, apart=reversed(apart)).components == found.components


@given(edges=_edges, before=st.dictionaries(_claims, st.sampled_from([X, Y])))
def test_no_id_is_kept_twice_and_none_that_some_component_could_keep_is_lost(edges, before):
    components = split(edges, apart=()).components
    kept = keep_ids(components, before)
    ids = [cluster for cluster in kept.values() if cluster]
    assert len(ids) == len(set(ids))
    assert set(kept) == set(components)
    for component, cluster in kept.items():
        assert cluster is None or any(before.get(claim) == cluster for claim in component)
