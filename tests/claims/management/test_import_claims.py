"""`import_claims` as an operator meets it, and as the kernel kills it."""

import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.models import Claim, ImportRun, WorkItem
from tests.claims import programs
from tests.claims.import_files import rejected, row, write


def import_claims(path, *flags, case="coupang-2025"):
    out = StringIO()
    call_command("import_claims", str(path), "--case", case, *flags, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_summary_counts_every_row_and_names_the_rejected_file(tmp_path, coupang):
    path = write(tmp_path / "claims.csv", [row(1), row(2, phone="x"), row(3)])
    said = import_claims(path)
    assert "3 rows in" in said
    assert "2 filed" in said
    assert "0 already there" in said
    assert "1 rejected" in said
    assert f"{tmp_path}/claims.rejected.csv" in said
    assert "2 already there" in import_claims(path)


@pytest.mark.django_db
def test_a_dry_run_tells_the_bad_rows_without_what_is_in_them(tmp_path, coupang):
    path = write(tmp_path / "claims.csv", [row(1), row(2, phone="0I0-secret")])
    said = import_claims(path, "--dry-run")
    assert "1 would be filed" in said
    assert "row 3: phone: Please check the phone number" in said
    assert "secret" not in said
    assert not ImportRun.objects.exists()
    assert not rejected(path)


@pytest.mark.django_db
def test_many_bad_rows_do_not_fill_the_screen(tmp_path, coupang):
    path = write(tmp_path / "claims.csv", [row(n, phone="x") for n in range(100)])
    said = import_claims(path, "--dry-run")
    assert said.count("row ") == 20
    assert "… and 80 more" in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "case", "says"),
    [
        ("external_ref,name,shoe\n", "coupang-2025", "Unknown columns: shoe"),
        ("external_ref,name\nA,김하나\n", "no-such-case", "There is no case no-such-case"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(tmp_path, coupang, content, case, says):
    path = tmp_path / "claims.csv"
    path.write_text(content)
    with pytest.raises(CommandError, match=says) as refused:
        import_claims(path, case=case)
    assert refused.value.returncode == 2
    assert not Claim.objects.exists()


@pytest.mark.kill
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_goes_on_and_every_row_is_there_once(tmp_path, coupang):
    rows = [row(n, phone="x") if n % 250 == 17 else row(n) for n in range(1, 6001)]
    path = write(tmp_path / "claims.csv", rows)
    arguments = ("import_claims", "--case", "coupang-2025", str(path))
    kills = 0
    for after in (500, 2500):
        with programs.start(*arguments) as process:
            gives_up = time.monotonic() + 30
            while process.poll() is None and time.monotonic() < gives_up:
                if ImportRun.objects.filter(rows_read__gt=after).exists():
                    process.kill()
                    kills += 1
                    break
                time.sleep(0.01)
        assert Claim.objects.count() < 5976
    assert kills == 2
    done = programs.run(*arguments)
    assert done.returncode == 0, done.stderr
    assert "Went on after row" in done.stdout
    claims = Claim.objects.filter(door="import")
    assert claims.count() == claims.values("external_ref").distinct().count() == 5976
    assert WorkItem.objects.filter(kind="match", subject__in=claims.values("id")).count() == 5976
    assert [int(told["row"]) for told in rejected(path)] == [n + 1 for n in range(17, 6001, 250)]
    progress = ImportRun.objects.get()
    assert (progress.rows_read, progress.claims_added, progress.rows_rejected) == (6000, 5976, 24)
