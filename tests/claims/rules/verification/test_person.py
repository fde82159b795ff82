"""Rules 1 to 4: what the claimant gave, that it is they, and how old they are."""

from datetime import date

import pytest

from claims.rules.verification import RuleSettings, age_band
from claims.rules.verification.person import age, contact, identity, is_held, required_fields
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
    ctx = case(today=D(today))
    band = age_band(D(birth_date), ctx.today, ctx.rules) if birth_date else None
    assert line(age(claim(age_band=band, has_representative=represented), ctx)) == expected


def test_a_case_under_another_law_has_other_ages():
    rules = RuleSettings(version=1, thresholds={"adult_from": 18, "consents_from": 13})
    elsewhere = case(rules=rules)
    bands = [age_band(D(born), elsewhere.today, rules) for born in ("2008-07-01", "2013-05-01", "2008-06-01")]
    assert bands == ["minor", "minor", "adult"]
    assert age(claim(age_band="minor"), elsewhere).params == {"under": 18}
    assert age(claim(age_band="child"), elsewhere).params == {"under": 13}


@pytest.mark.parametrize(
    ("band", "represented", "held"),
    [
        ("child", False, True),
        ("child", True, False),
        ("minor", False, False),
        ("adult", False, False),
    ],
)
def test_only_a_child_without_a_representative_is_held(band, represented, held):
    facts = claim(age_band=band, has_representative=represented)
    assert is_held(age(facts, COUPANG)) is held


@pytest.mark.parametrize(
    ("contact_is", "expected"),
    [
        ("proven", "pass contact_proven"),
        ("on_file", "pass contact_on_file"),
        ("unproven", "fail contact_unproven asks"),
    ],
)
def test_contact(contact_is, expected):
    assert line(contact(claim(contact=contact_is), COUPANG)) == expected


@pytest.mark.parametrize(
    ("found", "offered", "expected"),
    [
        (None, False, "pass identity_not_offered"),
        (None, True, "fail identity_missing asks"),
        ("equal", True, "pass identity_equal"),
        ("equal", False, "pass identity_equal"),
        ("similar", True, "review identity_similar"),
        ("other", True, "fail identity_other asks"),
    ],
)
def test_identity(found, offered, expected):
    assert line(identity(claim(identity=found), case(identity_offered=offered))) == expected
