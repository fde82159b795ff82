"""Versions of the model that are learnt here."""

import pytest

from claims.models import WorkItem
from claims.queries.match_models import model, model_in_use
from claims.services.actors import OPERATOR
from claims.services.duplicates import decisions, models_in_use
from claims.services.duplicates.full_match import full_match
from tests.claims.services.duplicates.cast import haneul, pair_of, pair_up, scored


@pytest.fixture(autouse=True)
def _versions_of_this_test():
    """Versions never change and are remembered; those of another test are gone with its database."""
    model.cache_clear()
    yield
    model.cache_clear()


@pytest.mark.django_db
def test_enough_decisions_teach_the_second_stage_if_it_wins_on_the_half_held_out(coupang, reviewer, monkeypatch):
    monkeypatch.setattr("claims.services.duplicates.models_in_use.DECISIONS_NEEDED", 12)
    one_person = [haneul() for _ in range(6)]
    WorkItem.objects.all().delete()
    # Counsel keeps apart what the model takes for one person, again and again.
    pairs = [(a, b) for place, a in enumerate(one_person) for b in one_person[place + 1 :]]
    pair_up(*[scored(a, b) for a, b in pairs])
    for a, b in pairs:
        pair = pair_of(a, b)
        decisions.decide(pair_id=pair.pk, kind="apart", reason="documents", actor=reviewer, seen=pair.decision_id)
    incident = one_person[0].case.incident_id
    trained = models_in_use.train(incident_id=incident, actor=OPERATOR)
    assert trained.decisions == 15
    assert trained.after < trained.before
    assert trained.second_stage is True
    outcome = full_match(incident_id=incident, model=model(trained.version), dry_run=True)
    assert "certain" not in outcome.bands


@pytest.mark.django_db
def test_the_thresholds_are_not_for_a_machine_to_lower(coupang):
    first = haneul()
    before = model_in_use()
    learnt = model(models_in_use.train(incident_id=first.case.incident_id, actor=OPERATOR).version)
    assert (learnt.certain, learnt.review) == (before.certain, before.review)
    assert learnt.corrections == before.corrections
