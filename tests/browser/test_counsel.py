"""Counsel's site in a browser without JavaScript: every page is clean, and one claim goes from search to decision."""

import pytest

from tests.browser.steps import follow, press
from tests.browser.watch import assert_accessible, inspect

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}
CASE = "/counsel/cases/coupang-2025/"
PAGES = (
    "/counsel/",
    "/counsel/claims/",
    "/counsel/claims/?stage=expired&waiting_over=3000",
    CASE,
    f"{CASE}list/",
    f"{CASE}list/versions/3/",
    f"{CASE}list/cells/main/entrance_code/",
    f"{CASE}list/notices/add/",
    f"{CASE}conflicts/",
    f"{CASE}abuse/",
    f"{CASE}staff/",
    "/counsel/work/",
    "/counsel/schedule/",
    "/counsel/audit/",
    "/counsel/password/",
    "/counsel/nowhere/",
)


def log_in(page, running) -> None:
    name, password = running.counsel
    page.goto("/counsel/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    follow(page, "main button.primary")


def open_first(page, stage: str) -> str:
    """Go to the claim that has waited longest in a stage; returns its number."""
    page.goto(f"/counsel/claims/?case=coupang-2025&stage={stage}")
    follow(page, "table.list tbody a")
    return page.locator("h1").inner_text()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_is_clean_on_desk_and_phone(windows, running, language):
    page = windows.open(language, viewport=DESK)
    page.goto("/counsel/")
    inspect(page)
    log_in(page, running)
    for address in PAGES:
        page.goto(address)
        for folded in page.locator("main details").all():
            folded.evaluate("each => { each.removeAttribute('name'); each.open = true }")
        assert page.locator("html").get_attribute("lang") == language
        inspect(page)


@pytest.mark.parametrize("stage", ["duplicate_hold", "needs_information", "filed"])
def test_a_claim_is_clean_closed_opened_and_revealed(windows, running, stage):
    page = windows.open("ko", viewport=DESK)
    log_in(page, running)
    open_first(page, stage)
    inspect(page)
    for folded in page.locator("main details").all():
        folded.evaluate("each => { each.removeAttribute('name'); each.open = true }")
    inspect(page)
    page.select_option("#reveal-reason", "check_claim")
    follow(page, "button[name=group]")
    assert page.locator("mark.opened").count() > 0
    inspect(page)


def test_a_claim_is_found_looked_at_and_decided_by_keyboard_without_a_script(windows, running):
    page = windows.open("en", viewport=DESK, script=False)
    log_in(page, running)
    number = open_first(page, "review")
    page.goto("/counsel/")
    page.locator("#search-typed").focus()
    page.keyboard.type(number.lower().replace("-", ""))
    press(page, "Enter")
    assert page.url.endswith(f"/counsel/claims/{number}/")
    page.select_option("#reveal-reason", "check_claim")
    page.locator("button[value=name]").focus()
    press(page, "Enter")
    assert page.locator("mark.opened").count() == 1
    summary = page.locator("details.move summary").first
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Looked into it.")
    page.keyboard.press("Tab")
    press(page, "Enter")
    assert page.locator(".note").inner_text() == "Moved to “Checked”."
    assert page.locator(".timeline .quote").first.inner_text() == "Looked into it."
    assert page.locator("nav.neighbours a[rel=next]").is_visible()


def test_a_new_notice_is_recorded_and_shown(windows, running):
    page = windows.open("en", viewport=DESK)
    log_in(page, running)
    page.goto(f"{CASE}list/notices/add/")
    page.fill("[name=code]", "B1")
    page.select_option("[name=cohort]", index=2)
    page.select_option("[name=source]", "court")
    page.fill("[name=dated]", "2026-06-01")
    page.fill("[name=citation]", "2025가합100")
    page.select_option("[name=says_customs_code]", "leaked")
    page.fill("[name=reason]", "Judgment")
    follow(page, "main button.primary")
    follow(page, "button[value=save]")
    assert "is in force" in page.locator(".note").inner_text()
    assert_accessible(page)


def test_a_claim_prints_without_what_can_be_clicked(windows, running):
    page = windows.open("ko", viewport=DESK)
    log_in(page, running)
    open_first(page, "verified")
    page.emulate_media(media="print")
    for hidden in (".top", ".moves", "#reveal-reason", "main button"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator("h1").is_visible()
    assert page.locator(".checks").first.is_visible()


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("stage", ["duplicate_hold", "needs_information", "verified"])
def test_why_a_claim_was_judged_so_is_clean_on_screen_and_whole_on_paper(windows, running, language, stage):
    page = windows.open(language, viewport=DESK)
    log_in(page, running)
    number = open_first(page, stage)
    follow(page, "#checks-title ~ p a[href*='/runs/']")
    assert f"/counsel/claims/{number}/runs/" in page.url
    inspect(page, language=language)
    page.emulate_media(media="print")
    for part in ("#followed-title", "#items-title", "#rules-title", "#inputs-title", "#context-title"):
        assert page.locator(part).is_visible()
