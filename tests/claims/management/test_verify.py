"""`manage.py verify` as an operator meets it."""

import csv
import re
import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import AuditEntry, Claim, LeakedFieldList, Verification, WorkItem
from claims.rules.leaked_list import Says
from claims.rules.stages import ActorKind
from claims.services import verdict_history, work
from claims.services.actors import Actor
from tests.claims.admin.cast import file_claim
from tests.court import court_says
from tests.working import do_all_work

pytestmark = pytest.mark.django_db

CASE = ("--case", "coupang-2025")


def verify(*arguments: str) -> str:
    out = StringIO()
    call_command("verify", *CASE, *arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: str, case: str = "coupang-2025") -> tuple[int, str]:
    with pytest.raises(CommandError) as error:
        call_command("verify", "--case", case, *arguments, stdout=StringIO())
    return error.value.returncode, str(error.value)


def court_denies(item: str, coupang, user) -> LeakedFieldList:
    version = court_says(item, Says.NOT_LEAKED, case=coupang, actor=Actor(ActorKind.STAFF, user.pk))
    do_all_work()
    return version


def tamper(change: str, run_id) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"UPDATE claims_verification SET {change} WHERE id = %s", [run_id])
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture
def history(coupang, django_user_model):
    """Two claims judged under version 7, of which one again under version 8; one that came later; one not judged."""
    user = django_user_model.objects.create_user("counsel", is_staff=True)
    touched = file_claim(coupang, data_items=["email"])
    untouched = file_claim(coupang, data_items=["name", "payment"])
    court_denies("email", coupang, user)
    later = file_claim(coupang)
    waiting = file_claim(coupang, judged=False)
    return touched, untouched, later, waiting


def test_old_verdicts_are_reproduced_and_counted(history):
    told = verify("--as-of", "7")
    assert "4 claims; under version 7 of the leaked-field list stood: 2 verified." in told
    assert "2 reproduced exactly, 0 differ, 0 judged by other versions of rules, 0 from before inputs" in told
    assert "First judged under a later version: 1. Not judged yet: 1." in told
    told = verify("--as-of", "8")
    assert "stood: 1 review, 2 verified." in told
    assert "3 reproduced exactly" in told


def test_a_changed_run_ends_with_code_1_and_the_claims_number(history):
    touched, *_others = history
    first = Verification.objects.filter(claim=touched).earliest("pk")
    tamper("verdict = 'review'", first.pk)
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("verify", *CASE, "--as-of", "7", stdout=out)
    assert error.value.returncode == 1
    assert "1 reproduced exactly, 1 differ" in out.getvalue()
    assert f"Differing: {touched.number}" in out.getvalue()
    assert "3 reproduced exactly" in verify("--as-of", "8")


def test_the_file_has_a_line_for_each_verdict_and_is_its_owners_alone(history, tmp_path):
    touched, untouched, *_others = history
    path = tmp_path / "verdicts.csv"
    verify("--as-of", "7", "--csv", str(path))
    rows = list(csv.DictReader(StringIO(path.read_text(encoding="utf-8"))))
    assert [(row["claim_number"], row["verdict"], row["items"], row["list_version"]) for row in rows] == [
        (touched.number, "verified", "email=supported", "7"),
        (untouched.number, "verified", "name=supported; payment=contradicted", "7"),
    ]
    assert {row["reproduced"] for row in rows} == {"yes"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    entry = AuditEntry.objects.get(action="verdict.export")
    assert (entry.detail["rows"], entry.detail["version"]) == (2, 7)


def test_a_file_that_cannot_be_written_is_told(history, tmp_path):
    code, words = refused("--as-of", "7", "--csv", str(tmp_path / "nowhere" / "v.csv"))
    assert (code, "cannot be written" in words) == (2, True)


def test_one_claim_is_printed_in_full(history):
    touched, *_others = history
    told = verify("--as-of", "7", "--claim", touched.number.lower().replace("-", ""))
    assert f"Claim {touched.number}" in told
    assert "Outcome: Verified" in told
    assert "Being checked → Checked" in told
    assert re.search(r"  \S.*: Supported\n    \S.*: Leaked – ", told)
    assert "  16 Other proceedings: Pass" in told
    assert "  Leaked-field list: version 7" in told
    assert "came out exactly as they stand here" in told
    told = verify("--claim", touched.number)
    assert "Outcome: Review by a person" in told
    assert "Taken over from an earlier check:" in told


def test_a_changed_claim_printed_ends_with_code_1(history):
    touched, *_others = history
    touched.refresh_from_db()
    tamper("verdict = 'verified'", touched.verification_id)
    assert refused("--claim", touched.number)[0] == 1
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE claims_judgedfacts SET facts = '{}'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert refused("--claim", touched.number)[0] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--as-of", "99"], "There is no version 99 of the leaked-field list: there are versions 1 to 7."),
        (["--as-of", "seven"], "There is no version seven"),
        (["--as-of", "0"], "There is no version 0"),
        (["--as-of", ""], "There is no version"),
        (["--claim", "R-00000-00000-0"], "There is no claim R-00000-00000-0 in this case."),
        (["--now", "--dry-run"], "exclude each other"),
        (["--now", "--as-of", "7"], "only read"),
        (["--csv", "x.csv"], "--csv goes with --as-of"),
    ],
)
def test_what_cannot_be_done_is_said(coupang, arguments, words):
    code, said = refused(*arguments)
    assert (code, words in said) == (2, True), said


def test_an_unknown_case_is_said(coupang):
    assert refused(case="nowhere") == (2, "There is no case nowhere.")


def test_a_claim_that_no_version_of_then_has_judged_is_said(history):
    *_others, later, waiting = history
    assert "was not judged under version 7 or an earlier one" in refused("--as-of", "7", "--claim", later.number)[1]
    assert "was not judged yet" in refused("--claim", waiting.number)[1]


def test_all_judged_claims_wait_to_be_judged_again(history):
    do_all_work()
    assert "4 claims wait to be judged again." in verify()
    assert WorkItem.objects.filter(kind="verify", state="pending").count() == 4


def test_the_work_is_done_here_if_wanted(history):
    do_all_work()
    runs = Verification.objects.count()
    told = verify("--now")
    assert "4 judged, 0 failed" in told
    assert Verification.objects.count() == runs + 4
    assert not WorkItem.objects.filter(kind="verify", state="pending").exists()


def test_a_rehearsal_tells_what_would_change_and_keeps_nothing(history):
    touched, *_others = history
    do_all_work()
    assert "No verdict and no stage would change." in verify("--dry-run")
    Claim.objects.exclude(pk=touched.pk).update(other_proceedings="other_suit")
    before = _everything()
    told = verify("--dry-run")
    assert "4 claims looked at. Nothing was kept." in told
    assert "3 would change verdict: verified → needs_information." in told
    assert "3 would change stage: verified → needs_information." in told
    assert _everything() == before
    verify("--now")
    assert Claim.objects.filter(stage="needs_information").count() == 3


def _everything() -> list:
    return [
        Verification.objects.count(),
        sorted(Claim.objects.values_list("pk", "stage", "verification")),
        WorkItem.objects.filter(state="pending").count(),
    ]


def test_reproducing_is_read_only_and_costs_queries_by_the_batch(history, monkeypatch):
    monkeypatch.setattr(verdict_history, "_BATCH", 2)
    with CaptureQueriesContext(connection) as queries:
        verify("--as-of", "8")
    assert not [each for each in queries if not each["sql"].lstrip().startswith(("SELECT", "WITH"))]
    assert len(queries) <= 22


def test_many_runs_cost_no_more_queries_in_one_batch(history, django_assert_max_num_queries):
    for _ in range(3):
        work.add("verify", Claim.objects.values_list("pk", flat=True))
        do_all_work()
    with django_assert_max_num_queries(14):
        assert "4 reproduced exactly" in verify("--as-of", "8")
