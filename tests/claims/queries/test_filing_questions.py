"""Whom the form asks for a legal representative: by the ages of the case."""

from datetime import date

import pytest

from claims.queries.filing_questions import needs_representative, signs_alone_from
from claims.queries.filing_terms import filing_case, forget_terms
from claims.rules.stages import ActorKind
from claims.rules.verification import RuleSettings
from claims.services.actors import Actor
from claims.services.rule_settings import change_rules

pytestmark = pytest.mark.django_db


def born(case, years):
    """The birth date of somebody who turns so old today."""
    today = case.terms.today
    return date(today.year - years, today.month, min(today.day, 28)).isoformat()


def test_a_minor_is_asked_and_an_adult_is_not(coupang):
    case = filing_case("coupang-2025")
    assert needs_representative("account_holder", born(case, 18), case)
    assert not needs_representative("account_holder", born(case, 19), case)
    assert needs_representative("minor_representative", None, case)
    assert not needs_representative("account_holder", None, case)


def test_the_ages_that_counsel_set_for_the_case_count_on_the_form_too(coupang, django_user_model):
    counsel = Actor(ActorKind.STAFF, django_user_model.objects.create_user("counsel", is_staff=True).pk)
    change_rules(
        case_id=coupang.pk, settings=RuleSettings(thresholds={"adult_from": 18}), reason="Abroad", actor=counsel
    )
    forget_terms()
    case = filing_case("coupang-2025")
    assert signs_alone_from(case) == 18
    assert not needs_representative("account_holder", born(case, 18), case)
    assert needs_representative("account_holder", born(case, 17), case)


def test_the_form_says_the_age_of_the_case(coupang, django_user_model, client):
    counsel = Actor(ActorKind.STAFF, django_user_model.objects.create_user("counsel", is_staff=True).pk)
    assert "For a child under 19" in client.get("/en/cases/coupang-2025/claimant/").content.decode()
    change_rules(
        case_id=coupang.pk, settings=RuleSettings(thresholds={"adult_from": 20}), reason="Abroad", actor=counsel
    )
    forget_terms()
    assert "For a child under 20" in client.get("/en/cases/coupang-2025/claimant/").content.decode()
