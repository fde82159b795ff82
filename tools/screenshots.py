"""Take the README's pictures again, from a running system with the demonstration in it.

    python -m tools.screenshots

A scratch system is started for it (as for the benchmarks) and gone afterwards. Needs Chromium.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from django.core.management import call_command
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.servers import PROJECT, gunicorn, scratch_system

IMAGES = PROJECT / "docs" / "images"
BORN = (("year", "1990"), ("month", "4"), ("day", "5"))
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]
#: What the README shows of each language.
_SHOWN = {"ko": {"about", "items", "check", "status"}, "en": {"items", "receipt"}}


def take(page: Page, name: str) -> None:
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=IMAGES / f"{name}.png")


def go_on(page: Page) -> None:
    with page.expect_navigation():
        page.click("main form button[type=submit]")


def claimant(browser: Browser, base: str, language: str, name: str) -> None:
    """File a claim on a phone without JavaScript, and look it up once it has been checked."""

    def show(what: str) -> None:
        if what in _SHOWN[language]:
            take(page, f"phone-{what}-{language}")

    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale=language)
    page = context.new_page()
    page.goto(f"{base}/{language}/cases/coupang-2025/")
    show("about")
    page.goto(f"{base}/{language}/cases/coupang-2025/claimant/")
    page.check("input[value=account_holder]")
    go_on(page)
    page.fill("[name=name]", name)
    for part, value in BORN:
        page.fill(f"[name=birth_date-{part}]", value)
    go_on(page)
    page.fill("[name=email]", f"picture-{language}@example.com")
    page.fill("[name=phone]", "010-2345-6789")
    go_on(page)
    page.fill("[name=address-postcode]", "04524")
    page.fill("[name=address-line]", "서울특별시 중구 세종대로 110")
    go_on(page)
    page.fill("[name=account-email]", f"picture-{language}@example.com")
    go_on(page)
    page.check("[name=notices][value=N3]")
    go_on(page)
    for item in ("name", "email", "entrance_code"):
        page.check(f"[name=data_items][value={item}]")
    page.check("[name=entrance_code_stored][value=yes]")
    show("items")
    go_on(page)
    page.check("[name=damages_sought][value=standard]")
    go_on(page)
    page.check("[name='other_proceedings-kind'][value=none]")
    go_on(page)
    for consent in page.query_selector_all("[name=consents]")[:2]:
        consent.check()
    go_on(page)
    show("check")
    page.check("[name=attested]")
    go_on(page)
    show("receipt")
    number, secret = page.locator(".receipt .code").all_inner_texts()
    subprocess.run([sys.executable, "manage.py", "work", "drain"], cwd=PROJECT, check=True, capture_output=True)
    page.goto(f"{base}/{language}/status/")
    page.fill("[name=claim_number]", number)
    page.fill("[name=receipt]", secret)
    for part, value in BORN:
        page.fill(f"[name=birth_date-{part}]", value)
    go_on(page)
    show("status")
    context.close()


def counsel(browser: Browser, base: str, login: Path) -> None:
    """Counsel's list, a claim that waits for a decision, the leaked-field list, and two claims side by side."""
    user, password = (line.split(": ", 1)[1] for line in login.read_text().splitlines()[:2])
    context = browser.new_context(viewport=DESK, locale="en")
    page = context.new_page()
    page.goto(f"{base}/counsel/")
    page.fill("[name=username]", user)
    page.fill("[name=password]", password)
    page.click("form button.primary")
    page.goto(f"{base}/counsel/claims/?stage=duplicate_hold")
    take(page, "counsel-list")
    page.click("main tbody a")
    take(page, "counsel-claim")
    page.goto(f"{base}/counsel/cases/coupang-2025/")
    take(page, "counsel-case")
    page.goto(f"{base}/counsel/cases/coupang-2025/list/")
    take(page, "counsel-leaked-list")
    page.goto(f"{base}/counsel/cases/coupang-2025/duplicates/")
    page.click("main tbody a")
    take(page, "counsel-duplicate")
    context.close()


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is not installed, so no pictures can be taken.")
    IMAGES.mkdir(exist_ok=True)
    for old in IMAGES.glob("*.png"):
        old.unlink()
    with scratch_system() as var:
        call_command("load_demonstration", verbosity=0)
        with gunicorn("config.wsgi") as port, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
            base = f"http://127.0.0.1:{port}"
            claimant(browser, base, "ko", "김하늘")
            claimant(browser, base, "en", "Haneul Kim")
            counsel(browser, base, var / "counsel-login.txt")
            browser.close()
    for image in sorted(IMAGES.glob("*.png")):
        print(f"{image.name}  {image.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
