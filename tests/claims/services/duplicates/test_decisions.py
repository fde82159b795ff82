"""What a person decides happens at once, under that person's name, can be undone, and leaves both claims whole."""

import threading

import pytest
from django.db import connection

from claims.models import AuditEntry, Claim, ClaimTransition, DuplicateCluster, PairDecision
from claims.queries.duplicates import open_note
from claims.rules.stages import ActorKind
from claims.services import moves, work
from claims.services.actors import Actor
from claims.services.duplicates import decisions
from claims.services.duplicates.decisions import DecisionChanged, DecisionRefused
from tests.claims.services.duplicates.cast import (
    group,
    groups,
    haneul,
    pair_of,
    pair_up,
    scored,
    stage,
    strangers,
    survivor_of,
)
from tests.working import do_all_work

pytestmark = pytest.mark.django_db


def decide(one, other, kind, actor, **more):
    pair = pair_of(one, other)
    arguments = {"reason": "compared", "seen": pair.decision_id} | more
    return decisions.decide(pair_id=pair.pk, kind=kind, actor=actor, **arguments)


def undo(one, other, actor):
    pair = pair_of(one, other)
    return decisions.undo(pair_id=pair.pk, actor=actor, seen=pair.decision_id)


@pytest.fixture
def probable(coupang):
    """Two verified strangers whose pair is one for review, so that the later one waits."""
    first, second = strangers(2)
    do_all_work()
    pair_up(scored(first, second, "review", 3.0))
    work.add("verify", [second.pk])
    do_all_work()
    assert (stage(first), stage(second)) == ("verified", "duplicate_hold")
    return first, second


def columns(*claims):
    """All that the claims say but where they stand and which run judged them last."""
    moving = ("stage", "stage_seq", "stage_since", "verification_id")
    rows = Claim.objects.filter(pk__in=[claim.pk for claim in claims]).order_by("pk").values()
    return [{name: value for name, value in row.items() if name not in moving} for row in rows]


def test_a_link_merges_the_claim_that_waits_under_the_persons_name(probable, reviewer):
    first, second = probable
    decided = decide(first, second, "link", reviewer)
    assert decided.moved == {second.pk: "merged"}
    assert groups() == {group(first, second)}
    assert (stage(first), stage(second)) == ("verified", "merged")
    last = ClaimTransition.objects.filter(claim=second).last()
    assert (last.to_stage, last.actor_id, last.cause) == ("merged", reviewer.user_id, "duplicate_link")
    entries = AuditEntry.objects.filter(actor=reviewer.user_id).order_by("id")
    assert [(entry.action, entry.place) for entry in entries] == [
        ("claim.move", "127.0.0.1"),
        ("pair.link", "127.0.0.1"),
    ]
    decision = PairDecision.objects.get(pk=decided.decision_id)
    assert (decision.kind, decision.reason, decision.actor_id) == ("link", "compared", reviewer.user_id)


@pytest.mark.parametrize("kind", ["apart", "household"])
def test_keeping_apart_frees_the_claim_that_waited(probable, reviewer, kind):
    first, second = probable
    assert decide(first, second, kind, reviewer).moved == {second.pk: "verified"}
    last = ClaimTransition.objects.filter(claim=second).last()
    assert (last.from_stage, last.actor_id, last.cause) == ("duplicate_hold", reviewer.user_id, f"duplicate_{kind}")
    second.refresh_from_db()
    assert second.verification.verdict == "verified"
    do_all_work()
    assert stage(second) == "verified"


@pytest.mark.parametrize("kind", ["link", "apart", "household"])
def test_deciding_and_undoing_leaves_the_claims_as_before(probable, reviewer, kind):
    first, second = probable
    before, standing = columns(first, second), groups()
    decide(first, second, kind, reviewer)
    undo(first, second, reviewer)
    assert (columns(first, second), groups()) == (before, standing)
    assert (stage(first), stage(second)) == ("verified", "duplicate_hold")
    do_all_work()
    assert (stage(first), stage(second)) == ("verified", "duplicate_hold")
    pair = pair_of(first, second)
    assert (pair.decided, pair.undecided) == ("withdrawn", True)
    assert [decision.kind for decision in pair.decisions.all()] == [kind, "withdrawn"]
    assert {decision.actor_id for decision in pair.decisions.all()} == {reviewer.user_id}


def test_a_decision_undone_on_a_certain_pair_falls_back_to_the_workers_link(coupang, reviewer):
    first, second = haneul(), haneul()
    do_all_work()
    decide(first, second, "apart", reviewer)
    assert (groups(), stage(second)) == (set(), "verified")
    undone = undo(first, second, reviewer)
    assert undone.kind == "automatic"
    assert (groups(), stage(second)) == ({group(first, second)}, "duplicate_hold")
    again = undo(first, second, reviewer)
    assert again.kind == "withdrawn"
    # Open again: no cluster any more, but the later claim still waits for a decision.
    assert (groups(), stage(second)) == (set(), "duplicate_hold")


def test_the_second_of_two_reviewers_is_told_that_somebody_decided(probable, reviewer, colleague):
    first, second = probable
    decide(first, second, "link", reviewer, seen=None)
    with pytest.raises(DecisionChanged):
        decide(first, second, "apart", colleague, seen=None)
    with pytest.raises(DecisionChanged):
        decisions.undo(pair_id=pair_of(first, second).pk, actor=colleague, seen=None)
    assert stage(second) == "merged"


def test_a_decision_that_was_made_and_undone_meanwhile_is_a_change_too(probable, reviewer, colleague):
    first, second = probable
    decide(first, second, "link", reviewer)
    undo(first, second, reviewer)
    with pytest.raises(DecisionChanged):
        decide(first, second, "apart", colleague, seen=None)


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_make_one_decision(probable, django_user_model):
    first, second = probable
    start, outcomes = threading.Barrier(2, timeout=20), []
    actors = [
        Actor(ActorKind.STAFF, django_user_model.objects.create_user(name, is_staff=True).pk) for name in ("one", "two")
    ]

    def decide_at_once(actor, kind):
        start.wait()
        try:
            outcomes.append(decide(first, second, kind, actor, seen=None).kind)
        except DecisionChanged:
            outcomes.append("changed")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide_at_once, args=pair) for pair in zip(actors, ("link", "apart"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) in (["apart", "changed"], ["changed", "link"])
    assert PairDecision.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "automatic"}, "kind_unknown"),
        ({"kind": "merge"}, "kind_unknown"),
        ({"reason": "score"}, "reason_unknown"),
    ],
)
def test_only_what_a_person_may_decide_is_taken(probable, reviewer, changes, code):
    first, second = probable
    arguments = {"kind": "link", "reason": "compared"} | changes
    with pytest.raises(DecisionRefused) as refused:
        decide(first, second, arguments["kind"], reviewer, reason=arguments["reason"])
    assert refused.value.code == code
    assert not PairDecision.objects.exists()


def test_there_is_nothing_to_undo_before_a_decision(probable, reviewer):
    with pytest.raises(DecisionRefused) as refused:
        undo(*probable, reviewer)
    assert refused.value.code == "nothing_to_undo"


def test_a_link_that_contradicts_what_people_decided_is_refused(coupang, reviewer):
    a, b, c = strangers(3)
    pair_up(*(scored(one, other, "review", 3.0) for one, other in ((a, b), (b, c), (a, c))))
    decide(a, b, "link", reviewer)
    decide(a, c, "apart", reviewer)
    with pytest.raises(DecisionRefused) as refused:
        decide(b, c, "link", reviewer)
    assert refused.value.code == "contradicts"
    assert pair_of(b, c).decision is None
    decide(b, c, "apart", reviewer)
    with pytest.raises(DecisionRefused):
        decide(a, c, "link", reviewer)
    assert groups() == {group(a, b)}


def test_a_persons_words_are_sealed_and_open_for_the_record(probable, reviewer):
    first, second = probable
    decided = decide(first, second, "apart", reviewer, note="  Kim told us by telephone  ")
    decision = PairDecision.objects.get(pk=decided.decision_id)
    assert b"Kim" not in bytes(decision.note)
    assert open_note(decision, pair_of(first, second)) == "Kim told us by telephone"


def test_whatever_else_is_wrong_with_a_freed_claim_is_found_at_once(probable, reviewer):
    first, second = probable
    Claim.objects.filter(pk=second.pk).update(other_proceedings="mediation")
    decide(first, second, "apart", reviewer)
    assert stage(second) == "review"


def test_a_claim_that_another_pair_still_holds_stays(coupang, reviewer):
    a, b, c = strangers(3)
    do_all_work()
    pair_up(scored(a, c, "review", 3.0), scored(b, c, "review", 3.0))
    work.add("verify", [c.pk])
    do_all_work()
    assert decide(a, c, "apart", reviewer).moved == {}
    assert stage(c) == "duplicate_hold"
    assert decide(b, c, "household", reviewer).moved == {c.pk: "verified"}


def test_a_claim_that_somebody_had_cleared_is_merged_by_a_later_link(probable, reviewer):
    first, second = probable
    moves.move_claim(claim_id=second.pk, to="verified", actor=reviewer, reason="looks like two people")
    decide(first, second, "link", reviewer)
    assert stage(second) == "merged"


@pytest.mark.parametrize("kind", ["link", "apart"])
def test_a_claim_on_its_way_to_court_is_never_moved(probable, reviewer, kind):
    first, second = probable
    moves.move_claim(claim_id=second.pk, to="verified", actor=reviewer, reason="two accounts")
    moves.move_claim(claim_id=second.pk, to="authorised", actor=reviewer)
    decide(first, second, kind, reviewer)
    assert stage(second) == "authorised"
    undo(first, second, reviewer)
    assert stage(second) == "authorised"


def test_only_claims_that_a_person_linked_to_the_survivor_are_merged(coupang, reviewer):
    """The worker linked the first two; the person said something about the last two only."""
    a, b, c = strangers(3)
    do_all_work()
    pair_up(scored(a, b), scored(b, c, "review", 3.0))
    work.add("verify", [b.pk, c.pk])
    do_all_work()
    decide(b, c, "link", reviewer)
    assert (stage(a), stage(b), stage(c)) == ("verified", "duplicate_hold", "duplicate_hold")
    decide(a, b, "link", reviewer)
    assert (stage(a), stage(b), stage(c)) == ("verified", "merged", "merged")
    undo(a, b, reviewer)
    assert (stage(a), stage(b), stage(c)) == ("verified", "duplicate_hold", "duplicate_hold")


def test_counsel_chooses_another_survivor(probable, reviewer):
    first, second = probable
    decide(first, second, "link", reviewer)
    cluster = DuplicateCluster.objects.get()
    moved = decisions.choose_survivor(cluster_id=cluster.pk, claim_id=second.pk, actor=reviewer, reason="documents")
    assert moved == {first.pk: "merged", second.pk: "verified"}
    entry = AuditEntry.objects.get(action="cluster.survivor")
    assert (entry.subject_id, entry.detail) == (str(second.pk), {"reason": "documents", "before": str(first.pk)})


def test_counsels_choice_outlives_recomputing_but_not_the_claim(coupang, reviewer):
    first, second = haneul(), haneul()
    do_all_work()
    cluster = DuplicateCluster.objects.get()
    moved = decisions.choose_survivor(cluster_id=cluster.pk, claim_id=second.pk, actor=reviewer, reason="compared")
    assert moved == {second.pk: "verified"}
    assert stage(first) == "duplicate_hold"  # no person has linked the two, so nothing is merged
    third = haneul()
    do_all_work()
    assert survivor_of(third) == second
    moves.move_claim(claim_id=second.pk, to="withdrawn", actor=Actor(ActorKind.CLAIMANT))
    do_all_work()
    assert survivor_of(third) == first


@pytest.mark.parametrize("who", ["outsider", "withdrawn"])
def test_only_a_living_member_can_be_chosen(probable, reviewer, who):
    first, second = probable
    outsider = strangers(1)[0]
    pair_up(scored(first, second))
    claim, code = (outsider, "not_a_member")
    if who == "withdrawn":
        moves.move_claim(claim_id=second.pk, to="withdrawn", actor=Actor(ActorKind.CLAIMANT))
        claim, code = (second, "cannot_survive")
    with pytest.raises(DecisionRefused) as refused:
        decisions.choose_survivor(
            cluster_id=DuplicateCluster.objects.get().pk, claim_id=claim.pk, actor=reviewer, reason="compared"
        )
    assert refused.value.code == code
