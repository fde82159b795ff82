"""Rules 16, 17 and 21: whether the firm may press this claim."""

import pytest

from claims.rules.verification import DuplicateHit
from claims.rules.verification.standing import conflict_of_interest, duplicates, other_proceedings
from tests.claims.rules.verification.cast import COUPANG, claim, line


@pytest.mark.parametrize(
    ("kind", "on_file", "expected"),
    [
        ("none", False, "pass no_other_proceedings"),
        ("other_suit", False, "fail other_suit asks"),
        ("mediation", False, "review mediation_pending"),
        ("foreign_class", False, "pass foreign_class_flag"),
        (None, False, "fail unanswered asks"),
        ("", False, "fail unanswered asks"),
        (None, True, "pass on_file"),
        ("other_suit", True, "fail other_suit asks"),  # an answer given is weighed, whatever the file says
    ],
)
def test_other_proceedings(kind, on_file, expected):
    facts = claim(other_proceedings=kind, proceedings_on_file=on_file)
    assert line(other_proceedings(facts, COUPANG)) == expected


def earlier(*agreements: str, certain: bool = False) -> DuplicateHit:
    """A claim that this one waits for."""
    return DuplicateHit(agreements, waits=True, certain=certain)


def later(*agreements: str, certain: bool = False) -> DuplicateHit:
    """A claim that waits for this one."""
    return DuplicateHit(agreements, waits=False, certain=certain)


@pytest.mark.parametrize(
    ("hits", "expected", "params"),
    [
        ((), "pass no_duplicates", {}),
        ((later("account_email", certain=True),), "pass later_claim_exists", {}),
        (
            (earlier("name_birth_phone"),),
            "review probable_duplicate",
            {"agreements": ["name_birth_phone"], "claims": 1},
        ),
        (
            (earlier("account_email", certain=True),),
            "review certain_duplicate",
            {"agreements": ["account_email"], "claims": 1},
        ),
        (
            (
                earlier("name_birth_phone", "name_birth_email"),
                earlier("account_email", "name_birth_phone", certain=True),
            ),
            "review certain_duplicate",
            {"agreements": ["account_email", "name_birth_email", "name_birth_phone"], "claims": 2},
        ),
        # what a later claim agrees in is that claim's matter
        (
            (later("account_email", certain=True), earlier("name_birth_email")),
            "review probable_duplicate",
            {"agreements": ["name_birth_email"], "claims": 1},
        ),
    ],
)
def test_duplicates(hits, expected, params):
    check = duplicates(claim(duplicates=hits), COUPANG)
    assert line(check) == expected
    assert check.params == params


@pytest.mark.parametrize(
    ("conflicts", "expected", "params"),
    [
        ((), "pass no_conflict", {}),
        (("firms_staff",), "review conflict_hit", {"kinds": ["firms_staff"]}),
        (
            ("firms_staff", "defendants_counsel", "firms_staff"),
            "review conflict_hit",
            {"kinds": ["defendants_counsel", "firms_staff"]},
        ),
    ],
)
def test_conflict_of_interest(conflicts, expected, params):
    check = conflict_of_interest(claim(conflicts=conflicts), COUPANG)
    assert line(check) == expected
    assert check.params == params
