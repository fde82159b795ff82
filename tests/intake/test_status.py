"""Looking up a claim: by its three proofs, and with one same answer to everybody else."""

import re

import pytest
from django.conf import settings as project

from claims.models import Claim
from tests.intake.claimant import TYPED, Claimant
from tests.intake.html import parsed
from tests.working import do_all_work

STATUS, CLAIM = "/en/status/", "/en/status/claim/"


@pytest.fixture
def filed(coupang):
    """A claimant in English with a receipt in hand."""
    someone = Claimant("en")
    someone.fill()
    someone.submit()
    return someone


def proofs(someone, **changes):
    number, secret = someone.receipt()
    born = {"birth_date-year": "1990", "birth_date-month": "4", "birth_date-day": "5"}
    return {"claim_number": number, "receipt": secret, **born, **changes}


def test_the_three_proofs_show_where_the_claim_stands(filed):
    response = filed.client.post(STATUS, proofs(filed))
    assert (response.status_code, response.headers["Location"]) == (303, CLAIM)
    page = parsed(filed.client.get(CLAIM))
    assert filed.receipt()[0] in page.text
    steps = [a for a in page.all("li") if a.get("class") in {"done", "current", "ahead"}]
    assert [a["class"] for a in steps] == ["current"] + ["ahead"] * 8
    assert [a.get("aria-current") for a in steps] == ["step"] + [None] * 8


def test_it_can_be_reloaded_and_read_in_the_other_language(filed):
    filed.client.post(STATUS, proofs(filed))
    assert "/ko/status/claim/" in parsed(filed.client.get(CLAIM)).links()
    for address in (CLAIM, "/ko/status/claim/"):
        assert filed.receipt()[0] in parsed(filed.client.get(address)).text


def test_it_is_taken_as_people_copy_it(filed):
    number, secret = filed.receipt()
    written = {"claim_number": f" {number.lower().replace('-', ' ')} ", "receipt": secret[:20] + "\r\n" + secret[20:]}
    assert filed.client.post(STATUS, proofs(filed, **written)).status_code == 303


def test_another_stage_is_shown_with_its_history_and_what_is_asked(coupang):
    someone = Claimant("en")
    someone.fill(changed={"proceedings": {"other_proceedings-kind": "other_suit"}})
    someone.submit()
    do_all_work()
    assert Claim.objects.get().stage == "needs_information"
    someone.client.post(STATUS, proofs(someone))
    page = parsed(someone.client.get(CLAIM))
    assert "What we ask of you" in page.text
    assert coupang.contact in page.text
    assert len(page.all("time")) == 3


def test_that_a_claim_repeats_another_is_not_told(filed):
    again = Claimant("en")
    again.fill()
    again.submit()
    do_all_work()
    assert sorted(Claim.objects.values_list("stage", flat=True)) == ["duplicate_hold", "verified"]
    again.client.post(STATUS, proofs(again))
    text = parsed(again.client.get(CLAIM)).text.lower()
    assert "duplicate" not in text
    assert "your claim is with us and is being checked" in text


WRONG = {
    "unknown number": {"claim_number": "R-00000-00000-0"},
    "no number at all": {"claim_number": "my claim"},
    "another secret": {"receipt": "0000-0000-0000-0000-0000-0000-0000-0000"},
    "no secret at all": {"receipt": "?"},
    "another date": {"birth_date-day": "6"},
    "no date at all": {"birth_date-month": "13"},
    "words for a date": {"birth_date-year": "born", "birth_date-month": "in", "birth_date-day": "spring"},
    "too long": {"receipt": "0" * 5000, "claim_number": "R" * 5000},
    "nul": {"claim_number": "R\x00", "receipt": "\x00"},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_whatever_is_wrong_the_answer_is_the_same(filed, changes):
    def answer(typed):
        someone = Claimant("en")
        someone.client.get(STATUS)
        response = someone.client.post(STATUS, typed)
        assert someone.client.get(CLAIM).headers["Location"] == STATUS
        # What was typed is given back, and the form's token is new each time; nothing else may differ.
        html = re.sub(r' value="[^"]*"|(?s:(?<=aria-describedby="receipt-hint">).*?(?=</textarea>))', "", response.text)
        return response.status_code, html, sorted(response.headers), sorted(response.cookies)

    status, *rest = answer(proofs(filed, **changes))
    assert status == 404
    nothing_right = proofs(filed, claim_number="R-7K2M9-QXD4F-8", receipt="1111-1111", **{"birth_date-year": "1980"})
    assert rest == list(answer(nothing_right)[1:])


def test_wrong_proofs_cost_as_many_statements_as_right_ones_until_they_fail(filed, django_assert_num_queries):
    for changes in ({"claim_number": "R-00000-00000-0"}, {"receipt": "1111"}, {"birth_date-day": "6"}):
        with django_assert_num_queries(1):
            assert filed.client.post(STATUS, proofs(filed, **changes)).status_code == 404


def test_an_empty_form_says_what_to_fill_in(coupang):
    response = Claimant("en").client.post(STATUS, {})
    assert response.status_code == 422
    assert {"#claim_number", "#receipt", "#birth_date-year"} <= set(parsed(response).links())


def test_guessing_is_slowed_down(coupang, settings):
    settings.THROTTLES = project.THROTTLES | {"status": (2, 1 / 60)}
    someone = Claimant("en")
    guess = {"claim_number": "R-1", "receipt": "1", **{k: v for k, v in TYPED["name"].items() if k != "name"}}
    assert [someone.client.post(STATUS, guess).status_code for _ in range(3)] == [404, 404, 429]


def test_what_was_looked_up_can_be_put_away(filed):
    filed.client.post(STATUS, proofs(filed))
    assert filed.client.post(CLAIM).headers["Location"] == "/en/"
    assert filed.client.get(CLAIM).headers["Location"] == STATUS


def test_nothing_of_it_is_in_addresses_or_titles(filed):
    number, secret = filed.receipt()
    response = filed.client.post(STATUS, proofs(filed), follow=True)
    page = parsed(response)
    assert not [url for url, _status in response.redirect_chain if number in url or secret in url]
    assert number not in page.title
    assert not [link for link in page.links() if number in link]
    assert secret not in response.content.decode()
