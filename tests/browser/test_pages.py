"""Every public page: axe finds nothing, nothing breaches the CSP, phones fit it, and it speaks one language."""

import re

import pytest

from tests.browser.journey import (
    SLUG,
    begin,
    english,
    fill,
    follow,
    go_on,
    korean,
    look_up,
    place,
    receipt,
    send,
    submit,
)
from tests.browser.watch import assert_accessible, inspect
from tests.serving import Visitor

pytestmark = pytest.mark.browser
PEOPLE = pytest.mark.parametrize("person", [korean(), english()], ids=["in Korean", "in English"])


@PEOPLE
def test_each_page_of_the_way_is_clean_before_and_after_a_mistake(windows, person):
    page = windows.open(person.language)
    page.goto("/")
    inspect(page, language=person.language)
    follow(page, f'main a[href$="/cases/{SLUG}/"]')
    inspect(page, language=person.language)
    follow(page, 'main a.button[href$="/claimant/"]')
    for here in person.answers:
        assert place(page) == here
        inspect(page, language=person.language)
        if here != "notices":  # none need have come
            clear(page)
            send(page)
            assert place(page) == here
            assert page.locator("[role=alert] li a").count() >= 1
            inspect(page, language=person.language)
        fill(page, person.answers[here])
        send(page)
    assert place(page) == "check"
    inspect(page, language=person.language)
    send(page)  # not attested
    assert place(page) == "check"
    inspect(page, language=person.language)
    submit(page)
    inspect(page, language=person.language)


def clear(page) -> None:
    """Take out what the page proposes by itself."""
    for field in page.locator("main input[type=text], main input[type=email], main input[type=tel]").all():
        if field.is_visible():
            field.fill("")


@PEOPLE
def test_what_a_representative_sees_is_clean(windows, person):
    page = windows.open(person.language)
    begin(page)
    page.locator('[name=claimant_type][value="minor_representative"]').check()
    send(page)
    inspect(page, language=person.language)
    fill(page, {"name": person.name, "birth_date-year": "2012", "birth_date-month": "3", "birth_date-day": "9"})
    send(page)
    assert place(page) == "representative"
    inspect(page, language=person.language)
    follow(page, 'main a[href$="/leave/"]')
    inspect(page, language=person.language)


@PEOPLE
def test_looking_up_is_clean(windows, running, person):
    page = windows.open(person.language)
    page.goto(f"/{person.language}/status/")
    inspect(page, language=person.language)
    send(page)
    inspect(page, language=person.language)
    look_up(page, "R-22222-22222-2", "ABCD " * 8, person.birth)
    inspect(page, language=person.language)
    begin(page)
    go_on(page, person, until="proceedings")
    fill(page, {"other_proceedings-kind": ["other_suit"]})
    send(page)
    go_on(page, person)
    number, secret = submit(page)
    running.do_all_work()
    look_up(page, number, secret, person.birth)
    assert page.locator(".needs li").count() == 1
    inspect(page, language=person.language)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_that_say_no_are_clean(windows, language):
    page = windows.open(language)
    for path, status in {
        f"/{language}/nowhere/": 404,
        f"/{language}/cases/nowhere/": 404,
        f"/{language}/cases/{SLUG}/receipt/": 404,
    }.items():
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status
        inspect(page, language=language)
    page.goto(f"/{language}/cases/{SLUG}/claimant/")
    page.context.clear_cookies()
    fill(page, {"claimant_type": ["heir"]})
    send(page)  # without its cookie: 403
    inspect(page, language=language)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_door_that_is_shut_for_a_while_says_when_it_opens(windows, running, language):
    page = windows.open(language)
    page.goto(f"/{language}/status/")
    fill(page, {"claim_number": "R-22222-22222-2", "receipt": "x", "birth_date-year": "1990"})
    neighbour = Visitor(running.site)  # behind the same network address
    question = {"claim_number": "R-22222-22222-2", "receipt": "x", "birth_date": "1990-01-01"}
    while neighbour.post_json("/api/v1/claim-status", question).status != 429:
        assert len(neighbour.answers) < 100
    send(page)
    assert not page.locator("main form").count()
    assert re.search(r"[1-9]\d* ?(second|초)", page.locator("main").inner_text())
    inspect(page, language=language)


def test_a_page_that_was_too_much_to_send_is_clean(windows):
    page = windows.open("en")
    begin(page)
    go_on(page, english(), until="address")
    page.locator("[name=address-line]").evaluate("(field) => { field.value = 'x'.repeat(70000) }")
    send(page)
    assert page.locator("h1").inner_text() == "That was too much to send"
    inspect(page, language="en")


def test_when_the_database_refuses_nothing_is_lost_and_the_same_form_can_be_sent_again(windows, running):
    person = english()
    page = windows.open("en")
    begin(page)
    go_on(page, person)
    before = running.ask("SELECT count(*) FROM claims_claim")
    with running.refusing_to_store_claims():
        page.locator("[name=attested]").check()
        send(page)
        assert page.locator("h1").inner_text() == "We cannot take this in at the moment"
        inspect(page, language="en")
    assert running.ask("SELECT count(*) FROM claims_claim") == before
    page.go_back()
    submit(page)
    assert running.ask("SELECT count(*) FROM claims_claim") == before + 1


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_page_that_breaks_is_clean(windows, running, language):
    person = {"ko": korean(), "en": english()}[language]
    page = windows.open(language)
    begin(page)
    go_on(page, person)
    number, secret = submit(page)
    running.break_birth_date(number)
    look_up(page, number, secret, person.birth)
    assert page.url.endswith("/status/")
    assert not page.locator("main form").count()
    inspect(page, language=language)


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_colours_are_legible_in_both_schemes_and_on_a_desktop(windows, scheme):
    person = english()
    page = windows.open("en", color_scheme=scheme, viewport={"width": 1280, "height": 900})
    page.goto("/en/")
    assert_accessible(page)
    begin(page)
    send(page)
    assert_accessible(page)
    go_on(page, person, until="data")
    assert_accessible(page)
    go_on(page, person, until="consents")
    assert_accessible(page)
    go_on(page, person)
    assert_accessible(page)
    number, secret = submit(page)
    assert receipt(page) == (number, secret)
    assert_accessible(page)
    look_up(page, number, secret, person.birth)
    assert_accessible(page)


def test_a_receipt_prints_on_one_page(windows):
    person = korean()
    page = windows.open("ko")
    begin(page)
    go_on(page, person)
    submit(page)
    page.emulate_media(media="print")
    assert page.locator(".receipt").is_visible()
    assert not page.locator("main form").is_visible()
    printed = page.pdf(format="A4")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") + printed.count(b"/Type /Page/") == 1
