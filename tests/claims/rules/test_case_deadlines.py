"""What ends when, as a lawyer would count it by hand."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from claims.rules.case_deadlines import LEVELS, OVER, CaseTimes, DeadlineKind, deadlines_of
from claims.rules.deadlines import KOREA, cure_ends, korean_midnight, last_told_for_cure_over

D = date.fromisoformat


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=KOREA)


#: The leak became known on 18 November 2025: three years end on Saturday 18 November 2028, so on Monday the 20th.
CASE = CaseTimes(
    case_type="joint_action",
    stage="recruiting",
    stage_since=at("2026-01-05T10:00"),
    resume_to="",
    cut_off=None,
    unfiled=True,
    leak_from=D("2025-06-24"),
    became_known=D("2025-11-18"),
    years_from_knowledge=3,
    years_from_act=10,
)


def told(today: str, **changes) -> list[tuple[str, str | None, int | None, int | None]]:
    found = deadlines_of(replace(CASE, **changes), today=D(today))
    return [
        (each.kind.value, each.ends.isoformat() if each.ends else None, each.days_left, each.level) for each in found
    ]


@pytest.mark.parametrize(
    ("today", "left", "level"),
    [
        ("2026-01-05", 1050, None),
        ("2028-05-23", 181, None),
        ("2028-05-24", 180, 180),
        ("2028-08-21", 91, 180),
        ("2028-08-22", 90, 90),
        ("2028-10-21", 30, 30),
        ("2028-11-06", 14, 14),
        ("2028-11-13", 7, 7),
        ("2028-11-18", 2, 7),
        ("2028-11-19", 1, 1),
        ("2028-11-20", 0, 1),
        ("2028-11-21", -1, OVER),
    ],
)
def test_the_end_of_limitation_comes_near_level_by_level(today, left, level):
    assert told(today) == [("limitation", "2028-11-20", left, level)]


def test_the_ten_years_from_the_first_day_of_the_leak_may_end_first():
    assert told("2026-01-05", became_known=D("2034-01-10"))[0][1] == "2035-06-25"  # 24 June 2035 is a Sunday


@pytest.mark.parametrize(
    ("changes", "there"),
    [
        ({"stage": "draft", "unfiled": False}, True),
        ({"stage": "batch_locked", "unfiled": False}, True),
        ({"stage": "filed", "unfiled": False}, False),
        ({"stage": "filed", "unfiled": True}, True),
        ({"stage": "pleading", "unfiled": True}, True),
        ({"stage": "stayed", "resume_to": "pleading", "unfiled": False}, False),
        ({"stage": "closed", "unfiled": True}, False),
        ({"stage": "withdrawn", "unfiled": True}, False),
        ({"case_type": "class_settlement", "stage": "claims_open"}, False),
        ({"case_type": "appointed_party"}, True),
    ],
)
def test_limitation_runs_against_whatever_is_not_before_a_court(changes, there):
    assert ("limitation" in [kind for kind, *_ in told("2026-02-01", **changes)]) is there


@pytest.mark.parametrize(
    ("since", "ends"),
    [
        ("2026-03-02T09:00", "2026-03-17"),
        ("2026-03-02T23:59", "2026-03-17"),  # still the 2nd in Seoul
        ("2026-03-03T00:00", "2026-03-18"),
        ("2026-03-06T12:00", "2026-03-23"),  # the 21st is a Saturday
        ("2026-03-07T12:00", "2026-03-23"),  # the 22nd is a Sunday
    ],
)
def test_silence_on_a_mediation_proposal_is_acceptance_after_fifteen_days(since, ends):
    times = {"stage": "mediation_offer", "resume_to": "filed", "unfiled": False, "stage_since": at(since)}
    assert told("2026-03-08", **times)[0][:2] == ("mediation", ends)


def test_a_mediation_proposal_is_told_of_from_its_first_day():
    times = {"stage": "mediation_offer", "resume_to": "pleading", "unfiled": False}
    assert told("2026-01-05", **times) == [("mediation", "2026-01-20", 15, 15)]
    assert told("2026-01-20", **times) == [("mediation", "2026-01-20", 0, 0)]
    assert told("2026-01-21", **times) == [("mediation", "2026-01-20", -1, OVER)]


@pytest.mark.parametrize(
    ("stage", "kind"),
    [("first_judgment", "appeal"), ("appeal_window", "appeal"), ("second_judgment", "appeal_on_law")],
)
def test_two_weeks_to_appeal_are_counted_from_the_stages_beginning(stage, kind):
    assert told("2026-01-06", stage=stage, unfiled=False) == [(kind, "2026-01-19", 13, 14)]


def test_a_correction_order_is_listed_first_and_without_a_day():
    found = told("2026-02-01", stage="correction_order", resume_to="filed", unfiled=True)
    assert found[0] == ("correction_order", None, None, 0)
    assert found[1][0] == "limitation"


@pytest.mark.parametrize(
    ("cut_off", "ends"),
    [("2026-06-30T23:59", "2026-06-30"), ("2026-07-01T00:00", "2026-06-30"), ("2026-07-04T12:00", "2026-07-04")],
)
def test_a_batch_closes_on_the_last_day_on_which_a_claim_is_in_time(cut_off, ends):
    """Midnight belongs to the next day; a Saturday that counsel chose stays a Saturday."""
    assert told("2026-02-01", cut_off=at(cut_off))[0][:2] == ("cut_off", ends)


def test_a_cut_off_matters_only_while_claims_can_still_come():
    assert len(told("2026-02-01", cut_off=at("2026-06-30T23:59"), stage="batch_locked")) == 1


def test_what_ends_first_stands_first():
    assert [kind for kind, *_ in told("2026-02-01", cut_off=at("2026-06-30T23:59"))] == ["cut_off", "limitation"]


def test_every_kind_has_its_levels_the_widest_first():
    assert set(LEVELS) == set(DeadlineKind)
    for levels in LEVELS.values():
        assert list(levels) == sorted(levels, reverse=True)


@pytest.mark.parametrize(
    ("asked", "days", "ends"),
    [("2026-03-02", 30, "2026-04-01"), ("2026-03-05", 30, "2026-04-06"), ("2026-03-06", 30, "2026-04-06")],
)
def test_a_cure_period_ends_on_a_working_day(asked, days, ends):
    assert cure_ends(D(asked), days) == D(ends)


@pytest.mark.parametrize("days", [0, 1, 7, 30])
def test_the_last_day_told_is_where_expiring_begins(days):
    for offset in range(30):
        today = D("2026-03-01") + timedelta(days=offset)
        told_on = last_told_for_cure_over(today, days)
        assert cure_ends(told_on, days) < today <= cure_ends(told_on + timedelta(days=1), days)


def test_a_korean_day_begins_at_midnight_in_korea():
    assert korean_midnight(D("2026-03-02")).isoformat() == "2026-03-02T00:00:00+09:00"
