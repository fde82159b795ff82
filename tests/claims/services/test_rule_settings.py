"""A case's choice of rules at work: what changes is judged again, by set or one by one, and nothing else moves."""

import threading
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from claims.models import (
    AffectedAccountList,
    AuditEntry,
    Case,
    Claim,
    ClaimTransition,
    ContactProof,
    Rejudgement,
    RuleSettingsVersion,
    WorkItem,
)
from claims.queries.filing_terms import filing_case
from claims.queries.findings import findings_of
from claims.queries.rule_settings import current_rules, rules_history
from claims.rules.deadlines import korean_date
from claims.rules.stages import ActorKind
from claims.rules.verification import RuleSettings
from claims.services import filing, moves
from claims.services.actors import Actor
from claims.services.rule_settings import RuleSettingsRefused, change_rules, effect_of_rules
from tests.claims.admin.cast import file_claim, make_case
from tests.people import someone_else
from tests.working import do_all_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def counsel(django_user_model):
    return Actor(ActorKind.STAFF, django_user_model.objects.create_user("counsel", is_staff=True).pk)


def file(**changes):
    case = filing_case("coupang-2025")
    raw = someone_else(case, **changes)
    filed = filing.file_claim(
        filing.Filing(filing.parse_submission(raw, case), raw["email"] + raw["name"]), case=case, door="api"
    )
    return Claim.objects.get(number=filed.claim_number)


def stage(claim):
    claim.refresh_from_db()
    return claim.stage


def reasons(claim):
    claim.refresh_from_db()
    return {finding.rule: finding.reason for finding in findings_of([claim.verification])[claim.verification_id]}


def settings_with(case, **changes):
    """What is in force, with rules (by code, True or False) and thresholds (by code, numbers) changed."""
    now = current_rules(case.pk)
    return RuleSettings(
        version=now.version,
        chosen={**now.chosen, **{code: to for code, to in changes.items() if isinstance(to, bool)}},
        thresholds={**now.thresholds, **{code: to for code, to in changes.items() if not isinstance(to, bool)}},
    )


def change(case, counsel, *, reason="the court asked for it", **changes):
    return change_rules(case_id=case.pk, settings=settings_with(case, **changes), reason=reason, actor=counsel)


def order_of(version):
    """The order that a version made, if it made one, and how many claims are queued one by one."""
    return (
        Rejudgement.objects.filter(case=version.case, finished_at=None).first(),
        WorkItem.objects.filter(kind="verify", state="pending").count(),
    )


def test_contact_must_be_proven_from_the_change_on_and_no_more_when_it_is_taken_back(coupang, counsel):
    claims = [file() for _ in range(3)]
    do_all_work()
    assert {stage(claim) for claim in claims} == {"verified"}

    order, one_by_one = order_of(change(coupang, counsel, contact=True))
    assert (order, one_by_one) == (None, 3)
    do_all_work()
    assert {stage(claim) for claim in claims} == {"needs_information"}
    assert {reasons(claim)[2] for claim in claims} == {"contact_unproven"}

    order, one_by_one = order_of(change(coupang, counsel, contact=False))
    assert (order.rules, one_by_one) == (1 << 2, 0)
    do_all_work()
    assert {stage(claim) for claim in claims} == {"verified"}
    assert all(2 not in reasons(claim) for claim in claims)
    path = list(ClaimTransition.objects.filter(claim=claims[0]).values_list("to_stage", flat=True))
    assert path == ["submitted", "verifying", "verified", "verifying", "needs_information", "verifying", "verified"]


JOINED_LATE = {"account": {"email": "a@example.org", "joined": "2025-12"}}
# The account was closed in the part of the leak's time that is disputed.
DISPUTED = {
    "claimant_type": "withdrawn_member",
    "account": {"email": "b@example.org", "joined": "2019-05", "withdrew": "2025-05"},
}


def test_who_proved_their_contact_is_asked_for_nothing(coupang, counsel):
    proven, other = file(), file()
    ContactProof.objects.create(claim=proven, channel="email")
    do_all_work()
    change(coupang, counsel, contact=True)
    do_all_work()
    assert (stage(proven), reasons(proven)[2]) == ("verified", "contact_proven")
    assert stage(other) == "needs_information"


@pytest.mark.parametrize(
    ("code", "number", "facts", "before", "after"),
    [
        ("account_list", 12, {}, "verified", "verified"),
        (
            "account_window",
            13,
            {"account": {"email": "a@example.org", "joined": "2025-12"}},
            "needs_information",
            "verified",
        ),
        ("account_window", 13, DISPUTED, "review", "review"),
        ("recipient", 14, {"claimant_type": "non_member_recipient", "account": {}}, "review", "review"),
        ("other_proceedings", 16, {"other_proceedings": {"kind": "other_suit"}}, "needs_information", "verified"),
        ("other_proceedings", 16, {"other_proceedings": {"kind": "mediation"}}, "review", "review"),
        ("limitation", 20, {}, "verified", "verified"),
    ],
)
def test_a_rule_switched_off_takes_its_finding_away_by_set_and_on_again_brings_it_back(
    coupang, counsel, code, number, facts, before, after
):
    claim = file(**facts)
    do_all_work()
    found = reasons(claim)
    assert (stage(claim), number in found) == (before, True)

    order, one_by_one = order_of(change(coupang, counsel, **{code: False}))
    assert (order.rules, one_by_one) == (1 << number, 0)
    do_all_work()
    # A person has what is in review: it stays there, with nothing of the rule left for it.
    assert (stage(claim), reasons(claim)) == (after, {rule: why for rule, why in found.items() if rule != number})
    order.refresh_from_db()
    assert (order.judged_otherwise, order.moved) == (1, int(before != after))

    order, one_by_one = order_of(change(coupang, counsel, **{code: True}))
    assert (order.rules, one_by_one) == (1 << number, 0)
    do_all_work()
    assert (stage(claim), reasons(claim)) == (before, found)


def test_the_days_before_the_limitation_put_every_claim_before_a_person_by_one_order(coupang, counsel):
    claims = [file() for _ in range(3)]
    do_all_work()
    order, one_by_one = order_of(change(coupang, counsel, days_to_file=days_left(claims[0])))
    assert (order.rules, order.cause, one_by_one) == (1 << 20, "rules", 0)
    do_all_work()
    order.refresh_from_db()
    assert (order.judged_otherwise, order.moved, Rejudgement.objects.count()) == (3, 3, 1)
    assert {(stage(claim), reasons(claim)[20]) for claim in claims} == {("review", "limitation_near")}


def test_an_account_that_is_on_no_list_is_no_matter_for_a_case_that_does_without_the_list(coupang, counsel):
    AffectedAccountList.objects.create(
        incident=coupang.incident,
        number=1,
        state="current",
        form=1,
        file_digest=bytes(32),
        bucket_bits=4,
        parts=1,
        switched_at=timezone.now(),
    )
    earlier = file()
    do_all_work()
    assert (stage(earlier), reasons(earlier)[12]) == ("review", "not_on_account_list")
    change(coupang, counsel, account_list=False)
    later = file()
    do_all_work()
    assert (stage(earlier), stage(later)) == ("review", "verified")
    assert 12 not in reasons(earlier).keys() | reasons(later).keys()


def days_left(claim):
    """Up to the end of the limitation period, as rule 20 gives it."""
    claim.refresh_from_db()
    found = next(each for each in findings_of([claim.verification])[claim.verification_id] if each.rule == 20)
    return (date.fromisoformat(found.params["ends"]) - korean_date(timezone.now())).days


def test_a_threshold_of_a_rule_that_the_case_does_without_is_kept_and_nobody_is_judged_again(coupang, counsel):
    file()
    do_all_work()
    change(coupang, counsel, limitation=False)
    do_all_work()
    effect = effect_of_rules(case_id=coupang.pk, settings=settings_with(coupang, days_to_file=90))
    assert (effect.altered, effect.claims) == (frozenset(), 0)
    version = change(coupang, counsel, days_to_file=90)
    assert order_of(version) == (None, 0)
    assert current_rules(coupang.pk).threshold("days_to_file") == 90


def test_the_ages_of_a_case_decide_who_must_name_a_representative(coupang, counsel):
    today = korean_date(timezone.now())
    eighteen = file(birth_date=date(today.year - 18, 1, 1).isoformat())
    do_all_work()
    assert stage(eighteen) == "needs_information"
    _order, one_by_one = order_of(change(coupang, counsel, adult_from=18))
    assert one_by_one == 1
    do_all_work()
    assert (stage(eighteen), reasons(eighteen)[4]) == ("verified", "adult")


@pytest.mark.parametrize(
    ("changes", "altered", "one_by_one"),
    [
        ({"contact": True}, {2}, True),
        ({"notice_match": False}, {9}, False),
        ({"limitation": False, "days_to_file": 90}, {20}, False),
        ({"account_window": False, "recipient": False}, {13, 14}, False),
        ({"account_window": False, "consents_from": 13}, {4, 13}, True),
    ],
)
def test_what_a_change_is_said_to_do_is_what_it_does(coupang, counsel, changes, altered, one_by_one):
    for _ in range(2):
        file()
    do_all_work()
    effect = effect_of_rules(case_id=coupang.pk, settings=settings_with(coupang, **changes))
    assert (effect.altered, effect.one_by_one, effect.claims) == (frozenset(altered), one_by_one, 2)
    assert not RuleSettingsVersion.objects.exists()
    order, queued = order_of(change(coupang, counsel, **changes))
    assert (queued, order is None) == ((2, True) if one_by_one else (0, False))


def test_claims_of_another_case_over_the_same_leak_are_left_alone(coupang, counsel, django_user_model):
    other = file_claim(make_case(coupang, django_user_model.objects.create_user("founder")))
    run = other.verification_id
    change(coupang, counsel, contact=True, limitation=False)
    do_all_work()
    other.refresh_from_db()
    assert other.verification_id == run


def test_a_person_s_decision_is_not_overruled_by_a_rule_that_finds_the_same_again(coupang, counsel):
    claim = file(other_proceedings={"kind": "mediation"})
    do_all_work()
    moves.move_claim(claim_id=claim.pk, to="verified", actor=counsel, reason="the mediation has ended")
    change(coupang, counsel, contact=False, recipient=False)
    change(coupang, counsel, notice_match=False)
    do_all_work()
    assert stage(claim) == "verified"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "rules_unchanged"),
        ({"limitation": True}, "rules_unchanged"),  # written down now, and in force before
        ({"leaked_items": False}, "rule_unknown"),
        ({"days_to_file": 2000}, "threshold_out_of_range"),
        ({"adult_from": 16, "consents_from": 17}, "ages_out_of_order"),
        ({"contact": True, "reason": "  "}, "rules_reason_missing"),
    ],
)
def test_settings_that_cannot_be_are_refused_and_nothing_is_queued(coupang, counsel, changes, code):
    file()
    do_all_work()
    with pytest.raises(RuleSettingsRefused) as refused:
        change(coupang, counsel, **changes)
    assert refused.value.code == code
    assert not RuleSettingsVersion.objects.exists()
    assert not Rejudgement.objects.exists()
    assert not WorkItem.objects.filter(state="pending").exists()


def test_a_change_of_a_version_that_is_no_longer_the_newest_is_refused(coupang, counsel):
    seen = settings_with(coupang, limitation=False)
    change(coupang, counsel, contact=True)
    for attempt in (change_rules, effect_of_rules):
        who = {"reason": "x", "actor": counsel} if attempt is change_rules else {}
        with pytest.raises(RuleSettingsRefused) as refused:
            attempt(case_id=coupang.pk, settings=seen, **who)
        assert refused.value.code == "rules_changed"


def test_the_same_change_sent_twice_is_one_version(coupang, counsel):
    wanted = settings_with(coupang, contact=True)
    made = [
        change_rules(case_id=coupang.pk, settings=wanted, reason="the court asked for it ", actor=counsel)
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert RuleSettingsVersion.objects.count() == AuditEntry.objects.filter(action="rules.change").count() == 1


def test_each_version_keeps_who_changed_what_and_why(coupang, counsel):
    change(coupang, counsel, reason="first", contact=True, days_to_file=90)
    change(coupang, counsel, reason="second", contact=False, limitation=False)
    second, first = rules_history(coupang.pk)
    assert (first.version.number, first.version.reason, first.version.made_by_id) == (1, "first", counsel.user_id)
    assert (first.changes.begin, first.changes.cease) == ((2,), ())
    assert [(each.code, each.before, each.after) for each in first.changes.thresholds] == [("days_to_file", 180, 90)]
    assert (second.changes.begin, second.changes.cease, second.changes.thresholds) == ((), (2, 20), ())
    audited = AuditEntry.objects.filter(action="rules.change").order_by("pk").values_list("detail", flat=True)
    assert list(audited) == [{"version": 1, "rules": [2, 20]}, {"version": 2, "rules": [2, 20]}]


def test_a_version_cannot_be_changed(coupang, counsel):
    version = change(coupang, counsel, contact=True)
    for write in (lambda: RuleSettingsVersion.objects.update(reason="other"), version.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_one_is_refused(coupang, counsel):
    ready, ended = threading.Barrier(2), []

    def make(code):
        try:
            wanted = settings_with(coupang, **{code: False})
            ready.wait(timeout=20)
            change_rules(case_id=coupang.pk, settings=wanted, reason=code, actor=counsel)
            ended.append("made")
        except RuleSettingsRefused as refused:
            ended.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=make, args=[code]) for code in ("limitation", "recipient")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(ended) == ["made", "rules_changed"]
    assert RuleSettingsVersion.objects.get().number == 1
    assert Case.objects.filter(rule_settings__isnull=False).count() == 1
