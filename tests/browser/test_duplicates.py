"""Counsel's review of pairs in a browser: clean, by keyboard, without a script, on a phone and on paper."""

import pytest

from tests.browser.steps import follow, press
from tests.browser.test_counsel import DESK, log_in
from tests.browser.watch import inspect

pytestmark = pytest.mark.browser

QUEUE = "/counsel/cases/coupang-2025/duplicates/"


def begin(page) -> tuple[str, str]:
    """Open the most valuable pair; returns its claims' numbers."""
    page.goto(QUEUE)
    follow(page, ".list-head a.primary")
    return numbers(page)


def numbers(page) -> tuple[str, str]:
    first, second = page.locator("table.compare thead a.code").all_inner_texts()
    return first, second


def left(page) -> int:
    page.goto(QUEUE)
    return page.locator("table.pairs tbody tr").count()


def undo(page) -> None:
    follow(page, ".undo-note button")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_queue_a_pair_a_preview_and_a_cluster_are_clean(windows, running, language):
    page = windows.open(language, viewport=DESK)
    log_in(page, running)
    for query in ("", "?show=automatic", "?show=household", "?claim=nonsense", "?score=0"):
        page.goto(QUEUE + query)
        inspect(page, language=language)
    page.goto(f"{QUEUE}?show=household")
    follow(page, "table.pairs tbody a")
    inspect(page)  # what claimants wrote is in their language
    begin(page)
    for folded in page.locator("main details").all():
        folded.evaluate("each => { each.open = true }")
    inspect(page)
    page.goto(QUEUE)
    page.select_option("#bulk-kind", "apart")
    follow(page, ".bulk button")
    inspect(page, language=language)
    page.goto(f"{QUEUE}?show=automatic")
    number = page.locator("table.pairs .code").first.inner_text()
    page.goto(f"/counsel/claims/{number}/")
    assert page.locator("section[aria-labelledby=pairs-title] h3").count() == 2
    inspect(page)


def test_pairs_are_decided_one_after_another_by_keys_and_undone_by_one(windows, running):
    page = windows.open("en", viewport=DESK)
    log_in(page, running)
    before, first = left(page), begin(page)
    press(page, "l")
    assert f"Linked {first[0]} and {first[1]}" in page.locator(".undo-note").inner_text()
    second = numbers(page)
    assert second != first
    inspect(page)
    press(page, "u")
    assert numbers(page) == first
    press(page, "s")
    assert first[0] not in numbers(page)
    assert left(page) == before


def test_keys_do_nothing_while_somebody_writes_or_when_they_are_switched_off(windows, running):
    page = windows.open("ko", viewport=DESK)
    log_in(page, running)
    first = begin(page)
    page.locator(".decide summary").click()
    page.locator("#note").press_sequentially("link 1 2 3 household")
    assert page.locator("#note").input_value() == "link 1 2 3 household"
    page.locator("[data-keys-switch]").uncheck()
    page.locator("h1").click()
    page.keyboard.press("l")
    page.reload()
    page.keyboard.press("k")
    assert numbers(page) == first
    page.locator("[data-keys-switch]").check()
    page.keyboard.press("Control+h")
    assert numbers(page) == first


def test_a_pair_is_decided_without_a_script_and_without_a_mouse(windows, running):
    page = windows.open("en", viewport=DESK, script=False)
    log_in(page, running)
    before, first = left(page), begin(page)
    assert not page.locator("[data-keys-note]").is_visible()
    page.locator(".decide summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Asked both by phone.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    press(page, "Enter")
    assert f"Kept {first[0]} and {first[1]} apart." in page.locator(".undo-note").inner_text()
    undo(page)
    assert numbers(page) == first
    assert "Asked both by phone." in page.locator(".timeline .quote").first.inner_text()
    assert left(page) == before


def test_two_who_decide_at_once_see_each_others_decision(windows, running):
    one, other = windows.open("en", viewport=DESK), windows.open("en", viewport=DESK)
    for page in (one, other):
        log_in(page, running)
    first = begin(one)
    other.goto(one.url)
    follow(one, "button[value=household]")
    follow(other, "button[value=link]")
    assert "Kept apart: one household" in other.locator(".problem").inner_text()
    assert numbers(other) == first
    inspect(other)
    undo(one)


def test_many_are_decided_at_once_and_undone_as_a_whole(windows, running):
    page = windows.open("en", viewport=DESK)
    log_in(page, running)
    before = left(page)
    page.select_option("#bulk-kind", "household")
    follow(page, ".bulk button")
    assert page.locator("h1").inner_text() == f"Household: {before} pairs"
    follow(page, "main form button.primary")
    assert page.locator(".note").inner_text() == f"{before} pairs decided."
    inspect(page, language="en")
    follow(page, "#result-title ~ form button")
    assert "undone" in page.locator(".note").inner_text()
    assert left(page) == before


def test_a_pair_prints_without_what_can_be_clicked(windows, running):
    page = windows.open("ko", viewport=DESK)
    log_in(page, running)
    begin(page)
    page.emulate_media(media="print")
    for hidden in (".top", ".decide form", "main button", ".neighbours"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator("table.compare").is_visible()
    assert page.locator("table.points").is_visible()
