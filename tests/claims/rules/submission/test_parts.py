"""One page of the form is checked by the same functions as the whole."""

from datetime import date

import pytest

from claims.rules.submission import check_part
from claims.rules.submission.parts import PARTS
from tests.claims.rules.submission.bodies import TERMS, body, refused


def errors_on(page, fields):
    return [(error.pointer, error.code) for error in check_part(page, TERMS, fields=fields)[1]]


def test_a_page_gives_its_cleaned_values_and_asks_for_nothing_of_other_pages():
    cleaned, errors = check_part({"name": " 홍길동 ", "birth_date": "1990-04-05"}, TERMS, fields=["name", "birth_date"])
    assert errors == ()
    assert cleaned == {"name": "홍길동", "birth_date": date(1990, 4, 5)}


def test_a_page_asks_for_all_of_its_own():
    assert errors_on({}, ["name", "birth_date"]) == [("/name", "required"), ("/birth_date", "required")]
    assert errors_on({}, ["email", "phone"]) == [("/email", "contact_required")]
    assert errors_on({"address": {"postcode": "06236"}}, ["address"]) == [("/address/line", "required")]


def test_the_account_page_depends_on_who_claims():
    assert errors_on({"account": {}}, ["account"]) == [("/account/email", "account_required")]
    assert errors_on({"account": {}, "claimant_type": "non_member_recipient"}, ["account"]) == []


def test_answers_of_other_pages_are_not_judged_here():
    assert errors_on(body(name="1", attested=False), ["language"]) == []


def test_a_page_refuses_a_field_that_no_submission_has():
    assert errors_on({"language": "ko", "stage": "verified"}, ["language"]) == [("/stage", "unknown_field")]


@pytest.mark.parametrize("field", PARTS)
def test_every_part_alone_says_what_the_whole_says_of_it(field):
    assert check_part(body(), TERMS, fields=[field])[1] == ()
    page = errors_on({field: object()}, [field])
    whole = [(pointer, code) for pointer, code in refused(body(**{field: object()})) if pointer.startswith(f"/{field}")]
    assert page == whole != []


def test_pages_together_find_what_the_whole_finds():
    raw = body(language="fr", name="1", phone="1", account={}, data_items=[], attested=False)
    pages = [error for field in PARTS for error in errors_on(raw, [field])]
    assert sorted(pages) == sorted(refused(raw))
