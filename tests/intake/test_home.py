"""The way in: the language, the open cases, and what a case tells before anything is asked."""

import pytest
from django.test import Client

from claims.queries.filing_terms import forget_terms
from claims.rules.stages import ActorKind
from claims.services.actors import Actor
from claims.services.moves import move_case
from tests.intake.claimant import CASE, Claimant
from tests.intake.html import parsed


@pytest.mark.parametrize(
    ("languages", "home"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.8", "/ko/"),
        ("en-US,en;q=0.9", "/en/"),
        ("de-DE,en;q=0.5,ko;q=0.4", "/en/"),
        ("fr-FR", "/ko/"),
        ("", "/ko/"),
        ("*;q=-1,ko\x00", "/ko/"),
        ("en;q=0.1," * 500, "/en/"),
    ],
)
def test_the_browser_s_languages_choose_the_page(languages, home):
    response = Client().get("/", headers={"accept-language": languages})
    assert response.headers["Location"] == home
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize(("language", "title"), [("ko", "쿠팡 개인정보 유출"), ("en", "Coupang data leak")])
def test_the_home_page_lists_the_open_cases_in_its_language(coupang, language, title, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = Client().get(f"/{language}/")
    page = parsed(response)
    assert title in page.text
    assert {f"/{language}/cases/{CASE}/", f"/{language}/status/"} <= set(page.links())
    assert page.all("html")[0]["lang"] == response.headers["Content-Language"] == language


def test_a_case_that_takes_no_claims_is_not_listed_and_cannot_be_begun(coupang):
    move_case(case_id=coupang.pk, to="collecting_documents", actor=Actor(ActorKind.STAFF), reason="enough for now")
    forget_terms()
    someone = Claimant("en")
    assert someone.url() not in parsed(someone.client.get("/en/")).links()
    assert someone.url("claimant") not in parsed(someone.get()).links()
    assert someone.get("claimant").status_code == 409


def test_a_case_tells_everything_before_it_asks_anything(coupang):
    someone = Claimant("en")
    page = parsed(someone.get())
    for told in (
        "33.7 million accounts",
        "Filing a claim is free",
        "50,000 to 400,000 won",
        "100,000 won to 1,000,000 won",
        "Legal name and date of birth",
        "Five to ten minutes",
        "Nothing is stored with us before you submit",
        "[Sample",
        coupang.contact,
    ):
        assert told in " ".join(page.text.split()), told
    assert someone.url("claimant") in page.links()


def test_a_claim_that_was_begun_can_be_gone_on_with_from_the_case(claimant):
    claimant.fill("contact")
    assert claimant.url("check") in parsed(claimant.get()).links()
    assert claimant.get("check").headers["Location"] == claimant.url("contact")


def test_pages_are_read_and_not_written_with_other_methods(claimant):
    for url in ("/", "/ko/", claimant.url()):
        assert claimant.client.post(url).status_code == 405
    for url in (claimant.url("claimant"), claimant.url("check"), "/ko/status/"):
        assert claimant.client.delete(url).status_code == 405
        assert claimant.client.head(url).status_code in {200, 303}
