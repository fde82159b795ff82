"""Whole form journeys over HTTP: from the case's page to the receipt, as a browser without JavaScript makes them."""

import re
import threading
import time
from urllib.parse import urlencode

from benchmarks.http_load import Connection, Load
from benchmarks.people import People

CASE = "/ko/cases/coupang-2025/"
_COOKIE = re.compile(rb"(?im)^set-cookie: ([^=]+)=([^;\r]*)")
_LOCATION = re.compile(rb"(?im)^location: ([^\r\n]+)")

# Code, version, whether it is required.
Consents = list[tuple[str, str, bool]]


def answers(person: dict[str, str], consents: Consents) -> dict[str, dict[str, object]]:
    """What is sent from each page, by its address."""
    year, month, day = person["birth_date"].split("-")
    return {
        "claimant": {"claimant_type": "account_holder"},
        "name": {"name": person["name"], "birth_date-year": year, "birth_date-month": month, "birth_date-day": day},
        "contact": {"email": person["email"], "phone": person["phone"]},
        "address": {"address-postcode": person["postcode"], "address-line": person["address"]},
        "account": {"account-email": person["account_email"], "account-phone": person["account_phone"]},
        "notices": {"notices": ["N3"]},
        "data": {"data_items": ["name", "email", "phone", "delivery_address"], "entrance_code_stored": "no"},
        "damages": {"damages_sought": "standard"},
        "proceedings": {"other_proceedings-kind": "none"},
        "consents": {"consents": [code for code, _, required in consents if required]}
        | {f"version-{code}": version for code, version, _ in consents},
        "check": {"attested": "yes"},
    }


class Browser:
    """Cookies, redirects and forms; nothing else."""

    def __init__(self, port: int) -> None:
        self._connection = Connection(port)
        self._host = f"127.0.0.1:{port}"
        self._cookies: dict[str, str] = {}
        self.requests = 0

    def ask(self, method: str, path: str, form: dict[str, object] | None = None) -> tuple[int, str, bytes]:
        """One request; returns status, where it redirects to, and the page."""
        body = b""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host}"]
        if self._cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self._cookies.items()))
        if form is not None:
            # The cookie's own value is a valid token, so a page need not be parsed for it.
            body = urlencode({"csrfmiddlewaretoken": self._cookies["redress_csrf"], **form}, doseq=True).encode()
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        status, head, page = self._connection.ask("\r\n".join([*lines, "", ""]).encode() + body)
        self.requests += 1
        for name, value in _COOKIE.findall(head):
            self._cookies[name.decode()] = value.decode()
        where = _LOCATION.search(head)
        return status, where.group(1).decode() if where else "", page

    def close(self) -> None:
        self._connection.close()


def journey(port: int, person: dict[str, str], consents: Consents) -> int:
    """File one claim page by page; returns the number of requests. Raises when it does not end at a receipt."""
    browser, sent = Browser(port), answers(person, consents)
    browser.ask("GET", CASE)
    where = f"{CASE}claimant/"
    while True:
        status, _, page = browser.ask("GET", where)
        name = where.rstrip("/").rsplit("/", 1)[1]
        if name == "receipt":
            break
        status, where, page = browser.ask("POST", where, sent[name])
        if status != 303:
            raise SystemExit(f"the page {name} answered {status}: {page[:2000].decode()}")
    if status != 200 or b"R-" not in page:
        raise SystemExit("the journey did not end at a receipt")
    browser.close()
    return browser.requests


def queries() -> int:
    """Database queries of one whole journey once the case's terms are known, counted through Django's test client."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from claims.queries.filing_terms import filing_case

    consents = [(text.code, text.version, text.required) for text in filing_case("coupang-2025").consents]
    client, where = Client(headers={"host": "localhost"}), f"{CASE}claimant/"
    sent = answers(People(seed=77).next(), consents)
    with CaptureQueriesContext(connection) as captured:
        client.get(CASE)
        while True:
            client.get(where)
            name = where.rstrip("/").rsplit("/", 1)[1]
            if name == "receipt":
                return len(captured)
            where = client.post(where, sent[name]).headers["Location"]


def measure(port: int, seconds: float, *, seed: int, connections: int = 8) -> None:
    """Whole journeys for so long; prints journeys a second, requests, queries and latencies."""
    from claims.queries.filing_terms import filing_case

    consents = [(text.code, text.version, text.required) for text in filing_case("coupang-2025").consents]
    people, lock, load = People(seed + 1_000_000), threading.Lock(), Load()
    requests: list[int] = []
    ends = time.perf_counter() + seconds

    def client() -> None:
        while time.perf_counter() < ends:
            with lock:
                person = people.next()
            began = time.perf_counter()
            requests.append(journey(port, person, consents))
            load.latencies.append(time.perf_counter() - began)

    began = time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - began
    print(
        f"  journeys      {load.per_second:7.1f}/s   p50 {load.percentile(0.5):6.1f} ms   "
        f"p99 {load.percentile(0.99):6.1f} ms   {requests[0]} requests and {queries()} queries each   (aim 50/s)"
    )
