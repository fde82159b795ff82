"""Orders to judge again: when there is one, what it takes in, how it advances, and what claimants hear of it."""

from dataclasses import replace

import pytest
from django.db import transaction
from django.db.models.functions import Now

from claims.models import BreachNotice, Claim, DataItem, Message, Rejudgement, Verification, WorkItem
from claims.queries.rule_settings import current_rules
from claims.rules.leaked_list import Says
from claims.services import rejudging, work, work_kinds
from claims.services.rule_settings import change_rules
from tests.claims.admin.cast import file_claim, make_case
from tests.claims.services.rejudging.cast import speak, walk
from tests.working import do_all_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def claims(coupang):
    """Verified claims that stand on an e-mail address each, which the notice of December says has leaked."""
    filed = [file_claim(coupang, judged=False, notices=["N3"], data_items=["email", "payment"]) for _ in range(7)]
    do_all_work()
    assert set(Claim.objects.values_list("stage", flat=True)) == {"verified"}
    return filed


def pending():
    return list(WorkItem.objects.filter(state="pending").values_list("kind", "subject"))


def stages(claims):
    return {Claim.objects.get(pk=claim.pk).stage for claim in claims}


def choose(case, counsel, **changes):
    chosen = replace(current_rules(case.pk), **changes)
    return change_rules(case_id=case.pk, settings=chosen, reason="tried", actor=counsel)


def one_step():
    """One piece of work of the kind `rejudge`, as a worker does it."""
    leased = work.lease("rejudge", limit=1)
    tally = work.Tally()
    work.process(leased, work_kinds.HANDLERS["rejudge"], tally)
    assert tally.done == 1


def test_two_changes_one_after_the_other_are_one_walk(coupang, counsel, claims):
    first = speak(coupang.incident_id, counsel, "a", ("main", "email", Says.NOT_LEAKED))
    second = speak(coupang.incident_id, counsel, "b", ("main", "payment", Says.LEAKED))
    order = Rejudgement.objects.get()
    assert (first.number + 1, order.list) == (second.number, second)
    assert pending() == [("rejudge", order.pk)]
    do_all_work()
    order.refresh_from_db()
    assert (order.looked_at, order.judged_otherwise, order.moved) == (7, 7, 0)
    assert Verification.objects.count() == 14
    assert set(Verification.objects.filter(cause="list").values_list("list", flat=True)) == {second.pk}


def test_only_claims_that_a_change_touches_are_judged(coupang, counsel, claims):
    """Those who claim the item and were told by a notice to the cohort; the others keep their run."""
    told_later = file_claim(coupang, judged=False, notices=["N4"], data_items=["email"])
    other_item = file_claim(coupang, judged=False, notices=["N3"], data_items=["phone"])
    do_all_work()
    bits = dict(DataItem.objects.values_list("code", "bit"))
    speak(coupang.incident_id, counsel, "a", ("main", "email", Says.NOT_LEAKED))
    order = Rejudgement.objects.get()
    ((main, items),) = order.touched
    assert items == 1 << bits["email"]
    assert [notice.code for notice in BreachNotice.objects.filter(bit__isnull=False) if main >> notice.bit & 1] == [
        notice.code for notice in BreachNotice.objects.filter(bit__isnull=False, cohort__code="main")
    ]
    speak(coupang.incident_id, counsel, "b", ("main", "payment", Says.LEAKED))
    order.refresh_from_db()
    assert order.touched == [[main, 1 << bits["email"] | 1 << bits["payment"]]]
    runs = {claim.pk: claim.verification_id for claim in Claim.objects.all()}
    do_all_work()
    order.refresh_from_db()
    assert (order.looked_at, order.judged_otherwise) == (9, 7)
    assert {claim.pk for claim in Claim.objects.all() if claim.verification_id == runs[claim.pk]} == {
        told_later.pk,
        other_item.pk,
    }


def test_an_order_that_takes_in_one_that_touches_any_claim_looks_at_all(coupang, counsel, claims):
    speak(coupang.incident_id, counsel, "a", ("main", "email", Says.NOT_LEAKED))
    with transaction.atomic():
        rejudging.lock_incident(coupang.incident_id)
        rejudging.queue(incident_id=coupang.incident_id, rules={12}, cause="accounts")
    assert Rejudgement.objects.get().touched is None


def test_a_change_in_the_middle_of_a_walk_begins_it_anew(coupang, counsel, claims, settings):
    settings.REJUDGE_CHUNK = 3
    speak(coupang.incident_id, counsel, "a", ("main", "email", Says.NOT_LEAKED))
    one_step()
    order = Rejudgement.objects.get()
    assert (order.looked_at, order.moved) == (3, 3)
    second = speak(coupang.incident_id, counsel, "b", ("main", "payment", Says.LEAKED))
    order.refresh_from_db()
    assert (order.reached, order.looked_at, order.begun_at) == (None, 0, None)
    assert pending() == [("rejudge", order.pk)]
    do_all_work()
    order.refresh_from_db()
    assert order.finished_at is not None
    assert {Claim.objects.get(pk=claim.pk).verification.list for claim in claims} == {second}
    # The first three went to a person with the first change, and a person keeps what they have in hand.
    assert [Claim.objects.get(pk=claim.pk).stage for claim in claims] == ["review"] * 3 + ["verified"] * 4


def test_an_order_and_its_work_advance_together(coupang, counsel, claims, settings):
    settings.REJUDGE_CHUNK = 3
    speak(coupang.incident_id, counsel, "a", ("main", "email", Says.NOT_LEAKED))
    ids = sorted(claim.pk for claim in claims)
    for reached, done in ((ids[2], 3), (ids[5], 6), (ids[6], 7)):
        one_step()
        order = Rejudgement.objects.get()
        assert (order.reached, order.looked_at, order.judged_otherwise) == (reached, done, done)
        assert pending() == [("rejudge", order.pk)]
    one_step()
    order.refresh_from_db()
    assert order.finished_at is not None
    assert pending() == []


def test_a_chunk_that_fails_leaves_order_and_claims_as_they_were(coupang, counsel, claims, settings, monkeypatch):
    settings.REJUDGE_CHUNK = 3
    speak(coupang.incident_id, counsel, "a", ("main", "email", Says.NOT_LEAKED))
    one_step()
    before = Rejudgement.objects.values().get()

    def lose(_leased):
        raise work.LeaseLost

    with monkeypatch.context() as lost:
        lost.setattr(work, "_complete", lose)
        tally = work.Tally()
        work.process(work.lease("rejudge", limit=1), work_kinds.HANDLERS["rejudge"], tally)
    assert tally.lost == 1
    assert Rejudgement.objects.values().get() == before
    assert [Claim.objects.get(pk=claim.pk).stage for claim in claims] == ["review"] * 3 + ["verified"] * 4
    WorkItem.objects.filter(state="leased").update(due_at=Now())  # the lease runs out
    do_all_work()
    assert stages(claims) == {"review"}


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ("customs_code", Says.UNKNOWN),  # that nobody of them claims
        ("email", Says.LEAKED),  # a court says what the notice said
    ],
)
def test_a_change_that_touches_nobody_queues_nothing(coupang, counsel, claims, item, says):
    version = speak(coupang.incident_id, counsel, "a", ("main", item, says))
    assert version.number > 1
    assert not Rejudgement.objects.exists()
    assert pending() == []


def test_several_changes_ask_a_claimant_once(coupang, counsel, claims, settings):
    """Joined in November, whose claim the case's rules let through until counsel tightens them twice."""
    settings.REJUDGE_CHUNK = 2
    choose(coupang, counsel, chosen={"account_window": False})
    late = [
        file_claim(
            coupang,
            judged=False,
            notices=["N3"],
            data_items=["email"],
            account={"email": f"late{n}@example.org", "phone": f"010-2111-{n:04}", "joined": "2025-12"},
        )
        for n in range(5)
    ]
    do_all_work()
    assert stages(late) == {"verified"}
    choose(coupang, counsel, chosen={"account_window": True})
    one_step()
    speak(coupang.incident_id, counsel, "a", ("main", "email", Says.NOT_LEAKED))
    do_all_work()
    speak(coupang.incident_id, counsel, "b", ("main", "email", Says.LEAKED))
    choose(coupang, counsel, thresholds={"days_to_file": 100})
    do_all_work()
    assert stages(late) == {"needs_information"}
    asked = list(Message.objects.filter(kind="information_needed").values_list("claim", flat=True))
    assert sorted(asked) == sorted(claim.pk for claim in late)
    assert WorkItem.objects.filter(kind="send").count() == 5


def test_a_rule_that_reads_what_only_the_claim_tells_has_every_claim_judged_one_by_one(coupang, counsel, claims):
    choose(coupang, counsel, chosen={"contact": True})
    assert not Rejudgement.objects.exists()
    assert sorted(pending()) == sorted(("verify", claim.pk) for claim in claims)
    do_all_work()
    assert stages(claims) == {"needs_information"}
    assert set(Message.objects.values_list("claim", flat=True)) == {claim.pk for claim in claims}
    # To let go of it needs nothing of the claims.
    choose(coupang, counsel, chosen={"contact": False})
    assert [kind for kind, _ in pending() if kind != "send"] == ["rejudge"]
    do_all_work()
    assert stages(claims) == {"verified"}


def test_an_order_of_one_case_leaves_the_others_alone(coupang, counsel, claims, django_user_model):
    other = make_case(coupang, django_user_model.objects.create_user("founder", is_staff=True))
    theirs = file_claim(other, notices=["N3"], data_items=["email"])
    choose(other, counsel, thresholds={"days_to_file": 1095})
    assert Rejudgement.objects.get().case == other
    walk()
    assert stages([theirs]) == {"review"}
    assert stages(claims) == {"verified"}
    assert Verification.objects.filter(claim__in=claims).count() == len(claims)


def test_claims_that_arrive_behind_the_walk_are_judged_by_the_new_list(coupang, counsel, claims, settings):
    settings.REJUDGE_CHUNK = 3
    version = speak(coupang.incident_id, counsel, "a", ("main", "email", Says.NOT_LEAKED))
    one_step()
    late = file_claim(coupang, notices=["N3"], data_items=["email"])
    late.refresh_from_db()
    assert (late.stage, late.verification.list) == ("review", version)


def test_nothing_is_ordered_without_rules(coupang, claims):
    rejudging.lock_incident(coupang.incident_id)
    assert rejudging.queue(incident_id=coupang.incident_id, rules=frozenset(), cause="rules") is None
    assert pending() == []
