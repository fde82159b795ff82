"""A contact is confirmed by the code that was sent to it, and an identity by the provider; on a phone."""

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.browser.conftest import Windows
from tests.browser.journey import begin, english, go_on, korean, send, submit
from tests.browser.steps import follow
from tests.browser.watch import inspect
from tests.identity_provider import ADDRESS, PATH, loopback_provider
from tests.serving import Site

pytestmark = pytest.mark.browser
PEOPLE = pytest.mark.parametrize("person", [korean(), english()], ids=["in Korean", "in English"])
CONTACT = "main a[href$='/contact/email/']"


def code_sent_to(running, person):
    """The code in the only mail to a person."""
    written = b"".join(file.read_bytes() for file in Path(running.environment["REDRESS_VAR"], "mail").iterdir())
    mails = [message_from_bytes(raw.lstrip(), policy=policy.default) for raw in written.split(b"-" * 79)]
    (mail,) = [mail for mail in mails if mail["To"] == person.email]
    (code,) = re.findall(r"\b[0-9]{6}(?![0-9])", mail.get_content())
    return code


@PEOPLE
def test_the_receipt_leads_to_a_code_that_is_pasted_with_spaces(windows, running, person):
    page = windows.open(person.language, script=False)
    begin(page)
    go_on(page, person)
    submit(page)
    follow(page, CONTACT)
    form = page.url
    assert person.email not in page.content()
    send(page)
    running.do_all_work()
    code = code_sent_to(running, person)
    page.locator("[name=code]").fill("000000" if code != "000000" else "111111")
    send(page)
    assert page.locator("[role=alert] li a").count() == 1
    page.locator("[name=code]").fill(f" {code[:3]} {code[3:]}")
    send(page)
    assert page.url.endswith("/status/claim/")
    assert page.locator(".facts .tag").count() == 1
    assert page.locator(CONTACT).count() == 0
    page.goto(form)  # an old tab
    assert page.url.endswith("/status/claim/")


@PEOPLE
def test_its_pages_are_clean_before_and_after_a_mistake(windows, running, person):
    page = windows.open(person.language)
    begin(page)
    go_on(page, person)
    submit(page)
    inspect(page, language=person.language)
    follow(page, CONTACT)
    inspect(page, language=person.language)
    send(page)
    inspect(page, language=person.language)
    send(page)  # without a code
    inspect(page, language=person.language)
    assert page.locator("[name=code]").get_attribute("autocomplete") == "one-time-code"
    for _ in range(3):
        running.do_all_work()
        follow(page, "#again")
    inspect(page, language=person.language)  # too many
    assert page.locator("[role=alert]").count() == 1
    follow(page, "a[href$='/status/claim/']")
    inspect(page, language=person.language)


@PEOPLE
def test_identity_is_verified_at_the_provider_and_the_browser_comes_back(browser, running, tmp_path, person):
    told = {"name": person.name, "birth_date": "-".join(part.zfill(2) for part in person.birth), "token": "CI"}
    with loopback_provider(told) as provider:
        chosen = {"REDRESS_IDENTITY_PROVIDER": PATH, ADDRESS: provider.url}
        with Site(tmp_path / "web.log", **running.environment | chosen) as site:
            windows = Windows(browser, site)
            try:
                page = windows.open(person.language)
                begin(page)
                go_on(page, person)
                submit(page)
                page.goto(f"/{person.language}/status/claim/")
                follow(page, "main a[href$='/identity/']")
                inspect(page, language=person.language)
                send(page)
                assert page.url.endswith("/status/claim/")
                assert page.locator(".facts .tag").count() == 1
                inspect(page, language=person.language)
                page.goto(f"/{person.language}/status/claim/identity/return/?state=made-up")
                inspect(page, language=person.language)
                assert not [one for one in windows.watch.complaints if "422" not in one]
            finally:
                windows.close()
