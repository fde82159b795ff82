"""Steps from one page to the next, each at its end only when the next page is there."""

from playwright.sync_api import Page


def follow(page: Page, selector: str) -> None:
    """Click the first link or button that the selector names, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait for that page."""
    with page.expect_navigation():
        page.keyboard.press(key)
