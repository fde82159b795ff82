"""Rotating keys: every claim opens before, while and after, and what does not open is said loudly."""

import json
import os
import stat
import subprocess
import sys
import threading
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from claims.crypto.keyring import KeyUnavailable, key_ring, new_ring, parse, reload_key_ring, ring_with
from claims.crypto.sealing import DataKey, DecryptionFailed, Seal, WrappedKey
from claims.models import AuditEntry, Claim, Claimant, ImportRun
from claims.queries.filing_terms import filing_case
from claims.services import filing, keys
from claims.services.filing import Filing
from config.secret_files import KeyRingSource
from tests.claims import programs
from tests.claims.import_files import row, write
from tests.people import someone_else


def file_claims(count):
    case = filing_case("coupang-2025")
    for _ in range(count):
        body = someone_else(case)
        filing.file_claim(Filing(filing.parse_submission(body, case), body["email"]), case=case, door="api")


def name_of(person):
    key = DataKey.unwrap(WrappedKey(person.wrapped_key, person.key_version), owner=person.pk)
    return key.open(person.name, table="claimant", row=person.pk, field="name")


def rewrap(**options):
    return keys.rewrap(progress=lambda done, total: None, settle=0, **options)


def command(*arguments):
    out = StringIO()
    try:
        call_command("keys", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue() + str(error), error.returncode
    return out.getvalue(), 0


@pytest.mark.django_db
def test_every_claim_opens_after_a_rotation_and_with_the_new_key_alone(ring, coupang):
    file_claims(7)
    before = {person.pk: name_of(person) for person in Claimant.objects.all()}
    assert keys.add_key() == 2
    file_claims(1)
    rotation = rewrap(batch=3)
    assert (rotation.rewrapped, rotation.damaged, rotation.held) == (7, [], 0)
    assert keys.status().claimants == {2: 8}
    assert keys.status().unused == (1,)
    content = json.loads(ring.read_text())
    del content["encryption"]["1"]
    ring.write_text(json.dumps(content))
    reload_key_ring()
    after = {person.pk: name_of(person) for person in Claimant.objects.all()}
    assert before.items() <= after.items()


@pytest.mark.django_db
def test_blind_keys_and_sealed_fields_are_left_alone(ring, coupang):
    file_claims(2)
    before = list(Claimant.objects.order_by("pk").values_list(*Claimant.SEALED))
    found = set(Claim.objects.values_list("blind_keys__value", flat=True))
    keys.add_key()
    rewrap()
    assert list(Claimant.objects.order_by("pk").values_list(*Claimant.SEALED)) == before
    assert set(Claim.objects.values_list("blind_keys__value", flat=True)) == found


@pytest.mark.django_db
def test_a_rotation_that_was_stopped_goes_on_without_another_key(ring, coupang):
    file_claims(5)

    class Killed(BaseException):
        pass

    def stop(done, total):
        raise Killed

    keys.add_key()
    with pytest.raises(Killed):
        keys.rewrap(progress=stop, batch=2, settle=0)
    assert keys.status().claimants == {1: 3, 2: 2}
    said, code = command("rotate")
    assert "Going on with the rotation to version 2; no further key is added." in said
    assert "3 claimants re-wrapped." in said
    assert code == 0
    assert keys.status().claimants == {2: 5}
    assert json.loads(ring.read_text())["encryption"].keys() == {"1", "2"}


@pytest.mark.django_db
def test_a_damaged_key_is_named_left_alone_and_keeps_no_other_from_rotating(ring, coupang):
    file_claims(3)
    damaged = Claimant.objects.order_by("pk")[1]
    Claimant.objects.filter(pk=damaged.pk).update(wrapped_key=b"\x01" + bytes(60))
    said, code = command("rotate")
    assert "2 claimants re-wrapped." in said
    assert str(damaged.pk) in said
    assert code == 3
    assert keys.status().claimants == {1: 1, 2: 2}
    with pytest.raises(DecryptionFailed):
        name_of(Claimant.objects.get(pk=damaged.pk))


@pytest.mark.django_db
def test_a_version_that_the_ring_lacks_stops_the_rotation_before_it_begins(ring, coupang):
    file_claims(2)
    Claimant.objects.filter(pk=Claimant.objects.order_by("pk")[0].pk).update(key_version=9)
    with pytest.raises(KeyUnavailable, match="version 9"):
        rewrap()
    said, code = command("rotate")
    assert "version 9" in said
    assert code == 3
    said, code = command("status")
    assert "version 9: 1 claimants, NOT IN THE RING" in said
    assert code == 3
    assert keys.status().claimants == {1: 1, 9: 1}


@pytest.mark.django_db
def test_a_wrong_key_of_the_right_version_opens_nothing(ring, coupang):
    file_claims(1)
    ring.write_text(new_ring())
    reload_key_ring()
    with pytest.raises(DecryptionFailed):
        name_of(Claimant.objects.get())


@pytest.mark.django_db
def test_erased_claimants_have_nothing_to_rotate(ring, coupang):
    file_claims(2)
    Claimant.objects.filter(pk=Claimant.objects.order_by("pk")[0].pk).update(wrapped_key=None)
    keys.add_key()
    assert rewrap().rewrapped == 1
    assert keys.status().claimants == {2: 1}


@pytest.mark.django_db
def test_the_ring_file_stays_private_and_keeps_all_else_that_is_in_it(ring, coupang):
    before = json.loads(ring.read_text())
    keys.add_key()
    after = json.loads(ring.read_text())
    assert stat.S_IMODE(ring.stat().st_mode) == 0o600
    assert after["encryption"].pop("2")
    assert after == before
    assert [entry.name for entry in ring.parent.iterdir()] == ["keys.json"]


@pytest.mark.django_db
def test_what_travelled_under_an_older_key_still_opens(ring, coupang):
    sealed = Seal("draft").seal(b"answers")
    keys.add_key()
    assert Seal("draft").open(sealed) == b"answers"
    assert Seal("draft").seal(b"answers")[:2] == b"\x00\x02"


def test_a_process_learns_of_a_new_key_from_what_it_is_given(ring):
    """Another process rotated: this one still holds the ring of before."""
    content = json.loads(ring.read_text())
    content["encryption"]["2"] = json.loads(new_ring())["encryption"]["1"]
    owner = UUID(int=7)
    ring.write_text(json.dumps(content))
    reload_key_ring()
    wrapped, sealed = DataKey.new().wrap(owner=owner), Seal("draft").seal(b"answers")
    assert wrapped.version == 2
    del content["encryption"]["2"]
    newer, _ = ring.read_text(), ring.write_text(json.dumps(content))
    reload_key_ring()
    assert key_ring().active == 1
    ring.write_text(newer)
    DataKey.unwrap(wrapped, owner=owner)
    assert Seal("draft").open(sealed) == b"answers"


def test_a_ring_file_that_became_unreadable_takes_no_running_process_down(ring, caplog):
    before = key_ring()
    for harm in (lambda: ring.write_text("{"), ring.unlink):
        harm()
        assert ring_with(2) is None
        assert key_ring() == before
    assert [record.message for record in caplog.records] == ["key_ring_unreadable"] * 2


@pytest.mark.django_db
def test_a_ring_from_the_environment_is_not_added_to(ring, coupang, settings):
    settings.KEY_RING_SOURCE = KeyRingSource(ring.read_text(), None)
    reload_key_ring()
    with pytest.raises(keys.RingNotOurs):
        keys.add_key()
    said, code = command("rotate")
    assert "keys generate --add" in said
    assert code == 2
    file_claims(2)
    settings.KEY_RING_SOURCE = KeyRingSource(command("generate", "--add")[0], None)
    said, code = command("rotate")
    assert "2 claimants re-wrapped." in said
    assert code == 0


@pytest.mark.django_db
def test_each_rotation_leaves_its_entries_without_any_key_in_them(ring, coupang):
    file_claims(1)
    keys.add_key()
    rewrap()
    entries = AuditEntry.objects.filter(subject_type="key").order_by("pk")
    assert [(entry.action, entry.subject_id, entry.actor_kind) for entry in entries] == [
        ("keys.add", "2", "operator"),
        ("keys.rotate", "2", "operator"),
    ]
    assert entries[1].detail == {"rewrapped": 1, "damaged": 0, "held": 0}


@pytest.mark.django_db(transaction=True)
def test_rows_that_somebody_holds_are_waited_for(ring, coupang):
    file_claims(3)
    keys.add_key()
    holding, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Claimant.objects.select_for_update().first()
            holding.set()
            done.wait(10)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    holding.wait(10)
    rotation = keys.rewrap(progress=lambda count, total: done.set(), settle=0)
    other.join()
    assert (rotation.rewrapped, rotation.held) == (3, 0)


@pytest.mark.django_db(transaction=True)
def test_claims_are_filed_and_read_while_keys_rotate_and_every_one_opens(ring, coupang, tmp_path):
    path = write(tmp_path / "claims.csv", [row(n) for n in range(3000)])
    stop, failures, reads = threading.Event(), [], 0

    def read_on():
        nonlocal reads
        while not stop.is_set():
            for person in Claimant.objects.order_by("?")[:20]:
                try:
                    assert name_of(person) == "한가람"
                    reads += 1
                except Exception as error:  # noqa: BLE001 - whatever it is, the test must tell it
                    failures.append(error)
        connection.close()

    reader = threading.Thread(target=read_on)
    with programs.start("import_claims", "--case", "coupang-2025", str(path), REDRESS_VAR=str(tmp_path)) as importer:
        while not ImportRun.objects.filter(rows_read__gt=0).exists():
            assert importer.poll() is None
        reader.start()
        said, code = command("rotate")
        assert code == 0, said
        importer.wait(60)
    stop.set()
    reader.join()
    assert importer.returncode == 0
    assert not failures
    assert reads > 100
    rewrap()
    assert keys.status().claimants == {2: 3000}
    assert {name_of(person) for person in Claimant.objects.all()} == {"한가람"}


def test_a_ring_can_be_made_before_there_are_any_settings():
    nothing = dict.fromkeys(("DJANGO_SECRET_KEY", "REDRESS_KEYS", "REDRESS_KEYS_FILE", "REDRESS_EMBEDDED"), "")
    made = subprocess.run(
        [sys.executable, "manage.py", "keys", "generate"],
        cwd=programs.PROJECT,
        env=os.environ | nothing | {"DATABASE_URL": "postgresql://nowhere.invalid/redress"},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert made.stderr == ""
    assert parse(made.stdout).active == 1
    assert made.stdout != new_ring()
