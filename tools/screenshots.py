"""Take the README's pictures again, from a running system with the demonstration in it.

    python -m tools.screenshots

A scratch system is started for it (as for the benchmarks) and gone afterwards. Needs Chromium.
"""

import shutil
import sys
from pathlib import Path

from django.core.management import call_command
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.servers import PROJECT, gunicorn, scratch_system

IMAGES = PROJECT / "docs" / "images"
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
_NEXT = "main form button[type=submit]"


def take(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / f"{name}.png")


def claimant(browser: Browser, base: str, language: str, name: str) -> None:
    """File a claim on a phone without JavaScript, and look it up."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale=language)
    page = context.new_page()
    page.goto(f"{base}/{language}/cases/coupang-2025/")
    take(page, f"phone-about-{language}")
    page.goto(f"{base}/{language}/cases/coupang-2025/claimant/")
    page.check("input[value=account_holder]")
    page.click(_NEXT)
    page.fill("[name=name]", name)
    for part, value in (("year", "1990"), ("month", "4"), ("day", "5")):
        page.fill(f"[name=birth_date-{part}]", value)
    page.click(_NEXT)
    page.fill("[name=email]", f"picture-{language}@example.com")
    page.fill("[name=phone]", "010-2345-6789")
    page.click(_NEXT)
    page.fill("[name=address-postcode]", "04524")
    page.fill("[name=address-line]", "서울특별시 중구 세종대로 110")
    page.click(_NEXT)
    page.fill("[name=account-email]", f"picture-{language}@example.com")
    page.click(_NEXT)
    page.check("[name=notices][value=N3]")
    page.click(_NEXT)
    for item in ("name", "email", "entrance_code"):
        page.check(f"[name=data_items][value={item}]")
    page.check("[name=entrance_code_stored][value=yes]")
    take(page, f"phone-items-{language}")
    page.click(_NEXT)
    page.check("[name=damages_sought][value=standard]")
    page.click(_NEXT)
    page.check("[name='other_proceedings-kind'][value=none]")
    page.click(_NEXT)
    for consent in page.query_selector_all("[name=consents]")[:2]:
        consent.check()
    page.click(_NEXT)
    take(page, f"phone-check-{language}")
    page.check("[name=attested]")
    page.click(_NEXT)
    take(page, f"phone-receipt-{language}")
    context.close()


def counsel(browser: Browser, base: str, login: Path) -> None:
    """Counsel's list, a claim that waits for a decision, and the leaked-field list."""
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
    context.close()


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is not installed, so no pictures can be taken.")
    IMAGES.mkdir(exist_ok=True)
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
