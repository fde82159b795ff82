"""The demonstration case says what the sources said, and loading it twice changes nothing."""

import pytest

from claims.demonstration import facts
from claims.demonstration.load import load_case
from claims.models import AuditEntry, BreachNotice, CaseTransition, LeakedFieldList
from claims.queries.filing_terms import filing_case

pytestmark = pytest.mark.django_db


def says(version: LeakedFieldList, cohort: str, item: str) -> str:
    return version.cells.get(cohort, {}).get(item, {}).get("says", "unknown")


def test_loading_twice_changes_nothing(coupang):
    before = (LeakedFieldList.objects.count(), AuditEntry.objects.count(), CaseTransition.objects.count())
    assert load_case() == coupang
    assert (LeakedFieldList.objects.count(), AuditEntry.objects.count(), CaseTransition.objects.count()) == before


def test_the_case_is_recruiting_and_takes_claims(coupang):
    case = filing_case("coupang-2025")
    assert case.open
    assert list(case.terms.notices) == ["N1", "N2", "N3", "N4"]
    assert case.terms.entrance_item == "entrance_code"
    assert [(c.code, c.required) for c in case.consents] == [
        ("collection", True),
        ("provision_to_court", True),
        ("news", False),
    ]


def test_entrance_codes_enter_the_list_with_the_regulators_order_and_not_before(coupang):
    versions = {v.number: v for v in LeakedFieldList.objects.all()}
    assert sorted(versions) == list(range(1, len(facts.STATEMENTS) + 1))
    assert [says(versions[n], "main", "entrance_code") for n in (2, 3, 4)] == ["unknown", "leaked", "leaked"]


def test_the_current_list_keeps_each_cohort_apart(coupang):
    version = LeakedFieldList.objects.get(number=len(facts.STATEMENTS))
    assert says(version, "main", "payment") == "not_leaked"
    assert says(version, "main", "customs_code") == "not_leaked"
    assert says(version, "first_notified", "phone") == "unknown"
    assert says(version, "found_later", "email") == "unknown"
    assert says(version, "found_later", "phone") == "leaked"


def test_disputed_counts_are_marked_and_rounded_ones_are_not(coupang):
    main = LeakedFieldList.objects.get(number=len(facts.STATEMENTS)).cells["main"]
    assert main["entrance_code"]["disputed"]
    assert main["delivery_address"]["disputed"]
    assert not main["name"]["disputed"]


def test_statements_that_nobody_received_have_no_place_in_a_claims_mask(coupang):
    bits = dict(BreachNotice.objects.values_list("code", "bit"))
    assert {code: bit for code, bit in bits.items() if bit is not None} == {"N1": 0, "N2": 1, "N3": 2, "N4": 3}
    assert {code for code, bit in bits.items() if bit is None} == {"R1", "C1", "J1", "C2"}


def test_every_text_is_there_in_both_languages(coupang):
    for row in [coupang, *filing_case("coupang-2025").consents, *filing_case("coupang-2025").items]:
        for field in row._meta.fields:
            if field.name.endswith(("_ko", "_en")):
                assert getattr(row, field.name).strip(), field.name
