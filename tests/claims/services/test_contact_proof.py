"""One-time codes where many try at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from claims.models import ContactCode, ContactProof, Message, WorkItem
from claims.services import contact_codes, contact_proof
from tests.asking import file_claims

ON_DATABASE = pytest.mark.django_db(transaction=True)


def at_once(deed, count):
    """What each of many gets who do the same at once, on connections of their own."""

    def one(number):
        try:
            return deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


@ON_DATABASE
def test_of_fifty_who_enter_one_code_at_once_one_succeeds(coupang):
    (claim,) = file_claims(coupang)
    code = contact_codes.new_code(claim.pk, "email")
    ContactCode.objects.update(tries_left=50)
    entered = at_once(lambda _: contact_proof.enter_code(claim_id=claim.pk, channel="email", typed=code), 50)
    assert sorted(entered) == [False] * 49 + [True]
    assert ContactProof.objects.count() == 1
    assert WorkItem.objects.filter(kind="verify", subject=claim.pk).count() == 1


@ON_DATABASE
def test_fifty_guesses_at_once_are_five(coupang, monkeypatch):
    (claim,) = file_claims(coupang)
    code = contact_codes.new_code(claim.pk, "email")
    compared = []
    real = contact_codes._digest
    monkeypatch.setattr(contact_codes, "_digest", lambda *given: compared.append(given) or real(*given))
    wrong = [f"{number:06}" for number in range(51) if f"{number:06}" != code][:50]
    entered = at_once(
        lambda number: contact_proof.enter_code(claim_id=claim.pk, channel="email", typed=wrong[number]), 50
    )
    assert not any(entered)
    assert len(compared) == 5
    assert not contact_proof.enter_code(claim_id=claim.pk, channel="email", typed=code)


@ON_DATABASE
def test_twenty_who_ask_at_once_are_sent_one_code(coupang):
    (claim,) = file_claims(coupang)
    at_once(lambda _: contact_proof.ask_code(claim_id=claim.pk, channel="email", language="ko", client="192.0.2.7"), 20)
    assert Message.objects.count() == WorkItem.objects.filter(kind="send").count() == 1


@pytest.mark.django_db
def test_a_code_is_good_for_its_own_claim_and_channel_only(coupang):
    one, other = file_claims(coupang, 2)
    code = contact_codes.new_code(one.pk, "email")
    for claim, channel in ((other, "email"), (one, "phone")):
        assert not contact_proof.enter_code(claim_id=claim.pk, channel=channel, typed=code)
    newer = contact_codes.new_code(one.pk, "email")
    assert contact_proof.enter_code(claim_id=one.pk, channel="email", typed=code) is (code == newer)


@pytest.mark.django_db
def test_many_claims_with_one_mailbox_do_not_fill_it(coupang, settings):
    claims = file_claims(coupang, 6, email="somebody@example.org")
    waits = [
        contact_proof.ask_code(claim_id=claim.pk, channel="email", language="ko", client=f"192.0.2.{number}")
        for number, claim in enumerate(claims)
    ]
    assert waits[:5] == [None] * 5
    assert waits[5] is not None
    assert Message.objects.count() == 5


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("123456", "123456"),
        (" 123 456\n", "123456"),
        ("123-456", "123456"),
        ("１２３４５６", "123456"),
        ("012345", "012345"),
    ],
)
def test_a_code_is_taken_as_people_paste_it(typed, code):
    assert contact_codes.read_code(typed) == code


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "½23456", "1" * 5000])
def test_what_is_no_code_is_no_try(typed):
    assert contact_codes.read_code(typed) is None
