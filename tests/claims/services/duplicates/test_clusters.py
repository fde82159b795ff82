"""Clusters follow pairs: only where something changed, under ids that stay, with the survivor that the rule says."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from claims.models import Claim, ClusterMember, ConsentText, DuplicateCluster
from claims.queries.claim_facts import case_context, load_claims
from claims.queries.leaked_list import current_list
from claims.rules.verification.person import required_fields
from claims.services.duplicates import clusters, decisions
from tests.claims.services.duplicates.cast import (
    group,
    groups,
    pair_of,
    pair_up,
    scored,
    stranger,
    strangers,
    survivor_of,
)

pytestmark = pytest.mark.django_db


def cluster_of(claim):
    return ClusterMember.objects.get(claim=claim).cluster_id


def decide(one, other, kind, actor):
    pair = pair_of(one, other)
    return decisions.decide(pair_id=pair.pk, kind=kind, reason="compared", actor=actor, seen=pair.decision_id)


def test_a_pair_kept_apart_splits_what_others_join(coupang, reviewer):
    a, b, c = strangers(3)
    pair_up(scored(a, b, weight=30.0), scored(b, c, weight=20.0), scored(a, c, "review", 5.0))
    assert groups() == {group(a, b, c)}
    decide(a, c, "apart", reviewer)
    assert groups() == {group(a, b)}


def test_the_workers_score_for_two_people_splits_what_others_join(coupang):
    a, b, c = strangers(3)
    pair_up(scored(a, b, weight=30.0), scored(b, c, weight=20.0), scored(a, c, "household", -5.0))
    assert groups() == {group(a, b)}


def test_clusters_that_meet_keep_the_earliest_id_and_part_again_under_it(coupang, reviewer):
    a, b, c, d = strangers(4)
    pair_up(scored(a, b), scored(c, d))
    first, second = cluster_of(a), cluster_of(c)
    pair_up(scored(b, c, "review", 5.0))
    decide(b, c, "link", reviewer)
    assert groups() == {group(a, b, c, d)}
    assert cluster_of(d) == first
    assert not DuplicateCluster.objects.filter(pk=second).exists()
    decisions.undo(pair_id=pair_of(b, c).pk, actor=reviewer, seen=pair_of(b, c).decision_id)
    assert groups() == {group(a, b), group(c, d)}
    assert cluster_of(a) == first
    assert cluster_of(c) not in (first, second)


def test_only_the_touched_component_is_written(coupang):
    a, b, c, d, e = strangers(5)
    pair_up(scored(a, b), scored(c, d))
    with connection.cursor() as cursor:
        cursor.execute("SELECT claim_id, xmin::text FROM claims_clustermember")
        before = dict(cursor.fetchall())
        pair_up(scored(d, e))
        cursor.execute("SELECT claim_id, xmin::text FROM claims_clustermember")
        after = dict(cursor.fetchall())
    assert {claim: after[claim] for claim in before} == before
    assert set(after) - set(before) == {e.pk}


def test_recomputing_what_stands_writes_nothing(coupang, django_assert_num_queries):
    a, b, c = strangers(3)
    pair_up(scored(a, b), scored(b, c))
    with django_assert_num_queries(5):  # lock, region, pairs, places, ranks
        found = clusters.recompute(coupang.incident_id, clusters.region_of(coupang.incident_id, [c.pk]))
    assert (found.region, found.changed) == ({a.pk, b.pk, c.pk}, frozenset())


def test_the_first_complete_claim_survives_else_the_first(coupang):
    a, b, c = strangers(3)
    Claim.objects.filter(pk__in=[a.pk, b.pk]).update(damages_sought=None)
    pair_up(scored(a, b))
    assert survivor_of(a) == a
    pair_up(scored(b, c))
    assert survivor_of(a) == c


@pytest.mark.parametrize("stage", ["withdrawn", "rejected", "merged"])
def test_a_claim_that_does_not_go_on_survives_only_when_none_does(coupang, stage):
    a, b = strangers(2)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # the stage is set without a transition
        cursor.execute("UPDATE claims_claim SET stage = %s WHERE id = %s", [stage, a.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    pair_up(scored(a, b))
    assert survivor_of(a) == b


def test_a_claim_that_is_in_court_survives_over_an_earlier_one(coupang):
    a, b = strangers(2)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE claims_claim SET stage = 'filed' WHERE id = %s", [b.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    pair_up(scored(a, b))
    assert survivor_of(a) == b


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"claimant_type": ""},
        {"items_mask": 0},
        {"damages_sought": None},
        {"attested": False},
        {"attested": False, "on_file": True},
        {"account_email": None, "account_phone": None},
        {"account_email": None, "account_phone": None, "claimant_type": "non_member_recipient"},
        {"claimant__name": None},
        {"claimant__birth_date": None},
        {"claimant__address": None},
        {"claimant__email": None},
        {"claimant__email": None, "claimant__phone": None},
        {"consents": None},
        {"consents": None, "on_file": True},
    ],
    ids=str,
)
def test_complete_means_what_rule_1_means(coupang, change):
    claim, other = strangers(2)
    if "consents" in change:
        # As if the case had come to ask for one more consent.
        ConsentText.objects.create(
            case=coupang, code="another", version="1", required=True, position=99,
            title_ko="하나 더", title_en="One more", text_ko="하나 더", text_en="One more",
        )  # fmt: skip
    of_claim = {name: value for name, value in change.items() if name not in ("consents",) and "__" not in name}
    of_person = {name.partition("__")[2]: value for name, value in change.items() if "__" in name}
    Claim.objects.filter(pk=claim.pk).update(**of_claim)
    type(claim.claimant)._default_manager.filter(pk=claim.claimant_id).update(**of_person)
    context = case_context(coupang, current_list(coupang.incident_id), now=timezone.now())
    (loaded,) = load_claims([claim.pk], {coupang.pk: context})
    assert clusters._ranks([claim.pk, other.pk])[claim.pk].incomplete is (
        required_fields(loaded.facts, None).outcome != "pass"
    )


def test_the_database_keeps_the_survivor_among_the_members(coupang):
    a, b = strangers(2)
    outsider = stranger()
    pair_up(scored(a, b))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError), transaction.atomic():
        DuplicateCluster.objects.update(survivor=outsider)
