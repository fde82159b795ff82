"""The leaked-field list in a browser: a notice with its file goes over the preview to a version; pages are clean."""

import pytest

from tests.browser.steps import follow
from tests.browser.test_counsel import CASE, DESK, log_in
from tests.browser.watch import inspect
from tests.claims.services.test_leaked_list_documents import PDF

pytestmark = pytest.mark.browser

LIST = f"{CASE}list/"
RULING = {"name": "판결문.pdf", "mimeType": "application/pdf", "buffer": PDF}


def fill_notice(page, code: str) -> None:
    page.goto(f"{LIST}notices/add/")
    page.fill("#id_code", code)
    page.select_option("#id_cohort", index=2)
    page.select_option("#id_source", "court")
    page.fill("#id_dated", "2026-03-13")
    page.fill("#id_citation", "2025가합1")
    page.select_option("#id_says_payment", "leaked")
    page.fill("#id_reason", "1심 판결")


def version_of(page) -> int:
    page.goto(LIST)
    return int(page.locator("#versions-title ~ .scroll tbody th a").first.inner_text())


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_notice_goes_from_form_over_preview_to_version_and_a_pin_comes_and_goes(windows, running, language):
    page = windows.open(language, viewport=DESK, script=False)
    log_in(page, running)
    before = version_of(page)
    fill_notice(page, f"COURT-{language}")
    page.set_input_files("#id_file", RULING)
    follow(page, "main form.stack button.primary")
    assert page.locator("dd a.paper").inner_text() == RULING["name"]
    follow(page, "button[value=edit]")
    assert page.input_value("#id_citation") == "2025가합1"
    follow(page, "main form.stack button.primary")
    follow(page, "button[value=save]")
    assert version_of(page) == before + 1
    page.goto(f"{LIST}cells/main/payment/")
    with page.expect_download() as download:
        page.locator("a.paper").first.click()
    assert download.value.suggested_filename == RULING["name"]
    page.locator("#pin-title ~ form input[type=radio]").first.check()
    page.fill("#pin_reason", "Conceded")
    follow(page, "button[value=pin]")
    follow(page, "button[value=save]")
    page.goto(f"{LIST}cells/main/payment/")
    page.fill("#unpin_reason", "Withdrawn")
    follow(page, "button[value=unpin]")
    follow(page, "button[value=save]")
    assert version_of(page) == before + 3


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_pages_of_the_list_are_clean_on_desk_and_phone(windows, running, language):
    page = windows.open(language, viewport=DESK)
    log_in(page, running)
    for address in ("differences/?from=2&to=7", "versions/7/print/", "cohorts/add/", "items/add/"):
        page.goto(LIST + address)
        assert page.locator("h1").count() == 1
        inspect(page)
    fill_notice(page, "LOOK")
    follow(page, "main form.stack button.primary")
    assert page.locator("button[value=save]").count() == 1
    inspect(page)


def test_a_file_that_is_too_large_is_told_before_it_is_sent(windows, running):
    page = windows.open("en", viewport=DESK)
    log_in(page, running)
    fill_notice(page, "LARGE")
    page.locator("#id_file").evaluate("input => { input.dataset.limit = '10' }")
    page.set_input_files("#id_file", RULING)
    assert page.locator("#id_file").evaluate("input => input.validationMessage") == "The file is larger than 10 MB."
    page.click("main form.stack button.primary")
    assert page.locator("#id_code").count() == 1
    page.set_input_files("#id_file", [])
    assert page.locator("#id_file").evaluate("input => input.validationMessage") == ""
