"""Rules 1 and 4: what the claimant gave, and how old they are."""

from datetime import date

import pytest

from claims.rules.verification.person import age, is_held, required_fields
from tests.claims.rules.verification.cast import COUPANG, case, claim, line

D = date.fromisoformat


@pytest.mark.parametrize(
    ("facts", "fields", "consents"),
    [
        ({"missing": {"name"}}, ["name"], []),
        ({"missing": {"contact", "address", "birth_date"}}, ["address", "birth_date", "contact"], []),
        ({"missing": {"account"}}, ["account"], []),
        ({"missing": {"account", "name"}, "claimant_type": "non_member_recipient"}, ["name"], []),
        ({"missing": {"claimant_type"}, "claimant_type": None}, ["claimant_type"], []),
        ({"consents_missing": {"provision", "collection"}}, [], ["collection", "provision"]),
        ({"attested": False}, ["attestation"], []),
        (
            {"missing": {"damages_sought"}, "attested": False, "consents_missing": {"collection"}},
            ["attestation", "damages_sought"],
            ["collection"],
        ),
    ],
)
def test_what_is_missing_is_asked_for_by_name(facts, fields, consents):
    check = required_fields(claim(**facts), COUPANG)
    assert line(check) == "fail incomplete asks"
    assert check.params == {"fields": fields, "consents": consents}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "pass complete"),
        ({"attested": True, "attestation_on_file": True}, "pass complete"),
        ({"attested": False, "attestation_on_file": True}, "pass complete_on_file"),
        ({"missing": {"account"}, "claimant_type": "non_member_recipient"}, "pass complete"),
    ],
)
def test_a_complete_claim_passes(facts, expected):
    assert line(required_fields(claim(**facts), COUPANG)) == expected


@pytest.mark.parametrize(
    ("birth_date", "today", "represented", "expected"),
    [
        ("1988-03-02", "2026-06-01", False, "pass adult"),
        ("1988-03-02", "2026-06-01", True, "pass adult"),
        ("2007-06-01", "2026-06-01", False, "pass adult"),  # 19 today
        ("2007-06-02", "2026-06-01", False, "fail minor_unrepresented asks"),  # 19 tomorrow
        ("2007-06-02", "2026-06-01", True, "pass minor_represented"),
        ("2012-06-01", "2026-06-01", False, "fail minor_unrepresented asks"),  # 14 today
        ("2012-06-01", "2026-06-01", True, "pass minor_represented"),
        ("2012-06-02", "2026-06-01", False, "fail child_unrepresented asks"),  # 14 tomorrow
        ("2012-06-02", "2026-06-01", True, "review child_represented"),
        ("2008-02-29", "2027-02-28", False, "fail minor_unrepresented asks"),
        ("2008-02-29", "2027-03-01", False, "pass adult"),
        (None, "2026-06-01", False, "review birth_date_missing"),
    ],
)
def test_age(birth_date, today, represented, expected):
    facts = claim(birth_date=D(birth_date) if birth_date else None, has_representative=represented)
    assert line(age(facts, case(today=D(today)))) == expected


def test_a_case_under_another_law_has_other_ages():
    elsewhere = case(adult_from=18, consents_from=13)
    seventeen, thirteen = claim(birth_date=D("2008-07-01")), claim(birth_date=D("2013-05-01"))
    assert age(seventeen, elsewhere).params == {"under": 18}
    assert line(age(thirteen, elsewhere)) == "fail minor_unrepresented asks"


@pytest.mark.parametrize(
    ("birth_date", "represented", "held"),
    [
        ("2013-01-01", False, True),
        ("2013-01-01", True, False),
        ("2010-01-01", False, False),
        ("1988-03-02", False, False),
    ],
)
def test_only_a_child_without_a_representative_is_held(birth_date, represented, held):
    facts = claim(birth_date=D(birth_date), has_representative=represented)
    assert is_held(age(facts, COUPANG)) is held


def test_the_birth_date_shows_in_no_representation():
    assert "1988" not in repr(claim())
