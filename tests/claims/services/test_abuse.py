"""Rule 18 at work: bursts are counted set-wise, earlier claims are looked at again, counsel sets the thresholds."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from claims.models import (
    AbuseSettingsVersion,
    AuditEntry,
    Claim,
    FilingSignal,
    Verification,
    WorkItem,
)
from claims.queries.abuse_settings import current_settings, score_shown
from claims.queries.claim_search import ClaimFilter, count_claims, list_claims
from claims.queries.claim_status import find_claim_status
from claims.queries.filing_terms import filing_case
from claims.queries.findings import findings_of
from claims.rules.abuse import DEFAULTS
from claims.rules.stages import ActorKind
from claims.services import abuse, filing, filing_signals, moves, work, work_kinds
from claims.services.actors import Actor
from claims.services.filing import Filing, Origin
from tests.people import someone_else

pytestmark = pytest.mark.django_db

STORY = {"kind": "foreign_class", "details": "The same long story that a hundred people are said to have written"}


@pytest.fixture
def counsel(django_user_model):
    return Actor(ActorKind.STAFF, django_user_model.objects.create_user("counsel", is_staff=True).pk)


def file(*, address=None, seconds=None, door="api", **changes):
    case = filing_case("coupang-2025")
    raw = someone_else(case, **changes)
    filed = filing.file_claim(
        Filing(filing.parse_submission(raw, case), raw["email"] + raw["name"], origin=Origin(address, seconds)),
        case=case,
        door=door,
    )
    return Claim.objects.get(number=filed.claim_number)


def judge(batch=None):
    for kind in ("match", "verify"):
        assert not work.drain(kind, work_kinds.HANDLERS[kind], batch=batch).failed


def check(claim):
    claim.refresh_from_db()
    return next(f for f in findings_of([claim.verification])[claim.verification_id] if f.rule == 18)


def found(claim):
    """What gave points, with what was read."""
    return {code: numbers[0] for code, numbers in check(claim).params.get("found", {}).items()}


def stage(claim):
    claim.refresh_from_db()
    return claim.stage


def change(counsel, case, reason="the press has reported on bots", **changes):
    return abuse.change_settings(
        case_id=case.pk, settings=replace(current_settings(case.pk), **changes), reason=reason, actor=counsel
    )


def test_a_household_is_no_abuse(coupang):
    phone = "010-2345-6789"
    family = [file(address="203.0.113.7", seconds=400, phone=phone, door="web") for _ in range(5)]
    judge()
    assert {stage(claim) for claim in family} == {"verified"}
    assert all(check(claim).params == {"score": 0, "settings": 0, "medium": 40, "high": 70} for claim in family)


def test_a_carrier_s_shared_address_alone_puts_nobody_before_a_person(coupang):
    crowd = [file(address=f"203.0.113.{n % 2}", seconds=300, door="web") for n in range(90)]
    judge()
    assert {stage(claim) for claim in crowd} == {"verified"}
    assert found(crowd[-1]) == {"address_hour": 45, "address_day": 45, "network_hour": 90}
    assert check(crowd[-1]).params["score"] == 25


@pytest.mark.parametrize("batch", [200, 1], ids=["together", "one by one"])
def test_mailboxes_in_a_row_go_to_a_person_whatever_their_order(coupang, batch):
    order = [3, 1, 7, 2, 5, 4, 6]
    claims = {}
    for number in order:
        claims[number] = file(email=f"minsu{number:03}@example.org", seconds=200)
        if batch == 1:
            judge()
    judge()
    assert {stage(claim) for claim in claims.values()} == {"review"}
    assert {tuple(found(claim)) for claim in claims.values()} == {("mailbox_run",)}
    assert not WorkItem.objects.filter(state="pending").exists()


def test_one_person_s_many_mailboxes_are_a_matter_of_duplicates(coupang):
    claims = [file(name="김하늘", email=f"haneul{n}@example.org", birth_date=f"19{60 + n}-01-01") for n in range(8)]
    judge()
    assert {tuple(found(claim)) for claim in claims} == {()}


def test_numbers_that_do_not_follow_each_other_are_people(coupang):
    claims = [file(email=f"minsu{year}@example.org") for year in (1961, 1974, 1985, 1990, 1993)]
    judge()
    assert {stage(claim) for claim in claims} == {"verified"}


def test_a_phone_of_many_names_weighs_most_and_one_person_s_second_claim_does_not(coupang):
    same = [file(phone="010-2345-6789", name="김하늘", birth_date=f"19{n}-01-01") for n in range(60, 68)]
    judge()
    assert {tuple(found(claim)) for claim in same} == {()}
    others = [file(phone="010-2345-6789") for _ in range(5)]
    judge()
    assert found(others[-1]) == {"phone_names": 6}
    assert {stage(claim) for claim in others} == {"review"}
    assert {tuple(found(claim)) for claim in same} == {("phone_names",)}


def test_identical_text_of_different_names_gives_points(coupang):
    claims = [file(other_proceedings=STORY) for _ in range(5)]
    judge()
    assert [found(claim) for claim in claims] == [{"text_names": 5}] * 5
    assert {stage(claim) for claim in claims} == {"verified"}  # 20 points are low


def test_speed_and_throw_away_mail_add_up(coupang):
    claim = file(seconds=9, email="a@mailinator.com", door="web")
    slow = file(seconds=600, email="b@mailinator.com", door="web")
    judge()
    assert (stage(claim), found(claim)) == ("review", {"throw_away_mail": 1, "filled_fast": 9})
    assert (stage(slow), found(slow)) == ("verified", {"throw_away_mail": 1})


def test_what_lies_further_apart_in_time_is_no_burst(coupang):
    early = [file(address="203.0.113.7") for _ in range(9)]
    FilingSignal.objects.update(at=F("at") - timedelta(minutes=61))
    late = file(address="203.0.113.7")
    judge()
    assert found(late) == found(early[0]) == {}
    FilingSignal.objects.filter(claim__in=early).update(at=F("at") + timedelta(minutes=2))
    work.add("verify", [late.pk])
    judge()
    assert found(late) == found(early[0]) == {"address_hour": 10}


@pytest.mark.parametrize("batch", [1, 3, 200])
def test_the_first_claims_of_a_burst_are_looked_at_again_once_it_is_one(coupang, batch):
    claims = []
    for _ in range(14):
        claims.append(file(address="203.0.113.7", seconds=5, email=f"x{len(claims) * 50}@mailinator.com", door="web"))
        judge(batch)
    assert {"address_hour"} <= set.intersection(*(set(found(claim)) for claim in claims))
    assert {stage(claim) for claim in claims} == {"review"}
    assert not WorkItem.objects.filter(state="pending").exists()
    runs = [Verification.objects.filter(claim=claim).count() for claim in claims]
    assert runs == [2] * 9 + [1] * 5  # those before the tenth twice, nobody more often


def test_a_verified_claim_comes_back_to_a_person_and_a_person_s_decision_stays(coupang, counsel):
    first = file(phone="010-2345-6789")
    judge()
    assert stage(first) == "verified"
    for _ in range(5):
        file(phone="010-2345-6789")
    judge()
    assert stage(first) == "review"
    moves.move_claim(claim_id=first.pk, to="verified", actor=counsel, reason="a home for the elderly shares one phone")
    file(phone="010-2345-6789")
    work.add("verify", [first.pk])
    judge()
    assert stage(first) == "verified"


def test_work_that_waits_or_keeps_failing_is_not_queued_again(coupang):
    claims = [file(phone="010-2345-6789") for _ in range(6)]
    WorkItem.objects.filter(subject=claims[0].pk).update(state="dead")
    judge(1)
    assert WorkItem.objects.filter(subject=claims[0].pk).count() == 1
    assert Verification.objects.filter(claim__in=claims[1:]).count() == 5


@pytest.mark.parametrize("count", [2, 40])
def test_a_batch_costs_the_same_number_of_queries_whatever_its_size(coupang, count, django_assert_num_queries):
    for n in range(count):
        file(address="203.0.113.7", phone="010-2345-6789", email=f"minsu{n}@example.org", other_proceedings=STORY)
    change_to_one(coupang)
    work.drain("match", work_kinds.HANDLERS["match"])
    with django_assert_num_queries(34):  # those of any batch, mailboxes near these, the mask, and who was left behind
        work.drain("verify", work_kinds.HANDLERS["verify"])


def change_to_one(case):
    """Limits at which the smallest batch is a burst already."""
    limits = {**DEFAULTS.limits} | dict.fromkeys(("address_hour", "address_day", "network_hour"), 2)
    limits |= dict.fromkeys(("phone_names", "text_names", "mailbox_run"), 2)
    author = AbuseSettingsVersion._meta.get_field("made_by").related_model.objects.create_user("author")
    AbuseSettingsVersion.objects.create(
        case=case, number=1, medium=40, high=70, limits=limits, points=dict(DEFAULTS.points), reason="x", made_by=author
    )


def test_counsel_s_thresholds_count_from_the_next_judgement_and_all_claims_are_judged_again(coupang, counsel):
    claim = file(seconds=9, door="web")
    judge()
    assert stage(claim) == "verified"
    assert change(counsel, coupang, medium=25) == 1
    judge()
    assert stage(claim) == "review"
    assert check(claim).params == {
        "score": 25,
        "settings": 1,
        "medium": 25,
        "high": 70,
        "found": {"filled_fast": [9, 45, 25]},
    }
    entry = AuditEntry.objects.get(action="abuse.change_settings")
    assert (entry.actor_id, entry.case, entry.detail) == (counsel.user_id, coupang, {"version": 1, "claims_queued": 1})


def test_a_score_of_old_settings_can_be_computed_again(coupang, counsel):
    claim = file(seconds=9, door="web")
    judge()
    before = check(claim)
    change(counsel, coupang, points={**DEFAULTS.points, "filled_fast": 90})
    judge()
    now, then = score_shown(coupang.pk, check(claim)), score_shown(coupang.pk, before)
    assert now is not None
    assert then is not None
    assert (then.score, then.level, then.version) == (25, "low", 0)
    assert (now.score, now.level, now.version) == (90, "high", 1)
    assert sum(row.points for row in then.rows) == then.score
    assert len(then.rows) == len(DEFAULTS.limits)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "settings_unchanged"),
        ({"medium": 99}, "levels_out_of_order"),
        ({"limits": {**DEFAULTS.limits, "text_names": 0}}, "numbers_out_of_range"),
        ({"medium": 30, "reason": "  "}, "abuse_reason_missing"),
        ({"medium": 30, "version": 4}, "settings_changed"),
    ],
)
def test_settings_that_cannot_be_are_refused_and_nothing_is_queued(coupang, counsel, changes, code):
    file()
    judge()
    with pytest.raises(abuse.AbuseSettingsRefused) as refused:
        change(counsel, coupang, **changes)
    assert refused.value.code == code
    assert not AbuseSettingsVersion.objects.exists()
    assert not WorkItem.objects.filter(state="pending").exists()


def test_a_version_of_the_settings_cannot_be_changed(coupang, counsel):
    change(counsel, coupang, medium=30)
    version = AbuseSettingsVersion.objects.get()
    for write in (lambda: AbuseSettingsVersion.objects.update(medium=1), version.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_what_was_found_outlives_the_signals(coupang, settings, counsel):
    claim, plain = file(seconds=9, email="a@mailinator.com", door="web"), file(seconds=500, door="web")
    judge()
    settings.ABUSE_SIGNAL_DAYS = 0
    assert filing_signals.purge() == 2
    work.add("verify", [claim.pk, plain.pk])
    judge()
    assert (stage(claim), found(claim)) == ("review", {"throw_away_mail": 1, "filled_fast": 9})
    assert check(plain).reason == "abuse_low"


def test_a_claim_of_which_nothing_was_kept_passes_and_says_so(coupang):
    claim = file()
    FilingSignal.objects.all().delete()
    judge()
    assert (stage(claim), check(claim).reason, check(claim).params) == ("verified", "abuse_not_measured", {})


def test_the_claimant_sees_a_review_and_no_reason(coupang):
    case = filing_case("coupang-2025")
    raw = someone_else(case, email="a@mailinator.com")
    made = filing.file_claim(
        Filing(filing.parse_submission(raw, case), "k", origin=Origin("203.0.113.7", 4)), case=case, door="web"
    )
    judge()
    status = find_claim_status(made.claim_number, made.receipt, raw["birth_date"])
    assert status is not None
    assert status.stage == "verifying"
    assert not status.needs
    assert "abuse" not in repr(status)


def test_counsel_s_list_can_be_asked_for_a_level(coupang):
    high = file(seconds=9, email="minsu1@mailinator.com", phone="010-2345-6789", door="web")
    for n in range(2, 7):
        file(seconds=300, email=f"minsu{n}@mailinator.com", phone="010-2345-6789", door="web")
    file()
    judge()
    moment = high.received_at

    def numbers(level):
        wanted = ClaimFilter(cases=[coupang.pk], abuse=level)
        rows = list_claims(wanted, now=moment).rows
        assert count_claims(wanted, now=moment) == len(rows)
        return len(rows)

    assert (numbers("high"), numbers("medium"), numbers("")) == (6, 0, 7)
