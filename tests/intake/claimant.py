"""A claimant at the form: what they type on each page, and the way through the pages as a browser goes it."""

from typing import Any

from django.test import Client

from tests.intake.html import Parsed, parsed

CASE = "coupang-2025"

#: What an adult account holder types, by page.
TYPED: dict[str, dict[str, Any]] = {
    "claimant": {"claimant_type": "account_holder"},
    "name": {"name": "김하늘", "birth_date-year": "1990", "birth_date-month": "4", "birth_date-day": "5"},
    "contact": {"email": "haneul@example.com", "phone": "010-2345-6789"},
    "address": {"address-postcode": "04524", "address-line": "서울특별시 중구 세종대로 110\r\n101동 1204호"},
    "account": {
        "account-email": "haneul@example.com",
        "account-phone": "010-2345-6789",
        "account-joined-year": "2019",
        "account-joined-month": "5",
    },
    "notices": {
        "notices": ["N2", "N3"],
        "notices-N3-year": "2025",
        "notices-N3-month": "12",
        "notices-N3-day": "8",
    },
    "data": {"data_items": ["name", "email", "entrance_code"], "entrance_code_stored": "yes"},
    "damages": {"damages_sought": "other", "damages_sought-amount": "300,000원"},
    "proceedings": {"other_proceedings-kind": "none"},
    "consents": {
        "consents": ["collection", "provision_to_court"],
        "version-collection": "1",
        "version-provision_to_court": "1",
        "version-news": "1",
    },
}
REPRESENTATIVE = {
    "representative-name": "김바다",
    "representative-birth_date-year": "1970",
    "representative-birth_date-month": "1",
    "representative-birth_date-day": "31",
    "representative-relation": "parent",
}


class Claimant:
    """One browser. `language` is the one that its addresses begin with."""

    def __init__(self, language: str = "ko", **client: Any) -> None:
        self.client = Client(**client)
        self.language = language

    def url(self, page: str = "") -> str:
        """The address of a page of the case."""
        return f"/{self.language}/cases/{CASE}/" + (f"{page}/" if page else "")

    def get(self, page: str = "", **more: Any) -> Any:
        """Open a page of the case."""
        return self.client.get(self.url(page), **more)

    def post(self, page: str, typed: dict[str, Any] | None = None, **more: Any) -> Any:
        """Send a page of the case: what is given, or what `TYPED` says."""
        return self.client.post(self.url(page), TYPED.get(page, {}) if typed is None else typed, **more)

    def fill(self, until: str = "", changed: dict[str, dict[str, Any]] | None = None) -> list[str]:
        """Go through the pages as they come, to the check of all answers or up to the page `until`; what was seen."""
        typed = TYPED | {"representative": REPRESENTATIVE} | (changed or {})
        url, seen = self.url("claimant"), []
        while True:
            page = url.removesuffix("/").rpartition("/")[2]
            seen.append(page)
            if page in {"check", until}:
                return seen
            assert self.client.get(url).status_code == 200, page
            response = self.client.post(url, typed[page])
            assert response.status_code == 303, (page, parsed(response).text)
            url = response.headers["Location"]

    def submit(self) -> Any:
        """Attest and submit."""
        return self.client.post(self.url("check"), {"attested": "yes"})

    def receipt(self) -> tuple[str, str]:
        """Claim number and receipt secret, as the receipt shows them."""
        return codes(parsed(self.get("receipt")))


def codes(page: Parsed) -> tuple[str, str]:
    """Claim number and receipt secret on a page."""
    words = page.text.split()
    number = next(word for word in words if word.startswith("R-"))
    return number, next(word for word in words if word.count("-") == 7)
