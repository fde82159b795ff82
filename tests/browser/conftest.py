"""One running system and one Chromium for all browser tests, which are apart from Django: they see what people see.

What one test files stays there for the next: each files claims of people of its own.
"""

import os
import shutil

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.system import system
from tests.browser.watch import Watch
from tests.serving import Site

#: Chromium without what reaches for hosts of its maker; --no-sandbox, for CI runs as root.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="package")
def chromium_path():
    """Where Chromium is. Its absence skips these tests, unless REDRESS_REQUIRE_BROWSER=1 says that it must be there."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    missing = "There is no Chromium on this machine: the pages were not tried in a browser."
    if os.environ.get("REDRESS_REQUIRE_BROWSER") == "1":
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="package")
def running(chromium_path, tmp_path_factory):
    """The running system."""
    with system(tmp_path_factory.mktemp("browser")) as started:
        yield started


@pytest.fixture(scope="package")
def browser(chromium_path):
    """Chromium."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path, args=_FLAGS)
        yield launched
        launched.close()


class Windows:
    """Opens browser windows (each with cookies of its own) and watches what goes wrong in any of them."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser = browser
        self._site = site
        self._contexts: list[BrowserContext] = []
        self.watch = Watch()

    def open(self, language: str = "ko", *, script: bool = True, **options) -> Page:
        """A window on a phone, unless `viewport` says otherwise."""
        context = self._browser.new_context(
            base_url=self._site.url,
            locale={"ko": "ko-KR", "en": "en-GB"}[language],
            timezone_id="Asia/Seoul",
            java_script_enabled=script,
            **{"viewport": PHONE, **options},
        )
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        self.watch.over(context)
        return context.new_page()

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def windows(browser, running):
    """Browser windows, closed at the end; a console error or a breach of the CSP in any of them is a failure."""
    opened = Windows(browser, running.site)
    yield opened
    opened.close()
    assert not opened.watch.complaints
