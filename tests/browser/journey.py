"""How a claimant goes through the form: page by page, by what the page asks."""

import re
from dataclasses import dataclass, field
from uuid import uuid4

from playwright.sync_api import Page

from tests.browser.steps import follow

SLUG = "coupang-2025"
#: By page, what is typed or ticked: input name → text, or the values ticked.
Answers = dict[str, dict[str, str | list[str]]]


@dataclass(frozen=True)
class Person:
    """An invented claimant, unlike every other."""

    language: str
    name: str
    birth: tuple[str, str, str] = ("1990", "4", "5")
    unique: int = field(default_factory=lambda: uuid4().int)

    @property
    def email(self) -> str:
        return f"person{self.unique % 10**12}@example.org"

    @property
    def phone(self) -> str:
        return f"010-{2000 + self.unique // 7 % 3000:04}-{self.unique // 13 % 10000:04}"

    @property
    def answers(self) -> Answers:
        year, month, day = self.birth
        return {
            "claimant": {"claimant_type": ["account_holder"]},
            "name": {"name": self.name, "birth_date-year": year, "birth_date-month": month, "birth_date-day": day},
            "contact": {"email": self.email, "phone": self.phone},
            "address": {"address-postcode": "04524", "address-line": f"세종대로 {self.unique % 900 + 1}, 101동 1204호"},
            "account": {"account-email": self.email, "account-joined-year": "2019", "account-joined-month": "5"},
            "notices": {"notices": ["N3"]},
            "data": {"data_items": ["name", "email", "phone"], "entrance_code_stored": ["no"]},
            "damages": {"damages_sought": ["standard"]},
            "proceedings": {"other_proceedings-kind": ["none"]},
            "consents": {"consents": ["collection", "provision_to_court"]},
        }


def korean() -> Person:
    return Person("ko", "김하늘")


def english() -> Person:
    return Person("en", "Mary-Ann O’Neil")


def begin(page: Page) -> None:
    """From the site's root, by links alone, to the first question."""
    page.goto("/")
    follow(page, f'main a[href$="/cases/{SLUG}/"]')
    follow(page, 'main a.button[href$="/claimant/"]')


def place(page: Page) -> str:
    """Which page of the claim this is, from its address."""
    match = re.search(r"/cases/[^/]+/([^/]*)/?$", page.url)
    assert match, page.url
    return match[1]


def fill(page: Page, answers: dict[str, str | list[str]]) -> None:
    """Answer what a page asks, without sending it."""
    for name, answer in answers.items():
        if isinstance(answer, str):
            page.locator(f'[name="{name}"]').fill(answer)
        else:
            for value in answer:
                page.locator(f'[name="{name}"][value="{value}"]').check()


def send(page: Page) -> None:
    """Press the page's button."""
    follow(page, "main form button[type=submit]")


def go_on(page: Page, person: Person, *, until: str = "check") -> None:
    """Answer page after page until that one is reached."""
    answers = person.answers
    for _ in range(len(answers) + 1):
        here = place(page)
        if here == until:
            return
        fill(page, answers[here])
        send(page)
    raise AssertionError(f"{until} was not reached; the browser is at {page.url}: {page.locator('main').inner_text()}")


def submit(page: Page) -> tuple[str, str]:
    """Attest and submit from the check of all answers; returns claim number and receipt secret."""
    page.locator("[name=attested]").check()
    send(page)
    return receipt(page)


def receipt(page: Page) -> tuple[str, str]:
    """What the receipt's page shows."""
    assert place(page) == "receipt", page.locator("main").inner_text()
    number, secret = (code.strip() for code in page.locator(".receipt .code").all_inner_texts())
    return number, secret


def look_up(page: Page, number: str, secret: str, birth: tuple[str, str, str]) -> None:
    """From the first page to the claim's status, or to what the page says instead."""
    page.goto("/")
    follow(page, 'main a[href$="/status/"]')
    typed = dict(zip(("birth_date-year", "birth_date-month", "birth_date-day"), birth, strict=True))
    fill(page, {"claim_number": number, "receipt": secret, **typed})
    send(page)
