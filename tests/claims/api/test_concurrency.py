"""Many requests at once, each on a connection of its own: one submission stays one claim."""

import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlsplit

import pytest
from django.db import connection

from claims.models import Claim, WorkItem
from tests.claims.api.calls import CLAIMS, file, stored, terms
from tests.people import body, someone_else

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 20


def at_once(calls):
    """What each of the calls returns; all begin together, and none begins before the last is ready."""
    ready = Barrier(len(calls))

    def run(call):
        ready.wait(10)
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [done.result() for done in [threads.submit(run, call) for call in calls]]


def test_the_same_filing_twenty_times_at_once_is_one_claim_and_one_answer(coupang):
    filled, before = body(terms()), stored()
    answers = at_once([lambda: file(filled, key="one")] * AT_ONCE)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    after = stored()
    assert Claim.objects.count() == WorkItem.objects.count() == 1
    assert after["claims_idempotencyrecord"] - before["claims_idempotencyrecord"] == 1
    assert after["claims_claimant"] - before["claims_claimant"] == 1


def test_it_holds_over_http_against_a_server_with_threads(coupang, live_server):
    server = urlsplit(live_server.url)
    raw = json.dumps(body(terms())).encode()

    def post():
        http = HTTPConnection(server.hostname or "", server.port, timeout=30)
        try:
            http.request(
                "POST",
                CLAIMS,
                raw,
                {"Content-Type": "application/json", "Idempotency-Key": "one", "Connection": "close"},
            )
            response = http.getresponse()
            return response.status, response.read()
        finally:
            http.close()

    answers = at_once([post] * AT_ONCE)
    assert {status for status, _ in answers} == {201}
    assert len({answer for _, answer in answers}) == 1
    assert Claim.objects.count() == 1


def test_one_key_for_twenty_submissions_at_once_is_given_to_one_of_them(coupang):
    bodies = [someone_else(terms()) for _ in range(AT_ONCE)]
    answers = at_once([lambda raw=raw: file(raw, key="one") for raw in bodies])
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * (AT_ONCE - 1)
    assert Claim.objects.count() == 1


def test_twenty_keys_for_one_person_at_once_are_twenty_claims_that_wait_for_a_person(coupang):
    filled = body(terms())
    answers = at_once([lambda key=key: file(filled, key=f"k{key}") for key in range(AT_ONCE)])
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["claim_number"] for answer in answers}) == AT_ONCE
