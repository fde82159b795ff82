"""The rules of a case in a browser: a change goes over its preview to a version, and the pages are clean."""

import pytest

from tests.browser.steps import follow
from tests.browser.test_counsel import CASE, DESK, log_in
from tests.browser.watch import inspect

pytestmark = pytest.mark.browser

RULES = f"{CASE}rules/"


def version_of(page) -> int:
    page.goto(RULES)
    return int(page.locator("input[name=seen_version]").get_attribute("value") or "")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_threshold_goes_over_what_it_does_to_a_version(windows, running, language):
    page = windows.open(language, viewport=DESK, script=False)
    log_in(page, running)
    before = version_of(page)
    days = int(page.input_value("#id_threshold_days_to_file")) - 1
    page.fill("#id_threshold_days_to_file", str(days))
    page.fill("#id_reason", "더 일찍 알 필요가 없음")
    follow(page, "button[value=check]")
    assert version_of(page) == before
    page.fill("#id_threshold_days_to_file", str(days))
    page.fill("#id_reason", "더 일찍 알 필요가 없음")
    follow(page, "button[value=check]")
    follow(page, "button[value=edit]")
    assert page.input_value("#id_threshold_days_to_file") == str(days)
    follow(page, "button[value=check]")
    follow(page, "button[value=save]")
    assert version_of(page) == before + 1


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_pages_of_the_rules_are_clean(windows, running, language):
    page = windows.open(language, viewport=DESK)
    log_in(page, running)
    page.goto(RULES)
    inspect(page)
    page.check("#id_rule_identity")
    page.fill("#id_reason", "본인확인 도입")
    follow(page, "button[value=check]")
    assert page.locator("button[value=save]").count() == 1
    inspect(page)
