"""`manage.py match` as an operator meets it."""

import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.models import AuditEntry, DuplicatePair, MatchModelVersion, MatchRun, WorkItem
from claims.queries.match_models import model, model_in_use
from claims.services.duplicates import nightly
from tests.claims.services.duplicates.cast import haneul, pair_of, strangers
from tests.working import do_all_work


@pytest.fixture(autouse=True)
def _versions_of_this_test():
    """Versions never change and are remembered; those of another test are gone with its database."""
    model.cache_clear()
    yield
    model.cache_clear()


def _match(*arguments: str) -> str:
    out = StringIO()
    call_command("match", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_it_tells_what_it_found_and_changed(coupang):
    haneul(), haneul()
    WorkItem.objects.all().delete()
    rehearsed = _match("--case", "coupang-2025", "--dry-run")
    assert "2 claims, 1 pairs compared" in rehearsed
    assert "1 certain" in rehearsed
    assert "Nothing was written." in rehearsed
    assert not DuplicatePair.objects.exists()
    assert "1 pairs are new, 0 changed" in _match("--case", "coupang-2025")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, "--case is needed"),
        (["--case", "nowhere"], 2, "There is no case nowhere."),
        (["--case", "coupang-2025", "--model", "t9"], 2, "There is no model t9."),
        (["--use", "t9"], 2, "There is no model t9."),
    ],
)
def test_what_cannot_be_done_is_said(coupang, arguments, code, words):
    with pytest.raises(CommandError, match=words) as refused:
        _match(*arguments)
    assert refused.value.returncode == code
    assert not MatchRun.objects.exists()


@pytest.mark.django_db
def test_without_spark_it_says_how_to_get_it(coupang, monkeypatch):
    haneul()
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(CommandError, match=r'pip install "pyspark') as refused:
        _match("--case", "coupang-2025", "--backend", "spark")
    assert refused.value.returncode == 3


@pytest.mark.django_db
def test_a_trained_version_is_kept_beside_the_old_one_and_used_when_an_operator_says_so(coupang):
    haneul(), haneul()
    strangers(3)
    do_all_work()
    before = model_in_use().version
    told = _match("--case", "coupang-2025", "--train")
    assert "Model t1: learnt from" in told
    assert "stays as it was" in told
    assert model_in_use().version == before
    trained = MatchModelVersion.objects.get(version="t1")
    assert trained.trained_on["claims"] == 5
    assert "1 certain" in _match("--case", "coupang-2025", "--model", "t1", "--dry-run")

    assert "Model t1 is in use" in _match("--use", "t1")
    assert model_in_use().version == "t1"
    _match("--case", "coupang-2025")
    assert set(DuplicatePair.objects.values_list("model", flat=True)) == {"t1"}
    _match("--use", before)
    assert model_in_use().version == before
    used = AuditEntry.objects.filter(action="match_model.use").order_by("pk")
    assert [(entry.actor_kind, entry.detail) for entry in used] == [
        ("operator", {"before": before, "after": "t1"}),
        ("operator", {"before": "t1", "after": before}),
    ]


@pytest.mark.django_db
def test_every_incident_with_claims_is_due_once_a_night(coupang):
    haneul()
    assert nightly.due() == []
    haneul()
    assert nightly.due() == ["coupang-2025"]
    _match("--case", "coupang-2025")
    assert nightly.due() == []
    MatchRun.objects.update(finished_at="2025-12-01T00:00Z")
    assert nightly.due() == ["coupang-2025"]


@pytest.mark.django_db(transaction=True)
def test_the_nightly_match_runs_as_a_process_of_its_own(coupang, monkeypatch):
    from tests.claims import programs

    first, second = haneul(), haneul()
    WorkItem.objects.all().delete()
    monkeypatch.setenv("DATABASE_URL", programs.environment()["DATABASE_URL"])
    nightly.match_all()
    assert pair_of(first, second).decided == "automatic"
    assert MatchRun.objects.get().finished_at is not None
    nightly.match_all()
    assert MatchRun.objects.count() == 1
