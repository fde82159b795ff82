"""Filing through the API: what is acknowledged is stored, once, and said the same way every time."""

import json
import unicodedata
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from claims.crypto.blind import BlindField
from claims.crypto.sealing import DataKey, WrappedKey
from claims.models import BlindKey, Claim, IdempotencyRecord
from claims.rules.ids import read_claim_number
from claims.services.filing import purge_answers
from tests.claims.api.calls import CLAIMS, STATUS, file, problem, send, stored, terms
from tests.people import body, someone_else

pytestmark = pytest.mark.usefixtures("coupang")


def test_a_claim_is_stored_and_acknowledged_with_number_receipt_and_time():
    response = file(body(terms()))
    answer = response.json()
    assert response.status_code == 201
    assert response.headers["Content-Type"] == "application/json"
    assert list(answer) == ["claim_number", "receipt", "received_at", "status_url"]
    claim = Claim.objects.get(number=answer["claim_number"])
    assert read_claim_number(answer["claim_number"]) == claim.number
    assert (claim.door, claim.stage) == ("api", "submitted")
    assert datetime.fromisoformat(answer["received_at"]) == claim.received_at.replace(microsecond=0)
    assert (
        timezone.localtime(claim.received_at).utcoffset() == datetime.fromisoformat(answer["received_at"]).utcoffset()
    )
    assert answer["status_url"] == f"http://testserver{STATUS}"


def test_the_answer_is_all_that_a_status_question_needs():
    answer = file(body(terms())).json()
    question = {key: answer[key] for key in ("claim_number", "receipt")} | {"birth_date": "1990-04-05"}
    assert send(answer["status_url"], question).json()["stage"] == "submitted"


def test_a_new_claim_costs_one_query(django_assert_num_queries):
    terms()
    with django_assert_num_queries(1):
        assert file(body(terms())).status_code == 201


def test_a_refused_submission_costs_no_query(django_assert_num_queries):
    terms()
    with django_assert_num_queries(0):
        assert file(body(terms(), attested=False)).status_code == 422


def test_the_same_key_and_body_get_the_same_bytes_again():
    first, before = file(body(terms()), key="k1"), stored()
    again = file(body(terms()), key="k1")
    assert (again.status_code, again.content) == (201, first.content)
    assert stored() == before


def test_the_same_submission_written_another_way_is_the_same_submission():
    first = file(body(terms()), key="k1")
    filled = body(terms())
    filled["damages_sought"] = {"currency": "KRW", "amount": 200_000}
    filled["representative"] = None
    raw = json.dumps(dict(reversed(filled.items())), ensure_ascii=False, indent=1).encode()
    assert file(raw, key="k1").content == first.content


def test_the_same_key_with_another_body_is_a_conflict_and_stores_nothing():
    file(body(terms()), key="k1")
    before = stored()
    assert problem(file(body(terms(), name="이바다"), key="k1")) == (409, "idempotency_key_reused", [])
    assert stored() == before


def test_the_same_body_with_another_key_is_another_claim():
    first, second = (file(body(terms()), key=key).json() for key in ("k1", "k2"))
    assert first["claim_number"] != second["claim_number"]
    assert first["receipt"] != second["receipt"]
    assert Claim.objects.count() == 2


def test_a_key_whose_time_is_over_is_a_new_key():
    first = file(body(terms()), key="k1").json()
    IdempotencyRecord.objects.update(purge_after=timezone.now() - timedelta(days=1))
    assert purge_answers() == 1
    assert file(body(terms()), key="k1").json()["claim_number"] != first["claim_number"]


@pytest.mark.parametrize("key", ["!", "~" * 255, '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "a,b;c=d"])
def test_any_visible_ascii_is_a_key(key):
    assert file(body(terms()), key=key).status_code == 201


@pytest.mark.parametrize("key", ["x" * 256, "a b", "a\tb", "é", "키", "\x7f"])
def test_any_other_key_is_refused(key):
    before = stored()
    assert problem(file(body(terms()), key=key)) == (400, "idempotency_key_invalid", [])
    assert stored() == before


def test_a_claim_without_a_key_is_refused():
    before = stored()
    assert problem(send(CLAIMS, body(terms()))) == (400, "idempotency_key_missing", [])
    assert problem(send(CLAIMS, body(terms()), Idempotency_Key="")) == (400, "idempotency_key_missing", [])
    assert stored() == before


def test_a_slash_at_the_end_does_no_harm():
    assert file(body(terms()), path=CLAIMS + "/").status_code == 201


def test_neither_cookies_nor_a_token_are_needed_or_set():
    response = file(body(terms()), client=Client(enforce_csrf_checks=True))
    assert response.status_code == 201
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Cache-Control"] == "no-store"


def name_of(person):
    data_key = DataKey.unwrap(WrappedKey(person.wrapped_key, person.key_version), owner=person.pk)
    return data_key.open(person.name, table="claimant", row=person.pk, field="name")


NAMES = [
    ("김하늘", unicodedata.normalize("NFD", "김하늘"), "\u200b김하\u200d늘\ufeff", "김 하늘", "김　하늘"),
    ("Kim Haneul", "ＫＩＭ　Ｈａｎｅｕｌ", "KIM HANEUL", "Kim\u200b Haneul"),
    ("José Núñez", unicodedata.normalize("NFD", "José Núñez"), "ＪＯＳÉ ＮÚÑＥＺ"),
]


@pytest.mark.parametrize("spellings", NAMES, ids=[spellings[0] for spellings in NAMES])
def test_names_are_stored_as_typed_and_found_in_one_normal_form(spellings):
    keys = set()
    for typed in spellings:
        answer = file(someone_else(terms(), name=typed)).json()
        claim = Claim.objects.select_related("claimant").get(number=answer["claim_number"])
        assert name_of(claim.claimant) == typed
        keys |= set(BlindKey.objects.filter(claim=claim, field=BlindField.NAME).values_list("value", flat=True))
    assert len(keys) == 1


def test_a_claim_for_a_child_without_a_representative_is_accepted_and_waits():
    assert file(body(terms(), birth_date="2019-04-05")).status_code == 201
