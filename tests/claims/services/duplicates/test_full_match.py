"""The full match of an incident: what it finds, what it leaves alone, and what a run that is killed leaves behind."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.db import connection, connections

from claims.models import Claim, DuplicatePair, MatchRun, WorkItem
from claims.services.duplicates import decisions, full_match
from claims.services.duplicates.full_match import AlreadyRunning
from tests.claims import programs
from tests.claims.services.duplicates.cast import group, groups, haneul, pair_of, scored, strangers
from tests.claims.services.duplicates.cast import pair_up as store_pairs
from tests.reading import files_below, written_since
from tests.working import do_all_work

CANARY = "남궁해온"


def _incident() -> int:
    return Claim.objects.values_list("case__incident_id", flat=True)[0]


def _match(**options) -> full_match.Outcome:
    return full_match.full_match(incident_id=_incident(), workers=0, **options)


def _all_pairs() -> list[tuple]:
    return list(
        DuplicatePair.objects.order_by("earlier", "later").values_list(
            "earlier", "later", "weight", "band", "levels", "bearers", "model", "decided"
        )
    )


@pytest.mark.django_db
def test_it_finds_and_links_what_arrival_would(coupang):
    first, second = haneul(), haneul(email="other@example.net", account={"email": "third@example.net"})
    strangers(20)
    do_all_work()
    on_arrival = _all_pairs()
    assert pair_of(first, second).decided == "automatic"
    outcome = _match()
    assert (outcome.claims, outcome.added, outcome.changed) == (22, 0, 0)
    assert _all_pairs() == on_arrival


@pytest.mark.django_db
def test_what_arrival_has_not_looked_at_is_stored_clustered_and_queued(coupang):
    first, second = haneul(), haneul(email="other@example.net", account={"email": "third@example.net"})
    WorkItem.objects.all().delete()
    outcome = _match()
    assert (outcome.bands, outcome.added) == ({"certain": 1}, 1)
    assert pair_of(first, second).decided == "automatic"
    assert groups() == {group(first, second)}
    assert WorkItem.objects.filter(kind="verify", subject=second.pk, state="pending").exists()
    run = MatchRun.objects.get()
    assert (run.claims, run.pairs, run.added, run.changed) == (2, 1, 1, 0)
    assert run.started_at < run.finished_at
    assert _match().added == 0


@pytest.mark.django_db
def test_a_rehearsal_writes_nothing(coupang):
    haneul(), haneul()
    WorkItem.objects.all().delete()
    outcome = _match(dry_run=True)
    assert (outcome.bands, outcome.added) == ({"certain": 1}, 0)
    assert not DuplicatePair.objects.exists()
    assert not MatchRun.objects.exists()


@pytest.mark.django_db
def test_a_stored_link_that_nothing_supports_any_more_is_withdrawn_but_a_persons_stands(coupang, reviewer):
    one, other, third = strangers(3)
    WorkItem.objects.all().delete()
    store_pairs(scored(one, other), scored(one, third))
    pair = pair_of(one, third)
    decisions.decide(pair_id=pair.pk, kind="link", reason="compared", actor=reviewer, seen=pair.decision_id)
    WorkItem.objects.all().delete()
    _match()
    assert (pair_of(one, other).band, pair_of(one, other).decided) == ("distinct", "withdrawn")
    assert (pair_of(one, third).band, pair_of(one, third).decided) == ("distinct", "link")
    assert groups() == {group(one, third)}


@pytest.mark.django_db
def test_claims_that_are_nobodys_any_more_are_not_compared(coupang):
    first, second = haneul(), haneul()
    do_all_work()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE claims_claim SET stage = 'withdrawn' WHERE id = %s", [second.pk])
        cursor.execute("SET session_replication_role = origin")
    assert (_match().claims, pair_of(first, second).decided) == (1, "automatic")


@pytest.mark.django_db
def test_two_claims_of_one_claimant_are_a_revision_and_no_pair(coupang):
    first, second = haneul(), haneul()
    WorkItem.objects.all().delete()
    Claim.objects.filter(pk=second.pk).update(claimant=first.claimant)
    # The account's fields are sealed under the other key: what does not open is left out, so they are taken away.
    Claim.objects.filter(pk=second.pk).update(account_email=None, account_phone=None)
    outcome = _match()
    assert outcome.claims == 2
    assert not DuplicatePair.objects.exists()


@pytest.mark.django_db
def test_a_claim_that_does_not_open_stops_nobody_else(coupang, caplog):
    first, second, damaged = haneul(), haneul(), haneul()
    WorkItem.objects.all().delete()
    damaged.claimant.name = b"\x00" * 40
    damaged.claimant.save(update_fields=["name"])
    assert _match().claims == 2
    assert [record.claim for record in caplog.records if record.message == "claim_does_not_open"] == [str(damaged.pk)]
    assert pair_of(first, second).decided == "automatic"


@pytest.mark.django_db
def test_a_claim_matched_meanwhile_is_left_to_its_own_check(coupang):
    haneul(), haneul()
    assert WorkItem.objects.filter(kind="match", state="pending").count() == 2
    outcome = _match()
    assert (outcome.set_aside, outcome.added) == (1, 0)
    assert not DuplicatePair.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one(coupang):
    haneul(), haneul()
    incident = _incident()
    with connections["default"].copy().cursor() as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [full_match._RUNNING, incident])
        with pytest.raises(AlreadyRunning):
            _match()
        assert not MatchRun.objects.exists()
        other.connection.close()


def _match_in_background(tmp_path: Path) -> subprocess.Popen[bytes]:
    return programs.start("match", "--case", "coupang-2025", TMPDIR=str(tmp_path))


def _wait(what, process, seconds: float = 60) -> bool:
    """Until something holds or the process is over; whether it came to hold."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        if process.poll() is not None:
            return False
        time.sleep(0.002)
    raise AssertionError(f"nothing happened in {seconds} s")


@pytest.mark.kill
@pytest.mark.django_db(transaction=True)
def test_killed_anywhere_in_the_middle_nothing_has_changed_and_nothing_lies_about(coupang, tmp_path):
    """Ten runs, each killed a little later than the one before, the last ones while they store."""
    began = time.time()
    haneul(name=CANARY), haneul(name=CANARY)
    strangers(150)
    WorkItem.objects.all().delete()
    killed = 0
    for pause in (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0):
        before = _all_pairs()
        runs = MatchRun.objects.count()
        process = _match_in_background(tmp_path)
        assert _wait(lambda runs=runs: MatchRun.objects.count() > runs, process)
        time.sleep(pause)
        children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.send_signal(signal.SIGKILL)
        process.wait()
        psutil.wait_procs(children, timeout=5)
        assert not [child for child in children if child.is_running()]
        after = _all_pairs()
        finished = MatchRun.objects.filter(finished_at__isnull=False).count()
        assert finished or after == before == []
        killed += process.returncode == -signal.SIGKILL and not finished
        _no_plaintext_in(began, tmp_path, Path(settings.VAR_DIR), programs.PROJECT, Path(tempfile.gettempdir()))
        if finished:
            break
    assert killed >= 3, "no run was killed in the middle"
    done = programs.run("match", "--case", "coupang-2025", TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert [pair[3] for pair in _all_pairs() if pair[7] == "automatic"] == ["certain"]
    _no_plaintext_in(began, tmp_path, Path(settings.VAR_DIR), programs.PROJECT, Path(tempfile.gettempdir()))


@pytest.mark.kill
@pytest.mark.django_db(transaction=True)
def test_spark_finds_the_same_and_leaves_nothing_readable_also_when_killed(coupang, tmp_path):
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Spark needs Java, and there is none here")
    began = time.time()
    haneul(name=CANARY), haneul(name=CANARY)
    strangers(30)
    WorkItem.objects.all().delete()
    # Nothing but the encryption stands between what Spark spills and a reader.
    plain = "--conf spark.shuffle.compress=false --conf spark.shuffle.spill.compress=false pyspark-shell"
    here = {"TMPDIR": str(tmp_path), "SPARK_LOCAL_DIRS": str(tmp_path), "PYSPARK_SUBMIT_ARGS": plain}
    command = ("match", "--case", "coupang-2025", "--backend", "spark", "--memory", "1024")

    killed = programs.start(*command, **here)
    # Spark's encrypted blocks are there: it is in the middle of it.
    assert _wait(lambda: any(path.suffix == ".data" for path in files_below(tmp_path)), killed, seconds=240)
    java = psutil.Process(killed.pid).children(recursive=True)
    _no_plaintext_in(began, tmp_path)
    killed.kill()
    killed.wait()
    _, alive = psutil.wait_procs(java, timeout=20)
    assert not alive, "Spark's Java outlived the match"
    assert not DuplicatePair.objects.exists()
    _no_plaintext_in(began, tmp_path)

    running = programs.start(*command, **here)
    assert _wait(lambda: running.poll() is not None, running, seconds=240) or running.returncode == 0
    assert running.wait() == 0
    assert MatchRun.objects.get(finished_at__isnull=False).backend == "spark"
    by_spark = _all_pairs()
    assert [pair[3] for pair in by_spark if pair[7] == "automatic"] == ["certain"]
    assert (_match().changed, _all_pairs()) == (0, by_spark)
    _no_plaintext_in(began, tmp_path)


def _no_plaintext_in(began: float, *places: Path) -> None:
    """Search what was written since in the temporary folders, the data directory and where the command was run."""
    needles = (CANARY.encode(), CANARY.encode("utf-16-le"), b"01023456789", b"haneul@example.com")
    for place in places:
        deep = place == Path(settings.VAR_DIR) or place.name.startswith("test_")
        for path, content in written_since(place, began, deep=deep):
            assert not [needle for needle in needles if needle in content], path


@pytest.mark.django_db(transaction=True)
def test_worker_processes_open_claims_themselves_and_end_with_the_match(coupang):
    first, second = haneul(), haneul()
    WorkItem.objects.all().delete()
    here = psutil.Process()
    before = set(here.children(recursive=True))
    outcome = full_match.full_match(incident_id=_incident(), workers=2, dry_run=True)
    assert (outcome.claims, outcome.bands) == (2, {"certain": 1})
    assert not {
        child for child in here.children(recursive=True) if child not in before and "spawn" in " ".join(child.cmdline())
    }
    assert first.pk < second.pk
