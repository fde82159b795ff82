"""Rules 12 and 14, and what an affected-account list does to rules 10 and 11 and to each item."""

import pytest

from claims.rules.masks import to_mask
from claims.rules.verification import ItemVerdict, item_masks
from claims.rules.verification.accounts import account_list, recipient
from claims.rules.verification.leak import entrance_code, leaked_items
from tests.claims.rules.coupang import BITS
from tests.claims.rules.verification.cast import COUPANG, case, claim, line


def mask(items):
    return to_mask(items.split(), BITS)


WITH_LIST = case(accounts=2)


@pytest.mark.parametrize(
    ("facts", "ctx", "expected"),
    [
        ({"on_list": None}, COUPANG, "pass no_account_list"),
        ({"on_list": None}, WITH_LIST, "review account_not_looked_up"),
        ({"on_list": 0}, WITH_LIST, "review not_on_account_list"),
        ({"on_list": mask("name email entrance_code")}, WITH_LIST, "pass on_account_list"),
        ({"on_list": 0, "claimant_type": "non_member_recipient"}, WITH_LIST, "pass no_account_list"),
    ],
)
def test_the_account_is_looked_for_where_there_is_a_list(facts, ctx, expected):
    assert line(account_list(claim(**facts), ctx)) == expected


def test_items_that_the_list_does_not_show_for_the_account_are_named():
    facts = claim(items="name email payment", on_list=mask("name phone"))
    assert account_list(facts, WITH_LIST).params == {"beyond": ["email", "payment"]}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"claimant_type": "account_holder"}, "pass not_a_recipient"),
        ({"claimant_type": "non_member_recipient", "on_list": mask("phone")}, "pass recipient_on_list"),
        ({"claimant_type": "non_member_recipient", "on_list": 0}, "review recipient_unproven"),
        ({"claimant_type": "non_member_recipient", "on_list": None}, "review recipient_unproven"),
    ],
)
def test_a_recipient_without_an_account_is_a_person_s_matter_unless_a_list_shows_them(facts, expected):
    assert line(recipient(claim(**facts), WITH_LIST)) == expected


def test_what_the_list_proves_needs_neither_notice_nor_cohort():
    facts = claim(items="name payment", notices=[], on_list=mask("name payment"))
    assert line(leaked_items(facts, WITH_LIST)) == "pass items_proven"


def test_what_the_list_does_not_show_is_left_to_the_cohort():
    facts = claim(items="name payment customs_code", on_list=mask("payment"))
    assert leaked_items(facts, WITH_LIST).params == {"contradicted": ["customs_code"], "unproven": []}


@pytest.mark.parametrize("stored", ["yes", "no", "unknown", None])
def test_a_proven_entrance_code_needs_no_answer_on_storage(stored):
    facts = claim(items="entrance_code", entrance_code_stored=stored, on_list=mask("entrance_code"))
    assert line(entrance_code(facts, WITH_LIST)) == "pass entrance_code_proven"


@pytest.mark.parametrize(
    ("changes", "item", "expected"),
    [
        ({}, "name", "supported"),
        ({"items": "payment"}, "payment", "contradicted"),
        ({"items": "payment", "on_list": mask("payment")}, "payment", "proven"),
        ({"items": "email", "notices": ["N4"]}, "email", "unproven"),
        ({"notices": []}, "name", "unproven"),
        ({"notices": [], "on_list": mask("name")}, "name", "proven"),
        ({"entrance_code_stored": "yes"}, "entrance_code", "supported"),
        ({"entrance_code_stored": "unknown"}, "entrance_code", "unproven"),
        ({"entrance_code_stored": None}, "entrance_code", "unproven"),
        ({"entrance_code_stored": "no"}, "entrance_code", "contradicted"),
        ({"entrance_code_stored": "no", "on_list": mask("entrance_code")}, "entrance_code", "proven"),
    ],
)
def test_each_item_has_one_verdict(changes, item, expected):
    found = item_masks(claim(**changes), WITH_LIST)
    assert found.of(BITS[item]) == ItemVerdict(expected)
    assert (
        found.proven & found.supported == found.proven & found.contradicted == found.supported & found.contradicted == 0
    )
