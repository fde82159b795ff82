"""What a browser complains about, and what each page must be: accessible, no wider than its window, in one language."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

#: The address bar says the same; the page is meant to have that status.
_STATUS_OF_PAGE = re.compile(r"Failed to load resource: the server responded with a status of [45]\d\d")
_REPORT_BREACHES = """
addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP: " + event.effectiveDirective + " " + event.blockedURI + " " + event.sample))
"""
_AXE = Axe()
_WIDTHS = (390, 320)
#: What sticks out at the right, for the message.
_TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5)
  .map((e) => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40)).slice(0, 6)"""


class Watch:
    """Collects console errors, script errors, breaches of the Content-Security-Policy and requests that failed."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def over(self, context: BrowserContext) -> None:
        context.add_init_script(_REPORT_BREACHES)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("requestfailed", lambda request: self._on_failure(request.url, request.failure))

    def _on_console(self, message: ConsoleMessage) -> None:
        page = message.page
        own = page is not None and message.location["url"] == page.url and _STATUS_OF_PAGE.match(message.text)
        if message.type in {"error", "warning"} and not own:
            self.complaints.append(f"console: {message.text} ({message.location['url']})")

    def _on_failure(self, url: str, failure: str | None) -> None:
        if failure != "net::ERR_ABORTED":  # left before it was loaded
            self.complaints.append(f"request: {failure} ({url})")


def inspect(page: Page, *, language: str | None = None) -> None:
    """Fail unless the page passes axe, fits phones of 390 and 320 pixels, and speaks one language throughout."""
    assert_accessible(page)
    assert_no_wider_than_a_phone(page)
    if language:
        assert_in_one_language(page, language)


def assert_accessible(page: Page) -> None:
    results = _AXE.run(page)
    assert not results.violations_count, f"{page.url}\n{results.generate_report()}"


def assert_no_wider_than_a_phone(page: Page) -> None:
    before = page.viewport_size
    assert before is not None
    for width in _WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(_TOO_WIDE) == [], f"{page.url} is wider than {width} pixels"
    page.set_viewport_size(before)


def assert_in_one_language(page: Page, language: str) -> None:
    """No sentence of the other language is left: a text that was never translated would show as one."""
    assert page.locator("html").get_attribute("lang") == language
    text = page.locator("body").inner_text()
    foreign = {
        "ko": r"[A-Za-z’]{2,}(?: [A-Za-z’]+){3,}",  # four words in a row
        "en": r"[가-힣]{2,}(?: [가-힣]+){2,}",
    }[language]
    found = re.findall(foreign, text)
    assert not found, f"{page.url}: {found}"
