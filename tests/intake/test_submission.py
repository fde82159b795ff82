"""Submitting: filed once, whatever the browser does; and what is said when it cannot be filed."""

import threading
import time
from datetime import date

import pytest
from django.conf import settings as project
from django.db import connection

from claims.models import Claim, ClaimTransition, Consent, ConsentText, FilingSignal, WorkItem
from claims.queries.filing_terms import filing_case, forget_terms
from claims.rules.stages import ActorKind
from claims.services.actors import Actor
from claims.services.moves import move_case
from tests.intake.claimant import CASE, TYPED, Claimant
from tests.intake.html import parsed

DRAFT, RECEIPT = f"redress_draft_{CASE}", f"redress_receipt_{CASE}"


@pytest.fixture
def filled(claimant):
    """A claimant who has answered everything."""
    claimant.fill()
    return claimant


def another_with(claimant, *names):
    """Another window of the same browser, or a copy of its cookies at this moment."""
    other = Claimant(claimant.language)
    for name in names:
        other.client.cookies[name] = claimant.client.cookies[name].value
    return other


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_claim_is_filed_as_it_was_answered(coupang, language):
    someone = Claimant(language)
    someone.fill()
    response = someone.submit()
    assert (response.status_code, response.headers["Location"]) == (303, someone.url("receipt"))
    claim = Claim.objects.select_related("claimant").get()
    assert (claim.stage, claim.door, claim.attested) == ("submitted", "web", True)
    assert (claim.claimant_type, claim.claimant.language) == ("account_holder", language)
    assert (claim.damages_sought, claim.entrance_code_stored, claim.other_proceedings) == (300_000, "yes", "none")
    assert claim.notices == [{"code": "N2", "received_on": None}, {"code": "N3", "received_on": "2025-12-08"}]
    items = filing_case(CASE).terms.item_mask(["name", "email", "entrance_code"])
    assert (claim.items_mask, claim.joined) == (items, date(2019, 5, 1))
    given = dict(Consent.objects.values_list("text__code", "given"))
    assert given == {"collection": True, "provision_to_court": True, "news": False}
    assert WorkItem.objects.filter(subject=claim.pk, kind="match").exists()


def test_without_the_attestation_nothing_is_filed(filled):
    response = filled.client.post(filled.url("check"), {})
    assert response.status_code == 422
    page = parsed(response)
    assert "#attested" in page.links()
    assert page.title.startswith(("Error:", "오류:"))
    assert Claim.objects.count() == 0


def test_a_double_click_gives_the_same_receipt_and_one_claim(filled):
    twin = another_with(filled, DRAFT)
    assert filled.submit().status_code == twin.submit().status_code == 303
    assert filled.receipt() == twin.receipt()
    assert Claim.objects.count() == 1


def test_an_answer_that_was_lost_on_the_way_is_given_again(filled):
    again = another_with(filled, DRAFT)
    filled.submit()
    assert again.submit().status_code == 303
    assert again.receipt()[0] == Claim.objects.get().number


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_one_claim():
    from claims.demonstration.load import load_case

    load_case()
    someone = Claimant()
    someone.fill()
    twins = [another_with(someone, DRAFT) for _ in range(6)]
    receipts, barrier = [], threading.Barrier(len(twins))

    def click(twin):
        barrier.wait()
        try:
            assert twin.submit().status_code == 303
            receipts.append(twin.receipt())
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[twin]) for twin in twins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(receipts) == len(twins)
    assert len(set(receipts)) == 1
    assert Claim.objects.count() == ClaimTransition.objects.count() == WorkItem.objects.count() == 1


def test_after_submission_the_draft_is_gone_from_the_browser(filled):
    cookies = filled.submit().cookies
    assert cookies[DRAFT]["max-age"] == 0
    assert cookies[RECEIPT]["max-age"] == 3600
    assert (cookies[RECEIPT]["httponly"], cookies[RECEIPT]["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("page", ["claimant", "name", "consents", "check"])
def test_a_stale_tab_comes_to_the_receipt(filled, page):
    draft = filled.client.cookies[DRAFT].value
    filled.submit()
    filled.client.cookies[DRAFT] = draft  # as when an old answer arrives after the submission's
    for response in (filled.get(page), filled.post(page)):
        assert (response.status_code, response.headers["Location"]) == (303, filled.url("receipt"))
    assert Claim.objects.count() == 1


def test_other_answers_under_a_submitted_draft_are_not_filed(filled):
    other = another_with(filled, DRAFT)
    filled.submit()
    other.post("name", {**TYPED["name"], "name": "김노을"})
    response = other.submit()
    assert response.status_code == 409
    assert other.url("leave") in parsed(response).links()
    assert Claim.objects.count() == 1


def test_after_the_receipt_is_put_away_another_claim_can_be_filed(filled):
    filled.submit()
    first = filled.receipt()
    filled.client.post(filled.url("receipt"))
    filled.fill(changed={"name": {**TYPED["name"], "name": "김노을"}})
    filled.submit()
    assert filled.receipt()[0] != first[0]
    assert Claim.objects.count() == 2


def closed(case):
    move_case(case_id=case.pk, to="collecting_documents", actor=Actor(ActorKind.STAFF), reason="enough for now")


def test_a_case_that_closes_meanwhile_takes_nothing_and_says_so(filled, coupang):
    closed(coupang)  # this process believes for seconds that it is open
    assert filled.submit().status_code == 409
    forget_terms()
    assert filled.submit().status_code == filled.get("name").status_code == 409
    assert filled.url("claimant") not in parsed(filled.get()).links()
    assert Claim.objects.count() == 0


def test_whoever_has_submitted_keeps_their_receipt_when_the_case_closes(filled, coupang):
    filled.submit()
    closed(coupang)
    forget_terms()
    assert filled.get("receipt").status_code == 200


def test_a_consent_that_changed_meanwhile_is_asked_again(filled, coupang):
    old = ConsentText.objects.get(case=coupang, code="collection", current=True)
    ConsentText.objects.filter(pk=old.pk).update(current=False)
    old.pk, old.version = None, "2"
    old.save(force_insert=True)
    forget_terms()
    response = filled.submit()
    page = parsed(response)
    assert response.status_code == 422
    assert "#consents-collection" in page.links()
    assert [form["action"] for form in page.all("form")] == [filled.url("consents")]
    assert page.hidden()["version-collection"] == "2"
    filled.post("consents", {**TYPED["consents"], "version-collection": "2"})
    assert filled.submit().status_code == 303


def test_too_many_from_one_address_wait_and_lose_nothing(coupang, settings):
    settings.THROTTLES = project.THROTTLES | {"filing": (1, 1 / 60)}
    first, second = Claimant(REMOTE_ADDR="192.0.2.7"), Claimant(REMOTE_ADDR="192.0.2.7")
    elsewhere = Claimant(REMOTE_ADDR="192.0.2.8")
    for someone in (first, second, elsewhere):
        someone.fill()
    assert first.submit().status_code == 303
    response = second.submit()
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert second.get("check").status_code == 200
    assert elsewhere.submit().status_code == 303
    assert Claim.objects.count() == 2


def test_pages_and_mistakes_are_not_counted(coupang, settings):
    settings.THROTTLES = project.THROTTLES | {"filing": (1, 1 / 60)}
    someone = Claimant()
    someone.fill()
    for _ in range(3):
        assert someone.client.post(someone.url("check"), {}).status_code == 422
    assert someone.submit().status_code == 303


@pytest.mark.django_db(transaction=True)
def test_while_the_database_cannot_write_nothing_is_acknowledged_and_nothing_lost():
    from claims.demonstration.load import load_case

    load_case()
    someone = Claimant()
    someone.fill()
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
        try:
            response = someone.submit()
        finally:
            cursor.execute("SET default_transaction_read_only = off")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert not response.cookies.get(RECEIPT)
    assert Claim.objects.count() == 0
    assert someone.submit().status_code == 303
    assert Claim.objects.count() == 1


def test_neither_names_nor_numbers_travel_in_addresses_or_titles(filled):
    number, secret = filled.submit() and filled.receipt()
    page = parsed(filled.get("receipt"))
    for said in (number, secret, "김하늘", "haneul"):
        assert said not in page.title
        assert not [link for link in page.links() if said in link]
    assert filled.get("receipt").headers["Cache-Control"] == "no-store"


def test_the_seconds_since_the_first_answer_are_kept_with_the_claim(claimant, monkeypatch):
    claimant.fill()
    later = time.time() + 200
    monkeypatch.setattr(time, "time", lambda: later)
    assert claimant.submit().status_code == 303
    kept = FilingSignal.objects.get()
    assert 200 <= kept.seconds < 260
    assert kept.address is not None
