"""Asking how a claim stands: everything for whoever has all three, one and the same answer for everybody else."""

import json
from typing import Any

import pytest
from django.test import Client

from claims.models import Claim
from tests.claims.api.calls import STATUS, file, problem, send, terms
from tests.people import body
from tests.working import do_all_work

pytestmark = pytest.mark.usefixtures("coupang")

MISSING = object()


def verify():
    do_all_work()


def ask(filed, *, client=None, birth_date="1990-04-05", **changes):
    question = {"claim_number": filed["claim_number"], "receipt": filed["receipt"], "birth_date": birth_date} | changes
    return send(STATUS, {key: value for key, value in question.items() if value is not MISSING}, client=client)


@pytest.fixture
def filed():
    return file(body(terms())).json()


def test_a_claim_is_shown_with_its_stage_in_words_its_history_and_nothing_to_do(filed):
    verify()
    answer = ask(filed).json()
    assert list(answer) == ["stage", "stage_label", "history", "needs"]
    assert answer["stage"] == "verifying"
    assert answer["needs"] == []
    assert [entry["stage"] for entry in answer["history"]] == ["submitted", "verifying"]
    assert all(entry["at"].endswith("+09:00") for entry in answer["history"])
    assert sorted(entry["at"] for entry in answer["history"]) == [entry["at"] for entry in answer["history"]]


def test_what_is_asked_of_the_claimant_is_said_in_words():
    filed = file(body(terms(), birth_date="2019-04-05")).json()
    verify()
    question = {**{key: filed[key] for key in ("claim_number", "receipt")}, "birth_date": "2019-04-05"}
    english = send(STATUS, question, Accept_Language="en").json()
    korean = send(STATUS, question, Accept_Language="ko").json()
    assert english["stage"] == korean["stage"] == "needs_information"
    assert [need["code"] for need in english["needs"]] == ["child_unrepresented"]
    assert "under 14" in english["needs"][0]["detail"]
    assert korean["needs"][0]["detail"] != english["needs"][0]["detail"]
    assert korean["stage_label"] != english["stage_label"]


def test_a_duplicate_is_shown_as_any_claim_that_is_checked(filed):
    verify()
    second = file(body(terms())).json()
    verify()
    assert Claim.objects.get(number=second["claim_number"]).stage == "duplicate_hold"
    answer = ask(second)
    assert answer.json()["stage"] == answer.json()["history"][-1]["stage"] == "verifying"
    assert "duplicate" not in answer.content.decode()


def test_what_people_type_is_understood(filed):
    answer = ask(
        filed, claim_number=filed["claim_number"].lower().replace("-", " "), receipt=filed["receipt"].replace("-", "")
    )
    assert answer.status_code == 200


WRONG: list[dict[str, Any]] = [
    {"receipt": "0" * 32},
    {"birth_date": "1990-04-06"},
    {"claim_number": "R-00000-00000-0"},
    {"claim_number": "R-7K2M9-QXD4F-1", "receipt": "0" * 32, "birth_date": "2001-01-01"},
    {"claim_number": ""},
    {"receipt": ""},
    {"birth_date": ""},
    {"claim_number": MISSING},
    {"receipt": MISSING},
    {"birth_date": MISSING},
    {"claim_number": MISSING, "receipt": MISSING, "birth_date": MISSING},
    {"claim_number": None},
    {"receipt": 7},
    {"birth_date": 19900405},
    {"birth_date": []},
    {"receipt": {"$ne": ""}},
    {"claim_number": ["R"]},
    {"birth_date": "05.04.1990"},
    {"birth_date": "1990-13-45"},
    {"receipt": "x" * 50_000},
    {"claim_number": "' OR 1=1 --"},
    {"language": "ko"},
    {"stage": "verified"},
]


def heard(response):
    """All of an answer that could tell one question from another."""
    return response.status_code, response.content, sorted((k, v) for k, v in response.items() if k != "Date")


@pytest.mark.parametrize("changes", WRONG, ids=[json.dumps(list(w)) + str(i) for i, w in enumerate(WRONG)])
def test_anything_wrong_gets_one_and_the_same_answer(filed, changes):
    reference = send(STATUS, {"claim_number": "R-ZZZZZ-ZZZZZ-0", "receipt": "Z" * 32, "birth_date": "1990-04-05"})
    assert problem(reference) == (404, "claim_not_found", [])
    assert heard(ask(filed, **changes)) == heard(reference)


@pytest.mark.parametrize("raw", [b"[]", b"null", b"1", b'"R"', b"{}", b"[[]]"])
def test_a_question_of_another_shape_gets_it_too(filed, raw):
    assert heard(send(STATUS, raw)) == heard(ask(filed, receipt="0" * 32))


@pytest.mark.parametrize("raw", [b"", b"{", b'{"receipt": NaN}', b'{"receipt": "\\ud800"}', b"\xff", b"[" * 1_000])
def test_only_a_body_that_cannot_be_read_is_told_apart(raw):
    assert problem(send(STATUS, raw))[:2] == (400, "unreadable_body")


def test_a_wrong_question_costs_one_query(filed, django_assert_num_queries):
    ask(filed, receipt="0" * 32)
    for changes in WRONG:
        with django_assert_num_queries(1):
            ask(filed, **changes)


def test_a_right_one_costs_a_handful_whatever_the_claim_went_through(filed, django_assert_max_num_queries):
    verify()
    with django_assert_max_num_queries(6):
        ask(filed)


def test_no_cookie_is_set_and_no_token_is_needed(filed):
    response = ask(filed, client=Client(enforce_csrf_checks=True))
    assert response.status_code == 200
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"


def test_a_slash_at_the_end_does_no_harm(filed):
    question = {**{key: filed[key] for key in ("claim_number", "receipt")}, "birth_date": "1990-04-05"}
    assert send(STATUS + "/", question).status_code == 200
