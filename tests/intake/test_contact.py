"""Confirming a contact on the pages: a code is asked for, arrives, and is entered by whoever looked the claim up."""

import re

import pytest
from django.conf import settings as project
from django.core import mail

from claims.models import Claim, ContactCode, ContactProof, Message, WorkItem
from tests.intake.claimant import TYPED, Claimant
from tests.intake.html import parsed
from tests.working import do_all_work

CLAIM, CONTACT, PHONE = "/en/status/claim/", "/en/status/claim/contact/email/", "/en/status/claim/contact/phone/"
MASKED = "h•••@example.com"


@pytest.fixture
def filed(coupang):
    """A claimant in English who has just filed."""
    someone = Claimant("en")
    someone.fill()
    someone.submit()
    return someone


def code_in(message):
    return re.search(r"\b[0-9]{6}\b", message.body)[0]


def have_code_sent(someone, url=CONTACT):
    response = someone.client.post(url)
    assert (response.status_code, response.headers["Location"]) == (303, url)
    do_all_work()
    return code_in(mail.outbox[-1])


def test_the_receipt_leads_to_it_and_the_right_code_proves_the_contact(filed):
    assert CONTACT in parsed(filed.get("receipt")).links()
    page = parsed(filed.client.get(CONTACT))
    assert MASKED in page.text
    assert "haneul" not in page.text
    code = have_code_sent(filed)
    page = parsed(filed.client.get(CONTACT))
    field = page.inputs()["code"]
    assert (field["autocomplete"], field["inputmode"]) == ("one-time-code", "numeric")
    response = filed.client.post(CONTACT, {"code": f" {code[:3]} {code[3:]} "})
    assert (response.status_code, response.headers["Location"]) == (303, CLAIM)
    assert ContactProof.objects.get().channel == "email"
    assert WorkItem.objects.filter(kind="verify", state="pending", subject=Claim.objects.get().pk).exists()
    text = parsed(filed.client.get(CLAIM)).text
    assert MASKED in text
    assert "Confirmed" in text


def test_the_code_comes_in_the_language_of_the_page(filed):
    filed.client.post(CONTACT.replace("/en/", "/ko/"))
    do_all_work()
    assert "인증번호는" in mail.outbox[0].body
    assert mail.outbox[0].to == ["haneul@example.com"]


@pytest.mark.parametrize("wrong", ["000000", "12345", "1234567", "abcdef", "１２３", "0 0 0 0 0 0", "'; --", "\x00"])
def test_whatever_is_wrong_with_a_code_the_answer_is_one(filed, wrong):
    code = have_code_sent(filed)
    assert code != "000000"
    response = filed.client.post(CONTACT, {"code": wrong})
    assert response.status_code == 422
    page = parsed(response)
    assert "wrong or has expired" in page.text
    assert page.title.startswith("Error:")
    assert "#code" in page.links()
    assert page.inputs()["code"]["aria-invalid"] == "true"
    assert not ContactProof.objects.exists()


def test_an_expired_one_a_used_one_and_none_at_all_look_like_a_wrong_one(filed):
    def answer(code):
        response = filed.client.post(CONTACT, {"code": code})
        return response.status_code, re.sub(r' value="[^"]*"', "", response.text)

    never = answer("123456")
    code = have_code_sent(filed)
    wrong = answer("000000")
    ContactCode.objects.update(expires_at="2020-01-01T00:00:00Z")
    assert answer(code) == wrong == never
    assert never[0] == 422


def test_five_wrong_tries_kill_a_code(filed):
    code = have_code_sent(filed)
    for _ in range(5):
        filed.client.post(CONTACT, {"code": "000000"})
    assert filed.client.post(CONTACT, {"code": code}).status_code == 422
    assert not ContactProof.objects.exists()
    again = have_code_sent(filed)
    assert filed.client.post(CONTACT, {"code": code}).status_code == (303 if again == code else 422)
    assert filed.client.post(CONTACT, {"code": again}).status_code == 303


def test_a_second_click_and_the_back_button_do_no_harm(filed):
    for _ in range(2):
        assert filed.client.post(CONTACT).status_code == 303
    assert Message.objects.count() == 1
    do_all_work()
    code = code_in(mail.outbox[0])
    for _ in range(2):
        assert filed.client.post(CONTACT, {"code": code}).headers["Location"] == CLAIM
    assert filed.client.get(CONTACT).headers["Location"] == CLAIM
    assert filed.client.post(CONTACT).headers["Location"] == CLAIM
    assert (ContactProof.objects.count(), Message.objects.count()) == (1, 1)


def test_an_empty_form_asks_for_the_code(filed):
    have_code_sent(filed)
    response = filed.client.post(CONTACT, {"code": "  "})
    assert response.status_code == 422
    assert "Please fill this in" in parsed(response).text
    assert ContactCode.objects.get().tries_left == 5


def test_codes_are_rationed_and_the_page_says_for_how_long(filed):
    for _ in range(3):
        have_code_sent(filed)
    response = filed.client.post(CONTACT)
    assert response.status_code == 429
    assert "in 5 minutes" in parsed(response).text
    assert len(mail.outbox) == 3


def test_a_day_has_ten_codes_whatever_became_of_the_counters(filed, settings):
    wide = dict.fromkeys(("code_claim", "code_contact", "code_network"), (1000, 1000.0))
    settings.THROTTLES = project.THROTTLES | wide
    for _ in range(10):
        have_code_sent(filed)
    assert filed.client.post(CONTACT).status_code == 429
    Message.objects.update(created_at="2020-01-01T00:00:00Z")
    assert filed.client.post(CONTACT).status_code == 303


def test_guessing_is_slowed_down(filed, settings):
    have_code_sent(filed)
    settings.THROTTLES = project.THROTTLES | {"status": (2, 1 / 60)}
    assert [filed.client.post(CONTACT, {"code": "000000"}).status_code for _ in range(3)] == [422, 422, 429]


def test_without_a_gateway_phones_are_not_offered(filed, settings):
    assert PHONE not in parsed(filed.client.get(CLAIM)).links()
    assert filed.client.get(PHONE).headers["Location"] == CLAIM
    assert filed.client.post(PHONE).headers["Location"] == CLAIM
    settings.SMS_GATEWAY_URL = "https://sms.example.com/"
    page = parsed(filed.client.get(CLAIM))
    assert PHONE in page.links()
    assert "•••-6789" in page.text
    assert filed.client.get(PHONE).status_code == 200
    assert filed.client.get("/en/status/claim/contact/fax/").headers["Location"] == CLAIM


def test_a_stranger_and_whoever_put_the_receipt_away_are_asked_to_look_the_claim_up(filed):
    stranger = Claimant("en")
    for method in (stranger.client.get, stranger.client.post):
        assert method(CONTACT).headers["Location"] == "/en/status/"
    filed.client.post(filed.url("receipt"))
    assert filed.client.get(CONTACT).headers["Location"] == "/en/status/"
    assert not Message.objects.exists()


def test_after_another_day_the_look_up_leads_to_it(filed):
    number, secret = filed.receipt()
    later = Claimant("en")
    born = {name: text for name, text in TYPED["name"].items() if name != "name"}
    later.client.post("/en/status/", {"claim_number": number, "receipt": secret, **born})
    assert CONTACT in parsed(later.client.get(CLAIM)).links()
    assert later.client.get(CONTACT).status_code == 200


def test_nothing_of_it_is_in_an_address_or_a_title(filed):
    code = have_code_sent(filed)
    response = filed.client.post(CONTACT, {"code": code}, follow=True)
    assert all(code not in url for url, _status in response.redirect_chain)
    for page in (CLAIM, CONTACT):
        assert "haneul" not in filed.client.get(page, follow=True).content.decode()
