"""What is read of duplicates: rule 17's facts, one pair's page, a claim's pairs."""

from importlib import import_module

import pytest

from claims.queries.duplicates import PairFilter, candidates, hits, pair_page, pairs_of, queue, queue_length
from claims.rules.stages import ActorKind
from claims.services.actors import Actor
from claims.services.duplicates import decisions
from tests.claims.services.duplicates.cast import haneul, pair_of, pair_up, scored, stranger, strangers

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(django_user_model):
    return Actor(ActorKind.STAFF, django_user_model.objects.create_user("reviewer", is_staff=True).pk)


def decide(one, other, kind, actor):
    pair = pair_of(one, other)
    decisions.decide(pair_id=pair.pk, kind=kind, reason="compared", actor=actor, seen=pair.decision_id)


def standing(*claims):
    """Of each claim whether it waits for another, and whether that is certain; nothing for no hit."""
    found = hits([claim.pk for claim in claims])
    return [[(hit.waits, hit.certain) for hit in found.get(claim.pk, [])] for claim in claims]


def test_of_a_cluster_all_but_the_survivor_wait(coupang):
    a, b, c = strangers(3)
    pair_up(scored(a, b), scored(b, c))
    assert standing(a, b, c) == [[(False, True)], [(True, True)] * 2, [(True, True)]]


@pytest.mark.parametrize("band", ["review", "certain"])
def test_of_an_open_pair_the_later_claim_waits(coupang, reviewer, band):
    a, b = strangers(2)
    pair_up(scored(a, b, band))
    if band == "certain":  # open again, for a person undid the worker's link
        decisions.undo(pair_id=pair_of(a, b).pk, actor=reviewer, seen=pair_of(a, b).decision_id)
    assert standing(a, b) == [[(False, False)], [(True, False)]]


@pytest.mark.parametrize("kind", ["apart", "household"])
def test_who_is_kept_apart_waits_for_nobody(coupang, reviewer, kind):
    a, b = strangers(2)
    pair_up(scored(a, b, "review", 3.0))
    decide(a, b, kind, reviewer)
    assert standing(a, b) == [[], []]


@pytest.mark.parametrize("band", ["household", "distinct"])
def test_a_household_waits_for_nobody(coupang, band):
    a, b = strangers(2)
    pair_up(scored(a, b, "review", 3.0))
    pair_up(scored(a, b, band, -3.0))
    assert standing(a, b) == [[], []]


def test_a_link_of_the_workers_that_peoples_decisions_leave_out_still_holds_the_later_claim(coupang, reviewer):
    a, b, c = strangers(3)
    pair_up(scored(a, b, weight=30.0), scored(b, c, weight=20.0), scored(a, c, "review", 3.0))
    decide(a, c, "apart", reviewer)
    assert standing(c) == [[(True, False)]]


def test_one_question_is_asked_once_however_many_pairs_ask_it(coupang, reviewer, django_assert_num_queries):
    a, b, c, d, e = strangers(5)
    pair_up(scored(a, b), scored(a, c, "review", 3.0), scored(b, c, "review", 4.0), scored(d, e, "review", 2.0))
    with django_assert_num_queries(1):
        asked = queue(coupang.pk, PairFilter())
    assert {(pair.earlier_id, pair.later_id) for pair in asked} == {(b.pk, c.pk), (d.pk, e.pk)}
    assert queue_length(coupang.pk, PairFilter()) == 2
    decide(b, c, "link", reviewer)  # which answers a and c, too
    assert queue_length(coupang.pk, PairFilter()) == 1


def test_whoever_is_kept_apart_from_one_of_a_cluster_is_asked_about_the_next(coupang, reviewer):
    a, b, c = strangers(3)
    pair_up(scored(a, b), scored(a, c, "review", 3.0), scored(b, c, "review", 4.0))
    decide(b, c, "apart", reviewer)
    assert [(pair.earlier_id, pair.later_id) for pair in queue(coupang.pk, PairFilter())] == [(a.pk, c.pk)]


def test_what_agrees_is_told_in_the_order_of_the_comparisons(coupang):
    a, b = strangers(2)
    levels = {"address": "same_unit", "birth": "different", "mail": "missing", "name": "same_sound", "phone": "same"}
    pair_up(scored(a, b, levels=levels))
    (hit,) = hits([b.pk])[b.pk]
    assert hit.agreements == ("name.same_sound", "phone.same", "address.same_unit")


def test_candidates_are_the_others_of_the_incident_that_share_a_key(coupang, django_assert_num_queries):
    first, second, third = haneul(), haneul(), stranger()
    with django_assert_num_queries(1):
        found = candidates([second.pk, third.pk])
    assert found == {(first.pk, second.pk)}


def test_each_key_gives_the_earliest_candidates_only(coupang, monkeypatch):
    # By name: in the package the function hides its module.
    monkeypatch.setattr(import_module("claims.queries.duplicates.candidates"), "CANDIDATES", 2)
    claims = [haneul() for _ in range(5)]
    assert candidates([claims[-1].pk]) == {(earlier.pk, claims[-1].pk) for earlier in claims[:2]}


def test_a_stored_pair_is_compared_again_though_no_key_agrees(coupang):
    a, b = strangers(2)
    pair_up(scored(a, b))
    assert candidates([a.pk]) == candidates([b.pk]) == {(a.pk, b.pk)}


def test_a_pairs_page_has_its_history_both_clusters_and_further_pairs(coupang, reviewer, django_assert_num_queries):
    a, b, c = strangers(3)
    pair_up(scored(a, b), scored(b, c, "review", 3.0))
    decide(a, b, "link", reviewer)
    pair = pair_of(a, b)
    with django_assert_num_queries(5):
        page = pair_page(pair.pk)
    assert [(decision.kind, decision.actor_id) for decision in page.decisions] == [
        ("automatic", None),
        ("link", reviewer.user_id),
    ]
    assert page.together
    assert page.clusters[a.pk].members == (a, b)
    assert page.others == (pair_of(b, c),)
    assert not pair_page(pair_of(b, c).pk).together
    assert pairs_of(b) == [pair_of(a, b), pair_of(b, c)]
