"""Stored scores: what the worker links, and that it never touches what a person decided."""

import pytest
from django.db import DatabaseError, connection, transaction

from claims.models import DuplicatePair, PairDecision
from claims.services.duplicates import decisions, pairs
from tests.claims.services.duplicates.cast import group, groups, pair_of, pair_up, scored, strangers

pytestmark = pytest.mark.django_db


def test_a_certain_pair_is_linked_and_a_distinct_one_is_not_even_stored(coupang):
    a, b, c = strangers(3)
    stored = pairs.store(coupang.incident_id, [scored(a, b), scored(a, c, "distinct"), scored(b, c, "review")])
    assert (stored.added, stored.changed) == (2, 0)
    assert (stored.touched, stored.waiting) == ({a.pk, b.pk, c.pk}, {b.pk, c.pk})
    assert pair_of(a, b).decided == "automatic"
    assert pair_of(b, c).decided == ""
    assert DuplicatePair.objects.count() == 2


def test_storing_the_same_scores_again_writes_nothing(coupang, django_assert_num_queries):
    a, b, c = strangers(3)
    found = [scored(a, b), scored(b, c, "review")]
    pairs.store(coupang.incident_id, found)
    before = list(DuplicatePair.objects.values())
    with django_assert_num_queries(2):  # the lock, and what is stored
        again = pairs.store(coupang.incident_id, found)
    assert again == pairs.Stored(set(), set(), 0, 0)
    assert list(DuplicatePair.objects.values()) == before


@pytest.mark.parametrize("band", ["review", "household", "distinct"])
def test_a_pair_that_is_no_longer_certain_loses_the_workers_link(coupang, band):
    a, b = strangers(2)
    pair_up(scored(a, b))
    pair_up(scored(a, b, band, 1.0, model="next"))
    pair = pair_of(a, b)
    assert (pair.band, pair.decided, pair.model) == (band, "withdrawn", "next")
    assert [d.reason for d in PairDecision.objects.all()] == ["score", "no_longer_certain"]
    assert groups() == set()
    pair_up(scored(a, b))
    assert groups() == {group(a, b)}


@pytest.mark.parametrize("kind", ["link", "apart", "household"])
@pytest.mark.parametrize("band", ["certain", "review", "distinct"])
def test_a_persons_decision_is_never_changed_by_a_later_score(coupang, reviewer, kind, band):
    a, b = strangers(2)
    pair_up(scored(a, b, "review", 3.0))
    decisions.decide(pair_id=pair_of(a, b).pk, kind=kind, reason="compared", actor=reviewer, seen=None)
    pair_up(scored(a, b, band, 30.0, model="next"))
    pair = pair_of(a, b)
    assert (pair.decided, pair.band, pair.weight, pair.decision.actor_id) == (kind, band, 30.0, reviewer.user_id)
    assert PairDecision.objects.count() == 1
    assert groups() == ({group(a, b)} if kind == "link" else set())


def test_a_link_of_the_workers_that_a_person_undid_is_not_made_again(coupang, reviewer):
    a, b = strangers(2)
    pair_up(scored(a, b))
    decisions.undo(pair_id=pair_of(a, b).pk, actor=reviewer, seen=pair_of(a, b).decision_id)
    pair_up(scored(a, b, weight=40.0, model="next"))
    assert pair_of(a, b).decided == "withdrawn"
    assert groups() == set()


def test_decisions_are_history_and_what_a_pair_says_is_what_one_of_its_own_says(coupang):
    a, b, c = strangers(3)
    pair_up(scored(a, b), scored(b, c, "review"))
    own, other = pair_of(a, b), pair_of(b, c)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for change in (
        lambda: PairDecision.objects.update(reason="compared"),
        lambda: PairDecision.objects.all().delete(),
        lambda: DuplicatePair.objects.filter(pk=own.pk).update(decided=""),
        lambda: DuplicatePair.objects.filter(pk=own.pk).update(decided="apart"),
        lambda: DuplicatePair.objects.filter(pk=other.pk).update(decided="automatic", decision=own.decision_id),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
