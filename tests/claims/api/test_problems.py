"""Errors are problems, whatever goes wrong: in the reader's language, and with nothing acknowledged."""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from claims.api import views
from claims.api.problems import BODY_ERRORS, KINDS, problem_body
from claims.rules.submission import FieldError
from tests.claims.api.calls import CLAIMS, SLUG, STATUS, file, problem, send, stored, terms
from tests.people import body

CASE = f"/api/v1/cases/{SLUG}"
ADDRESSES = {
    "/api/v1/cases": "GET, HEAD, OPTIONS",
    CASE: "GET, HEAD, OPTIONS",
    CLAIMS: "POST, OPTIONS",
    STATUS: "POST, OPTIONS",
    "/api/v1/schema/": "GET, HEAD, OPTIONS",
    "/api/v1/docs/": "GET, HEAD, OPTIONS",
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND")


@pytest.mark.usefixtures("coupang")
@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("method", METHODS)
def test_each_address_has_its_methods_and_no_other(path, method):
    allowed = ADDRESSES[path]
    response = Client(enforce_csrf_checks=True).generic(method, path)
    assert set(response.headers["Allow"].split(", ")) == set(allowed.split(", "))
    if method not in allowed.split(", "):
        assert response.status_code == 405
        assert method == "HEAD" or problem(response) == (405, "method_not_allowed", [])
    elif method == "OPTIONS":
        assert (response.status_code, response.content) == (204, b"")
    elif method == "POST":
        assert problem(response)[0] == 400  # no key, no body
    else:
        assert response.status_code == 200
    assert not response.cookies


@pytest.mark.usefixtures("coupang")
def test_head_says_what_get_says_without_the_body():
    get, head = Client().get(CASE), Client().head(CASE)
    assert head.content == b""
    assert {k: v for k, v in head.items() if k != "Date"} == {k: v for k, v in get.items() if k != "Date"}


@pytest.mark.usefixtures("coupang")
@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*"])
def test_what_is_not_json_is_not_served(accept):
    assert problem(Client().get(CASE, headers={"Accept": accept})) == (406, "not_acceptable", [])


@pytest.mark.usefixtures("coupang")
@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "application/problem+json, application/json", "text/html,*/*;q=0.8"]
)
def test_json_is_served_to_whoever_takes_it(accept):
    assert Client().get(CASE, headers={"Accept": accept}).headers["Content-Type"] == "application/json"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/api/v1/", "/api/v1/nothing", "/api/v1/claims", "/api/v1/cases/a/b", "/api/v1/claim-status/1"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_any_other_address_is_not_found(path, method):
    response = Client(enforce_csrf_checks=True).generic(method, path, headers={"Accept-Language": "en"})
    assert problem(response) == (404, "not_found", [])
    assert response.headers["Content-Language"] == "en"


@pytest.mark.django_db
def test_a_fault_of_ours_is_a_problem_too_and_says_nothing_of_itself(monkeypatch):
    def broken():
        raise RuntimeError("몰래하늘")

    monkeypatch.setattr(views, "open_cases", broken)
    response = Client(raise_request_exception=False).get("/api/v1/cases", headers={"Accept-Language": "en"})
    assert problem(response) == (500, "server_error", [])
    assert "몰래하늘" not in response.content.decode()


@pytest.mark.django_db
def test_a_request_for_another_host_is_a_problem_too():
    assert problem(Client().get("/api/v1/cases", headers={"Host": "elsewhere.example"})) == (400, "bad_request", [])


@pytest.mark.usefixtures("coupang")
@pytest.mark.parametrize(
    ("headers", "language", "spoken"),
    [
        ({"Accept-Language": "en"}, "ko", "en"),
        ({"Accept-Language": "ko"}, "en", "ko"),
        ({"Accept-Language": "*"}, "en", "en"),
        ({"Accept-Language": "fr"}, "en", "en"),
        ({}, "en", "en"),
        ({}, "ko", "ko"),
        ({}, "fr", "ko"),
        ({}, 7, "ko"),
    ],
)
def test_a_problem_speaks_the_language_of_the_request_or_of_the_body(headers, language, spoken):
    response = send(CLAIMS, body(terms(), language=language, attested=False), Idempotency_Key="k", **headers)
    assert response.headers["Content-Language"] == spoken
    found = response.json()
    assert found["title"].isascii() == (spoken == "en")
    assert found["errors"][-1]["detail"].isascii() == (spoken == "en")


@pytest.mark.usefixtures("coupang")
def test_one_request_does_not_decide_the_language_of_the_next():
    assert file(body(terms(), language="en", attested=False)).headers["Content-Language"] == "en"
    assert file(b"{").headers["Content-Language"] == "ko"


def test_limits_come_as_values_and_in_the_sentence():
    error = problem_body("submission_refused", errors=[FieldError("/name", "too_long", {"maximum": 50})])["errors"][0]
    assert error["params"] == {"maximum": 50}
    assert "50" in error["detail"]


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_has_its_words(code):
    found = problem_body(code)
    assert found["title"]
    assert found["detail"]
    assert 400 <= found["status"] <= 599


@pytest.mark.parametrize("code", BODY_ERRORS)
def test_every_error_of_a_body_has_its_sentence(code):
    params = {"byte": 1, "line": 2, "column": 3, "maximum": 4}
    detail = problem_body("unreadable_body", errors=[FieldError("", code, params)])["errors"][0]["detail"]
    assert detail
    assert "%" not in detail


@pytest.mark.usefixtures("coupang")
def test_too_many_filings_from_one_address_have_to_wait(settings):
    settings.THROTTLES = {**settings.THROTTLES, "filing": (2, 1 / 30)}
    answers = [file(body(terms()), key=f"k{i}") for i in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert problem(answers[2]) == (429, "too_many_requests", [])
    assert 0 < int(answers[2].headers["Retry-After"]) <= 30
    assert file(body(terms()), key="k3", client=Client(REMOTE_ADDR="192.0.2.7")).status_code == 201
    before = stored()
    file(body(terms()), key="k4")
    assert stored() == before
    assert Client().get(CASE).status_code == 200  # reading costs nobody their place


@pytest.mark.usefixtures("coupang")
def test_too_many_questions_from_one_address_have_to_wait_right_or_wrong(settings):
    settings.THROTTLES = {**settings.THROTTLES, "status": (2, 1 / 30)}
    question = {"claim_number": "R-0", "receipt": "0", "birth_date": "1990-04-05"}
    answers = [send(STATUS, question), send(STATUS, b"{"), send(STATUS, question)]
    assert [answer.status_code for answer in answers] == [404, 400, 429]
    assert problem(answers[2])[1] == "too_many_requests"


@pytest.mark.usefixtures("coupang")
def test_a_forged_forwarding_header_gets_nobody_past_the_limit(settings):
    settings.THROTTLES = {**settings.THROTTLES, "filing": (1, 1 / 30)}
    codes = [file(body(terms()), key=f"k{i}", X_Forwarded_For=f"192.0.2.{i}").status_code for i in range(3)]
    assert codes == [201, 429, 429]


@pytest.mark.django_db(transaction=True)
def test_a_database_that_went_away_is_no_acknowledgement_and_the_same_key_succeeds_later(coupang, caplog):
    terms()
    before = stored()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    terminate(pid)
    with caplog.at_level(logging.ERROR):
        response = file(body(terms()), key="k")
    assert problem(response) == (503, "unavailable", [])
    assert int(response.headers["Retry-After"]) > 0
    assert "김하늘" not in caplog.text
    connection.close()
    assert stored() == before
    assert file(body(terms()), key="k").status_code == 201


def terminate(pid):
    """End a connection to the database from another one (each thread has its own)."""

    def end():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        connection.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(end).result()


@pytest.mark.usefixtures("coupang")
def test_a_full_disk_is_no_acknowledgement():
    before = stored()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER disk_full BEFORE INSERT ON claims_claim FOR EACH ROW EXECUTE FUNCTION disk_full()"
        )
        cursor.execute("SAVEPOINT full_disk")
    response = file(body(terms()))
    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK TO SAVEPOINT full_disk")
    assert problem(response) == (503, "unavailable", [])
    assert response.headers["Retry-After"]
    assert stored() == before
