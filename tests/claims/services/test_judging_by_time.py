"""What a new day changes, and nothing else: limitation that comes near, minors who come of age."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from claims.crypto.sealing import DataKey, WrappedKey
from claims.models import Claim, Finding, Incident, Rejudgement, ScheduledJob, WorkItem
from claims.queries.minors import minors
from claims.rules.deadlines import KOREA, korean_date
from claims.rules.verification import rule
from claims.services import judging_by_time
from claims.services.actors import OPERATOR, Actor
from claims.services.judging_by_time import judge_by_time, would_judge_by_time
from claims.services.moves import move_case
from claims.services.schedule import run_now
from tests.claims.admin.cast import file_claim, judge

pytestmark = pytest.mark.django_db

MINOR = {
    "claimant_type": "minor_representative",
    "representative": {"name": "김보호", "birth_date": "1980-01-01", "relation": "parent"},
}


@pytest.fixture
def clock(monkeypatch):
    """Puts the job's clock to ten past midnight of a day in Korea."""

    def put(day: str) -> None:
        moment = datetime.fromisoformat(f"{day}T00:10").replace(tzinfo=KOREA)
        monkeypatch.setattr(judging_by_time, "database_now", lambda: moment)

    return put


def run(*, last: str | None = None) -> dict[str, int]:
    """One run; `last`: the day in Korea on which the last good one began."""
    if last:
        began = datetime.fromisoformat(f"{last}T00:10").replace(tzinfo=KOREA)
        ScheduledJob.objects.update_or_create(name="judge_by_time", defaults={"slot": began, "good_since": began})
    ended = run_now("judge_by_time", judge_by_time, actor=OPERATOR)
    assert ended.error == ""
    return dict(ended.did)


def birthday(claim: Claim, born: date) -> None:
    """Let the claimant have been born on that day."""
    person = claim.claimant
    key = DataKey.unwrap(WrappedKey(bytes(person.wrapped_key or b""), person.key_version), owner=person.pk)
    person.birth_date = key.seal(born.isoformat(), table="claimant", row=person.pk, field="birth_date")
    person.save(update_fields=["birth_date"])


def years_ago(years: int, *, days: int = 0) -> date:
    today = korean_date(timezone.now())
    return today.replace(year=today.year - years) + timedelta(days=days)


@pytest.mark.parametrize(
    ("last", "today", "changed"),
    [
        ("2028-05-22", "2028-05-23", 0),  # 181 days are left until 20 November 2028
        ("2028-05-23", "2028-05-24", 1),
        ("2028-05-24", "2028-05-25", 0),
        ("2028-05-01", "2028-07-01", 1),  # nobody looked for two months
        ("2028-11-19", "2028-11-20", 0),
        ("2028-11-20", "2028-11-21", 1),
        ("2028-05-01", "2029-01-01", 1),
    ],
)
def test_a_case_is_judged_again_on_the_day_that_changes_rule_20(coupang, clock, last, today, changed):
    clock(today)
    assert run(last=last)["cases_judged_again"] == changed
    orders = Rejudgement.objects.filter(case=coupang.pk, cause="time")
    assert [order.rules for order in orders] == changed * [1 << 20]


def test_without_a_run_before_yesterday_is_compared(coupang, clock):
    clock("2028-05-24")
    assert would_judge_by_time().counts["cases_judged_again"] == 1
    assert not Rejudgement.objects.exists()
    assert run()["cases_judged_again"] == 1


def test_the_claims_of_a_case_that_nears_its_end_are_laid_before_a_person(coupang):
    claim = file_claim(coupang)
    assert claim.stage == "verified"
    # Time passes: a hundred days are left, and a hundred days ago two hundred were.
    Incident.objects.filter(pk=coupang.incident_id).update(became_known=years_ago(3, days=100))
    assert run(last=(korean_date(timezone.now()) - timedelta(days=100)).isoformat())["cases_judged_again"] == 1
    judge()
    claim.refresh_from_db()
    assert (claim.stage, claim.verification.cause) == ("review", "time")


def test_a_case_that_has_ended_is_left_alone(coupang, clock, django_user_model):
    clock("2028-05-24")
    counsel = Actor("staff", django_user_model.objects.create_user("counsel").pk)
    move_case(case_id=coupang.pk, to="withdrawn", actor=counsel, reason="Given up")
    assert would_judge_by_time().counts["cases_judged_again"] == 0


def test_rule_20_reads_nothing_of_a_claim():
    assert rule(20).reads == {"limitation_ends", "today", "rules"}


@pytest.mark.parametrize(
    ("years", "days", "then", "grown"),
    [
        (15, 0, 0, 0),
        (18, -1, 0, 0),
        (18, -364, 0, 0),  # nineteen tomorrow
        (15, 0, 5, 1),
        (10, 0, 5, 1),  # a child who has become a minor
        (10, 0, 1, 0),
    ],
)
def test_a_minor_is_judged_again_when_they_are_of_another_age(coupang, clock, years, days, then, grown):
    claim = file_claim(coupang, **MINOR, birth_date=years_ago(years, days=days).isoformat())
    file_claim(coupang)
    today = korean_date(timezone.now())
    clock(today.replace(year=today.year + then).isoformat())
    assert run()["claims_of_age"] == grown
    waiting = WorkItem.objects.filter(kind="verify", state="pending").values_list("subject", flat=True)
    assert list(waiting) == grown * [claim.pk]


def test_whoever_came_of_age_is_found_to_be_an_adult_and_not_looked_at_again(coupang):
    claim = file_claim(coupang, **MINOR, birth_date=years_ago(15).isoformat())
    assert [minor.claim_id for minor in minors()] == [claim.pk]
    birthday(claim, years_ago(19))
    assert run()["claims_of_age"] == 1
    judge()
    claim.refresh_from_db()
    assert Finding.objects.get(pk=claim.verification.findings[3]).reason == "adult"
    assert minors() == []
    assert run()["claims_of_age"] == 0


def test_a_birth_date_that_cannot_be_read_holds_nobody_up(coupang):
    broken, grown = (file_claim(coupang, **MINOR, birth_date=years_ago(15).isoformat()) for _ in range(2))
    broken.claimant.birth_date = b"\x01" + b"x" * 40
    broken.claimant.save(update_fields=["birth_date"])
    birthday(grown, years_ago(20))
    assert run() == {"cases_judged_again": 0, "claims_of_age": 1, "birth_dates_unread": 1}


def test_many_minors_go_in_chunks(coupang, monkeypatch):
    monkeypatch.setattr(judging_by_time, "CHUNK", 2)
    for claim in [file_claim(coupang, **MINOR, birth_date=years_ago(15).isoformat()) for _ in range(5)]:
        birthday(claim, years_ago(20))
    assert run()["claims_of_age"] == 5
    assert WorkItem.objects.filter(kind="verify", state="pending").count() == 5


@pytest.mark.parametrize("claims", [1, 5])
def test_the_queries_do_not_grow_with_the_minors(coupang, claims, django_assert_max_num_queries):
    for claim in [file_claim(coupang, **MINOR, birth_date=years_ago(15).isoformat()) for _ in range(claims)]:
        birthday(claim, years_ago(20))
    with django_assert_max_num_queries(39):
        assert run()["claims_of_age"] == claims
