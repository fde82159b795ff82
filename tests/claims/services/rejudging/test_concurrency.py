"""Judging again while others write: real connections that hold what the walk needs, or want what it holds."""

from random import Random

import pytest
from django.db import connection, transaction

from claims.models import Claim, ClaimTransition, Rejudgement, Verification
from claims.queries.leaked_list import current_list
from claims.rules.leaked_list import Says
from claims.services import rejudging, work
from claims.services.moves import move_claim
from claims.services.verification import verify_claims
from tests.claims.admin.cast import file_claim
from tests.claims.api.test_concurrency import at_once
from tests.claims.services.rejudging.cast import file_many, speak, state, walk
from tests.waiting import wait_until_blocked
from tests.working import do_all_work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def claims(coupang):
    filed = [file_claim(coupang, judged=False, notices=["N3"], data_items=["email"]) for _ in range(6)]
    do_all_work()
    return filed


def path(claim):
    return list(ClaimTransition.objects.filter(claim=claim).order_by("seq").values_list("seq", "to_stage"))


def assert_whole(claim):
    """The stage is that of the last transition, and no step is missing."""
    steps = path(claim)
    assert [seq for seq, _ in steps] == list(range(1, claim.stage_seq + 1))
    assert steps[-1][1] == claim.stage


def test_a_claim_that_a_person_moves_in_the_middle_of_a_chunk_stays_where_they_moved_it(
    coupang, counsel, claims, elsewhere
):
    held = claims[2]
    speak(coupang.incident_id, counsel, "a", ("main", "email", Says.NOT_LEAKED))
    with transaction.atomic():
        move_claim(claim_id=held.pk, to="authorised", actor=counsel)
        chunk = elsewhere(walk)
        wait_until_blocked()
    chunk.result(20)
    for claim in claims:
        claim.refresh_from_db()
        assert_whole(claim)
        # All are judged anew, the one for information.
        assert claim.verification.verdict == "review"
        assert claim.stage == ("authorised" if claim == held else "review")


def test_a_claim_that_another_transaction_judges_meanwhile_is_left_to_it(coupang, counsel, claims, elsewhere):
    held = claims[2]
    version = speak(coupang.incident_id, counsel, "a", ("main", "email", Says.NOT_LEAKED))
    with transaction.atomic():
        verify_claims([held.pk])
        chunk = elsewhere(walk)
        wait_until_blocked()
    chunk.result(20)
    for claim in claims:
        claim.refresh_from_db()
        assert_whole(claim)
        assert (claim.stage, claim.verification.list) == ("review", version)
        assert Verification.objects.filter(claim=claim).count() == 2
        assert claim.verification.cause == ("again" if claim == held else "list")


def test_whoever_changes_the_list_while_a_walk_begins_is_waited_for(coupang, counsel, claims, elsewhere):
    """The change takes the incident and then the open order; a walk that took them the other way round would be killed
    by the database, or have the change killed."""
    speak(coupang.incident_id, counsel, "a", ("main", "email", Says.NOT_LEAKED))
    with transaction.atomic():
        rejudging.lock_incident(coupang.incident_id)
        chunk = elsewhere(walk)
        wait_until_blocked()
        second = speak(coupang.incident_id, counsel, "b", ("main", "email", Says.LEAKED))
    chunk.result(20)
    assert Rejudgement.objects.get().list == second
    assert {Claim.objects.get(pk=claim.pk).stage for claim in claims} == {"verified"}


def test_a_change_of_the_list_waits_for_a_chunk_and_the_walk_begins_anew(coupang, counsel, claims, elsewhere):
    speak(coupang.incident_id, counsel, "a", ("main", "email", Says.NOT_LEAKED))
    order = Rejudgement.objects.get()
    with transaction.atomic():
        rejudging.rejudge([order.pk])
        change = elsewhere(lambda: speak(coupang.incident_id, counsel, "b", ("main", "email", Says.LEAKED)))
        wait_until_blocked()
    second = change.result(20)
    order.refresh_from_db()
    assert (order.reached, order.list) == (None, second)
    walk()
    for claim in claims:
        claim.refresh_from_db()
        assert_whole(claim)
        assert (claim.stage, claim.verification.verdict) == ("review", "verified")


def test_a_chunk_and_a_batch_lock_claims_in_one_order(coupang, counsel, claims, elsewhere):
    """Rows lie in the table in the order in which they were written last: the first claim is moved to the end."""
    first, second, *_ = claims
    Claim.objects.filter(pk=first.pk).update(attested=False)
    Claim.objects.filter(pk=first.pk).update(attested=True)
    speak(coupang.incident_id, counsel, "a", ("main", "email", Says.NOT_LEAKED))
    with transaction.atomic():
        Claim.objects.select_for_update(no_key=True).get(pk=first.pk)
        chunk = elsewhere(walk)
        wait_until_blocked()
        Claim.objects.select_for_update(no_key=True).get(pk=second.pk)
    chunk.result(20)
    assert {Claim.objects.get(pk=claim.pk).stage for claim in claims} == {"review"}


def test_a_chunk_and_a_batch_with_the_same_new_finding_do_not_wait_for_each_other(coupang, counsel, claims, elsewhere):
    """Whoever has a claim may wait for a finding that another notes, so nobody waits for a claim who notes one."""
    speak(coupang.incident_id, counsel, "a", ("main", "email", Says.NOT_LEAKED))
    other = file_claim(coupang, judged=False, data_items=["phone"])
    with transaction.atomic():
        verify_claims([other.pk])  # what claims are judged under is noted
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE claims_finding IN SHARE MODE")  # to be read, and not added to
        chunk = elsewhere(walk)
        wait_until_blocked()

        @elsewhere
        def batch():
            with transaction.atomic():
                verify_claims([claims[2].pk])

        wait_until_blocked(2)
    chunk.result(20)
    batch.result(20)
    assert {Claim.objects.get(pk=claim.pk).stage for claim in claims} == {"review"}


def test_changes_and_walks_at_once_end_as_if_one_came_after_the_other(coupang, counsel, settings):
    """Four changes and two walks, each on a connection of its own; the state is what the last list alone says."""
    settings.REJUDGE_CHUNK = 7
    claims = file_many(coupang, 90, Random(20251203))
    do_all_work()
    newest = current_list(coupang.incident_id).number
    changes = [
        ("a", ("main", "email", Says.NOT_LEAKED)),
        ("b", ("main", "phone", Says.NOT_LEAKED), ("found_later", "email", Says.LEAKED)),
        ("c", ("main", "login", Says.LEAKED)),
        ("d", ("first_notified", "name", Says.NOT_LEAKED)),
    ]
    made = at_once(
        [
            *(lambda said=said: speak(coupang.incident_id, counsel, *said).number for said in changes),
            walk,
            walk,
        ]
    )
    assert sorted(made[: len(changes)]) == [newest + 1 + place for place in range(len(changes))]
    do_all_work()
    assert not Rejudgement.objects.filter(finished_at=None).exists()
    judged = state(claims)
    for claim in Claim.objects.filter(pk__in=claims):
        assert_whole(claim)
    work.add("verify", claims)
    do_all_work()
    assert state(claims) == judged
