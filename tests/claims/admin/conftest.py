"""Fixtures of counsel's site. Models are imported late: pytest reads this file before Django is set up."""

from functools import partial

import pytest


@pytest.fixture
def account(django_user_model):
    """Makes a staff account without any role."""

    def make(name: str, **fields):
        return django_user_model.objects.create_user(name, **{"is_staff": True, **fields})

    return make


@pytest.fixture
def log_in(account):
    """Makes a staff account with a role in a case and returns its browser, logged in."""
    from tests.claims.admin.cast import browser_of

    def make(case, role: str | None, name: str = ""):
        return browser_of(account(name or f"{role}-{case.slug}"), case, role)

    return make


@pytest.fixture
def lead(coupang, log_in):
    return log_in(coupang, "lead_counsel", "lead")


@pytest.fixture
def reviewer(coupang, log_in):
    return log_in(coupang, "reviewer", "reviewer")


@pytest.fixture
def clerk(coupang, log_in):
    return log_in(coupang, "intake_clerk", "clerk")


@pytest.fixture
def auditor(coupang, log_in):
    return log_in(coupang, "auditor", "auditor")


@pytest.fixture
def other_case(coupang, account):
    """A second case over the same leak, with other staff."""
    from tests.claims.admin.cast import make_case

    return make_case(coupang, account("founder"))


@pytest.fixture
def file(coupang):
    """Files a claim of a new invented person in the demonstration case and has every rule judge it."""
    from tests.claims.admin.cast import file_claim

    return partial(file_claim, coupang)
