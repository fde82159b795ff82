"""A claim is filed on a phone, without JavaScript, in each language, and looked up again."""

import pytest
from django.utils import translation

from claims.wording.stages import stage_label
from tests.browser.journey import begin, english, go_on, korean, look_up, place, receipt, send, submit

pytestmark = pytest.mark.browser
LANGUAGES = pytest.mark.parametrize("person", [korean(), english()], ids=["in Korean", "in English"])


def label(stage: str, language: str) -> str:
    with translation.override(language):
        return str(stage_label("claim", stage))


@LANGUAGES
def test_a_claim_is_filed_without_javascript_and_looked_up_with_its_receipt(windows, running, person):
    page = windows.open(person.language, script=False)
    begin(page)
    assert f"/{person.language}/" in page.url
    go_on(page, person)
    shown = page.locator("main").inner_text()
    assert person.name in shown
    assert person.email in shown
    number, secret = submit(page)

    later = windows.open(person.language, script=False)  # another day: no cookie is left
    look_up(later, number, secret, person.birth)
    assert number in later.locator("main").inner_text()
    assert later.locator(".now h2").inner_text() == label("submitted", person.language)
    assert later.locator("[aria-current=step]").count() == 1

    running.do_all_work()
    later.reload()
    assert later.locator(".now h2").inner_text() == label("verifying", person.language)
    assert secret not in later.content()
    assert person.name not in later.content()


@LANGUAGES
def test_what_is_asked_of_a_claimant_is_told_in_words_with_the_stage(windows, running, person):
    page = windows.open(person.language, script=False)
    begin(page)
    go_on(page, person, until="proceedings")
    page.locator('[name="other_proceedings-kind"][value="other_suit"]').check()
    send(page)
    go_on(page, person)
    number, secret = submit(page)
    running.do_all_work()
    look_up(page, number, secret, person.birth)
    assert page.locator(".now h2").inner_text() == label("needs_information", person.language)
    assert page.locator(".needs li").count() == 1


def test_a_wrong_receipt_an_unknown_number_and_a_wrong_birth_date_look_alike(windows):
    person = english()
    page = windows.open("en", script=False)
    begin(page)
    go_on(page, person)
    number, secret = submit(page)
    answers = set()
    wrong = [
        (number, secret[:-1] + ("A" if secret[-1] != "A" else "B"), person.birth),
        ("R-22222-22222-2", secret, person.birth),
        (number, secret, ("1990", "4", "6")),
    ]
    for number_, secret_, birth in wrong:
        look_up(page, number_, secret_, birth)
        answers.add(page.locator(".summary").inner_text())
    assert len(answers) == 1
    look_up(page, number, secret, person.birth)
    assert place(page) == "claim" if "/cases/" in page.url else page.url.endswith("/status/claim/")


def test_a_child_is_filed_for_by_the_representative(windows, running):
    page = windows.open("ko", script=False)
    begin(page)
    page.locator('[name=claimant_type][value="minor_representative"]').check()
    send(page)
    assert place(page) == "name"
    for name, text in {
        "name": "박새봄",
        "birth_date-year": "2012",
        "birth_date-month": "3",
        "birth_date-day": "9",
    }.items():
        page.locator(f'[name="{name}"]').fill(text)
    send(page)
    assert place(page) == "representative"
    for name, text in {
        "representative-name": "박한결",
        "representative-birth_date-year": "1980",
        "representative-birth_date-month": "11",
        "representative-birth_date-day": "30",
    }.items():
        page.locator(f'[name="{name}"]').fill(text)
    page.locator('[name="representative-relation"]').first.check()
    send(page)
    person = korean()
    assert place(page) == "contact"
    _go_on_with_account(page, person)
    number, _ = submit(page)
    assert receipt(page)[0] == number
    assert _claimant_type(running, number) == "minor_representative"


def _go_on_with_account(page, person) -> None:
    """A representative's account is not guessed from the contact: it must be typed."""
    go_on(page, person, until="account")
    page.locator('[name="account-email"]').fill(person.email)
    send(page)
    go_on(page, person)


def _claimant_type(running, number: str) -> object:
    return running.ask("SELECT claimant_type FROM claims_claim WHERE number = %s", number)
