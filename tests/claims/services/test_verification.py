"""The worker's judgement: checks with the list version they used, moves by the verdict, again when the list changes."""

from datetime import date

import pytest

from claims.models import (
    Claim,
    ClaimTransition,
    DuplicatePair,
    LeakedFieldList,
    Rejudgement,
    Verification,
    WorkItem,
)
from claims.queries.filing_terms import filing_case, forget_terms
from claims.queries.findings import findings_of
from claims.rules.leaked_list import Says
from claims.rules.stages import ActorKind, MoveNotAllowed
from claims.services import filing, leaked_list, moves, work, work_kinds
from claims.services.actors import WORKER, Actor
from claims.services.leaked_list import NewAssertion, NewNotice
from tests.people import body, someone_else
from tests.working import do_all_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def counsel(django_user_model):
    return Actor(ActorKind.STAFF, django_user_model.objects.create_user("counsel", is_staff=True).pk)


def file(raw, key):
    case = filing_case("coupang-2025")
    filed = filing.file_claim(filing.Filing(filing.parse_submission(raw, case), key), case=case, door="api")
    return Claim.objects.get(number=filed.claim_number)


def drain():
    return do_all_work()


def stage(claim):
    claim.refresh_from_db()
    return claim.stage


def outcomes(claim):
    claim.refresh_from_db()
    return {c.rule: (c.outcome, c.reason) for c in findings_of([claim.verification])[claim.verification_id]}


def test_a_complete_claim_is_verified_with_every_check_kept(coupang):
    claim = file(body(filing_case("coupang-2025")), "a")
    assert drain().done == 1
    assert stage(claim) == "verified"
    assert {rule: outcome for rule, (outcome, _) in outcomes(claim).items()} == dict.fromkeys(
        [1, 4, 9, 10, 11, 12, 13, 14, 16, 17, 18, 20, 21, 23], "pass"
    )
    newest = LeakedFieldList.objects.order_by("-number").first()
    assert claim.verification.list == newest
    assert list(ClaimTransition.objects.filter(claim=claim).values_list("to_stage", "actor_kind")) == [
        ("submitted", "claimant"),
        ("verifying", "worker"),
        ("verified", "worker"),
    ]


@pytest.mark.parametrize(
    ("changes", "expected", "rule", "outcome"),
    [
        ({"other_proceedings": {"kind": "other_suit"}}, "needs_information", 16, "fail"),
        ({"other_proceedings": {"kind": "mediation"}}, "review", 16, "review"),
        ({"notices": []}, "review", 9, "review"),
        ({"notices": [{"code": "N3", "received_on": "2025-12-01"}]}, "needs_information", 9, "fail"),
        ({"data_items": ["name", "payment"]}, "verified", 10, "fail"),
        ({"birth_date": "2015-01-01"}, "needs_information", 4, "fail"),
        ({"data_items": ["entrance_code"], "entrance_code_stored": "unknown"}, "review", 11, "review"),
        ({"data_items": ["name", "entrance_code"], "entrance_code_stored": "yes"}, "verified", 11, "pass"),
    ],
)
def test_what_a_claim_says_decides_where_it_goes(coupang, changes, expected, rule, outcome):
    claim = file(body(filing_case("coupang-2025"), **changes), "a")
    drain()
    assert stage(claim) == expected
    assert outcomes(claim)[rule][0] == outcome


def test_an_under_14_without_a_representative_is_held_and_not_processed(coupang):
    claim = file(body(filing_case("coupang-2025"), birth_date="2015-01-01"), "a")
    drain()
    assert stage(claim) == "needs_information"
    assert set(outcomes(claim)) == {1, 4}


@pytest.mark.parametrize("order", ["together", "one_by_one"])
def test_the_later_of_two_claims_with_one_account_waits_for_a_person(coupang, order):
    case = filing_case("coupang-2025")
    first = file(body(case), "a")
    if order == "one_by_one":
        drain()
    second = file(body(case, name="Haneul Kim", email="other@example.com", phone="010-9999-1234"), "b")
    drain()
    assert (stage(first), stage(second)) == ("verified", "duplicate_hold")
    pair = DuplicatePair.objects.get()
    assert (pair.earlier, pair.later, pair.levels["mail"]) == (first, second, "same")


def test_a_later_claim_that_was_judged_before_the_earlier_one_was_visible_is_judged_again(coupang):
    case = filing_case("coupang-2025")
    first, second = file(body(case), "a"), file(body(case, email="other@example.com"), "b")
    hidden = WorkItem.objects.get(subject=first.pk)
    keys = list(first.blind_keys.all())
    first.blind_keys.all().delete()  # as if the first claim's transaction had not committed yet
    WorkItem.objects.filter(pk=hidden.pk).update(state="done")
    drain()
    assert stage(second) == "verified"
    for key in keys:
        key.save(force_insert=True)
    WorkItem.objects.filter(pk=hidden.pk).update(state="pending")
    drain()
    assert (stage(first), stage(second)) == ("verified", "duplicate_hold")


def test_names_in_any_spelling_meet_in_one_normal_form(coupang):
    case = filing_case("coupang-2025")
    file(body(case, account={"email": "one@example.com"}), "a")
    nfd = "\u1100\u1175\u11b7\u1112\u1161\u1102\u1173\u11af"
    claim = file(body(case, name=f"{nfd}\u200b", account={"email": "two@example.com"}), "b")
    drain()
    assert stage(claim) == "duplicate_hold"
    assert DuplicatePair.objects.get().levels == dict.fromkeys(["name", "birth", "phone", "mail"], "same") | {
        "address": "same_unit"
    }


def test_only_a_person_moves_a_claim_out_of_hold(coupang, counsel):
    case = filing_case("coupang-2025")
    file(body(case), "a")
    claim = file(body(case, email="other@example.com"), "b")
    drain()
    with pytest.raises(MoveNotAllowed):
        moves.move_claim(claim_id=claim.pk, to="verified", actor=WORKER, reason="because")
    moves.move_claim(claim_id=claim.pk, to="verified", actor=counsel, reason="a household, two accounts")
    assert stage(claim) == "verified"


def test_verifying_twice_adds_a_run_and_moves_nothing(coupang):
    claim = file(body(filing_case("coupang-2025")), "a")
    drain()
    seq = Claim.objects.get(pk=claim.pk).stage_seq
    work.add("verify", [claim.pk])
    drain()
    claim.refresh_from_db()
    assert (claim.stage, claim.stage_seq) == ("verified", seq)
    assert Verification.objects.filter(claim=claim).count() == 2


def court_denies_email(counsel, coupang):
    return leaked_list.add_notices(
        incident_id=coupang.incident_id,
        notices=[
            NewNotice(
                code="T1",
                cohort="main",
                source="court",
                dated=date(2026, 9, 1),
                citation="invented for this test",
                to_claimants=False,
                assertions=[NewAssertion(item="email", says=Says.NOT_LEAKED)],
            )
        ],
        reason="judgment of first instance",
        actor=counsel,
    )


def test_a_new_assertion_makes_a_new_version_and_only_touched_claims_are_judged_again(coupang, counsel):
    case = filing_case("coupang-2025")
    touched = file(someone_else(case, data_items=["email"]), "a")
    other_item = file(someone_else(case, data_items=["name"]), "b")
    other_cohort = file(someone_else(case, notices=["N4"], data_items=["name"]), "c")
    drain()
    before = LeakedFieldList.objects.order_by("-number").first()
    version = court_denies_email(counsel, coupang)
    assert version.number == before.number + 1
    order = Rejudgement.objects.get(list=version)
    assert list(WorkItem.objects.filter(state="pending").values_list("kind", "subject")) == [("rejudge", order.pk)]
    forget_terms()
    drain()
    assert stage(touched) == "review"  # nothing that was claimed is on the list any more
    assert outcomes(touched)[10] == ("review", "no_item_supported")
    assert touched.verification.list == version
    for untouched in (other_item, other_cohort):
        assert stage(untouched) == "verified"
        assert untouched.verification.list == before


def test_a_person_s_decision_is_not_overruled_by_the_same_outcome_again(coupang, counsel):
    claim = file(body(filing_case("coupang-2025"), other_proceedings={"kind": "mediation"}), "a")
    drain()
    moves.move_claim(claim_id=claim.pk, to="verified", actor=counsel, reason="the mediation was withdrawn by telephone")
    work.add("verify", [claim.pk])
    drain()
    assert stage(claim) == "verified"


def test_a_list_version_cannot_be_changed(coupang):
    from django.db import DatabaseError, transaction

    newest = LeakedFieldList.objects.order_by("-number").first()
    for change in (
        lambda: LeakedFieldList.objects.filter(pk=newest.pk).update(reason="rewritten"),
        lambda: newest.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize("count", [1, 30])
def test_a_batch_costs_the_same_number_of_queries_whatever_its_size(coupang, count, django_assert_max_num_queries):
    case = filing_case("coupang-2025")
    for n in range(count):
        file(someone_else(case), f"k{n}")
    work.drain("match", work_kinds.HANDLERS["match"])
    with django_assert_max_num_queries(QUERIES_A_BATCH):
        assert work.drain("verify", work_kinds.HANDLERS["verify"]).done == count


# Lease, savepoint and release, context (10, and 2 to keep a new one; 1 once it is kept), claims, duplicates, conflicts,
# abuse, consents, proofs, findings (1, and 2 to keep new ones), store (1 + 2 copies), moves (1 + copy), completion, and
# the lease that finds nothing more.
QUERIES_A_BATCH = 33
