"""What those see who oversee: the work, the audit trail, downloads."""

import csv
import hashlib
import io

import pytest

from claims.models import AuditEntry, CaseRole, WorkItem
from claims.services import audit
from claims.services.actors import OPERATOR, Actor
from claims.services.export import inert
from tests.claims.admin.cast import file_claim, judge
from tests.claims.admin.test_claim_page import text

pytestmark = pytest.mark.django_db

DOWNLOAD = "/counsel/claims/download/"


def test_the_work_page_accounts_for_every_piece(auditor, file):
    file()
    file(judged=False)
    page = text(auditor.get("/counsel/work/"))
    assert "Search for duplicates 2 1 0 1 0" in page
    assert "Check of a claim 1 0 0 1 0" in page
    assert "Adds up" in page


def test_failed_work_is_shown_with_its_claim_and_started_anew_by_lead_counsel(lead, auditor, file):
    claim = file()
    verification = WorkItem.objects.filter(subject=claim.pk, kind="verify")
    verification.update(state="dead", attempts=5, last_error="OperationalError")
    page = text(auditor.get("/counsel/work/"))
    assert f"{claim.number} 5 OperationalError" in page
    assert "Start all failed work anew" not in page
    answer = lead.post("/counsel/work/retry/", follow=True)
    assert "1 piece of work starts anew." in text(answer)
    judge()
    assert verification.get().state == "done"
    entry = AuditEntry.objects.get(action="work.retry")
    assert (entry.actor, entry.detail) == (lead.user, {"dead_letters": 1})


def test_failed_work_of_a_case_of_others_is_shown_without_its_number(auditor, other_case):
    claim = file_claim(other_case)
    WorkItem.objects.filter(subject=claim.pk).update(state="dead")
    page = text(auditor.get("/counsel/work/"))
    assert "in a case that you do not work on" in page
    assert claim.number not in page


@pytest.fixture
def trail(lead, reviewer, file):
    """A little history: a page opened, data read, a move refused."""
    claim = file(other_proceedings={"kind": "mediation"})
    AuditEntry.objects.all()
    reviewer.get(f"/counsel/claims/{claim.number}/")
    reviewer.post(f"/counsel/claims/{claim.number}/reveal/", {"field": "name", "reason": "check_claim"})
    form = {"to": "verified", "seq": claim.stage_seq, "reason": "The mediation ended."}
    reviewer.post(f"/counsel/claims/{claim.number}/move/", form)
    return claim


def test_the_trail_tells_who_did_what_from_where(auditor, trail):
    page = text(auditor.get("/counsel/audit/?actor=reviewer"))
    assert (
        f"reviewer 127.0.0.1 Opened personal data coupang-2025 {trail.number} Legal name · To check the claim" in page
    )
    assert f"Moved a claim coupang-2025 {trail.number} Being reviewed by a person → Checked" in page


@pytest.mark.parametrize(
    ("query", "entries"),
    [
        ("actor=reviewer", 4),
        ("actor=reviewer&action=claim.reveal", 1),
        ("actor=nobody", 0),
        ("action=claim.view&claim={number}", 2),
        ("claim={other}", 0),
        ("actor=reviewer&since=2000-01-01", 4),
        ("actor=reviewer&until=2000-01-01", 0),
        ("actor=reviewer&since=2999-01-01", 0),
    ],
)
def test_the_filters(auditor, trail, other_case, query, entries):
    other = file_claim(other_case)
    answer = auditor.get("/counsel/audit/?" + query.format(number=trail.number, other=other.number))
    assert answer.content.decode().count("<tr><td") == entries


@pytest.mark.parametrize("query", ["claim=nonsense", "since=yesterday", "action=nothing"])
def test_a_filter_that_cannot_be_read_is_told(auditor, query):
    assert auditor.get(f"/counsel/audit/?{query}").status_code == 422


def test_the_trail_of_other_cases_is_not_shown(auditor, log_in, other_case):
    stranger = log_in(other_case, "lead_counsel", "stranger")
    stranger.get(f"/counsel/claims/{file_claim(other_case).number}/")
    stranger.post("/counsel/logout/")
    assert "stranger" not in text(auditor.get("/counsel/audit/"))


def test_log_ins_of_ones_own_staff_and_of_nobody_are_shown(auditor, lead, coupang):
    actor = Actor("staff", lead.user.pk, "10.0.0.1")
    audit.record("staff.log_in", actor=actor, subject_type="user", subject_id=lead.user.pk)
    audit.record(
        "staff.log_in_refused", actor=Actor("staff", place="10.6.6.6"), subject_type="user_name", subject_id="a"
    )
    page = text(auditor.get("/counsel/audit/"))
    assert "lead 10.0.0.1 Logged in" in page
    assert "10.6.6.6 Log-in refused" in page


def test_changes_of_the_list_are_shown_to_every_case_over_that_leak(log_in, other_case):
    client = log_in(other_case, "auditor", "other-auditor")
    assert "Added a notice to the leaked-field list" in text(client.get("/counsel/audit/"))


def test_a_long_trail_is_read_page_by_page(auditor, coupang, monkeypatch):
    monkeypatch.setattr("claims.queries.audit_trail.PAGE_ROWS", 3)
    for number in range(5):
        audit.record(
            "case.move",
            actor=OPERATOR,
            subject_type="case",
            subject_id=number,
            case_id=coupang.pk,
            detail={"rows": number},
        )
    first = auditor.get("/counsel/audit/?action=case.move").content.decode()
    older = first.split('rel="next"')[0].split('href="')[-1].rstrip('" ').replace("&amp;", "&")
    assert first.count("<tr><td") == 3
    assert "1 row<" in auditor.get(f"/counsel/audit/{older}").content.decode()


def test_a_download_has_what_the_list_shows_and_no_personal_data(reviewer, coupang, file):
    claim = file(name="김새롬", email="saerom@example.org")
    file(other_proceedings={"kind": "mediation"})
    answer = reviewer.post(DOWNLOAD, {"query": "?stage=verified"})
    assert answer["content-disposition"].startswith("attachment; filename=")
    content = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [(row["Claim number"], row["Case"], row["Stage"], row["Days waiting"]) for row in rows] == [
        (claim.number, "coupang-2025", "Checked", "0")
    ]
    assert "김새롬" not in content
    assert "saerom" not in content


def test_a_download_is_recorded_with_rows_filters_and_hash(reviewer, coupang, file):
    file()
    answer = reviewer.post(DOWNLOAD, {"query": "stage=verified&door=api"})
    entry = AuditEntry.objects.get(action="claim.export")
    assert (entry.actor, entry.case) == (reviewer.user, coupang)
    assert entry.detail == {
        "rows": 1,
        "sha256": hashlib.sha256(answer.content).hexdigest(),
        "filters": {"stage": "verified", "door": "api"},
    }


def test_a_download_holds_claims_of_those_cases_only_in_which_it_is_allowed(reviewer, file, other_case):
    CaseRole.objects.create(case=other_case, user=reviewer.user, role="auditor")
    mine, seen = file(), file_claim(other_case)
    content = reviewer.post(DOWNLOAD, {"query": ""}).content.decode()
    assert (mine.number in content, seen.number in content) == (True, False)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "＝1"])
def test_no_cell_of_a_download_is_run_as_a_formula(cell):
    assert inert(cell) == f"'{cell}"
    assert inert(f"a{cell}") == f"a{cell}"
