"""Claims whose claimants do not answer: one reminder, then they expire; never one that nobody was told of."""

from datetime import datetime, timedelta

import pytest

from claims.models import Claim, ClaimTransition, Message, WorkItem
from claims.rules.deadlines import KOREA
from claims.services import stale_claims
from claims.services.actors import OPERATOR, Actor
from claims.services.moves import move_case
from claims.services.schedule import Did, run_now
from tests.claims.admin.cast import file_claim

pytestmark = pytest.mark.django_db

#: Asked on Monday 2 March 2026; 30 days are over with Wednesday 1 April, half of them with 17 March.
ASKED = datetime(2026, 3, 2, 15, 0, tzinfo=KOREA)


def korea(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=KOREA)


@pytest.fixture
def clock(monkeypatch):
    """Puts the job's clock to a moment."""
    return lambda moment: monkeypatch.setattr(stale_claims, "database_now", lambda: moment)


@pytest.fixture
def ask(coupang):
    """Files a claim that lacks something, as asked for on a day; `told` says what became of the request."""

    def make(since: datetime = ASKED, told: str | None = "sent", **changes) -> Claim:
        claim = file_claim(coupang, **{"other_proceedings": {"kind": "other_suit"}} | changes)
        assert claim.stage == "needs_information"
        Message.objects.filter(claim=claim).delete()
        WorkItem.objects.filter(kind="send").delete()
        Claim.objects.filter(pk=claim.pk).update(stage_since=since)
        if told:
            Message.objects.create(
                claim=claim,
                kind="information_needed",
                channel="email",
                language="ko",
                state=told,
                stay=claim.stage_seq,
                sent_at=since + timedelta(minutes=10) if told == "sent" else None,
            )
        return claim

    return make


def remind() -> dict[str, int]:
    ended = run_now("remind_stale", stale_claims.remind_stale, actor=OPERATOR)
    assert ended.error == ""
    return dict(ended.did)


def stage(claim: Claim) -> str:
    claim.refresh_from_db()
    return claim.stage


def test_halfway_the_claimant_is_reminded_once(ask, clock):
    claim = ask()
    done = []
    for day in (16, 17, 18, 31):
        clock(korea(3, day))
        done.append(remind()["reminders"])
    assert done == [0, 1, 0, 0]
    reminder = Message.objects.get(kind="reminder")
    assert (reminder.claim_id, reminder.stay) == (claim.pk, claim.stage_seq)
    assert WorkItem.objects.get(kind="send").subject == reminder.pk


@pytest.mark.parametrize(
    ("now", "expired"),
    [
        (korea(4, 1, 23, 59), 0),  # the last minute of the last day in Korea
        (korea(4, 2, 0, 0), 1),
    ],
)
def test_a_claim_expires_when_the_last_day_is_over_in_korea(ask, clock, now, expired):
    claim = ask()
    clock(now)
    assert remind()["claims_expired"] == expired
    assert stage(claim) == ("expired" if expired else "needs_information")


def test_a_last_day_at_the_weekend_is_the_monday(ask, clock):
    claim = ask(since=korea(3, 5))  # 30 days later is Saturday 4 April
    for day, expired in ((5, 0), (6, 0), (7, 1)):
        clock(korea(4, day))
        assert remind()["claims_expired"] == expired
    assert stage(claim) == "expired"


def test_a_claim_expires_by_the_worker_with_its_transition(ask, clock):
    claim = ask()
    clock(korea(4, 2))
    remind()
    last = ClaimTransition.objects.filter(claim=claim).last()
    assert (last.from_stage, last.to_stage, last.actor_kind, last.cause) == (
        "needs_information",
        "expired",
        "worker",
        "cure_period_over",
    )
    assert not Message.objects.filter(claim=claim, kind="reminder").exists()


@pytest.mark.parametrize("told", [None, "pending", "failed", "unclear"])
def test_whom_no_message_reached_is_never_late(ask, clock, told):
    claim = ask(told=told)
    clock(korea(12, 1))
    did = remind()
    assert (did["claims_expired"], did["claims_unreached"]) == (0, 1)
    assert stage(claim) == "needs_information"


def test_the_period_begins_when_the_claimant_was_told(ask, clock):
    claim = ask()
    Message.objects.filter(claim=claim).update(sent_at=korea(3, 20))
    clock(korea(4, 2))
    assert remind() == {"claims_expired": 0, "reminders": 0, "claims_unreached": 0, "claims_waiting_long": 0}
    clock(korea(4, 20))
    assert remind()["claims_expired"] == 0  # 19 April is a Sunday
    clock(korea(4, 21))
    assert remind()["claims_expired"] == 1


def test_what_was_told_in_an_earlier_stay_does_not_count(ask, clock):
    claim = ask()
    Message.objects.filter(claim=claim).update(stay=claim.stage_seq - 2)
    clock(korea(5, 1))
    did = remind()
    assert (did["claims_expired"], did["reminders"], did["claims_unreached"]) == (0, 1, 1)


def test_the_cases_own_period_counts(ask, clock, coupang):
    coupang.cure_days = 7
    coupang.save(update_fields=["cure_days"])
    ask()
    for day, did in ((4, (0, 0)), (5, (0, 1)), (9, (0, 0)), (10, (1, 0))):
        clock(korea(3, day))
        found = remind()
        assert (found["claims_expired"], found["reminders"]) == did, day


def test_claims_of_a_case_that_has_ended_are_left_alone(ask, clock, coupang, django_user_model):
    claim = ask()
    counsel = Actor("staff", django_user_model.objects.create_user("counsel").pk)
    move_case(case_id=coupang.pk, to="withdrawn", actor=counsel, reason="Given up")
    clock(korea(6, 1))
    assert remind() == {"claims_expired": 0, "reminders": 0, "claims_unreached": 0, "claims_waiting_long": 0}
    assert stage(claim) == "needs_information"


def test_claims_that_wait_for_a_person_are_only_counted(clock, coupang):
    claim = file_claim(coupang, other_proceedings={"kind": "mediation"})
    assert claim.stage == "review"
    clock(claim.stage_since + timedelta(days=13))
    assert remind()["claims_waiting_long"] == 0
    clock(claim.stage_since + timedelta(days=15))
    assert remind()["claims_waiting_long"] == 1
    assert stage(claim) == "review"


def test_many_claims_go_in_chunks_and_a_run_cut_off_is_taken_up_again(ask, clock, monkeypatch):
    monkeypatch.setattr(stale_claims, "CHUNK", 2)
    monkeypatch.setattr(stale_claims, "FOUND_AT_ONCE", 4)
    claims = [ask() for _ in range(7)]
    clock(korea(4, 2))
    moved, plain = [], stale_claims.apply_moves

    def cut_off(paths, **how):
        if len(moved) == 2:
            raise OSError
        moved.append(len(paths))
        return plain(paths, **how)

    monkeypatch.setattr(stale_claims, "apply_moves", cut_off)
    assert run_now("remind_stale", stale_claims.remind_stale, actor=OPERATOR).error == "OSError"
    assert sorted(map(stage, claims)) == 4 * ["expired"] + 3 * ["needs_information"]
    monkeypatch.setattr(stale_claims, "apply_moves", plain)
    assert remind()["claims_expired"] == 3
    assert ClaimTransition.objects.filter(to_stage="expired").count() == 7


def test_a_dry_run_counts_the_same_and_writes_nothing(ask, clock):
    ask()
    ask(since=korea(3, 16))
    clock(korea(4, 2))
    would = stale_claims.would_remind_stale()
    assert isinstance(would, Did)
    assert not Message.objects.filter(kind="reminder").exists()
    assert (
        remind()
        == would.counts
        == {
            "claims_expired": 1,
            "reminders": 1,
            "claims_unreached": 0,
            "claims_waiting_long": 0,
        }
    )


@pytest.mark.parametrize("claims", [1, 4])
def test_the_statements_do_not_grow_with_the_claims(ask, clock, claims, django_assert_max_num_queries):
    for _ in range(claims):
        ask()
    clock(korea(4, 2))
    with django_assert_max_num_queries(32):
        remind()
