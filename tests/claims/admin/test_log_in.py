"""Logging in and out: one answer to every failure, counted, recorded, and ended when idle."""

import time

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from claims.models import AuditEntry

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"
LOGIN = "/counsel/login/"


@pytest.fixture
def counsel(account):
    return account("counsel", password=PASSWORD)


@pytest.fixture
def browser():
    return Client(headers={"accept-language": "en"})


def attempt(browser, name="counsel", password=PASSWORD, **more):
    return browser.post(LOGIN, {"username": name, "password": password, "next": "/counsel/claims/"}, **more)


def test_the_right_password_opens_the_page_that_was_asked_for(counsel, browser):
    assert browser.get("/counsel/claims/")["location"] == "/counsel/login/?next=/counsel/claims/"
    assert attempt(browser)["location"] == "/counsel/claims/"


def test_the_session_gets_a_new_key_and_the_old_one_opens_nothing(counsel, browser):
    browser.get(LOGIN)
    session = browser.session
    session["planted"] = True
    session.save()
    before = session.session_key
    browser.cookies[settings.SESSION_COOKIE_NAME] = before
    attempt(browser)
    assert browser.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_every_failure_is_answered_alike(counsel, account, browser):
    account("closed", password=PASSWORD, is_active=False)
    account("claimant", password=PASSWORD, is_staff=False)
    pages = set()
    for name, password in [
        ("counsel", "wrong"),
        ("nobody", PASSWORD),
        ("closed", PASSWORD),
        ("claimant", PASSWORD),
    ]:
        answer = attempt(browser, name, password)
        assert answer.status_code == 200
        problem = answer.content.decode().split('<p class="problem"')[1].split("</p>")[0]
        pages.add(problem)
    assert len(pages) == 1


def test_log_ins_failures_and_log_outs_are_recorded_without_what_was_typed(counsel, browser):
    attempt(browser, "counsel", "wrong")
    attempt(browser, "a-password-typed-into-the-name", "wrong")
    attempt(browser)
    browser.post("/counsel/logout/")
    refused, unknown, opened, closed = AuditEntry.objects.filter(action__startswith="staff.").order_by("pk")
    assert (refused.action, refused.subject_type, refused.subject_id) == (
        "staff.log_in_refused",
        "user",
        str(counsel.pk),
    )
    assert (unknown.action, unknown.subject_type, unknown.actor) == ("staff.log_in_refused", "user_name", None)
    assert "password" not in unknown.subject_id + str(unknown.detail)
    assert (opened.action, opened.actor, opened.place) == ("staff.log_in", counsel, "127.0.0.1")
    assert (closed.action, closed.actor) == ("staff.log_out", counsel)
    assert browser.get("/counsel/").status_code == 302


def test_attempts_are_counted_by_address(counsel, browser):
    burst = settings.THROTTLES["login"][0]
    for number in range(burst):
        assert attempt(browser, f"name{number}", "wrong").status_code == 200
    refused = attempt(browser)
    assert refused.status_code == 429
    assert int(refused["retry-after"]) > 0
    assert "Too many attempts" in refused.content.decode()


@pytest.mark.parametrize("name", ["counsel", "nobody"])
def test_attempts_are_counted_by_user_name_wherever_they_come_from_and_whoever_has_it(counsel, browser, name):
    burst = settings.THROTTLES["login"][0]
    for number in range(burst):
        attempt(browser, name.upper() if number % 2 else name, "wrong", REMOTE_ADDR=f"10.0.0.{number}")
    assert attempt(browser, name, REMOTE_ADDR="10.0.1.1").status_code == 429


def test_nobody_is_led_to_another_site_after_logging_in(counsel, browser):
    answer = browser.post(LOGIN, {"username": "counsel", "password": PASSWORD, "next": "https://evil.example/"})
    assert answer["location"] == "/counsel/"


def test_staff_are_logged_out_half_an_hour_after_their_last_request(counsel, browser, monkeypatch):
    attempt(browser)
    monkeypatch.setattr("claims.admin.site.time.time", lambda: time.time_ns() / 1e9 + 20 * 60)
    browser.get("/counsel/")
    session = Session.objects.get(session_key=browser.session.session_key)
    left = session.expire_date - timezone.now()
    assert left.total_seconds() == pytest.approx(30 * 60, abs=10)
    session.expire_date = timezone.now()
    session.save()
    assert browser.get("/counsel/")["location"].startswith(LOGIN)


def test_a_session_ends_after_twelve_hours_even_if_it_is_never_idle(counsel, browser, monkeypatch):
    attempt(browser)
    assert browser.get("/counsel/").status_code == 200
    monkeypatch.setattr("claims.admin.site.time.time", lambda: time.time_ns() / 1e9 + 12 * 3600 + 60)
    assert browser.get("/counsel/")["location"].startswith(LOGIN)


def test_a_request_that_closely_follows_another_does_not_write_the_session(lead, django_assert_num_queries):
    lead.get("/counsel/")
    with django_assert_num_queries(6):  # session, account, roles, counts, deadlines, notices of them
        lead.get("/counsel/")


def test_changing_the_password_is_recorded_and_ends_other_sessions(counsel, browser):
    other = Client()
    attempt(other)
    attempt(browser)
    new = "another long enough password"
    answer = browser.post("/counsel/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert answer.status_code == 302
    assert AuditEntry.objects.filter(action="staff.change_password", actor=counsel).count() == 1
    assert browser.get("/counsel/").status_code == 200
    assert other.get("/counsel/").status_code == 302


def test_the_language_is_kept_for_this_site_only_and_leads_back(counsel, browser):
    answer = browser.post("/counsel/language/", {"language": "ko", "next": "/counsel/login/?next=/counsel/"})
    assert answer["location"] == "/counsel/login/?next=/counsel/"
    cookie = answer.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["path"], cookie["samesite"]) == ("ko", "/counsel/", "Lax")
    assert '<html lang="ko"' in browser.get(LOGIN).content.decode()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_the_choice_of_language_leads_nowhere_else(browser, back):
    answer = browser.post("/counsel/language/", {"language": "xx", "next": back})
    assert answer["location"] == "/counsel/"
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


def test_forms_from_other_sites_are_refused(counsel):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(counsel)
    for address in ("language/", "logout/", "claims/search/", "work/retry/", "password/"):
        assert strict.post(f"/counsel/{address}").status_code == 403
    assert strict.get("/counsel/").status_code == 200
