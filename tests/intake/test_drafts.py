"""The draft in the claimant's browser: sealed, small enough, and harmless when it is old, altered or gone."""

import base64
import json
import random
import time

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from claims.models import Claim, Claimant, WorkItem
from intake import cookies, drafts
from intake.cookies import CookieTooLarge, CookieUnreadable, SealedCookie
from intake.drafts import Draft
from tests.intake.claimant import CASE, REPRESENTATIVE, TYPED
from tests.intake.claimant import Claimant as Browser
from tests.intake.html import parsed

NAME = f"redress_draft_{CASE}"


def kept(value, *, kind="draft", seconds=7200, subject=CASE):
    """A request that carries what a response set."""
    response = HttpResponse()
    SealedCookie(kind, seconds).write(response, value, subject)
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    return request


def test_nothing_is_stored_before_the_claim_is_submitted(claimant):
    claimant.fill()
    assert [model.objects.count() for model in (Claim, Claimant, WorkItem)] == [0, 0, 0]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites_and_lives_two_hours(claimant):
    claimant.post("claimant")
    cookie = claimant.client.cookies[NAME]
    assert cookie["httponly"] is True
    assert (cookie["samesite"], cookie["path"], cookie["max-age"]) == ("Lax", "/", 7200)


def test_over_tls_no_other_host_can_plant_one(claimant, settings):
    settings.DEMONSTRATION = False
    response = claimant.post("claimant", secure=True)
    cookie = response.cookies[f"__Host-{NAME}"]
    assert cookie["secure"] is True
    assert cookie["domain"] == ""


def test_every_page_sent_on_gives_it_another_two_hours(claimant, monkeypatch):
    claimant.post("claimant")
    then = time.time()
    monkeypatch.setattr(cookies.time, "time", lambda: then + 7000)
    assert claimant.post("name").status_code == 303
    monkeypatch.setattr(cookies.time, "time", lambda: then + 14_000)
    assert claimant.post("contact").status_code == 303


def test_what_it_holds_cannot_be_read_in_the_browser(claimant):
    claimant.fill()
    raw = claimant.client.cookies[NAME].value
    opened = base64.urlsafe_b64decode(raw + "==")
    for secret in ("김하늘", "haneul", "2345", "account_holder"):
        assert secret.encode() not in opened
        assert secret not in raw


def test_it_opens_only_for_its_own_case_and_kind():
    request = kept(["id", {}])
    assert drafts.read(request, CASE) == Draft("id", {})
    sealed = request.COOKIES[NAME]
    for kind, subject in (("draft", "other-case"), ("receipt", CASE), ("status", "")):
        moved = SealedCookie(kind, 7200)
        request.COOKIES = {moved.name(subject): sealed}
        with pytest.raises(CookieUnreadable):
            moved.read(request, subject)


def test_an_old_copy_does_not_open(monkeypatch):
    request = kept(["id", {}])
    then = time.time()
    monkeypatch.setattr(cookies.time, "time", lambda: then + 7200 + 200)
    with pytest.raises(CookieUnreadable):
        drafts.read(request, CASE)


@pytest.mark.parametrize(
    "change",
    [
        lambda sealed: sealed[:-4] + "AAAA",
        lambda sealed: "B" + sealed[1:],
        lambda sealed: sealed[:20],
        lambda sealed: "x",
        lambda sealed: "%00%ff",
        lambda sealed: "é\x80",
        lambda sealed: "A" * 4000,
        lambda sealed: sealed + sealed,
    ],
)
@pytest.mark.parametrize("page", ["name", "check"])
def test_an_altered_one_leads_to_a_page_that_says_to_start_again(claimant, change, page):
    claimant.fill()
    claimant.client.cookies[NAME] = change(claimant.client.cookies[NAME].value)
    for response in (claimant.get(page), claimant.post(page)):
        assert response.status_code == 409
        assert claimant.url("claimant") in parsed(response).links()
    assert claimant.get("claimant").status_code == 200
    assert Claim.objects.count() == 0


def test_one_sealed_under_another_key_ring_says_to_start_again(claimant):
    from claims.crypto import keyring
    from config.secret_files import KeyRingSource, new_key

    claimant.fill()
    ring = json.dumps({"encryption": {"1": new_key()}, "index": {"1": new_key()}})
    try:
        with override_settings(KEY_RING_SOURCE=KeyRingSource(ring, None)):
            keyring.reload_key_ring()
            assert claimant.get("check").status_code == 409
    finally:
        keyring.reload_key_ring()


def test_without_one_a_later_page_cannot_be_sent(coupang):
    """It is gone, or the browser keeps no cookies: said, and nothing is taken for an answer."""
    browser = Browser()
    response = browser.post("contact")
    assert response.status_code == 409
    assert browser.url("claimant") in parsed(response).links()
    assert browser.post("check", {"attested": "yes"}).status_code == 409


def test_it_can_be_deleted_after_asking_once(claimant):
    claimant.fill()
    assert claimant.url("leave") in parsed(claimant.get("check")).links()
    assert claimant.get("leave").status_code == 200
    assert claimant.get("check").status_code == 200
    assert claimant.client.post(claimant.url("leave")).headers["Location"] == claimant.url()
    assert claimant.get("check").headers["Location"] == claimant.url("claimant")
    assert claimant.get("leave").headers["Location"] == claimant.url()


def unlike(seed, first, last, length):
    """Characters that do not compress: every one of a range is as likely as any other."""
    chosen = random.Random(seed)
    return "".join(chr(chosen.randint(first, last)) for _ in range(length))


def mail(seed):
    chosen = random.Random(seed)
    word = "".join(chosen.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=240))
    return f"{word[:64]}@{word[64:127]}.{word[127:190]}.{word[190:240]}.example"


#: Every answer at its longest, in characters that no compression makes smaller.
LONGEST = {
    "claimant": {"claimant_type": "minor_representative"},
    "name": {**TYPED["name"], "name": unlike(1, 0xAC00, 0xD7A3, 50)},
    "representative": {**REPRESENTATIVE, "representative-name": unlike(2, 0xAC00, 0xD7A3, 50)},
    "contact": {"email": mail(1), "phone": "+82 (0)10 - 2345 - 6789"},
    "address": {"address-postcode": "AB1C 2DE-F3G", "address-line": unlike(3, 0x20000, 0x2A6D6, 150)},
    "account": {
        "account-email": mail(2),
        "account-phone": "+82 (0)10 - 8765 - 4321",
        "account-joined-year": "2019",
        "account-joined-month": "11",
        "account-withdrew-year": "2025",
        "account-withdrew-month": "12",
    },
    "notices": {
        "notices": ["N1", "N2", "N3", "N4"],
        **{
            f"notices-{code}-{part}": value
            for code in ("N1", "N2", "N3", "N4")
            for part, value in (("year", "2026"), ("month", "03"), ("day", "17"))
        },
    },
    "data": {
        "data_items": [
            "name",
            "email",
            "phone",
            "delivery_address",
            "address_book",
            "entrance_code",
            "order_history",
            "payment",
            "login",
            "customs_code",
        ],
        "entrance_code_stored": "unknown",
    },
    "damages": {"damages_sought": "other", "damages_sought-amount": "987654"},
    "proceedings": {
        "other_proceedings-kind": "foreign_class",
        "other_proceedings-details": unlike(4, 0x1F300, 0x1FAFF, 200),
    },
    "consents": {**TYPED["consents"], "consents": ["collection", "provision_to_court", "news"]},
}


def test_the_longest_valid_answers_fit_into_one_cookie(claimant):
    assert claimant.fill(changed=LONGEST)[-1] == "check"
    length = len(claimant.client.cookies[NAME].OutputString())
    assert 3000 < length <= 4096
    assert LONGEST["proceedings"]["other_proceedings-details"] in parsed(claimant.get("check")).text
    assert claimant.submit().status_code == 303


def test_what_does_not_fit_is_refused_with_a_word_and_stays_on_the_page(claimant):
    """Characters that nobody sees may be pasted along, and are kept as typed until they are too many."""
    unseen = unlike(5, 0xE0100, 0xE01EF, 450)
    address = {**LONGEST["address"], "address-line": "서울 중구" + unseen}
    claimant.fill("proceedings", changed=LONGEST | {"address": address})
    before = claimant.client.cookies[NAME].value
    details = LONGEST["proceedings"]["other_proceedings-details"] + unlike(6, 0xE0100, 0xE01EF, 500)
    response = claimant.post("proceedings", LONGEST["proceedings"] | {"other_proceedings-details": details})
    assert response.status_code == 422
    assert "#other_proceedings-details" in parsed(response).links()
    assert details in parsed(response).text
    assert claimant.client.cookies[NAME].value == before
    assert claimant.post("proceedings", TYPED["proceedings"]).status_code == 303


def test_too_large_a_value_leaves_the_response_unchanged():
    response = HttpResponse()
    with pytest.raises(CookieTooLarge):
        SealedCookie("draft", 60).write(response, unlike(7, 0x20000, 0x2A6D6, 1200))
    assert not response.cookies


def test_drafts_of_several_cases_never_make_a_request_that_servers_refuse():
    """Browsers send all cookies in one header; gunicorn and others stop at 8 KiB."""
    large = {"text": unlike(8, 0x20000, 0x2A6D6, 1000)}
    request, response = kept(["id", large], subject="first-case"), HttpResponse()
    drafts.write(request, response, "second-case", Draft("id", large))
    assert response.cookies["redress_draft_first-case"]["max-age"] == 0
    small, response = kept(["id", {}], subject="first-case"), HttpResponse()
    drafts.write(small, response, "second-case", Draft("id", large))
    assert "redress_draft_first-case" not in response.cookies
