"""The API's reference in a browser: the console and the policy have no complaint, axe finds nothing, phones fit it."""

import pytest

from tests.browser.watch import assert_accessible, assert_no_wider_than_a_phone


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_reference_is_clean_and_readable(windows, language, scheme):
    page = windows.open(language, color_scheme=scheme)
    answer = page.goto("/api/v1/docs/")
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)
    assert_no_wider_than_a_phone(page)
    with page.expect_navigation():
        page.get_by_role("link", name={"ko": "English", "en": "한국어"}[language]).click()
    assert page.locator("html").get_attribute("lang") != language
    assert page.context.cookies() == []
