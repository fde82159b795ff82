"""Judged by profile or one by one, the same claims from the same start end in the same state."""

from contextlib import contextmanager
from dataclasses import replace
from random import Random

import pytest
from django.core.management import call_command
from django.db import transaction

from claims.models import AssertionPin, Claim, LeakAssertion, Message, Rejudgement, Verification, WorkItem
from claims.queries.rule_settings import current_rules
from claims.rules.leaked_list import Says
from claims.services.leaked_list import pin_assertion, remove_pin
from claims.services.moves import move_claim
from claims.services.rule_settings import change_rules
from claims.services.verification import verify_claims
from tests.claims.admin.cast import make_case
from tests.claims.affected_account_files import listed, write
from tests.claims.services.rejudging.cast import ITEMS, file_many, handle, speak, state, walk
from tests.working import do_all_work

pytestmark = pytest.mark.django_db(transaction=True)


class _Undo(Exception):
    pass


@contextmanager
def undone():
    """Whatever is done inside is as if it had not been."""
    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        pass


@pytest.fixture
def claims(coupang, counsel, django_user_model, settings):
    """Some hundred judged claims of two cases over one leak, of which persons have taken many in hand."""
    settings.REJUDGE_CHUNK = 37
    chance = Random(20251120)
    other = make_case(coupang, django_user_model.objects.create_user("founder", is_staff=True))
    filed = file_many(coupang, 220, chance) + file_many(other, 60, chance)
    do_all_work()
    handle(filed, counsel, chance)
    do_all_work()
    stages = set(Claim.objects.values_list("stage", flat=True))
    assert stages >= {"verified", "needs_information", "review", "rejected", "authorised", "batched", "filed"}
    return filed


def requests(claims):
    return sorted(Message.objects.filter(claim__in=claims).values_list("claim", "kind", "state", "stay"))


def by_sets(claims):
    with undone():
        walk()
        return state(claims), requests(claims)


def one_by_one(claims):
    with undone():
        for at in range(0, len(claims), 50):
            verify_claims(claims[at : at + 50])
        return state(claims), requests(claims)


def differences(one, other):
    """What differs, claim by claim."""
    return {
        number: {name: (found[name], other[number][name]) for name in found if found[name] != other[number][name]}
        for number, found in one.items()
        if found != other[number]
    }


def assert_same(claims, *, some=1):
    """Both ways agree, and so does what the workers then do. At least `some` claims are judged otherwise."""
    assert Rejudgement.objects.filter(finished_at=None).exists()
    before = state(claims)
    sets, singles = by_sets(claims), one_by_one(claims)
    assert differences(sets[0], singles[0]) == {}
    assert sets[1] == singles[1]
    do_all_work()
    assert (state(claims), requests(claims)) == sets
    assert sum(before[number] != now for number, now in sets[0].items()) >= some


def test_after_changes_of_the_list_of_accounts_and_of_rules(coupang, counsel, claims, tmp_path):
    incident = coupang.incident_id
    speak(incident, counsel, "a", ("main", "email", Says.NOT_LEAKED), ("main", "login", Says.LEAKED))
    assert_same(claims, some=20)
    speak(incident, counsel, "b", ("main", "entrance_code", Says.NOT_LEAKED), ("first_notified", "phone", Says.LEAKED))
    assert_same(claims, some=10)

    chance = Random(20260101)
    accounts = [
        listed(number, items=";".join(chance.sample(ITEMS, chance.choice((1, 3))))) for number in range(0, 220, 3)
    ]
    path = write(tmp_path / "list.csv", accounts)
    call_command(
        "import_affected_accounts", str(path), "--incident", "coupang-2025", "--processes", "1", "--source", "x"
    )
    assert_same(claims, some=50)
    speak(incident, counsel, "c", *(("main", item, Says.UNKNOWN) for item in ("name", "phone", "address_book")))
    assert_same(claims, some=10)

    def choose(**changes):
        chosen = replace(current_rules(coupang.pk), **changes)
        change_rules(case_id=coupang.pk, settings=chosen, reason="tried", actor=counsel)

    choose(chosen={"account_window": False, "account_list": False})
    assert_same(claims, some=20)
    choose(chosen={"account_window": True, "notice_match": False})
    assert_same(claims, some=20)
    choose(thresholds={"days_to_file": 1095})
    assert_same(claims, some=100)


def test_what_persons_have_in_hand_stays_and_filed_claims_are_judged_for_information(coupang, counsel, claims):
    in_hand = Claim.objects.filter(pk__in=claims).exclude(stage__in=["verified", "needs_information"])
    before = {claim.pk: (claim.stage, claim.stage_seq) for claim in in_hand}
    filed = dict(in_hand.filter(stage="filed").values_list("pk", "verification"))
    words = [("main", item, Says.NOT_LEAKED) for item in ITEMS]
    speak(coupang.incident_id, counsel, "a", *words)
    do_all_work()
    assert {claim.pk: (claim.stage, claim.stage_seq) for claim in Claim.objects.filter(pk__in=before)} == before
    judged = [
        pk for pk, run in Claim.objects.filter(pk__in=filed).values_list("pk", "verification") if run != filed[pk]
    ]
    assert len(judged) >= 5


def test_children_who_are_held_are_left_alone(coupang, counsel, claims):
    held = {
        claim.pk: claim.verification_id
        for claim in Claim.objects.filter(pk__in=claims).select_related("verification")
        if claim.verification.findings[16] is None
    }
    assert held
    speak(coupang.incident_id, counsel, "a", *(("main", item, Says.NOT_LEAKED) for item in ITEMS))
    do_all_work()
    assert dict(Claim.objects.filter(pk__in=held).values_list("pk", "verification")) == held


def test_a_claim_that_is_on_its_way_to_be_judged_waits_for_that(coupang, counsel, claims):
    """Its last judgement is about to be replaced by one of new facts: nothing is asked by the old one."""
    claim = Claim.objects.filter(pk__in=claims, stage="needs_information", notices_mask=4).first()
    move_claim(claim_id=claim.pk, to="verifying", actor=counsel, reason="the suit was withdrawn")
    runs = Verification.objects.filter(claim=claim).count()
    speak(coupang.incident_id, counsel, "a", *(("main", item, Says.NOT_LEAKED) for item in ITEMS))
    walk()
    claim.refresh_from_db()
    assert (claim.stage, Verification.objects.filter(claim=claim).count()) == ("verifying", runs)
    assert WorkItem.objects.filter(kind="verify", subject=claim.pk, state="pending").exists()
    do_all_work()
    claim.refresh_from_db()
    assert claim.stage != "verifying"


def test_a_pin_and_its_removal_bring_back_what_was(coupang, counsel, claims):
    before = {number: one["items"] for number, one in state(claims).items()}
    superseded = LeakAssertion.objects.get(notice__code="N3", item__code="payment")
    speak(coupang.incident_id, counsel, "a", ("main", "payment", Says.LEAKED))
    pin_assertion(assertion_id=superseded.pk, reason="the ruling is under appeal", actor=counsel)
    do_all_work()
    assert {number: one["items"] for number, one in state(claims).items()} == before
    remove_pin(pin_id=AssertionPin.objects.get(assertion=superseded).pk, reason="it is final", actor=counsel)
    assert_same(claims, some=5)
