"""Verifying identity: to a real server that stands for the provider, and back."""

import pytest

from claims.models import IdentityAttempt, IdentityProof, WorkItem
from claims.queries.proofs import proofs_of
from tests.identity_provider import PATH, go_there, loopback_provider
from tests.intake.claimant import Claimant
from tests.intake.html import parsed

CLAIM, IDENTITY, BACK = "/en/status/claim/", "/en/status/claim/identity/", "/en/status/claim/identity/return/"
HANEUL = {"name": "김하늘", "birth_date": "1990-04-05", "token": "CI-of-haneul"}


@pytest.fixture
def filed(coupang, settings):
    settings.IDENTITY_PROVIDER = PATH
    settings.ALLOWED_HOSTS = ["testserver"]
    someone = Claimant("en")
    someone.fill()
    someone.submit()
    return someone


def verify(someone):
    """The whole way; the address that the browser comes back to, and the answer there."""
    response = someone.client.post(IDENTITY)
    assert response.status_code == 303
    back = go_there(response.headers["Location"])
    return back, someone.client.get(back)


def test_the_way_there_and_back_leaves_how_far_they_agree_and_nothing_of_the_person(filed):
    with loopback_provider(HANEUL) as provider:
        assert IDENTITY in parsed(filed.client.get(CLAIM)).links()
        page = filed.client.get(IDENTITY)
        assert f"form-action 'self' {provider.url};" in page.headers["Content-Security-Policy"] + ";"
        back, response = verify(filed)
        assert (response.status_code, response.headers["Location"]) == (303, CLAIM)
        assert not any(part in back for part in ("1990", "%EA%B9%80", "CI-of"))
        text = parsed(filed.client.get(CLAIM)).text
    proof = IdentityProof.objects.get()
    assert (proof.provider, proof.agreement) == ("loopback", "equal")
    assert proofs_of([proof.claim_id])[proof.claim_id].identity == "equal"
    assert WorkItem.objects.filter(kind="verify", state="pending", subject=proof.claim_id).exists()
    assert "Verified" in text


@pytest.mark.parametrize(
    ("changes", "agreement"),
    [({"name": "김 하늘"}, "similar"), ({"name": "KIM HANEUL"}, "similar"), ({"birth_date": "1990-04-06"}, "other")],
)
def test_another_spelling_is_similar_and_another_birth_date_another_person(filed, changes, agreement):
    with loopback_provider(HANEUL | changes):
        verify(filed)
        offered = IDENTITY in parsed(filed.client.get(CLAIM)).links()
    assert IdentityProof.objects.get().agreement == agreement
    assert offered is (agreement == "other")


def test_one_person_has_one_token_in_an_incident_and_another_person_another(filed):
    other = Claimant("en")
    other.fill()
    other.submit()
    with loopback_provider(HANEUL):
        verify(filed)
        verify(other)
    with loopback_provider(HANEUL | {"token": "CI-of-somebody-else"}):
        verify(other)
    first, second, third = IdentityProof.objects.order_by("id").values_list("token", flat=True)
    assert first == second != third
    assert "CI-of" not in str(first)


def test_for_a_minor_the_representative_verifies_and_leaves_no_token(coupang, settings):
    settings.IDENTITY_PROVIDER = PATH
    someone = Claimant("en")
    someone.fill(
        changed={
            "claimant": {"claimant_type": "minor_representative"},
            "name": {"name": "김새벽", "birth_date-year": "2014", "birth_date-month": "4", "birth_date-day": "5"},
        }
    )
    someone.submit()
    with loopback_provider({"name": "김바다", "birth_date": "1970-01-31", "token": "CI"}):
        verify(someone)
    proof = IdentityProof.objects.get()
    assert (proof.agreement, proof.token) == ("equal", None)


def not_verified(response):
    assert response.status_code == 422
    assert "not verified" in parsed(response).text
    return response.content


def test_a_return_is_good_once_and_only_for_whoever_went(filed):
    stranger = Claimant("en")
    other = Claimant("en")
    other.fill()
    other.submit()
    with loopback_provider(HANEUL):
        back = go_there(filed.client.post(IDENTITY).headers["Location"])
        assert stranger.client.get(back).headers["Location"] == "/en/status/"
        answers = {not_verified(other.client.get(back)), not_verified(filed.client.get(f"{BACK}?state=made-up"))}
        assert filed.client.get(back).status_code == 303
        answers |= {not_verified(filed.client.get(back)), not_verified(filed.client.get(BACK))}
    assert len(answers) == 1
    assert IdentityProof.objects.count() == 1


def test_beginning_again_makes_the_earlier_way_void(filed):
    with loopback_provider(HANEUL):
        first = go_there(filed.client.post(IDENTITY).headers["Location"])
        second = go_there(filed.client.post(IDENTITY).headers["Location"])
        not_verified(filed.client.get(first))
        assert filed.client.get(second).status_code == 303


def test_whoever_comes_back_too_late_begins_again(filed):
    with loopback_provider(HANEUL):
        back = go_there(filed.client.post(IDENTITY).headers["Location"])
        IdentityAttempt.objects.update(expires_at="2020-01-01T00:00:00Z")
        not_verified(filed.client.get(back))
    assert not IdentityProof.objects.exists()


def test_a_provider_that_vouches_for_nobody_stores_nothing(filed):
    with loopback_provider(None):
        _, response = verify(filed)
    not_verified(response)
    assert not IdentityProof.objects.exists()


def test_a_provider_that_is_away_stores_nothing(filed):
    with loopback_provider(HANEUL) as provider:
        back = go_there(filed.client.post(IDENTITY).headers["Location"])
        provider.answer = lambda asked: None
        not_verified(filed.client.get(back))
    assert not IdentityProof.objects.exists()


def test_without_a_provider_it_is_not_offered(filed, settings):
    settings.IDENTITY_PROVIDER = ""
    assert IDENTITY not in parsed(filed.client.get(CLAIM)).links()
    assert filed.client.get(IDENTITY).status_code == 404
    assert filed.client.post(IDENTITY).status_code == 404
    not_verified(filed.client.get(BACK))
