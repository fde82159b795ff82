"""A case's pages: figures, settings, conflicts of interest, staff."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import AuditEntry, CaseRole, ConflictParty, WorkItem
from tests.claims.admin.cast import file_claim, judge
from tests.claims.admin.test_claim_page import text

pytestmark = pytest.mark.django_db

CASE = "/counsel/cases/coupang-2025/"
CONFLICTS, STAFF = f"{CASE}conflicts/", f"{CASE}staff/"


def test_the_page_counts_claims_by_stage_in_one_query_however_many(lead, file, other_case):
    file_claim(other_case)
    counts = []
    for _ in range(2):
        file()
        file(other_proceedings={"kind": "mediation"})
        lead.get(CASE)
        with CaptureQueriesContext(connection) as queries:
            page = text(lead.get(CASE))
        counts.append(len(queries))
    assert re.search(r"Checked 2 .*50 %.* Being reviewed by a person 2 .*50 %.* All 4", page)
    assert counts[0] == counts[1]


def test_the_home_page_tells_what_waits_in_each_of_ones_cases(lead, file, other_case):
    file_claim(other_case)
    file()
    file(other_proceedings={"kind": "mediation"})
    file(other_proceedings={"kind": "other_suit"})
    page = text(lead.get("/counsel/"))
    assert "1 To be decided by a person 1 Waiting for the claimant 1 Ready for the next step 3 claims in all" in page
    assert "Another case" not in page


def test_settings_are_shown(auditor):
    page = text(auditor.get(CASE))
    for shown in ("Coupang Corp.", "disputed before June 24, 2025", "200,000 won (100,000 won – 1,000,000 won)"):
        assert shown in page


def test_a_listed_name_puts_its_claims_before_a_person_and_is_stored_as_a_hash_only(lead, coupang, file):
    claim = file(name="김새롬")
    file(name="박보람")
    answer = lead.post(CONFLICTS, {"name": " 김 새롬", "kind": "firms_staff", "change": "add"}, follow=True)
    assert "1 claim of that name is being checked again." in text(answer)
    judge()
    assert "The name equals that of: staff of this firm." in text(lead.get(f"/counsel/claims/{claim.number}/"))
    assert "김새롬" not in text(lead.get(CONFLICTS))
    assert "김새롬" not in str(list(ConflictParty.objects.values())) + str(list(AuditEntry.objects.values()))
    entry = AuditEntry.objects.get(action="conflict.add")
    assert (entry.actor, entry.case, entry.detail["kind"]) == (lead.user, coupang, "firms_staff")


def test_a_removed_name_frees_its_claims(lead, file):
    claim = file(name="김새롬")
    form = {"name": "김새롬", "kind": "defendants_officer"}
    lead.post(CONFLICTS, form | {"change": "add"})
    judge()
    lead.post(CONFLICTS, form | {"change": "remove"})
    assert WorkItem.objects.filter(subject=claim.pk, state="pending").count() == 1
    judge()
    assert "The name is on no list of conflicting parties." in text(lead.get(f"/counsel/claims/{claim.number}/"))
    assert not ConflictParty.objects.filter(kind="defendants_officer").exists()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": "", "kind": "firms_staff"}, "This field is required."),
        ({"name": "\u200b", "kind": "firms_staff"}, "not a name that can be searched for"),
        ({"name": "김새롬", "kind": "friends"}, "Select a valid choice"),
        ({"name": "김새롬", "kind": "firms_staff", "change": "remove"}, "not on the list"),
    ],
)
def test_what_cannot_be_listed_is_told(lead, form, words):
    answer = lead.post(CONFLICTS, form)
    assert (answer.status_code, words in text(answer)) == (422, True)


def test_listing_a_name_twice_is_told(lead):
    form = {"name": "김새롬", "kind": "firms_staff"}
    lead.post(CONFLICTS, form)
    assert "on the list already" in text(lead.post(CONFLICTS, form))


def test_a_role_is_given_changed_and_taken_away(lead, coupang, account):
    user = account("jiwoo")
    for role in ("intake_clerk", "reviewer"):
        assert lead.post(STAFF, {"username": "jiwoo", "role": role, "change": "give"}).status_code == 302
        assert CaseRole.objects.get(user=user).role == role
    lead.post(STAFF, {"user": user.pk, "change": "take"})
    assert not CaseRole.objects.filter(user=user).exists()
    given, changed, taken = AuditEntry.objects.filter(subject_type="user", subject_id=user.pk).order_by("pk")
    assert (given.action, given.actor, given.case, given.detail) == (
        "staff.give_role",
        lead.user,
        coupang,
        {"role": "intake_clerk", "before": None},
    )
    assert (changed.detail, taken.action) == ({"role": "reviewer", "before": "intake_clerk"}, "staff.take_role")


def test_a_new_account_gets_a_password_that_is_shown_once_and_opens_this_case_only(lead, coupang, other_case):
    answer = lead.post(STAFF, {"username": "minseo", "role": "intake_clerk", "change": "add"})
    password = re.search(r"<code>(.+?)</code>", answer.content.decode())[1]
    assert "no-store" in answer["cache-control"]
    assert password not in lead.get(STAFF).content.decode()
    user = get_user_model().objects.get(username="minseo")
    assert (user.is_staff, user.is_superuser) == (True, False)
    browser = Client()
    assert browser.post("/counsel/login/", {"username": "minseo", "password": password}).status_code == 302
    assert browser.get(CASE).status_code == 200
    assert browser.get("/counsel/cases/other-case/").status_code == 404
    assert password not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"username": "nobody", "role": "reviewer", "change": "give"}, "no active staff account"),
        ({"username": "Lead", "role": "reviewer", "change": "add"}, "an account of this name already"),
        ({"username": "a b", "role": "reviewer", "change": "add"}, "A user name may have"),
        ({"username": "lead", "role": "emperor", "change": "give"}, "Select a valid choice"),
        ({"user": "x", "change": "take"}, "has no role in the case"),
    ],
)
def test_what_cannot_be_given_is_told(lead, form, words):
    answer = lead.post(STAFF, form)
    assert (answer.status_code, words in text(answer)) == (422, True)


def test_a_case_is_never_without_lead_counsel(lead, coupang):
    for form in ({"user": lead.user.pk, "change": "take"}, {"username": "lead", "role": "reviewer", "change": "give"}):
        answer = lead.post(STAFF, form)
        assert "cannot be without lead counsel" in text(answer)
        assert CaseRole.objects.get(user=lead.user).role == "lead_counsel"
