"""Back, reload, double click, two tabs, a slip of the finger and another language do no harm."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.browser.journey import SLUG, begin, english, fill, go_on, korean, place, receipt, send, submit
from tests.browser.steps import follow
from tests.serving import Visitor

pytestmark = pytest.mark.browser


def claims(running) -> object:
    return running.ask("SELECT count(*) FROM claims_claim")


@pytest.fixture
def ready(windows):
    """A claimant without JavaScript who has answered everything, before submitting."""
    page = windows.open("en", script=False)
    begin(page)
    go_on(page, english())
    page.locator("[name=attested]").check()
    return page


def test_back_leads_through_the_answers_and_keeps_them(windows):
    person = english()
    page = windows.open("en", script=False)
    begin(page)
    go_on(page, person, until="address")
    page.go_back()
    assert place(page) == "contact"
    assert page.locator("[name=email]").input_value() == person.email
    page.go_back()
    assert place(page) == "name"
    assert page.locator("[name=name]").input_value() == person.name
    send(page)
    go_on(page, person)
    assert person.email in page.locator("main").inner_text()


def test_the_link_back_keeps_the_answers_too(windows):
    person = english()
    page = windows.open("en", script=False)
    begin(page)
    go_on(page, person, until="address")
    follow(page, ".back a")
    assert place(page) == "contact"
    assert page.locator("[name=phone]").input_value() == person.phone


def test_a_receipt_can_be_reloaded_and_going_back_does_not_file_again(ready, running):
    before = claims(running)
    number, secret = submit(ready)
    ready.reload()
    assert receipt(ready) == (number, secret)
    ready.go_back()
    ready.goto(f"/en/cases/{SLUG}/check/")
    assert receipt(ready) == (number, secret)
    assert claims(running) == before + 1


def test_a_receipt_that_was_put_away_is_gone(ready):
    submit(ready)
    send(ready)
    ready.goto(f"/en/cases/{SLUG}/receipt/")
    assert ready.locator(".receipt").count() == 0


def test_a_double_click_files_one_claim(ready, running):
    """Both clicks are sent before either is answered."""
    before = claims(running)
    visitor_fields = {"attested": "yes"}
    cookies = {cookie["name"]: cookie["value"] for cookie in ready.context.cookies()}

    def click(_: int):
        visitor = Visitor(running.site)
        visitor.cookies = dict(cookies)
        fields = visitor_fields | {"csrfmiddlewaretoken": cookies["redress_csrf"]}
        sent = visitor.resend(f"/en/cases/{SLUG}/check/", fields)
        return sent.status, visitor.get(sent.to).text.split('class="code">')[1:3]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(click, range(4)))
    assert [status for status, _ in answers] == [303] * 4
    assert len({tuple(code.split("<")[0] for code in codes) for _, codes in answers}) == 1
    assert claims(running) == before + 1
    number, _ = submit(ready)  # and the window itself, late
    assert number in answers[0][1][0]
    assert claims(running) == before + 1


def test_two_tabs_of_one_claim_file_one_claim(ready, running):
    before = claims(running)
    other = ready.context.new_page()
    other.goto(f"/en/cases/{SLUG}/check/")
    number, secret = submit(ready)
    other.locator("[name=attested]").check()
    send(other)
    assert receipt(other) == (number, secret)
    assert claims(running) == before + 1


def test_a_form_left_open_in_a_second_tab_shows_the_receipt_once_submitted(ready, running):
    before = claims(running)
    other = ready.context.new_page()
    other.goto(f"/en/cases/{SLUG}/damages/")
    number, secret = submit(ready)
    fill(other, {"damages_sought": ["other"], "damages_sought-amount": "150000"})
    send(other)
    assert receipt(other) == (number, secret)
    assert claims(running) == before + 1


def test_wrong_input_is_told_above_and_beside_it_and_what_was_typed_stays(windows):
    page = windows.open("en", script=False)
    begin(page)
    go_on(page, english(), until="name")
    typed = {"name": "Grace Park", "birth_date-year": "1990", "birth_date-month": "13", "birth_date-day": "40"}
    fill(page, typed)
    send(page)
    assert place(page) == "name"
    assert page.title().startswith("Error:")
    (link,) = page.locator("[role=alert] li a").all()
    assert page.locator(f"main input{link.get_attribute('href')}").get_attribute("aria-invalid") == "true"
    assert page.locator("#birth_date-error").is_visible()
    assert {name: page.locator(f'[name="{name}"]').input_value() for name in typed} == typed
    fill(page, {"birth_date-month": "12", "birth_date-day": "4"})
    send(page)
    assert place(page) == "contact"


def test_a_change_from_the_check_of_all_answers_returns_there(windows):
    person = korean()
    page = windows.open("ko", script=False)
    begin(page)
    go_on(page, person)
    follow(page, 'a.change[href$="/contact/"]')
    assert place(page) == "contact"
    fill(page, {"email": "another@example.org"})
    send(page)
    assert place(page) == "check"
    shown = page.locator("main").inner_text()
    assert "another@example.org" in shown
    assert person.phone in shown


def test_a_change_that_opens_a_question_asks_it_and_then_returns(windows):
    page = windows.open("en", script=False)
    begin(page)
    go_on(page, english())
    follow(page, 'a.change[href$="/name/"]')
    fill(page, {"birth_date-year": "2012"})
    send(page)
    assert place(page) == "representative"
    fill(
        page,
        {
            "representative-name": "Grace Park",
            "representative-birth_date-year": "1980",
            "representative-birth_date-month": "1",
            "representative-birth_date-day": "2",
            "representative-relation": ["parent"],
        },
    )
    send(page)
    assert place(page) == "check"
    assert "Grace Park" in page.locator("main").inner_text()


def test_switching_the_language_keeps_the_answers_and_the_place(windows):
    person = korean()
    page = windows.open("ko", script=False)
    begin(page)
    go_on(page, person, until="address")
    follow(page, "a.language")
    assert (place(page), page.locator("html").get_attribute("lang")) == ("address", "en")
    go_on(page, person)
    assert person.name in page.locator("main").inner_text()
    follow(page, "a.language")
    assert (place(page), page.locator("html").get_attribute("lang")) == ("check", "ko")
    number, secret = submit(page)
    follow(page, "a.language")
    assert receipt(page) == (number, secret)


def test_a_page_in_the_middle_cannot_be_reached_before_those_ahead_of_it(windows):
    page = windows.open("en", script=False)
    page.goto(f"/en/cases/{SLUG}/consents/")
    assert place(page) == "claimant"
    page.goto(f"/en/cases/{SLUG}/check/")
    assert place(page) == "claimant"


def test_whoever_leaves_has_left_nothing_behind(windows, running):
    before = claims(running)
    page = windows.open("en", script=False)
    begin(page)
    go_on(page, english(), until="address")
    follow(page, 'main a[href$="/leave/"]')
    send(page)
    assert page.locator('main a.button[href$="/claimant/"]').count() >= 1
    assert not [cookie for cookie in page.context.cookies() if "draft" in cookie["name"]]
    assert claims(running) == before
