"""The receipt: shown for an hour in the browser that submitted, and put away when its owner says so."""

import time

from intake import cookies
from tests.intake.claimant import CASE, Claimant, codes
from tests.intake.html import parsed


def test_it_shows_number_and_secret_in_both_languages_however_often(claimant):
    claimant.fill()
    claimant.submit()
    first = claimant.receipt()
    assert claimant.receipt() == first
    assert codes(parsed(claimant.client.get(f"/en/cases/{CASE}/receipt/"))) == first


def test_it_says_how_to_keep_it_and_where_to_ask(claimant, coupang):
    claimant.language = "en"
    claimant.fill()
    claimant.submit()
    page = parsed(claimant.get("receipt"))
    assert "date of birth can see where your claim stands" in page.text
    assert "never send links in text messages" in page.text
    assert coupang.contact in page.text
    assert "/en/status/" in page.links()


def test_after_an_hour_it_is_gone(claimant, monkeypatch):
    claimant.fill()
    claimant.submit()
    then = time.time()
    monkeypatch.setattr(cookies.time, "time", lambda: then + 3600 + 200)
    response = claimant.get("receipt")
    assert response.status_code == 404
    assert "/ko/status/" in parsed(response).links()


def test_without_one_and_with_a_made_up_one_it_is_the_same_page(coupang):
    nobody, forger = Claimant(), Claimant()
    forger.client.cookies[f"redress_receipt_{CASE}"] = "AAFmb3JnZWQ"
    assert nobody.get("receipt").status_code == forger.get("receipt").status_code == 404
    assert nobody.get("receipt").content == forger.get("receipt").content


def test_put_away_it_is_gone_from_a_shared_device(claimant):
    claimant.fill()
    claimant.submit()
    response = claimant.client.post(claimant.url("receipt"))
    assert (response.status_code, response.headers["Location"]) == (303, "/ko/")
    assert claimant.get("receipt").status_code == 404


def test_the_case_leads_to_it_while_it_is_there(claimant):
    claimant.fill()
    claimant.submit()
    links = parsed(claimant.get()).links()
    assert claimant.url("receipt") in links
    assert claimant.url("claimant") not in links
