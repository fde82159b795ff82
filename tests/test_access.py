"""Who gets what answer at every address of the system: role × method × address → status.

What is not in the table is not allowed: an address without a row fails a test, and a method that a row does not name
must be refused (405).
"""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import translation

from claims.models import (
    Case,
    CaseRole,
    CaseTransition,
    Claim,
    ClaimTransition,
    Cohort,
    ConflictParty,
    DataItem,
    LeakedFieldList,
    PairDecision,
    PairSelection,
)
from tests.access_table import BY_ROLE, LOGIN, METHODS, NOBODYS, ROLES, SAME_FOR_ALL, WRITES
from tests.claims.admin.cast import file_claim, make_case, open_pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_case(coupang) -> Case:
    return make_case(coupang, get_user_model().objects.create_user("founder"))


@pytest.fixture
def enter(coupang, other_case):
    """Returns a client for a role; the role's name is the user's."""

    def client_of(role: str, **options) -> Client:
        client = Client(headers={"accept-language": "en"}, **options)
        if role != "anonymous":
            user = get_user_model().objects.create_user(role, is_staff=True)
            if role == "lead of another case":
                CaseRole.objects.create(case=other_case, user=user, role="lead_counsel")
            elif role != "no role":
                CaseRole.objects.create(case=coupang, user=user, role=role)
            client.force_login(user)
        return client

    return client_of


def ask(client: Client, method: str, path: str, claim: Claim) -> int:
    kind = "application/x-www-form-urlencoded" if method == "POST" else "application/octet-stream"
    pair = claim.pairs_as_earlier.first()
    path = path.replace("{claim}", claim.number).replace("{run}", str(claim.verification_id))
    path = path.replace("{pair}", str(pair.pk) if pair else "1")
    return client.generic(method, path, content_type=kind).status_code


def expected(role: str) -> Iterator[tuple[str, str, int]]:
    """Each cell of the tables for a role: method, address, status. Methods that no row names are refused."""
    for path, row in (SAME_FOR_ALL | BY_ROLE).items():
        named = {method: answer for methods, answer in row.items() for method in methods.split()}
        for method in METHODS:
            answer = named.get(method)
            if answer is None:
                if path in BY_ROLE and (method == "POST" or role == "anonymous"):
                    continue  # a reading page takes a POST for a GET; strangers go to the log-in whatever they ask
                answer = 405
            yield method, path, answer[ROLES.index(role)] if isinstance(answer, tuple) else answer


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_the_answers_of_the_table(coupang, enter, role):
    claim, client = open_pair(coupang).earlier, enter(role)
    session = {name: morsel.value for name, morsel in client.cookies.items()}
    wrong = []
    for method, path, status in expected(role):
        client.cookies.load(session)  # one of the rows logs out
        got = ask(client, method, path, claim)
        if got != status:
            wrong.append(f"{method} {path}: {got}, not {status}")
        if path == "/counsel/logout/" and role != "anonymous":
            client.force_login(get_user_model().objects.get(username=role))
            session = {name: morsel.value for name, morsel in client.cookies.items()}
    assert not wrong, "\n".join(wrong)


def test_the_log_in_is_open_to_strangers_and_leads_on_whoever_is_in(coupang, enter):
    claim = file_claim(coupang)
    assert [ask(enter("anonymous"), method, LOGIN, claim) for method in ("GET", "HEAD", "POST")] == [200, 200, 200]
    client = enter("reviewer")
    assert [ask(client, method, LOGIN, claim) for method in ("GET", "HEAD", "DELETE")] == [302, 302, 405]


def test_every_address_of_the_system_has_a_row():
    rows = {_pattern_of(path) for path in (*SAME_FOR_ALL, *BY_ROLE, LOGIN)}
    everywhere = {_without_language(route) for route in _routes(get_resolver().url_patterns)}
    assert everywhere - rows == set()
    assert len(everywhere) > 40


def _pattern_of(path: str) -> str:
    path = path.replace("{claim}", "R-00000-00000-0").replace("{run}", NOBODYS).replace("{pair}", "1")
    if path in ("/nowhere", "/en/nowhere/"):
        return ""
    with translation.override("en"):
        return _without_language(resolve(path).route)


def _without_language(route: str) -> str:
    return re.sub(r"^(ko|en)/", "<language>/", route)


def _routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLPattern):
            yield before + str(each.pattern)
        else:
            yield from _routes(each.url_patterns, before + str(each.pattern))


@pytest.mark.parametrize("deed", WRITES)
def test_a_well_formed_write_is_done_for_whom_it_is_allowed_and_changes_nothing_for_others(coupang, enter, deed):
    path, form, answers = WRITES[deed]
    pair = open_pair(coupang)
    claim = pair.earlier
    assert (claim.stage, claim.stage_seq) == ("verified", 3)
    get_user_model().objects.create_user("newcomer", is_staff=True)
    got = {}
    for role in ROLES:
        client, before = enter(role), _state()
        with transaction.atomic():
            address = path.replace("{claim}", claim.number).replace("{pair}", str(pair.pk))
            address = address.replace("{run}", str(claim.verification_id))
            got[role] = client.post(address, form).status_code
            changed = _state() != before
            transaction.set_rollback(True)
        # Only what answers with a redirect writes; strangers are redirected as well, to the log-in.
        assert changed == (got[role] == 302 and role != "anonymous"), role
    assert got == dict(zip(ROLES, answers, strict=True))


def _state() -> tuple[int, ...]:
    models = (
        *(ClaimTransition, CaseTransition, CaseRole, ConflictParty, LeakedFieldList),
        *(PairDecision, PairSelection, Cohort, DataItem),
    )
    return tuple(model.objects.count() for model in models)


@pytest.mark.parametrize("address", ["", "reveal/", "move/"])
def test_a_claim_of_another_case_and_one_that_nobody_has_are_the_same_404(coupang, enter, address):
    claim, client = file_claim(coupang), enter("lead of another case")
    form = {"to": "withdrawn", "seq": "3", "reason": "x", "field": "name"}
    pages = set()
    for number in (claim.number, "R-00000-00000-0", "nonsense"):
        path = f"/counsel/claims/{number}/{address}"
        for answer in (client.get(path), client.post(path, form)):
            assert answer.status_code == 404
            shown = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", answer.content.decode())
            pages.add((shown.replace(number, ""), tuple(sorted(answer.headers))))
    assert len({headers for _, headers in pages}) == 1
    assert len(pages) <= 2  # a GET remembers where it was for the change of language; a POST goes home


def test_no_form_is_taken_from_a_page_of_others(coupang, enter):
    """CSRF: every address that takes a form refuses one without our token; the API takes no cookie at all."""
    claim = open_pair(coupang).earlier
    for role in ("anonymous", "lead_counsel"):
        client = enter(role, enforce_csrf_checks=True)
        for path, row in (SAME_FOR_ALL | BY_ROLE | {LOGIN: {"POST": 200}}).items():
            if any("POST" in methods for methods in row) and not path.startswith("/api/") and path != "/nowhere":
                answers = {ask(client, "POST", path, claim)}
                assert answers <= {403, 404} if "nowhere" in path else answers == {403}, path
    assert (
        enter("auditor", enforce_csrf_checks=True).post("/api/v1/claim-status", "{}", "application/json").status_code
        == 404
    )
