from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.leaked_list import (
    COUNT_FACTOR,
    Assertion,
    BadPin,
    Cell,
    Change,
    Pin,
    Says,
    Source,
    cohort_masks,
    derive,
    diff,
)
from claims.rules.masks import NotInMask, to_mask
from tests.claims.rules.coupang import BITS, ITEMS, assertion_id, assertions_on

D = date.fromisoformat
LEAKED, NOT_LEAKED, UNKNOWN = Says
CONTROLLER, REGULATOR, INVESTIGATION, COURT = Source


def said(
    number: int,
    source: Source,
    says: Says,
    day: str = "2026-01-01",
    *,
    order: int = 0,
    count: int | None = None,
    superseded: bool = False,
) -> Assertion:
    return Assertion(number, "main", "email", says, source, D(day), order, count, superseded)


def cell(*assertions: Assertion, pin: int | None = None) -> Cell:
    pins = () if pin is None else (Pin("main", "email", pin),)
    return derive(assertions, pins)["main", "email"]


# --- Which word counts ---


@pytest.mark.parametrize(
    ("assertions", "deciding", "says"),
    [
        # a court before anyone
        ([said(1, COURT, LEAKED, "2026-01-01"), said(2, INVESTIGATION, NOT_LEAKED, "2026-09-01")], 1, LEAKED),
        ([said(1, COURT, NOT_LEAKED, "2026-01-01"), said(2, CONTROLLER, LEAKED, "2026-09-01")], 1, NOT_LEAKED),
        # an authority before the controller, however late the controller speaks
        ([said(1, REGULATOR, LEAKED, "2026-01-01"), said(2, CONTROLLER, NOT_LEAKED, "2026-09-01")], 1, LEAKED),
        ([said(1, INVESTIGATION, LEAKED, "2026-01-01"), said(2, CONTROLLER, UNKNOWN, "2026-09-01")], 1, LEAKED),
        # regulator and investigation are of one rank: the later
        ([said(1, REGULATOR, LEAKED, "2026-01-01"), said(2, INVESTIGATION, NOT_LEAKED, "2026-02-01")], 2, NOT_LEAKED),
        ([said(1, REGULATOR, LEAKED, "2026-03-01"), said(2, INVESTIGATION, NOT_LEAKED, "2026-02-01")], 1, LEAKED),
        # of one source the later, of one day the one that came later
        ([said(1, CONTROLLER, LEAKED, "2026-01-01"), said(2, CONTROLLER, NOT_LEAKED, "2026-01-02")], 2, NOT_LEAKED),
        ([said(1, CONTROLLER, LEAKED, order=2), said(2, CONTROLLER, NOT_LEAKED, order=1)], 1, LEAKED),
        # a superseded word never decides, whoever said it
        ([said(1, COURT, LEAKED, superseded=True), said(2, CONTROLLER, NOT_LEAKED)], 2, NOT_LEAKED),
    ],
)
def test_precedence(assertions, deciding, says):
    found = cell(*assertions)
    assert (found.deciding, found.says) == (deciding, says)


def test_when_all_is_superseded_nothing_is_said():
    assert cell(said(1, REGULATOR, LEAKED, superseded=True)) == Cell(UNKNOWN, None, False, False, (1,))


def test_the_others_are_kept_weightiest_first():
    found = cell(
        said(1, CONTROLLER, LEAKED, "2026-01-01", superseded=True),
        said(2, CONTROLLER, LEAKED, "2026-01-02"),
        said(3, COURT, LEAKED, "2026-01-03", superseded=True),
        said(4, REGULATOR, LEAKED, "2026-01-04"),
        said(5, COURT, LEAKED, "2026-01-05"),
    )
    assert found == Cell(LEAKED, 5, False, False, (4, 2, 3, 1))


# --- Pins ---


def test_a_pin_wins_over_precedence_and_over_supersession():
    assertions = [said(1, COURT, LEAKED), said(2, CONTROLLER, NOT_LEAKED, superseded=True)]
    assert cell(*assertions, pin=2) == Cell(NOT_LEAKED, 2, True, True, (1,))


def test_a_pin_on_what_decides_anyway_changes_nothing_but_the_mark():
    found = cell(said(1, COURT, LEAKED), said(2, CONTROLLER, LEAKED))
    assert cell(said(1, COURT, LEAKED), said(2, CONTROLLER, LEAKED), pin=1) == replace(found, pinned=True)


@pytest.mark.parametrize(
    "pins",
    [
        [Pin("main", "email", 9)],
        [Pin("main", "phone", 1)],
        [Pin("main", "email", 1), Pin("main", "email", 2)],
    ],
    ids=["not there", "another cell", "twice"],
)
def test_a_pin_must_fit_its_cell_and_be_the_only_one(pins):
    with pytest.raises(BadPin):
        derive([said(1, CONTROLLER, LEAKED), said(2, CONTROLLER, LEAKED)], pins)


# --- Disputes ---


@pytest.mark.parametrize(
    ("assertions", "disputed"),
    [
        ([said(1, COURT, LEAKED)], False),
        ([said(1, COURT, LEAKED), said(2, CONTROLLER, LEAKED)], False),
        ([said(1, COURT, LEAKED), said(2, CONTROLLER, NOT_LEAKED)], True),
        ([said(1, REGULATOR, LEAKED), said(2, CONTROLLER, UNKNOWN)], True),
        ([said(1, COURT, LEAKED), said(2, CONTROLLER, NOT_LEAKED, superseded=True)], False),
        ([said(1, REGULATOR, LEAKED, count=50_000), said(2, CONTROLLER, LEAKED, count=2_609)], True),
        ([said(1, REGULATOR, LEAKED, count=33_673_817), said(2, CONTROLLER, LEAKED, count=33_700_000)], False),
        ([said(1, REGULATOR, LEAKED, count=100 * COUNT_FACTOR), said(2, CONTROLLER, LEAKED, count=100)], False),
        ([said(1, REGULATOR, LEAKED, count=100 * COUNT_FACTOR + 1), said(2, CONTROLLER, LEAKED, count=100)], True),
        ([said(1, REGULATOR, LEAKED, count=1), said(2, CONTROLLER, LEAKED, count=0)], True),
        ([said(1, REGULATOR, LEAKED, count=0), said(2, CONTROLLER, LEAKED, count=0)], False),
        ([said(1, REGULATOR, LEAKED), said(2, CONTROLLER, LEAKED, count=100)], False),
    ],
)
def test_a_cell_is_disputed_when_the_words_that_count_do_not_agree(assertions, disputed):
    assert cell(*assertions).disputed is disputed


# --- The real notices, in the order of their dates ---

MAIN_N2 = {"name", "email", "phone", "delivery_address", "address_book", "order_history"}


@pytest.mark.parametrize(
    ("day", "cohort", "leaked", "not_leaked"),
    [
        ("2025-11-20", "first_notified", {"name", "email", "address_book", "order_history"}, set()),
        ("2025-11-29", "main", MAIN_N2, {"payment", "login"}),  # N2 omits the entrance codes
        ("2025-12-03", "main", MAIN_N2 | {"entrance_code"}, {"payment", "login"}),  # the Commission's order
        ("2025-12-07", "main", MAIN_N2 | {"entrance_code"}, {"payment", "login", "customs_code"}),
        ("2026-02-05", "found_later", {"name", "phone", "delivery_address"}, set()),
        ("2026-02-10", "main", MAIN_N2 | {"entrance_code"}, {"payment", "login", "customs_code"}),
        ("2026-02-10", "first_notified", {"name", "email", "address_book", "order_history"}, set()),
    ],
)
def test_the_list_after_each_statement(day, cohort, leaked, not_leaked):
    cells = derive(assertions_on(D(day)))
    assert {item for item in ITEMS if (cohort, item) in cells and cells[cohort, item].says is LEAKED} == leaked
    assert {item for item in ITEMS if (cohort, item) in cells and cells[cohort, item].says is NOT_LEAKED} == not_leaked


def test_n3_takes_the_place_of_n2_which_stays_on_the_record():
    cells = derive(assertions_on(D("2025-12-07")))
    assert cells["main", "phone"] == Cell(
        LEAKED, assertion_id("N3", "phone"), False, False, (assertion_id("N2", "phone"),)
    )
    # The regulator said it first and weighs more than the controller's later admission.
    assert cells["main", "entrance_code"] == Cell(
        LEAKED, assertion_id("order", "entrance_code"), False, False, (assertion_id("N3", "entrance_code"),)
    )


def test_what_the_company_disputes_is_marked():
    cells = derive(assertions_on(D("2026-02-10")))
    disputed = {key for key, found in cells.items() if found.disputed}
    assert disputed == {("main", "name"), ("main", "entrance_code")}
    assert cells["main", "entrance_code"].deciding == assertion_id("report: codes", "entrance_code")
    assert cells["main", "name"].deciding == assertion_id("report: accounts", "name")


def test_n4_brings_a_cohort_and_changes_nothing_for_the_others():
    before, after = derive(assertions_on(D("2025-12-31"))), derive(assertions_on(D("2026-02-05")))
    changes = diff(before, after)
    assert {(change.cohort, change.item) for change in changes} == {
        ("found_later", "name"),
        ("found_later", "phone"),
        ("found_later", "delivery_address"),
    }
    assert all(change.before is None and change.alters_claims for change in changes)


# --- Differences between two lists ---


def test_a_list_does_not_differ_from_itself():
    cells = derive(assertions_on(D("2026-02-10")))
    assert diff(cells, cells) == ()


def test_more_authority_for_the_same_word_alters_no_claim():
    before, after = derive(assertions_on(D("2026-02-05"))), derive(assertions_on(D("2026-02-10")))
    changes = {change.item: change.alters_claims for change in diff(before, after)}
    assert changes == {"name": False, "email": False, "entrance_code": False}


@pytest.mark.parametrize(
    ("before", "after", "alters"),
    [
        (None, LEAKED, True),
        (LEAKED, None, True),
        (LEAKED, NOT_LEAKED, True),
        (UNKNOWN, LEAKED, True),
        (None, UNKNOWN, False),
        (UNKNOWN, None, False),
    ],
)
def test_a_claim_is_judged_otherwise_when_the_word_changed(before, after, alters):
    old, new = (None if says is None else Cell(says, 1, False, False, ()) for says in (before, after))
    key = ("main", "email")
    changes = diff({key: old} if old else {}, {key: new} if new else {})
    assert changes == (Change("main", "email", old, new),)
    assert changes[0].alters_claims is alters


# --- Masks ---


def test_a_cohort_s_items_become_two_masks():
    masks = cohort_masks(derive(assertions_on(D("2026-02-10"))), BITS)
    assert masks == {
        "main": (
            to_mask(MAIN_N2 | {"entrance_code"}, BITS),
            to_mask({"payment", "login", "customs_code"}, BITS),
        ),
        "first_notified": (to_mask({"name", "email", "address_book", "order_history"}, BITS), 0),
        "found_later": (to_mask({"name", "phone", "delivery_address"}, BITS), 0),
    }


def test_a_cohort_of_which_nothing_is_known_has_empty_masks():
    assert cohort_masks({("main", "email"): Cell(UNKNOWN, None, False, False, (1,))}, BITS) == {"main": (0, 0)}


def test_an_item_without_a_place_is_an_error():
    with pytest.raises(NotInMask):
        cohort_masks({("main", "shoe_size"): Cell(LEAKED, 1, False, False, ())}, BITS)


# --- Whatever the order of reading ---

_assertions = st.lists(
    st.builds(
        Assertion,
        id=st.integers(1, 10**6),
        cohort=st.sampled_from(["main", "found_later"]),
        item=st.sampled_from(["email", "phone"]),
        says=st.sampled_from(Says),
        source=st.sampled_from(Source),
        date=st.dates(date(2026, 1, 1), date(2026, 1, 3)),
        order=st.integers(1, 3),
        count=st.none() | st.integers(0, 10),
        superseded=st.booleans(),
    ),
    unique_by=lambda assertion: assertion.id,
    max_size=12,
)


@given(data=st.data(), assertions=_assertions)
def test_the_list_does_not_depend_on_the_order_in_which_assertions_are_read(data, assertions):
    cells = derive(assertions)
    pins = [
        Pin(*key, data.draw(st.sampled_from([a.id for a in assertions if (a.cohort, a.item) == key])))
        for key in cells
        if data.draw(st.booleans())
    ]
    shuffled = data.draw(st.permutations(assertions))
    derived = derive(assertions, pins)
    assert list(derived.items()) == list(derive(shuffled, data.draw(st.permutations(pins))).items())


@given(assertions=_assertions)
def test_nothing_said_is_lost_and_the_decision_is_by_one_of_the_highest_rank(assertions):
    rank = {CONTROLLER: 1, REGULATOR: 2, INVESTIGATION: 2, COURT: 3}
    by_id = {assertion.id: assertion for assertion in assertions}
    for key, found in derive(assertions).items():
        here = [a for a in assertions if (a.cohort, a.item) == key]
        named = [*found.others, *([] if found.deciding is None else [found.deciding])]
        assert sorted(named) == sorted(a.id for a in here)
        live = [a for a in here if not a.superseded]
        if found.deciding is None:
            assert not live
        else:
            deciding = by_id[found.deciding]
            assert rank[deciding.source] == max(rank[a.source] for a in live)
            peers = [a for a in live if rank[a.source] == rank[deciding.source]]
            assert deciding.date == max(a.date for a in peers)
