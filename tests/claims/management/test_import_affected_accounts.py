"""`import_affected_accounts` as an operator meets it, and as the kernel kills it."""

import gzip
import os
import shutil
import threading
import time
from contextlib import contextmanager
from io import StringIO

import psutil
import pyarrow as pa
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from claims.models import (
    AccountBucket,
    AccountKeys,
    AccountPart,
    AffectedAccountList,
    AuditEntry,
    Claim,
    Incident,
    Rejudgement,
)
from claims.queries.filing_terms import filing_case
from claims.services import filing
from claims.services.affected_accounts.import_list import spool_root
from claims.services.filing import Filing
from tests.claims import programs
from tests.claims.affected_account_files import answers, contents, expected, in_force, listed, text, write
from tests.people import someone_else

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_runs_of_other_tests():
    shutil.rmtree(spool_root())


def import_accounts(path, *flags, incident="coupang-2025"):
    out = StringIO()
    call_command("import_affected_accounts", str(path), "--incident", incident, "--processes", "1", *flags, stdout=out)
    return out.getvalue()


def file(**changes):
    case = filing_case("coupang-2025")
    body = someone_else(case) | changes
    filing.file_claims([Filing(filing.parse_submission(body, case), body["email"])], case=case, door="api")
    return Claim.objects.latest("id").pk


def holder_of(number):
    return file(account={"email": f"listed{number}@example.org", "phone": f"010-3999-{number:04}"})


def mask(*codes):
    bits = dict(Incident.objects.get(code="coupang-2025").data_items.values_list("code", "bit"))
    return sum(1 << bits[code] for code in codes)


def test_claims_are_found_with_what_leaked_and_the_others_are_known_not_to_be_listed(tmp_path, coupang):
    by_mail = file(account={"email": "Listed1@Example.org", "phone": "010-3999-0001"})
    by_phone = file(account={"email": "nobody@example.org", "phone": "+82 10-2000-0002"})
    by_both = file(account={"email": "listed3@example.org", "phone": "010-2000-0004"})
    neither = file()
    rows = [listed(1), listed(2, items="name"), listed(3, items="name"), listed(4, items="address_book")]
    said = import_accounts(write(tmp_path / "list.csv", rows), "--source", "Order of 2 March 2026")
    assert "4 accepted" in said
    assert "List 1 is in force: 8 identifiers" in said
    assert "4 claims were looked up" in said
    assert in_force().source == "Order of 2 March 2026"
    assert answers(in_force()) == {
        by_mail: mask("name", "email", "phone"),
        by_phone: mask("name"),
        by_both: mask("name", "address_book"),
        neither: 0,
    }
    assert contents(in_force()) == expected(rows)
    assert not AccountPart.objects.exists()
    assert list(spool_root().iterdir()) == []
    assert spool_root().stat().st_mode & 0o777 == 0o700


def test_an_account_that_stands_in_several_rows_has_the_items_of_all(tmp_path, coupang):
    holder = holder_of(1)
    rows = [listed(1, items="name"), listed(2), listed(1, items="address_book", email="LISTED1@example.org")]
    import_accounts(write(tmp_path / "list.csv", rows))
    assert answers(in_force()) == {holder: mask("name", "address_book")}
    assert in_force().keys == 4


def test_packed_files_and_pipes_make_the_same_list(tmp_path, coupang):
    content = text([listed(number) for number in range(50)]).encode()
    (tmp_path / "plain.csv").write_bytes(content)
    (tmp_path / "list.csv.gz").write_bytes(gzip.compress(content))
    (tmp_path / "list.csv.zst").write_bytes(pa.Codec("zstd").compress(content, asbytes=True))
    import_accounts(tmp_path / "list.csv.gz")
    for name in ("list.csv.zst", "plain.csv", "list.csv.gz"):
        assert "in force already, as list 1" in import_accounts(tmp_path / name)
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=lambda: (tmp_path / "pipe").write_bytes(content))
    writer.start()
    assert "in force already, as list 1" in import_accounts(tmp_path / "pipe")
    writer.join()
    assert AffectedAccountList.objects.count() == 1
    assert list(spool_root().iterdir()) == []


def test_what_was_not_used_is_told_by_number_column_and_code_and_nothing_of_the_row(tmp_path, coupang):
    rows = [
        listed(1),
        listed(2, items="name;secret"),
        listed(3, phone="secret"),
        listed(4, email="", phone=""),
        listed(5, email="secret"),
    ]
    path = write(tmp_path / "accounts.csv", rows)
    with path.open("ab") as more:
        more.write(
            b'"secret,6\nA7,\xff@example.org,,name\nA8,sec\x00ret@example.org,,name\nA9,secret@example.org,name\n'
        )
    said = import_accounts(path)
    report = tmp_path / "accounts.rejected.csv"
    assert "3 accepted, of which 2 with one identifier of two" in said
    assert "6 rejected" in said
    assert str(report) in said
    assert report.stat().st_mode & 0o777 == 0o600
    told = report.read_text()
    assert [line.split(",")[:4] for line in told.splitlines()] == [
        ["row", "columns", "codes", "outcome"],
        ["3", "items", "item_unknown", "rejected"],
        ["4", "phone", "phone_unreadable", "in part"],
        ["5", "email;phone", "identifier_missing", "rejected"],
        ["6", "email", "email_unreadable", "in part"],
        ["7", "", "quotes", "rejected"],
        ["8", "", "not_utf8", "rejected"],
        ["9", "", "control_character", "rejected"],
        ["10", "", "cells", "rejected"],
    ]
    assert "secret" not in told + said
    # The report of another day's import does not stay.
    write(path, [listed(1)])
    assert "accounts.rejected.csv" not in import_accounts(path)
    assert not report.exists()


def test_a_rehearsal_tells_the_same_and_writes_nothing(tmp_path, coupang):
    path = write(tmp_path / "list.csv", [listed(1), listed(2, phone="secret"), listed(3, items="")])
    said = import_accounts(path, "--dry-run")
    assert "2 accepted, of which 1 with one identifier of two" in said
    assert "1 rejected" in said
    assert "row 3: phone: This is no phone number." in said
    assert "row 4: items: No data item is named." in said
    assert "secret" not in said
    assert not AffectedAccountList.objects.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.csv"]


@pytest.mark.parametrize(
    ("content", "flags", "says"),
    [
        ("account_ref;email;phone;items\n", [], "separated by semicolons"),
        ("account_ref,email,phone,items\n", [], "None of 0 rows could be used"),
        ("account_ref,email,phone,items\nA1,x,y,name\n", [], "None of 1 rows could be used"),
        (text([listed(1)]), ["--processes", "0"], "--processes must be 1 or more"),
    ],
)
def test_what_cannot_be_put_in_force_leaves_the_list_before_as_it_was(tmp_path, coupang, content, flags, says):
    import_accounts(write(tmp_path / "first.csv", [listed(1)]))
    (tmp_path / "second.csv").write_text(content)
    with pytest.raises(CommandError, match=says) as refused:
        import_accounts(tmp_path / "second.csv", *flags)
    assert refused.value.returncode == 2
    assert contents(in_force()) == expected([listed(1)])
    assert AffectedAccountList.objects.count() == 1
    assert list(spool_root().iterdir()) == []


def test_an_unknown_incident_and_a_missing_file_are_told(tmp_path, coupang):
    path = write(tmp_path / "list.csv", [listed(1)])
    for where, incident, says in (
        (path, "nowhere", "There is no incident nowhere"),
        (tmp_path / "none.csv", "coupang-2025", "cannot be read: No such file"),
    ):
        with pytest.raises(CommandError, match=says) as refused:
            import_accounts(where, incident=incident)
        assert refused.value.returncode == 2


def test_another_list_takes_the_place_of_the_one_before_whose_answers_stay(tmp_path, coupang):
    first, second = holder_of(1), holder_of(2)
    import_accounts(write(tmp_path / "first.csv", [listed(1)]))
    before = in_force()
    import_accounts(write(tmp_path / "second.csv", [listed(2, items="name")]))
    assert (in_force().number, in_force().keys) == (2, 2)
    assert answers(in_force()) == {first: 0, second: mask("name")}
    before.refresh_from_db()
    assert before.state == "superseded"
    assert before.emptied_at is not None
    assert not AccountBucket.objects.filter(list=before).exists()
    assert answers(before) == {first: mask("name", "email", "phone"), second: 0}
    order = Rejudgement.objects.get(incident=before.incident)
    assert (order.cause, order.rules) == ("accounts", 1 << 10 | 1 << 11 | 1 << 12 | 1 << 14)
    actions = AuditEntry.objects.filter(subject_type="account_list").order_by("pk").values_list("action", "detail")
    assert [(action, detail["list"]) for action, detail in actions] == [
        ("accounts.import", 1),
        ("accounts.switch", 1),
        ("accounts.import", 2),
        ("accounts.switch", 2),
    ]


def test_a_claim_that_does_not_open_stops_no_import(tmp_path, coupang):
    whole, damaged = holder_of(1), holder_of(1)
    Claim.objects.filter(pk=damaged).update(account_email=b"damaged")
    import_accounts(write(tmp_path / "list.csv", [listed(1)]))
    assert answers(in_force()) == {whole: mask("name", "email", "phone")}


def test_the_database_holds_nothing_of_the_file(tmp_path, coupang):
    rows = [listed(number, account_ref=f"REF-{number}-REF") for number in range(300, 340)]
    import_accounts(write(tmp_path / "list.csv", rows), "--source", "court")
    with connection.cursor() as cursor:
        dump = ""
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM {table} t")
            dump += cursor.fetchall()[0][0]
    assert "court" in dump
    for secret in ("REF-", "listed3", "01020000300", "1020000300", b"listed300".hex(), "2000-0300"):
        assert secret not in dump


@contextmanager
def nobody_writes(table):
    """Let whoever writes to a table wait."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        yield


@contextmanager
def nobody_judges():
    """Hold the incident as verification does: a switch waits."""
    with transaction.atomic():
        Incident.objects.select_for_update().get(code="coupang-2025")
        yield


def wait_for(condition, process=None, *, seconds=90.0):
    ends = time.monotonic() + seconds
    while not condition():
        assert process is None or process.poll() is None, "the command ended by itself"
        assert time.monotonic() < ends, condition
        time.sleep(0.02)


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchall()[0][0] > 0


def nobody_imports():
    """Whether the connections of a killed import are gone: what they did, and the lock by which there is but one."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM pg_stat_activity a
            WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
                AND (state <> 'idle' OR EXISTS (
                    SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory'))
            """
        )
        return cursor.fetchall()[0][0] == 0


def kill(process):
    children = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    psutil.wait_procs(children, timeout=30)
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)


@pytest.mark.kill
def test_an_import_killed_at_every_step_ends_as_if_nothing_had_happened(tmp_path, coupang):
    claims = [holder_of(number) for number in range(3)]
    # Long references: more than one block, and not too many rows.
    rows = [listed(number, account_ref="R" * 190) for number in range(45_000)]
    rows[7] |= {"items": "shoe_size"}
    content, path = text(rows), tmp_path / "list.csv"
    path.write_text(content)

    def start(file):
        return programs.start("import_affected_accounts", str(file), "--incident", "coupang-2025", "--processes", "2")

    os.mkfifo(tmp_path / "pipe")
    reading = start(tmp_path / "pipe")
    with (tmp_path / "pipe").open("wb", buffering=0) as pipe:
        pipe.write(content[: 9 << 20].encode())
        wait_for(lambda: list(spool_root().glob("*/*.run")), reading)
        kill(reading)
    survivor = next(spool_root().glob("*/*.run"))
    written = survivor.stat().st_mtime_ns
    for stop in (
        lambda: nobody_writes("claims_accountbucket"),
        lambda: nobody_writes("claims_accountkeys"),
        lambda: nobody_writes("claims_listedclaim"),
        nobody_judges,
    ):
        with stop():
            stopped = start(path)
            wait_for(somebody_waits, stopped)
            kill(stopped)
        assert not AffectedAccountList.objects.filter(state="current").exists()
        wait_for(nobody_imports)
    assert survivor.stat().st_mtime_ns == written
    said = programs.run("import_affected_accounts", str(path), "--incident", "coupang-2025", "--processes", "2")
    assert said.returncode == 0, said.stderr
    assert "Went on with an import that was stopped." in said.stdout
    assert "44,999 accepted" in said.stdout
    assert "1 rejected" in said.stdout
    assert contents(in_force()) == expected([row for row in rows if row["items"] != "shoe_size"])
    assert answers(in_force()) == dict.fromkeys(claims, mask("name", "email", "phone"))
    assert AffectedAccountList.objects.count() == 1
    assert list(spool_root().iterdir()) == []


@pytest.mark.kill
def test_nobody_who_claims_while_the_lists_change_is_missed_and_no_second_import_begins(tmp_path, coupang):
    early = holder_of(1)
    path = write(tmp_path / "list.csv", [listed(1), listed(2)])
    with nobody_judges():
        importing = programs.start("import_affected_accounts", str(path), "--incident", "coupang-2025")
        wait_for(somebody_waits, importing)
        with pytest.raises(CommandError, match="Another process is importing a list of this incident") as refused:
            import_accounts(path)
        assert refused.value.returncode == 1
        late = filed_meanwhile(2)
    assert importing.wait(60) == 0
    assert answers(in_force()) == dict.fromkeys([early, late], mask("name", "email", "phone"))
    assert AccountKeys.objects.count() == 2


def filed_meanwhile(number):
    """A claim filed by another connection, committed at once."""
    filed = []
    other = threading.Thread(target=lambda: (filed.append(holder_of(number)), connection.close()))
    other.start()
    other.join()
    return filed[0]
