"""Rules 20 and 23: limitation and the batch's cut-off."""

from datetime import UTC, date, datetime

import pytest

from claims.rules.deadlines import KOREA
from claims.rules.verification.timing import cut_off, limitation
from tests.claims.rules.verification.cast import COUPANG, case, claim, line

D = date.fromisoformat


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-06-01", "pass within_limitation"),
        ("2028-05-23", "pass within_limitation"),  # 181 days left
        ("2028-05-24", "review limitation_near"),  # 180
        ("2028-11-18", "review limitation_near"),  # three years on: a Saturday
        ("2028-11-20", "review limitation_near"),  # so the Monday is the last day
        ("2028-11-21", "fail limitation_over"),
    ],
)
def test_limitation(today, expected):
    check = limitation(claim(), case(today=D(today)))
    assert line(check) == expected
    assert check.params == {"ends": "2028-11-20"}


def test_a_holiday_moves_the_last_day():
    ctx = case(today=D("2028-11-21"), holidays=frozenset({D("2028-11-20")}))
    assert line(limitation(claim(), ctx)) == "review limitation_near"


def test_ten_years_from_the_first_day_of_the_leak_bar_what_became_known_late():
    ctx = case(became_known=D("2034-01-01"), today=D("2035-04-17"))
    check = limitation(claim(), ctx)
    assert line(check) == "fail limitation_over"
    assert check.params == {"ends": "2035-04-16"}


@pytest.mark.parametrize(
    ("received_at", "expected"),
    [
        (datetime(2026, 6, 30, 23, 59, 59, tzinfo=KOREA), "pass before_cut_off"),
        (datetime(2026, 6, 30, 14, 59, 59, tzinfo=UTC), "pass before_cut_off"),  # the same moment
        (datetime(2026, 7, 1, 0, 0, tzinfo=KOREA), "pass next_batch"),
        (datetime(2026, 6, 30, 15, 0, tzinfo=UTC), "pass next_batch"),
        (datetime(2027, 1, 1, 0, 0, tzinfo=KOREA), "pass next_batch"),
    ],
)
def test_cut_off(received_at, expected):
    assert line(cut_off(claim(received_at=received_at), COUPANG)) == expected


def test_a_claim_for_the_next_batch_is_told_when_this_one_closed():
    late = claim(received_at=datetime(2026, 7, 2, tzinfo=KOREA))
    assert cut_off(late, COUPANG).params == {"cut_off": "2026-07-01T00:00:00+09:00"}


def test_a_batch_without_a_cut_off_takes_every_claim():
    assert line(cut_off(claim(), case(cut_off=None))) == "pass no_cut_off"
