"""Scores and rarity as a person reads them: nothing is rounded to a certainty."""

import pytest
from django.utils import translation

from claims.wording.duplicates import agreement_of, level_phrase, odds, points, probability
from claims.wording.rarity import rarity

SAME = {"name": "same", "birth": "same"}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.712, "71 %"),
        (0.9951, "99.51 %"),
        (0.99999, "over 99.99 %"),
        (1.0, "over 99.99 %"),
        (0.0042, "0.42 %"),
        (0.0, "under 0.01 %"),
    ],
)
def test_a_probability_is_never_said_to_be_certain(value, said):
    assert probability(value) == said


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        (14.2, "about 19,000 to 1 that they are one person"),
        (0, "about 1 to 1 that they are one person"),
        (-3.3, "about 10 to 1 that they are two people"),
        (25, "more than a million to 1 that they are one person"),
        (-1000, "more than a million to 1 that they are two people"),
    ],
)
def test_a_weight_is_told_as_odds(weight, said):
    assert odds(weight) == said


def test_points_carry_their_sign():
    assert (points(7.25), points(-3.0), points(0)) == ("+7.2", "−3.0", "+0.0")


@pytest.mark.parametrize(
    ("levels", "bearers", "claims", "said"),
    [
        (
            SAME,
            40,
            33_000,
            [
                "40 of 33,000 claims bear this name: 1 in 820.",
                "This name and birth date together: about 1 person in 15,000,000.",
            ],
        ),
        (
            SAME,
            1001,
            2_000_000,
            [
                "More than 1,000 of 2,000,000 claims bear this name.",
                "This name and birth date together: more than 1 person in 36,000,000.",
            ],
        ),
        (SAME | {"birth": "missing"}, 2, 100, ["2 of 100 claims bear this name: 1 in 50."]),
        (SAME | {"name": "surname_same"}, 2, 100, ["This birth date alone: about 1 person in 18,000."]),
        ({"name": "different", "birth": "different"}, 2, 100, []),
        ({}, 0, 0, []),
    ],
)
def test_rarity_is_said_of_what_agrees_and_of_nothing_else(levels, bearers, claims, said):
    assert rarity(levels, bearers=bearers, claims=claims) == said


def test_a_code_that_the_comparisons_lost_is_shown_as_it_is():
    assert (level_phrase("name", "gone"), level_phrase("gone", "same")) == ("gone", "same")


def test_what_is_missing_neither_agrees_nor_differs():
    assert [agreement_of(code) for code in ("same", "one_digit", "different", "missing")] == [
        "agrees",
        "partly",
        "differs",
        "unknown",
    ]
