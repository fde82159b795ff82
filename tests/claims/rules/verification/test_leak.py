"""Rules 9, 10, 11 and 13: what leaked of this claimant."""

from dataclasses import replace
from datetime import date

import pytest

from claims.rules.masks import NotInMask
from claims.rules.verification import LeakWindow
from claims.rules.verification.leak import account_window, entrance_code, leaked_items, notice_match
from tests.claims.rules.verification.cast import COUPANG, case, claim, line

D = date.fromisoformat


# --- 9. Notice ---


@pytest.mark.parametrize(
    ("notices", "expected", "named"),
    [
        ([("N3", "2025-12-08")], "pass notice_matches", None),
        ([("N3", "2025-12-07")], "pass notice_matches", None),  # received the day it was given
        (["N3"], "pass notice_matches", None),  # the day is not remembered
        ([("N2", "2025-11-30"), ("N3", "2025-12-09")], "pass notice_matches", None),
        ([], "review no_notice", None),
        ([("N3", "2025-12-06")], "fail dated_before_notice asks", ["N3"]),
        ([("N4", "2026-02-04"), ("N1", "2025-11-19"), "N3"], "fail dated_before_notice asks", ["N1", "N4"]),
        (["N9"], "review notice_unknown", ["N9"]),
        (["N3", "N9"], "review notice_unknown", ["N9"]),
        ([("N3", "2025-12-06"), "N9"], "fail dated_before_notice asks", ["N3"]),
    ],
)
def test_notice(notices, expected, named):
    check = notice_match(claim(notices=notices), COUPANG)
    assert line(check) == expected
    assert check.params == ({} if named is None else {"notices": named})


# --- 10. Data items ---


@pytest.mark.parametrize(
    ("notices", "items", "expected", "contradicted", "unproven"),
    [
        # N1: name, email, address book, order history
        (["N1"], "name email", "pass items_leaked", [], []),
        (["N1"], "name phone", "fail items_not_leaked", [], ["phone"]),
        # N2 and N3 speak to the same cohort: what N3 adds holds for who only kept N2
        (["N2"], "name entrance_code", "pass items_leaked", [], []),
        (["N3"], "name email phone delivery_address", "pass items_leaked", [], []),
        (["N3"], "name payment login", "fail items_not_leaked", ["payment", "login"], []),
        (["N3"], "customs_code name", "fail items_not_leaked", ["customs_code"], []),
        (["N3"], "payment", "review no_item_supported", ["payment"], []),
        # N4: names, phones and addresses only; on the rest nobody has spoken
        (["N4"], "name phone delivery_address", "pass items_leaked", [], []),
        (["N4"], "name email entrance_code", "fail items_not_leaked", [], ["email", "entrance_code"]),
        (["N4"], "email payment", "review no_item_supported", [], ["email", "payment"]),
        # of two cohorts one has what either lost
        (["N1", "N4"], "email phone", "pass items_leaked", [], []),
        (["N4", "N3"], "email payment", "fail items_not_leaked", ["payment"], []),
        # an unknown notice tells no cohort
        (["N9"], "name", "review cohort_unknown", None, None),
        (["N9", "N4"], "name", "pass items_leaked", [], []),
        ([], "name", "review cohort_unknown", None, None),
        (["N3"], "", "review no_item_claimed", None, None),
    ],
)
def test_items(notices, items, expected, contradicted, unproven):
    check = leaked_items(claim(notices=notices, items=items), COUPANG)
    assert line(check) == expected
    if contradicted or unproven:
        assert check.params == {"contradicted": contradicted, "unproven": unproven}
    else:
        assert check.params == {}


def test_leaked_in_one_cohort_outweighs_not_leaked_in_another():
    other = replace(COUPANG.cohorts["found_later"], leaked=1 << COUPANG.items["payment"])
    ctx = case(cohorts={**COUPANG.cohorts, "found_later": other})
    facts = claim(notices=["N3", "N4"], items="payment")
    assert line(leaked_items(facts, ctx)) == "pass items_leaked"


def test_a_cohort_that_the_list_does_not_have_yet_supports_nothing():
    check = leaked_items(claim(notices=["N4"], items="name"), case(cohorts={}))
    assert line(check) == "review no_item_supported"
    assert check.params == {"contradicted": [], "unproven": ["name"]}


def test_a_claimed_item_that_the_incident_does_not_have_is_an_error_and_not_overlooked():
    with pytest.raises(NotInMask):
        leaked_items(claim(items_mask=1 << 60), COUPANG)


# --- 11. Entrance code ---


@pytest.mark.parametrize(
    ("notices", "claimed", "stored", "expected"),
    [
        (["N3"], True, "yes", "pass entrance_code_leaked"),
        (["N2"], True, "yes", "pass entrance_code_leaked"),  # omitted by N2, said of its cohort by N3
        (["N3"], True, "unknown", "review entrance_code_storage_unknown"),
        (["N3"], True, None, "review entrance_code_storage_unknown"),
        (["N3"], True, "no", "fail entrance_code_not_stored asks"),
        (["N4"], True, "yes", "review entrance_code_leak_unknown"),  # nobody said that it did not leak
        (["N4"], True, "no", "fail entrance_code_not_stored asks"),
        ([], True, "yes", "review entrance_code_cohort_unknown"),
        (["N3"], False, "yes", "pass not_claimed"),
        (["N3"], False, "no", "pass not_claimed"),
        ([], False, None, "pass not_claimed"),
    ],
)
def test_entrance_code(notices, claimed, stored, expected):
    items = "name entrance_code" if claimed else "name"
    facts = claim(notices=notices, items=items, entrance_code_stored=stored)
    assert line(entrance_code(facts, COUPANG)) == expected


@pytest.mark.parametrize("stored", ["yes", "no", "unknown"])
def test_when_no_code_leaked_nobody_is_asked_whether_one_was_stored(stored):
    bit = 1 << COUPANG.items["entrance_code"]
    denied = replace(COUPANG.cohorts["found_later"], not_leaked=bit)
    facts = claim(notices=["N4"], items="name entrance_code", entrance_code_stored=stored)
    assert line(entrance_code(facts, case(cohorts={"found_later": denied}))) == "fail entrance_code_not_leaked"


def test_an_incident_without_entrance_codes_has_none_claimed():
    assert line(entrance_code(claim(), case(entrance_code=None))) == "pass not_claimed"


# --- 13. Account. The leak: 14 April to 8 November 2025, undisputed from 24 June. ---


@pytest.mark.parametrize(
    ("joined", "withdrew", "notices", "expected"),
    [
        ("2019-05", None, ["N3"], "pass account_in_window"),
        ("2019-05", None, [], "pass account_in_window"),
        ("2025-10", None, [], "pass account_in_window"),
        ("2019-05", "2025-07", [], "pass account_in_window"),
        ("2019-05", "2026-01", [], "pass account_in_window"),
        # joined after the leak, or in the month in which it ended
        ("2025-12", None, [], "fail joined_after_window asks"),
        ("2025-12", None, ["N3"], "fail joined_after_window asks"),
        ("2025-11", None, [], "review joined_as_window_ended"),
        ("2025-11", None, ["N3"], "pass notice_shows_account"),
        # withdrew before it
        ("2019-05", "2025-03", [], "fail withdrew_before_window asks"),
        ("2019-05", "2025-03", ["N3"], "fail withdrew_before_window asks"),
        (None, "2025-03", [], "fail withdrew_before_window asks"),
        # withdrew in the part that only the investigation sees as leak: 14 April to 23 June
        ("2019-05", "2025-04", [], "review only_in_disputed_part"),
        ("2019-05", "2025-05", ["N3"], "review only_in_disputed_part"),
        ("2019-05", "2025-06", [], "review only_in_disputed_part"),
        (None, "2025-05", ["N3"], "review only_in_disputed_part"),
        # not remembered
        (None, None, ["N3"], "pass notice_shows_account"),
        (None, None, ["N9"], "review joined_unknown"),
        (None, None, [], "review joined_unknown"),
        (None, "2025-09", [], "review joined_unknown"),
        (None, "2025-09", ["N1"], "pass notice_shows_account"),
    ],
)
def test_account(joined, withdrew, notices, expected):
    facts = claim(joined=joined, withdrew=withdrew, notices=notices)
    assert line(account_window(facts, COUPANG)) == expected


@pytest.mark.parametrize(
    ("joined", "withdrew", "notices", "expected"),
    [
        ("2019-05", "2025-04", [], "review withdrew_as_window_began"),
        ("2019-05", "2025-04", ["N3"], "pass notice_shows_account"),
        ("2019-05", "2025-05", [], "pass account_in_window"),
    ],
)
def test_a_leak_whose_beginning_nobody_disputes(joined, withdrew, notices, expected):
    ctx = case(leak=LeakWindow(begins=D("2025-04-14"), ends=D("2025-11-08")))
    facts = claim(joined=joined, withdrew=withdrew, notices=notices)
    assert line(account_window(facts, ctx)) == expected


@pytest.mark.parametrize(
    ("joined", "withdrew", "expected"),
    [
        ("2025-11", None, "pass account_in_window"),
        ("2019-05", "2025-04", "pass account_in_window"),
        ("2025-12", None, "fail joined_after_window asks"),
        ("2019-05", "2025-03", "fail withdrew_before_window asks"),
    ],
)
def test_a_leak_of_whole_months_leaves_nothing_open(joined, withdrew, expected):
    ctx = case(leak=LeakWindow(begins=D("2025-04-01"), ends=D("2025-11-30")))
    assert line(account_window(claim(joined=joined, withdrew=withdrew, notices=[]), ctx)) == expected


@pytest.mark.parametrize(
    ("joined", "withdrew", "expected"),
    [
        # who joined in the month whose first day was the leak's last may have joined on that day
        ("2025-11", None, "review joined_as_window_ended"),
        # who withdrew in the month from whose first day on the leak is undisputed still had the account on that day
        ("2019-05", "2025-07", "pass account_in_window"),
        ("2019-05", "2025-06", "review only_in_disputed_part"),
    ],
)
def test_edges_of_the_leak_on_the_first_of_a_month(joined, withdrew, expected):
    ctx = case(leak=LeakWindow(begins=D("2025-04-14"), ends=D("2025-11-01"), undisputed_from=D("2025-07-01")))
    assert line(account_window(claim(joined=joined, withdrew=withdrew, notices=[]), ctx)) == expected


def test_a_recipient_who_is_no_member_needs_no_account():
    facts = claim(claimant_type="non_member_recipient", joined=None, notices=[])
    assert line(account_window(facts, COUPANG)) == "pass not_an_account_holder"
