"""What a page says when an answer is missing or wrong; nothing of it is kept, and nothing that was typed is lost."""

import pytest

from tests.intake.claimant import REPRESENTATIVE, TYPED, Claimant
from tests.intake.html import parsed

# Page, what is changed in what was typed, the input that the summary leads to.
WRONG = [
    ("claimant", {"claimant_type": ""}, "claimant_type-account_holder"),
    ("claimant", {"claimant_type": "lawyer"}, "claimant_type-account_holder"),
    ("name", {"name": ""}, "name"),
    ("name", {"name": "김"}, "name"),
    ("name", {"name": "900405-1234567"}, "name"),
    ("name", {"name": "김\x00하늘"}, "name"),
    ("name", {"name": "가" * 201}, "name"),
    ("name", {"birth_date-year": ""}, "birth_date-year"),
    ("name", {"birth_date-month": "13"}, "birth_date-year"),
    ("name", {"birth_date-day": "31"}, "birth_date-year"),
    ("name", {"birth_date-year": "2999"}, "birth_date-year"),
    ("name", {"birth_date-year": "90"}, "birth_date-year"),
    ("name", {"birth_date-year": "-990"}, "birth_date-year"),
    ("name", {"birth_date-year": "1e3"}, "birth_date-year"),
    ("representative", {"representative-name": ""}, "representative-name"),
    ("representative", {"representative-birth_date-day": "32"}, "representative-birth_date-year"),
    ("representative", {"representative-relation": ""}, "representative-relation-parent"),
    ("contact", {"email": "", "phone": ""}, "email"),
    ("contact", {"email": "haneul"}, "email"),
    ("contact", {"phone": "12"}, "phone"),
    ("address", {"address-postcode": ""}, "address-postcode"),
    ("address", {"address-line": "공동현관 비밀번호 1234"}, "address-line"),
    ("account", {"account-email": "", "account-phone": ""}, "account-email"),
    ("account", {"account-joined-month": ""}, "account-joined-year"),
    ("notices", {"notices": ["N2", "N9"]}, "notices-N1"),
    ("notices", {"notices-N3-month": "13"}, "notices-N3-year"),
    ("data", {"data_items": []}, "data_items-name"),
    ("data", {"data_items": ["shoe_size"]}, "data_items-name"),
    ("data", {"entrance_code_stored": ""}, "entrance_code_stored-yes"),
    ("damages", {"damages_sought": ""}, "damages_sought-standard"),
    ("damages", {"damages_sought-amount": ""}, "damages_sought-amount"),
    ("damages", {"damages_sought-amount": "1"}, "damages_sought-amount"),
    ("damages", {"damages_sought-amount": "99999999"}, "damages_sought-amount"),
    ("damages", {"damages_sought-amount": "NaN"}, "damages_sought-amount"),
    ("damages", {"damages_sought-amount": "Infinity"}, "damages_sought-amount"),
    ("damages", {"damages_sought-amount": "-200000"}, "damages_sought-amount"),
    ("damages", {"damages_sought-amount": "1e308"}, "damages_sought-amount"),
    ("damages", {"damages_sought-amount": "9" * 50_000}, "damages_sought-amount"),
    ("proceedings", {"other_proceedings-kind": ""}, "other_proceedings-kind-none"),
    ("proceedings", {"other_proceedings-details": "가" * 201}, "other_proceedings-details"),
    ("consents", {"consents": []}, "consents-collection"),
    ("consents", {"consents": ["collection"]}, "consents-provision_to_court"),
    ("consents", {"version-collection": "0"}, "consents-collection"),
    ("consents", {"version-news": ""}, "consents-news"),
]


def typed(page, changes):
    return (REPRESENTATIVE if page == "representative" else TYPED[page]) | changes


def draft(someone):
    return [morsel.value for name, morsel in someone.client.cookies.items() if "draft" in name]


def at(page):
    """A claimant who has come to a page; a minor where it is the representative's."""
    someone = Claimant()
    someone.fill(page, changed={"name": typed("name", {"birth_date-year": "2010"})} if page == "representative" else {})
    return someone


@pytest.mark.parametrize(("page", "changes", "target"), WRONG)
def test_a_wrong_answer_is_told_above_the_form_and_beside_the_question(coupang, page, changes, target):
    someone = at(page)
    before = draft(someone)
    response = someone.post(page, typed(page, changes))
    shown = parsed(response)
    assert response.status_code == 422
    assert f"#{target}" in shown.links()
    assert target in shown.ids()
    assert shown.title.startswith(("Error:", "오류:"))
    assert "alert" in [a.get("role") for a in shown.all("div")]
    assert [i for i in shown.ids() if i.endswith("-error")]
    assert draft(someone) == before


@pytest.mark.parametrize(("page", "changes", "target"), WRONG)
def test_a_wrong_answer_stays_in_its_input(coupang, page, changes, target):
    shown = parsed(at(page).post(page, typed(page, changes)))
    for name, value in typed(page, changes).items():
        if name in shown.inputs() and shown.inputs()[name].get("type") and "\x00" not in value:
            assert shown.inputs()[name]["value"] == value.strip()


def test_the_wrong_input_is_described_by_its_error_and_marked_invalid(claimant):
    claimant.fill("contact")
    name = parsed(claimant.post("contact", {"email": "haneul"})).inputs()["email"]
    assert name["aria-invalid"] == "true"
    assert "email-error" in name["aria-describedby"].split()


def test_everything_wrong_on_a_page_is_told_at_once(claimant):
    claimant.fill("name")
    links = parsed(claimant.post("name", {})).links()
    assert {"#name", "#birth_date-year"} <= set(links)


@pytest.mark.parametrize(("written", "kept"), [("200,000", "200000"), ("300000원", "300000"), ("₩ 1000000", None)])
def test_a_sum_is_taken_as_people_write_it(claimant, written, kept):
    claimant.fill("damages")
    response = claimant.post("damages", {"damages_sought": "other", "damages_sought-amount": written})
    assert response.status_code == (303 if kept else 422)
    if kept == "200000":
        assert ("damages_sought", "standard") in parsed(claimant.get("damages")).checked()
    elif kept:
        assert parsed(claimant.get("damages")).inputs()["damages_sought-amount"]["value"] == kept


@pytest.mark.parametrize("year", ["1990", "1990년", "１９９０", " 1990 "])
def test_a_date_is_taken_as_people_write_it(claimant, year):
    claimant.fill("name")
    assert claimant.post("name", typed("name", {"birth_date-year": year})).status_code == 303
    assert parsed(claimant.get("name")).inputs()["birth_date-year"]["value"] == "1990"


def test_a_date_for_a_notice_that_is_not_ticked_is_left_aside(claimant):
    claimant.fill("notices")
    assert claimant.post("notices", {"notices-N3-year": "20", "notices-N3-month": "99"}).status_code == 303


def test_what_was_typed_is_shown_as_text_and_never_as_markup(claimant):
    claimant.fill("name")
    response = claimant.post("name", {"name": '"><script>alert(1)</script>', "birth_date-year": '"><b>'})
    assert b"<script" not in response.content
    assert b"<b>" not in response.content
    assert parsed(response).inputs()["name"]["value"] == '"><script>alert(1)</script>'


def test_ten_thousand_fields_are_refused(claimant):
    assert claimant.post("claimant", {f"field{n}": "x" for n in range(10_000)}).status_code in {400, 413}
    assert claimant.post("claimant", {f"f{n}": "" for n in range(400)}).status_code == 400


def test_a_body_above_the_limit_is_refused(claimant):
    assert claimant.post("claimant", {"claimant_type": "x" * 70_000}).status_code == 413


def test_fields_that_no_page_has_are_left_aside(claimant):
    response = claimant.post("claimant", {"claimant_type": "account_holder", "stage": "verified", "id": "1"})
    assert response.status_code == 303
