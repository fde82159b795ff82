"""The abuse score: points that can be read and computed again, under settings that counsel chose."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.abuse import DEFAULTS, INDICATORS, IndicatorCode, Level, assess, invalid_settings
from claims.rules.verification import Outcome, Reason
from claims.rules.verification.abuse import abuse_score
from tests.claims.rules.verification.cast import COUPANG, case, claim, line

CODES = [each.code.value for each in INDICATORS]
readings = st.dictionaries(st.sampled_from(CODES), st.integers(0, 500))


@pytest.mark.parametrize(
    ("read", "score"),
    [
        ({}, 0),
        # households, and a parent who files for children from one phone
        ({"address_hour": 6, "address_day": 6, "network_hour": 6}, 0),
        ({"address_hour": 5, "phone_names": 5}, 0),
        ({"text_names": 4, "mailbox_run": 3, "filled_fast": 46}, 0),
        # at the limit
        ({"address_hour": 10}, 10),
        ({"address_day": 40}, 10),
        ({"network_hour": 40}, 5),
        ({"phone_names": 6}, 40),
        ({"text_names": 5}, 20),
        ({"mailbox_run": 4}, 40),
        ({"throw_away_mail": 1}, 25),
        ({"filled_fast": 45}, 25),
        ({"filled_fast": 0}, 25),
        # together
        ({"mailbox_run": 30, "filled_fast": 3}, 65),
    ],
)
def test_points_are_given_from_the_limit_on(read, score):
    assert assess(read, DEFAULTS).score == score


def test_a_shared_network_address_alone_never_needs_a_person():
    crowd = {"address_hour": 500, "address_day": 500, "network_hour": 500}
    assert assess(crowd, DEFAULTS).level is Level.LOW
    assert assess(crowd | {"filled_fast": 5}, DEFAULTS).level is Level.MEDIUM


@pytest.mark.parametrize(("score", "level"), [(39, "low"), (40, "medium"), (69, "medium"), (70, "high")])
def test_levels_begin_at_their_thresholds(score, level):
    points = dict.fromkeys(CODES, 0) | {"phone_names": score}
    assert assess({"phone_names": 9}, replace(DEFAULTS, points=points)).level == level


@given(read=readings)
def test_the_score_is_the_sum_of_what_is_shown(read):
    found = assess(read, DEFAULTS)
    assert found.score == sum(each.points for each in found.found)
    assert assess({each.code.value: each.reading for each in found.found}, DEFAULTS) == found


@given(read=readings, more=st.sampled_from([code for code in CODES if code != "filled_fast"]))
def test_reading_more_never_lowers_the_score(read, more):
    higher = read | {more: read.get(more, 0) + 1}
    assert assess(higher, DEFAULTS).score >= assess(read, DEFAULTS).score


def test_an_indicator_without_points_is_noted_and_not_shown():
    settings = replace(DEFAULTS, points={**DEFAULTS.points, "mailbox_run": 0})
    found = assess({"mailbox_run": 8}, settings)
    assert (found.score, found.found) == (0, ())
    assert found.mask == 1 << next(each.bit for each in INDICATORS if each.code is IndicatorCode.MAILBOX_RUN)


def test_no_two_indicators_share_a_bit_or_a_code():
    assert len({each.bit for each in INDICATORS}) == len(set(CODES)) == len(INDICATORS) == len(IndicatorCode)
    assert max(each.bit for each in INDICATORS) < 15  # the mask is stored in 16 bits with a sign


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, None),
        ({"medium": 70}, "levels_out_of_order"),
        ({"medium": 0}, "levels_out_of_order"),
        ({"high": 10**6}, "levels_out_of_order"),
        ({"limits": {**DEFAULTS.limits, "address_hour": 0}}, "numbers_out_of_range"),
        ({"limits": {**DEFAULTS.limits, "address_hour": 501}}, "numbers_out_of_range"),
        ({"limits": {"address_hour": 5}}, "numbers_out_of_range"),
        ({"points": {**DEFAULTS.points, "text_names": -1}}, "numbers_out_of_range"),
        ({"points": {**DEFAULTS.points, "text_names": 1001}}, "numbers_out_of_range"),
    ],
)
def test_settings_that_make_no_sense_are_told_apart(change, wrong):
    assert invalid_settings(replace(DEFAULTS, **change)) == wrong


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (None, "pass abuse_not_measured"),
        ({}, "pass abuse_low"),
        ({"phone_names": 6}, "review abuse_medium"),
        ({"phone_names": 6, "mailbox_run": 6}, "review abuse_high"),
    ],
)
def test_rule_18_passes_or_asks_for_a_person_and_never_fails(read, expected):
    assert line(abuse_score(claim(abuse=read), COUPANG)) == expected


def test_a_check_keeps_what_its_score_is_made_of():
    ctx = case(abuse_settings=replace(DEFAULTS, version=3, medium=30, limits={**DEFAULTS.limits, "text_names": 7}))
    check = abuse_score(claim(abuse={"text_names": 9, "throw_away_mail": 1, "address_hour": 2}), ctx)
    assert (check.outcome, check.reason) == (Outcome.REVIEW, Reason.ABUSE_MEDIUM)
    assert check.params == {
        "score": 45,
        "settings": 3,
        "medium": 30,
        "high": 70,
        "found": {"text_names": [9, 7, 20], "throw_away_mail": [1, 1, 25]},
    }
