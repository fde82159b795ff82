"""Who may open and do what: every address of the site, for every role, strangers and staff of another case."""

import re

import pytest
from django.test import Client

from claims.admin.site import counsel_site
from claims.models import AuditEntry, CaseRole
from claims.queries.access import PERMISSIONS, Permission, access_of, move_permission
from claims.rules.stages import TABLES, ActorKind, Subject
from tests.claims.admin.cast import ROLES, open_pair

pytestmark = pytest.mark.django_db

OK, REFUSED, UNKNOWN, GONE_ON, UNFIT = 200, 403, 404, 302, 422
CASE, CLAIM = "cases/coupang-2025/", "claims/{claim}/"
NOBODYS = "00000000-0000-7000-8000-000000000000"
CELL = f"{CASE}list/cells/main/entrance_code/"

# Address, method, then the answer for intake clerk, reviewer, lead counsel, auditor, and staff of another case.
TABLE = [
    ("", "GET", OK, OK, OK, OK, OK),
    ("claims/", "GET", OK, OK, OK, OK, OK),
    ("claims/search/", "GET", GONE_ON, GONE_ON, GONE_ON, GONE_ON, GONE_ON),
    ("claims/search/", "POST", OK, OK, OK, REFUSED, OK),
    ("claims/download/", "GET", REFUSED, GONE_ON, GONE_ON, REFUSED, REFUSED),
    ("claims/download/", "POST", REFUSED, OK, OK, REFUSED, REFUSED),
    (CLAIM, "GET", OK, OK, OK, OK, UNKNOWN),
    (f"{CLAIM}reveal/", "GET", GONE_ON, GONE_ON, GONE_ON, REFUSED, UNKNOWN),
    (f"{CLAIM}reveal/", "POST", UNFIT, UNFIT, UNFIT, REFUSED, UNKNOWN),
    (f"{CLAIM}runs/{{run}}/", "GET", OK, OK, OK, OK, UNKNOWN),
    (f"{CLAIM}runs/{NOBODYS}/", "GET", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    (f"{CLAIM}move/", "GET", GONE_ON, GONE_ON, GONE_ON, GONE_ON, UNKNOWN),
    (CASE, "GET", OK, OK, OK, OK, UNKNOWN),
    (f"{CASE}move/", "GET", REFUSED, REFUSED, GONE_ON, REFUSED, UNKNOWN),
    (f"{CASE}move/", "POST", REFUSED, REFUSED, 409, REFUSED, UNKNOWN),
    (f"{CASE}list/", "GET", OK, OK, OK, OK, UNKNOWN),
    (f"{CASE}list/versions/1/", "GET", OK, OK, OK, OK, UNKNOWN),
    (f"{CASE}list/versions/99/", "GET", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    (f"{CASE}list/versions/1/download/", "GET", REFUSED, GONE_ON, GONE_ON, REFUSED, UNKNOWN),
    (f"{CASE}list/versions/1/print/", "GET", REFUSED, OK, OK, REFUSED, UNKNOWN),
    (f"{CASE}list/differences/", "GET", OK, OK, OK, OK, UNKNOWN),
    (f"{CASE}list/documents/0/", "GET", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    (f"{CASE}list/cohorts/add/", "GET", REFUSED, REFUSED, OK, REFUSED, UNKNOWN),
    (f"{CASE}list/cohorts/add/", "POST", REFUSED, REFUSED, UNFIT, REFUSED, UNKNOWN),
    (f"{CASE}list/items/add/", "GET", REFUSED, REFUSED, OK, REFUSED, UNKNOWN),
    (f"{CASE}list/items/add/", "POST", REFUSED, REFUSED, UNFIT, REFUSED, UNKNOWN),
    (CELL, "GET", OK, OK, OK, OK, UNKNOWN),
    (f"{CELL}change/", "GET", REFUSED, REFUSED, GONE_ON, REFUSED, UNKNOWN),
    (f"{CELL}change/", "POST", REFUSED, REFUSED, UNKNOWN, REFUSED, UNKNOWN),
    (f"{CASE}list/notices/add/", "GET", REFUSED, REFUSED, OK, REFUSED, UNKNOWN),
    (f"{CASE}list/notices/add/", "POST", REFUSED, REFUSED, UNFIT, REFUSED, UNKNOWN),
    (f"{CLAIM}survivor/", "GET", REFUSED, GONE_ON, GONE_ON, REFUSED, UNKNOWN),
    (f"{CLAIM}survivor/", "POST", REFUSED, GONE_ON, GONE_ON, REFUSED, UNKNOWN),
    (f"{CASE}duplicates/", "GET", REFUSED, OK, OK, OK, UNKNOWN),
    (f"{CASE}duplicates/next/", "GET", REFUSED, GONE_ON, GONE_ON, GONE_ON, UNKNOWN),
    (f"{CASE}duplicates/at-once/", "GET", REFUSED, GONE_ON, GONE_ON, REFUSED, UNKNOWN),
    (f"{CASE}duplicates/at-once/", "POST", REFUSED, GONE_ON, GONE_ON, REFUSED, UNKNOWN),
    (f"{CASE}duplicates/at-once/{NOBODYS}/", "GET", REFUSED, UNKNOWN, UNKNOWN, REFUSED, UNKNOWN),
    (f"{CASE}duplicates/at-once/{NOBODYS}/undo/", "POST", REFUSED, UNKNOWN, UNKNOWN, REFUSED, UNKNOWN),
    (f"{CASE}duplicates/{{pair}}/", "GET", REFUSED, OK, OK, OK, UNKNOWN),
    (f"{CASE}duplicates/{{pair}}/decide/", "GET", REFUSED, GONE_ON, GONE_ON, GONE_ON, UNKNOWN),
    (f"{CASE}duplicates/{{pair}}/decide/", "POST", REFUSED, UNFIT, UNFIT, REFUSED, UNKNOWN),
    (f"{CASE}duplicates/{{pair}}/undo/", "POST", REFUSED, 409, 409, REFUSED, UNKNOWN),
    (f"{CASE}duplicates/0/", "GET", REFUSED, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    (f"{CASE}accounts/", "GET", OK, OK, OK, OK, UNKNOWN),
    (f"{CASE}conflicts/", "GET", REFUSED, REFUSED, OK, REFUSED, UNKNOWN),
    (f"{CASE}conflicts/", "POST", REFUSED, REFUSED, UNFIT, REFUSED, UNKNOWN),
    (f"{CASE}abuse/", "GET", REFUSED, REFUSED, OK, REFUSED, UNKNOWN),
    (f"{CASE}abuse/", "POST", REFUSED, REFUSED, UNFIT, REFUSED, UNKNOWN),
    (f"{CASE}rules/", "GET", REFUSED, REFUSED, OK, REFUSED, UNKNOWN),
    (f"{CASE}rules/", "POST", REFUSED, REFUSED, UNFIT, REFUSED, UNKNOWN),
    (f"{CASE}staff/", "GET", REFUSED, REFUSED, OK, REFUSED, UNKNOWN),
    (f"{CASE}staff/", "POST", REFUSED, REFUSED, UNFIT, REFUSED, UNKNOWN),
    (f"{CASE}deadlines/1/acknowledge/", "GET", REFUSED, REFUSED, GONE_ON, REFUSED, UNKNOWN),
    (f"{CASE}deadlines/1/acknowledge/", "POST", REFUSED, REFUSED, UNKNOWN, REFUSED, UNKNOWN),
    ("work/", "GET", REFUSED, REFUSED, OK, OK, REFUSED),
    ("schedule/", "GET", REFUSED, REFUSED, OK, OK, REFUSED),
    ("work/retry/", "GET", REFUSED, REFUSED, GONE_ON, REFUSED, REFUSED),
    ("work/retry/", "POST", REFUSED, REFUSED, GONE_ON, REFUSED, REFUSED),
    ("work/messages/again/", "GET", REFUSED, REFUSED, GONE_ON, REFUSED, REFUSED),
    ("work/messages/again/", "POST", REFUSED, REFUSED, UNKNOWN, REFUSED, REFUSED),
    ("audit/", "GET", REFUSED, REFUSED, OK, OK, REFUSED),
    ("password/", "GET", OK, OK, OK, OK, OK),
    ("logout/", "GET", GONE_ON, GONE_ON, GONE_ON, GONE_ON, GONE_ON),
    ("nowhere/", "GET", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ("claims/R-00000-00000-0/", "GET", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ("auth/user/", "GET", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
]


def ask(client: Client, address: str, method: str):
    """The address, with a harmless text in the one form whose emptiness is no answer."""
    return client.generic(
        method, f"/counsel/{address}", "typed=nobody", content_type="application/x-www-form-urlencoded"
    )


@pytest.mark.parametrize("place", range(5), ids=[*ROLES, "staff_of_another_case"])
def test_each_role_gets_what_is_its_own(coupang, other_case, file, log_in, place):
    claim, pair = file(), open_pair(coupang)
    client = log_in(other_case, "intake_clerk") if place == len(ROLES) else log_in(coupang, ROLES[place])
    named = {"claim": claim.number, "run": claim.verification_id, "pair": pair.pk}
    answers = [
        (address, method, ask(client, address.format(**named), method).status_code)
        for address, method, *_expected in TABLE
    ]
    assert answers == [(address, method, expected[place]) for address, method, *expected in TABLE]


@pytest.mark.parametrize("who", ["stranger", "former_staff", "no_staff"])
def test_whoever_is_not_staff_is_sent_to_the_log_in_whatever_they_ask_for(coupang, file, account, who):
    claim, client = file(), Client()
    if who != "stranger":
        user = account("someone", is_active=who == "no_staff", is_staff=who != "no_staff")
        CaseRole.objects.create(case=coupang, user=user, role="lead_counsel")
        client.force_login(user)
    for address, method, *_expected in TABLE:
        answer = ask(client, address.format(claim=claim.number, run=NOBODYS, pair=1), method)
        # Logging out when one is not logged in leads home, and home leads to the log-in.
        expected = "/counsel/" if address == "logout/" else "/counsel/login/?next="
        assert (answer.status_code, answer["location"].startswith(expected)) == (302, True), address


def test_the_table_covers_every_address_of_the_site():
    known = {address.format(claim="x", run=NOBODYS, pair=1).replace("coupang-2025", "x") for address, *_rest in TABLE}
    covered = {pattern.name for pattern in counsel_site.get_urls() for each in known if pattern.resolve(each)}
    names = {pattern.name for pattern in counsel_site.get_urls()} - {"login", "language"}
    assert covered == names


def test_staff_without_a_role_see_no_case_and_are_told_whom_to_ask(coupang, log_in):
    client = log_in(coupang, None, "newcomer")
    assert "Ask the lead counsel" in client.get("/counsel/").content.decode()
    assert client.get("/counsel/claims/").status_code == 403
    assert client.get("/counsel/cases/coupang-2025/").status_code == 404


def test_being_a_superuser_grants_nothing(coupang, file, account):
    claim, client = file(), Client()
    client.force_login(account("root", is_superuser=True))
    assert client.get(f"/counsel/claims/{claim.number}/").status_code == 404
    assert client.get("/counsel/audit/").status_code == 403


def test_a_claim_of_others_and_one_that_nobody_has_are_answered_alike(other_case, file, log_in):
    claim, client = file(), log_in(other_case, "lead_counsel")
    existing = client.get(f"/counsel/claims/{claim.number}/")
    invented = client.get("/counsel/claims/R-00000-00000-0/")
    assert (existing.status_code, invented.status_code) == (404, 404)
    assert _page(existing, claim.number) == _page(invented, "R-00000-00000-0")
    assert not AuditEntry.objects.filter(action="claim.view").exists()


def _page(answer, number: str) -> str:
    """The page without what differs in any two answers: the form token and the address asked for."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode().replace(number, ""))


def test_a_closed_account_loses_access_at_once(lead):
    lead.user.is_active = False
    lead.user.save()
    assert lead.get("/counsel/").status_code == 302


def test_a_role_that_was_taken_away_is_gone_with_the_next_request(coupang, lead):
    CaseRole.objects.filter(user=lead.user).delete()
    assert lead.get("/counsel/cases/coupang-2025/").status_code == 404


def test_nothing_is_granted_to_an_account_that_is_inactive_or_no_staff(coupang, account):
    for fields in ({"is_active": False}, {"is_staff": False}):
        user = account(f"user-{fields}", **fields)
        CaseRole.objects.create(case=coupang, user=user, role="lead_counsel")
        assert access_of(user).cases == ()


def test_only_lead_counsel_may_do_everything_and_an_auditor_changes_nothing():
    assert PERMISSIONS["lead_counsel"] == frozenset(Permission)
    assert PERMISSIONS["auditor"] == {
        Permission.SEE_CLAIMS,
        Permission.SEE_DUPLICATES,
        Permission.SEE_WORK,
        Permission.SEE_AUDIT,
    }
    assert PERMISSIONS["intake_clerk"] < PERMISSIONS["reviewer"] < PERMISSIONS["lead_counsel"]


def test_moves_of_court_and_money_are_lead_counsels_and_so_is_any_move_that_nobody_thought_of():
    names = {
        move.name
        for (_type, subject), table in TABLES.items()
        if subject is Subject.CLAIM
        for move in table.moves
        if ActorKind.STAFF in move.by
    }
    assert {name for name in names if move_permission(name) is Permission.CONDUCT} == {
        "batch",
        "close",
        "file",
        "make_final",
        "make_payable",
        "record_outcome",
        "record_payment",
        "record_return",
        "record_uncashed",
        "reissue",
        "void",
    }
    assert move_permission("brand_new") is Permission.CONDUCT
