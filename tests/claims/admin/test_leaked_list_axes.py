"""New cohorts and data items."""

import pytest

from claims.models import AuditEntry, Cohort, DataItem, LeakedFieldList
from claims.queries.filing_terms import filing_case
from tests.claims.admin.test_claim_page import text
from tests.claims.admin.test_leaked_list import LIST, cell

pytestmark = pytest.mark.django_db

COHORT, ITEM = f"{LIST}cohorts/add/", f"{LIST}items/add/"
NAMES = {"code": "wallet", "name_ko": "지갑", "name_en": "Wallet"}


def test_a_new_data_item_takes_the_next_place_and_can_be_claimed_at_once(lead, coupang):
    filing_case(coupang.slug)  # what this process keeps must not outlive the change
    versions = LeakedFieldList.objects.count()
    answer = lead.post(ITEM, NAMES, follow=True)
    assert "Added: Wallet." in text(answer)
    item = DataItem.objects.get(code="wallet")
    assert (item.bit, item.name_ko, item.is_entrance_code) == (10, "지갑", False)
    assert cell(lead.get(LIST), "Wallet", 1).startswith("Unknown Nobody has said anything.")
    assert LeakedFieldList.objects.count() == versions
    entry = AuditEntry.objects.get(action="list.add_item")
    assert (entry.actor, entry.detail) == (lead.user, {"incident": "coupang-2025", "code": "wallet"})


@pytest.mark.django_db(transaction=True)
def test_claimants_are_asked_about_a_new_data_item_once_it_is_committed(coupang, lead):
    assert "wallet" not in filing_case(coupang.slug).terms.items
    lead.post(ITEM, NAMES)
    assert filing_case(coupang.slug).terms.items["wallet"] == 10


def test_a_new_cohort_can_be_given_a_notice(lead, coupang):
    assert lead.post(COHORT, NAMES | {"accounts": "12"}).status_code == 302
    cohort = Cohort.objects.get(code="wallet")
    assert (cohort.incident_id, cohort.accounts) == (coupang.incident_id, 12)
    assert "Wallet (wallet)" in text(lead.get(f"{LIST}notices/add/"))
    assert AuditEntry.objects.get(action="list.add_cohort").detail["code"] == "wallet"


@pytest.mark.parametrize(
    ("address", "changes", "words"),
    [
        (ITEM, {"code": "payment"}, "A data item with this code exists already."),
        (COHORT, {"code": "main"}, "A cohort with this code exists already."),
        (ITEM, {"name_ko": " "}, "This field is required."),
        (COHORT, {"name_en": ""}, "This field is required."),
        (ITEM, {"code": "no code"}, "valid “slug”"),
        (COHORT, {"accounts": "many"}, "Enter a whole number."),
        (ITEM, {"name_ko": "가" * 101}, "at most 100 characters"),
        (ITEM, {"name_ko": "a\0b"}, "Null characters"),
    ],
)
def test_what_does_not_fit_is_told_with_what_was_typed(lead, address, changes, words):
    before = (DataItem.objects.count(), Cohort.objects.count())
    answer = lead.post(address, {**NAMES, "name_en": "A name that took long to find"} | changes)
    assert answer.status_code == 422
    assert words in text(answer)
    assert "name_en" in changes or "A name that took long to find" in answer.content.decode()
    assert (DataItem.objects.count(), Cohort.objects.count()) == before


def test_the_sixty_fourth_data_item_has_no_place(lead, coupang):
    for bit in range(10, 62):
        DataItem.objects.create(incident=coupang.incident, code=f"i{bit}", bit=bit, name_ko="가", name_en="A")
    assert lead.post(ITEM, NAMES).status_code == 302
    assert DataItem.objects.get(code="wallet").bit == 62
    answer = lead.post(ITEM, NAMES | {"code": "purse"})
    assert answer.status_code == 422
    assert "63 data items already" in text(answer)
