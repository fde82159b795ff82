"""From the first question to the check of all answers, as a browser with JavaScript off goes it."""

from datetime import date

import pytest

from claims.models import Claim
from tests.intake.claimant import CASE, TYPED, Claimant
from tests.intake.html import parsed

PAGES = [
    "claimant",
    "name",
    "contact",
    "address",
    "account",
    "notices",
    "data",
    "damages",
    "proceedings",
    "consents",
    "check",
]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_adult_member_answers_ten_pages_and_checks(coupang, language):
    assert Claimant(language).fill() == PAGES


def test_a_minor_is_asked_for_a_representative(claimant):
    minor = {"name": {**TYPED["name"], "birth_date-year": "2010"}}
    assert claimant.fill(changed=minor) == [*PAGES[:2], "representative", *PAGES[2:]]


def test_a_parent_who_files_for_a_child_is_asked_for_their_own_name(claimant):
    for_a_child = {"claimant": {"claimant_type": "minor_representative"}}
    assert "representative" in claimant.fill(changed=for_a_child)


def test_who_has_no_account_is_not_asked_for_one(claimant):
    assert "account" not in claimant.fill(changed={"claimant": {"claimant_type": "non_member_recipient"}})


def test_only_who_may_have_left_is_asked_when(claimant):
    claimant.fill("account")
    assert "account-withdrew-year" not in parsed(claimant.get("account")).inputs()
    former = Claimant()
    former.fill("account", changed={"claimant": {"claimant_type": "withdrawn_member"}})
    assert "account-withdrew-year" in parsed(former.get("account")).inputs()


def test_the_account_is_filled_in_with_the_contact_already_given(claimant):
    claimant.fill("account")
    inputs = parsed(claimant.get("account")).inputs()
    assert inputs["account-email"]["value"] == "haneul@example.com"
    assert inputs["account-phone"]["value"] == "010-2345-6789"


def test_an_heir_is_not_offered_their_own_contact_as_the_account(claimant):
    claimant.fill("account", changed={"claimant": {"claimant_type": "heir"}})
    assert parsed(claimant.get("account")).inputs()["account-email"]["value"] == ""


def test_every_page_holds_what_was_answered_when_one_comes_back(claimant):
    claimant.fill()
    for page, typed in TYPED.items():
        shown = parsed(claimant.get(page))
        for name, value in typed.items():
            if name.startswith("version-"):
                continue
            if name in shown.inputs():
                want = {"damages_sought-amount": "300000"}.get(name, value)
                if name == "address-line":
                    assert "세종대로 110 101동 1204호" in shown.text
                else:
                    assert shown.inputs()[name]["value"] == want, name
            else:
                values = value if isinstance(value, list) else [value]
                assert {(name, each) for each in values} <= shown.checked(), name


def test_a_deep_link_leads_to_the_first_page_that_is_not_answered(claimant):
    assert claimant.get("consents").headers["Location"] == claimant.url("claimant")
    claimant.fill("contact")
    for page in ("address", "consents", "check"):
        assert claimant.get(page).headers["Location"] == claimant.url("contact")
    assert claimant.get("name").status_code == 200


def test_a_page_that_does_not_apply_leads_on(claimant):
    claimant.fill("contact")
    assert claimant.get("representative").headers["Location"] == claimant.url("contact")


def test_a_changed_answer_leads_back_to_the_check(claimant):
    claimant.fill()
    response = claimant.post("name", {**TYPED["name"], "name": "김노을"})
    assert response.headers["Location"] == claimant.url("check")
    assert "김노을" in parsed(claimant.get("check")).text


def test_a_change_that_raises_a_question_asks_only_that_one(claimant):
    claimant.fill()
    response = claimant.post("claimant", {"claimant_type": "minor_representative"})
    assert response.headers["Location"] == claimant.url("representative")
    response = claimant.post(
        "representative",
        {
            "representative-name": "김바다",
            "representative-birth_date-year": "1970",
            "representative-birth_date-month": "1",
            "representative-birth_date-day": "31",
            "representative-relation": "parent",
        },
    )
    assert response.headers["Location"] == claimant.url("check")


def test_answers_that_no_longer_apply_are_not_filed(claimant):
    claimant.fill(changed={"claimant": {"claimant_type": "withdrawn_member"}})
    claimant.post("account", {**TYPED["account"], "account-withdrew-year": "2024", "account-withdrew-month": "3"})
    claimant.post("claimant", {"claimant_type": "account_holder"})
    assert claimant.submit().status_code == 303
    claim = Claim.objects.get()
    assert (claim.joined, claim.withdrew) == (date(2019, 5, 1), None)


def test_the_check_shows_every_answer_and_a_way_to_change_each(claimant):
    claimant.fill()
    page = parsed(claimant.get("check"))
    for said in ("김하늘", "haneul@example.com", "010-2345-6789", "04524", "300,000", "공동현관 출입번호"):
        assert said in page.text
    assert {claimant.url(name) for name in PAGES[:-1]} <= set(page.links())


def test_the_back_link_leads_one_page_back_and_to_the_check_once_all_is_answered(claimant):
    assert claimant.url() in parsed(claimant.get("claimant")).links()
    claimant.fill("contact")
    assert claimant.url("name") in parsed(claimant.get("contact")).links()
    claimant.fill()
    assert claimant.url("check") in parsed(claimant.get("contact")).links()


def test_the_language_can_change_on_every_page_without_losing_place_or_answers(claimant):
    for page in claimant.fill():
        english = claimant.url(page).replace("/ko/", "/en/")
        assert english in parsed(claimant.get(page)).links()
        assert claimant.client.get(english).status_code == 200
    assert "김하늘" in parsed(claimant.client.get(f"/en/cases/{CASE}/check/")).text


def test_reloading_and_sending_a_page_again_changes_nothing(claimant):
    claimant.fill("address")
    first = claimant.post("address").headers["Location"]
    assert claimant.post("address").headers["Location"] == first
    assert claimant.get("address").status_code == claimant.get("account").status_code == 200


def test_two_tabs_share_one_draft(claimant):
    claimant.fill("account")  # tab A stands at the account
    claimant.post("name", {**TYPED["name"], "name": "김노을"})  # tab B changes the name
    assert claimant.post("account").status_code == 303  # tab A goes on
    claimant.fill()
    claimant.post("name", {**TYPED["name"], "name": "김노을"})
    assert "김노을" in parsed(claimant.get("check")).text


@pytest.mark.parametrize("page", PAGES[:-1])
def test_no_page_of_the_form_asks_the_database(claimant, page, django_assert_num_queries):
    changed = {"name": {**TYPED["name"], "birth_date-year": "2010"}}
    claimant.fill(page, changed=changed)
    with django_assert_num_queries(0):
        assert claimant.get(page).status_code == 200
        assert claimant.post(page, changed.get(page)).status_code == 303
        assert claimant.post(page, {"claimant_type": "\x00"}).status_code in {303, 422}


def test_the_check_asks_nothing_and_submitting_is_one_statement(claimant, django_assert_num_queries):
    claimant.fill()
    with django_assert_num_queries(0):
        claimant.get("check")
        claimant.client.post(claimant.url("check"), {})
    with django_assert_num_queries(1):
        assert claimant.submit().status_code == 303
    with django_assert_num_queries(0):
        assert claimant.get("receipt").status_code == 200


def test_a_case_that_is_not_public_is_not_found(claimant):
    for page in ("", "claimant/", "check/", "receipt/", "leave/"):
        assert claimant.client.get(f"/ko/cases/nothing-here/{page}").status_code == 404
    assert claimant.get("shoe-size").status_code == 404
