"""Pages for when something is wrong: in the reader's language, without quoting the request or asking the database."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from intake import errors
from tests.intake.claimant import Claimant
from tests.intake.html import parsed

PAGES = [
    (errors.bad_request, 400),
    (errors.permission_denied, 403),
    (errors.csrf_failure, 403),
    (errors.not_found, 404),
    (errors.content_too_large, 413),
    (lambda request: errors.too_many_requests(request, 7), 429),
    (errors.server_error, 500),
    (errors.unavailable, 503),
]


@pytest.mark.parametrize(("view", "status"), PAGES)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_is_a_page_in_the_language_of_the_address_and_needs_no_database(view, status, language):
    """This test has no database: any query would fail it."""
    response: HttpResponse = view(RequestFactory().get(f"/{language}/somewhere/", headers={"accept-language": "de"}))
    page = parsed(response)
    assert response.status_code == status
    assert page.all("html")[0]["lang"] == language
    assert len(page.all("h1")) == 1
    assert f"/{language}/" in page.links()


def test_outside_the_pages_the_browser_s_language_decides():
    response = errors.not_found(RequestFactory().get("/nowhere", headers={"accept-language": "en"}))
    assert parsed(response).all("html")[0]["lang"] == "en"


def test_the_address_is_not_quoted(db):
    response = Client().get("/en/<script>alert(1)</script>/R-7K2M9-QXD4F-8/")
    assert response.status_code == 404
    assert b"<script" not in response.content
    assert b"R-7K2M9" not in response.content


def test_too_many_requests_says_how_long_to_wait():
    response = errors.too_many_requests(RequestFactory().get("/en/"), 7)
    assert response.headers["Retry-After"] == "7"
    assert "7 seconds" in parsed(response).text


def test_a_form_without_its_token_is_refused_with_a_word_on_what_to_do(coupang):
    someone = Claimant("en", enforce_csrf_checks=True)
    response = someone.post("claimant")
    assert response.status_code == 403
    assert "allow cookies" in parsed(response).text
    assert not [name for name in response.cookies if "draft" in name]


def test_every_form_carries_its_token(coupang):
    someone = Claimant("en", enforce_csrf_checks=True)
    token = parsed(someone.get("claimant")).hidden()["csrfmiddlewaretoken"]
    typed = {"claimant_type": "account_holder", "csrfmiddlewaretoken": token}
    assert someone.post("claimant", typed).status_code == 303
    assert someone.post("claimant", typed | {"csrfmiddlewaretoken": token[::-1]}).status_code == 403


def test_a_form_from_this_site_is_taken_and_one_from_another_is_not(coupang):
    someone = Claimant("en", enforce_csrf_checks=True)
    token = parsed(someone.get("claimant")).hidden()["csrfmiddlewaretoken"]
    typed = {"claimant_type": "account_holder", "csrfmiddlewaretoken": token}
    assert someone.post("claimant", typed, headers={"origin": "http://testserver"}).status_code == 303
    assert someone.post("claimant", typed, headers={"origin": "https://elsewhere.example"}).status_code == 403


def test_browsers_are_told_to_name_the_origin_of_our_own_forms(coupang):
    """Under `no-referrer` they would send `Origin: null`, and every form would be refused."""
    assert Claimant().get("claimant").headers["Referrer-Policy"] == "same-origin"
