"""All rules together: what a claim becomes, and what must hold of any claim whatever."""

import json
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.abuse import IndicatorCode
from claims.rules.deadlines import KOREA
from claims.rules.verification import (
    RULES,
    AgeBand,
    Agreement,
    Check,
    ClaimantType,
    ClaimFacts,
    Conflict,
    Contact,
    DuplicateHit,
    EntranceCode,
    Field,
    Identity,
    Outcome,
    Proceedings,
    Reason,
    Received,
    Verdict,
    rule,
    run,
    verdict,
)
from claims.rules.verification.person import is_held
from tests.claims.rules.coupang import ITEMS
from tests.claims.rules.verification.cast import COUPANG, case, claim

D = date.fromisoformat

REPEATED = DuplicateHit(("account_email",), waits=True, certain=True)


def test_the_rules_have_the_numbers_and_codes_of_the_domain():
    assert {r.number: r.code for r in RULES} == {
        1: "required_fields",
        2: "contact",
        3: "identity",
        4: "age",
        9: "notice_match",
        10: "leaked_items",
        11: "entrance_code",
        12: "account_list",
        13: "account_window",
        14: "recipient",
        16: "other_proceedings",
        17: "duplicates",
        18: "abuse_score",
        20: "limitation",
        21: "conflict_of_interest",
        23: "cut_off",
    }
    assert [r.number for r in RULES] == sorted(r.number for r in RULES)
    assert all(rule(r.number) is r and r.version >= 1 and r.source for r in RULES)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # nothing wrong
        ({}, "verified"),
        # one thing
        ({"missing": {"address"}}, "needs_information"),
        ({"age_band": "minor"}, "needs_information"),
        ({"notices": [("N3", "2025-12-01")]}, "needs_information"),
        ({"items": "name payment"}, "verified"),  # without the item, the claim goes on
        ({"items": "payment"}, "review"),
        ({"entrance_code_stored": "unknown"}, "review"),
        ({"entrance_code_stored": "no"}, "needs_information"),
        ({"joined": "2025-12"}, "needs_information"),
        ({"withdrew": "2025-05"}, "review"),
        ({"other_proceedings": "other_suit"}, "needs_information"),
        ({"other_proceedings": "mediation"}, "review"),
        ({"other_proceedings": "foreign_class"}, "verified"),
        ({"duplicates": (REPEATED,)}, "duplicate_hold"),
        ({"duplicates": (DuplicateHit(("account_email",), waits=False, certain=True),)}, "verified"),
        ({"conflicts": ("firms_staff",)}, "review"),
        ({"abuse": {"mailbox_run": 9, "phone_names": 9}}, "review"),
        ({"abuse": {"mailbox_run": 9}, "duplicates": (REPEATED,)}, "duplicate_hold"),
        ({"received_at": datetime(2026, 12, 1, tzinfo=KOREA)}, "verified"),
        ({"notices": []}, "review"),
        # several: what can be cured is asked first, then the duplicate, then the review
        ({"missing": {"address"}, "duplicates": (REPEATED,), "conflicts": ("firms_staff",)}, "needs_information"),
        ({"duplicates": (REPEATED,), "conflicts": ("firms_staff",)}, "duplicate_hold"),
        ({"duplicates": (REPEATED,), "notices": []}, "duplicate_hold"),
        ({"items": "name payment", "conflicts": ("firms_staff",)}, "review"),
        ({"items": "name payment", "duplicates": (REPEATED,)}, "duplicate_hold"),
    ],
)
def test_what_becomes_of_a_claim(facts, expected):
    assert verdict(run(claim(**facts), COUPANG)) == expected


def test_a_claim_barred_by_time_goes_to_counsel_and_asks_nothing_of_the_claimant():
    checks = run(claim(), case(today=D("2029-01-01")))
    assert verdict(checks) is Verdict.REVIEW
    assert not any(check.asks for check in checks)


def test_an_entrance_code_that_did_not_leak_leaves_the_claim_standing():
    denied = {cohort: items for cohort, items in COUPANG.cohorts.items() if cohort != "main"}
    main = COUPANG.cohorts["main"]
    bit = 1 << COUPANG.items["entrance_code"]
    denied["main"] = type(main)(main.leaked & ~bit, main.not_leaked | bit)
    checks = run(claim(), case(cohorts=denied))
    failed = {check.rule: check.reason for check in checks if check.outcome is Outcome.FAIL}
    assert failed == {10: Reason.ITEMS_NOT_LEAKED, 11: Reason.ENTRANCE_CODE_NOT_LEAKED}
    assert verdict(checks) is Verdict.VERIFIED


def test_a_child_s_claim_without_a_representative_is_held_and_not_looked_at_further():
    facts = claim(age_band="child", duplicates=(REPEATED,), conflicts=("firms_staff",), missing={"contact"})
    checks = run(facts, COUPANG)
    assert [check.rule for check in checks] == [1, 4]
    assert verdict(checks) is Verdict.NEEDS_INFORMATION


def test_a_child_s_claim_with_a_representative_is_looked_at_by_a_person():
    checks = run(claim(age_band="child", has_representative=True), COUPANG)
    assert len(checks) == len(RULES)
    assert verdict(checks) is Verdict.REVIEW


@pytest.mark.parametrize("order", [1, -1])
def test_the_verdict_does_not_depend_on_the_order_of_the_checks(order):
    checks = run(claim(duplicates=(REPEATED,), notices=[]), COUPANG)
    assert verdict(checks[::order]) is Verdict.DUPLICATE_HOLD


# --- Any claim whatever ---

_months = st.none() | st.dates(date(2015, 1, 1), date(2026, 5, 31)).map(lambda day: day.replace(day=1))
_facts = st.builds(
    ClaimFacts,
    claimant_type=st.none() | st.sampled_from(ClaimantType),
    missing=st.frozensets(st.sampled_from(Field)),
    consents_missing=st.frozensets(st.sampled_from(["collection", "provision"])),
    attested=st.booleans(),
    attestation_on_file=st.booleans(),
    contact=st.sampled_from(Contact),
    identity=st.none() | st.sampled_from(Identity),
    age_band=st.none() | st.sampled_from(AgeBand),
    has_representative=st.booleans(),
    notices=st.lists(
        st.builds(
            Received,
            code=st.sampled_from(["N1", "N2", "N3", "N4", "N9"]),
            received_on=st.none() | st.dates(date(2025, 11, 1), date(2026, 6, 1)),
        ),
        max_size=3,
    ).map(tuple),
    items_mask=st.integers(0, 2 ** len(ITEMS) - 1),
    entrance_code_stored=st.none() | st.sampled_from(EntranceCode),
    on_list=st.none() | st.integers(0, 2 ** len(ITEMS) - 1),
    joined=_months,
    withdrew=_months,
    other_proceedings=st.none() | st.sampled_from(Proceedings),
    proceedings_on_file=st.booleans(),
    duplicates=st.lists(
        st.builds(
            DuplicateHit,
            agreements=st.lists(st.sampled_from(Agreement), min_size=1, unique=True).map(tuple),
            waits=st.booleans(),
            certain=st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    conflicts=st.lists(st.sampled_from(Conflict), max_size=2).map(tuple),
    abuse=st.none() | st.dictionaries(st.sampled_from([code.value for code in IndicatorCode]), st.integers(0, 500)),
    received_at=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(KOREA)),  # noqa: DTZ001
)
_contexts = st.builds(
    lambda days, accounts, offered: case(
        today=D("2026-01-01") + timedelta(days=days), accounts=accounts, identity_offered=offered
    ),
    days=st.integers(0, 4000),
    accounts=st.none() | st.just(3),
    offered=st.booleans(),
)


@given(facts=_facts, ctx=_contexts)
def test_every_rule_answers_once_in_order_or_the_claim_is_held(facts, ctx):
    checks = run(facts, ctx)
    numbers = [check.rule for check in checks]
    held = any(is_held(check) for check in checks)
    assert numbers == ([1, 4] if held else [r.number for r in RULES])


@given(facts=_facts, ctx=_contexts)
def test_only_a_failure_asks_and_a_pass_never_does(facts, ctx):
    assert all(check.outcome is Outcome.FAIL for check in run(facts, ctx) if check.asks)


@given(facts=_facts, ctx=_contexts)
def test_the_verdict_follows_the_precedence(facts, ctx):
    checks = run(facts, ctx)
    found = verdict(checks)
    assert (found is Verdict.NEEDS_INFORMATION) == any(check.asks for check in checks)
    if found is Verdict.VERIFIED:
        assert all(check.outcome is Outcome.PASS or check.rule in {10, 11} for check in checks)
    if found is Verdict.DUPLICATE_HOLD:
        assert any(hit.waits for hit in facts.duplicates)
    if any(check.outcome is Outcome.REVIEW for check in checks):
        assert found is not Verdict.VERIFIED


@given(facts=_facts, ctx=_contexts)
def test_params_are_small_plain_json(facts, ctx):
    for check in run(facts, ctx):
        stored = json.dumps(check.params)
        assert json.loads(stored) == check.params
        assert len(stored) < 400


@given(facts=_facts, ctx=_contexts)
def test_the_same_facts_are_judged_the_same_again(facts, ctx):
    assert run(facts, ctx) == run(facts, ctx)


def test_every_reason_belongs_to_one_rule_and_is_given_by_it():
    """The reasons stand in `Reason` in groups, in the order of the rules; here the rules give each of them."""
    given_by: dict[Reason, set[int]] = {}
    for check in _gallery():
        given_by.setdefault(check.reason, set()).add(check.rule)
    assert set(given_by) == set(Reason)
    assert all(len(rules) == 1 for rules in given_by.values())


def _gallery() -> list[Check]:
    return [check for facts, ctx in _gallery_facts() for check in run(facts, ctx)]


def _gallery_facts():
    """One claim for each reason, with its case."""
    bit = 1 << COUPANG.items["entrance_code"]
    main = COUPANG.cohorts["main"]
    no_codes = case(cohorts={"main": type(main)(main.leaked & ~bit, main.not_leaked | bit)})
    nothing_disputed = case(leak=type(COUPANG.leak)(COUPANG.leak.begins, COUPANG.leak.ends), cut_off=None)
    return [
        (claim(), COUPANG),
        (claim(missing={"name"}, age_band=None, joined=None, other_proceedings=None), COUPANG),
        (claim(attested=False, attestation_on_file=True, other_proceedings=None, proceedings_on_file=True), COUPANG),
        (claim(age_band="minor", notices=[("N3", "2025-12-01")], joined="2025-12"), COUPANG),
        (claim(age_band="minor", has_representative=True, notices=[], joined="2025-11"), COUPANG),
        (claim(age_band="child"), COUPANG),
        (claim(age_band="child", has_representative=True, notices=["N9"], joined=None), COUPANG),
        (claim(items="name payment", other_proceedings="other_suit", withdrew="2025-03"), COUPANG),
        (claim(items="payment", other_proceedings="mediation", withdrew="2025-05"), COUPANG),
        (claim(items="", other_proceedings="foreign_class", claimant_type="non_member_recipient"), COUPANG),
        (claim(entrance_code_stored="no", duplicates=(REPEATED,), conflicts=("firms_staff",)), COUPANG),
        (claim(entrance_code_stored="unknown", duplicates=(DuplicateHit(("account_email",), False, True),)), COUPANG),
        (claim(notices=["N4"], duplicates=(DuplicateHit(("name_birth_phone",), True, False),)), COUPANG),
        (claim(), no_codes),
        (claim(joined="2019-05", withdrew="2025-04", notices=[]), nothing_disputed),
        (claim(joined=None), nothing_disputed),
        (claim(received_at=datetime(2027, 1, 1, tzinfo=KOREA)), case(today=D("2028-11-01"))),
        (claim(), case(today=D("2029-01-01"))),
        (claim(abuse=None), COUPANG),
        (claim(contact="on_file", identity="equal"), COUPANG),
        (claim(contact="unproven", identity="similar"), COUPANG),
        (claim(identity="other", claimant_type="non_member_recipient", on_list=1), COUPANG),
        (claim(on_list=COUPANG.items["name"] + 255), case(accounts=1, identity_offered=True)),
        (claim(on_list=0), case(accounts=1)),
        (claim(on_list=None), case(accounts=1)),
        (claim(abuse={"mailbox_run": 9}), COUPANG),
        (claim(abuse={"mailbox_run": 9, "phone_names": 9}), COUPANG),
    ]
