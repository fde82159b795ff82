"""An old verdict is made again, exactly, from what was kept of it: whatever has changed since."""

import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from claims.models import Case, Claim, Claimant, JudgedFacts, JudgingContext, LeakedFieldList, Verification, WorkItem
from claims.queries.filing_terms import filing_case, forget_terms
from claims.queries.verdicts import RunReader, stood_under
from claims.rules.deadlines import korean_date
from claims.rules.leaked_list import Says
from claims.rules.stages import ActorKind
from claims.rules.verification import RULES, RuleSettings, register
from claims.services import filing, reproduction, work
from claims.services.actors import Actor
from claims.services.reproduction import Fidelity, Part, reproduce
from claims.services.rule_settings import change_rules
from claims.services.verdict_history import reproduce_case
from tests.claims.affected_account_files import listed, write
from tests.court import court_says
from tests.people import someone_else
from tests.working import do_all_work

transactional = pytest.mark.django_db(transaction=True)


@pytest.fixture
def counsel(django_user_model):
    return Actor(ActorKind.STAFF, django_user_model.objects.create_user("counsel", is_staff=True).pk)


def file(**changes) -> Claim:
    case = filing_case("coupang-2025")
    raw = someone_else(case, **changes)
    filed = filing.file_claim(filing.Filing(filing.parse_submission(raw, case), raw["email"]), case=case, door="api")
    return Claim.objects.get(number=filed.claim_number)


def judge_by_court(counsel, coupang, item: str, says: Says) -> LeakedFieldList:
    version = court_says(item, says, case=coupang, actor=counsel)
    forget_terms()
    do_all_work()
    return version


def all_runs() -> dict:
    ids = list(Verification.objects.values_list("pk", flat=True))
    return {run_id: reproduce(judged) for run_id, judged in RunReader().read(ids).items()}


def judged(claim: Claim):
    claim.refresh_from_db()
    assert claim.verification_id is not None
    return RunReader().read([claim.verification_id])[claim.verification_id]


def tamper(statement: str, values) -> None:
    """Change what the database refuses to change, as only its owner can."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


@transactional
def test_every_verdict_of_a_long_history_comes_out_exactly(coupang, counsel, tmp_path):
    file(data_items=["email"])
    file(data_items=["email", "payment"], other_proceedings={"kind": "mediation"})
    file(data_items=["entrance_code"], entrance_code_stored="unknown")
    file(birth_date="2015-01-01")
    file(claimant_type="non_member_recipient", account=None)
    on_list = file(account={"email": "listed7@example.org"}, data_items=["name", "payment"])
    file(notices=[])
    do_all_work()
    judge_by_court(counsel, coupang, "email", Says.NOT_LEAKED)
    path = write(tmp_path / "accounts.csv", [listed(7)])
    call_command(
        *("import_affected_accounts", str(path), "--incident", "coupang-2025", "--processes", "1"), stdout=StringIO()
    )
    work.add("verify", Claim.objects.values_list("pk", flat=True))
    do_all_work()
    change_rules(
        case_id=coupang.pk, settings=RuleSettings(chosen={"account_list": False}), reason="Not relied on", actor=counsel
    )
    do_all_work()
    judge_by_court(counsel, coupang, "payment", Says.LEAKED)
    change_rules(
        case_id=coupang.pk,
        settings=RuleSettings(version=1, chosen={"account_list": True}, thresholds={"days_to_file": 1000}),
        reason="Relied on again",
        actor=counsel,
    )
    do_all_work()
    # What changes later is not read again: cut-off, birth date, the claim's own answers.
    Case.objects.filter(pk=coupang.pk).update(cut_off=timezone.now() - timedelta(days=1))
    Claimant.objects.update(birth_date=None)
    Claim.objects.update(items_mask=1, notices=[], notices_mask=0)
    found = all_runs()
    assert {each.fidelity for each in found.values()} == {Fidelity.EXACT}
    for number in (7, 8, 9):
        version = LeakedFieldList.objects.get(incident=coupang.incident_id, number=number)
        stood = reproduce_case(case=coupang, version=version, file=None, actor=counsel)
        assert (stood.claims, dict(stood.found)) == (7, {Fidelity.EXACT: 7})
    taken_over = Verification.objects.filter(base__isnull=False)
    assert set(taken_over.values_list("cause", flat=True)) >= {"list", "rules"}
    assert judged(on_list).run.proven
    assert taken_over.filter(base__base__isnull=False).exists()


@pytest.mark.django_db
def test_a_birthday_does_not_change_what_was_judged_before_it(coupang, monkeypatch):
    tomorrow = timezone.now() + timedelta(days=1)
    born = korean_date(tomorrow).replace(year=korean_date(tomorrow).year - 19)
    claim = file(birth_date=born.isoformat())
    do_all_work()
    before = judged(claim)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    work.add("verify", [claim.pk])
    do_all_work()
    after = judged(claim)
    assert (before.found[4].reason, after.found[4].reason) == ("minor_unrepresented", "adult")
    assert [reproduce(each).fidelity for each in (before, after)] == [Fidelity.EXACT, Fidelity.EXACT]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "parts", "findings"),
    [
        ("verdict = 'review'", {Part.VERDICT}, set()),
        ("supported = 0", {Part.ITEMS}, set()),
        ("on_list = 4", {Part.ITEMS}, set()),
        ("asks = 2", {Part.ASKS}, set()),
        ("person = 4", {Part.PERSON}, set()),
        ("hold = 131072", {Part.HOLD}, set()),
        ("findings[9] = findings[10]", set(), {9}),
        ("findings[16] = NULL", set(), {16}),
    ],
)
def test_whatever_is_changed_in_a_run_is_found(coupang, change, parts, findings):
    claim = file()
    do_all_work()
    claim.refresh_from_db()
    tamper(f"UPDATE claims_verification SET {change} WHERE id = %s", [claim.verification_id])
    found = reproduce(judged(claim))
    assert (found.fidelity, set(found.parts), set(found.findings)) == (Fidelity.DIFFERS, parts, findings)


@pytest.mark.django_db
def test_changed_facts_and_contexts_are_found(coupang):
    claim = file()
    do_all_work()
    claim.refresh_from_db()
    change = "UPDATE claims_judgedfacts SET facts = %s WHERE id = %s"
    kept = JudgedFacts.objects.get(pk=claim.verification.facts_id).facts
    for facts, expected in (
        (kept | {"other_proceedings": "mediation"}, {Part.PERSON, Part.VERDICT}),
        ({}, {Part.RECORD}),
    ):
        tamper(
            "UPDATE claims_judgedfacts SET facts = %s WHERE id = %s", [json.dumps(facts), claim.verification.facts_id]
        )
        assert set(reproduce(judged(claim)).parts) == expected
    tamper(change, [json.dumps(kept), claim.verification.facts_id])
    assert reproduce(judged(claim)).fidelity == Fidelity.EXACT
    context = JudgingContext.objects.get(pk=claim.verification.context_id).content
    tamper(
        "UPDATE claims_judgingcontext SET content = %s WHERE id = %s",
        [json.dumps(context | {"cohorts": {}}), claim.verification.context_id],
    )
    assert {10} <= set(reproduce(judged(claim)).findings)


@pytest.mark.django_db
def test_a_rule_of_another_version_is_named_and_not_compared(coupang, monkeypatch):
    claim = file(other_proceedings={"kind": "mediation"})
    do_all_work()
    newer = {rule.number: replace(rule, version=9) if rule.number == 16 else rule for rule in RULES}
    monkeypatch.setattr(reproduction, "_RULES", newer)
    found = reproduce(judged(claim))
    assert (found.fidelity, found.other_rules, found.parts) == (Fidelity.OTHER_RULES, (16,), ())


@pytest.mark.django_db
def test_a_rule_that_came_since_is_named(coupang, monkeypatch):
    without = tuple(rule for rule in RULES if rule.number != 13)
    with monkeypatch.context() as then:
        then.setattr(register, "RULES", without)
        claim = file()
        do_all_work()
    found = reproduce(judged(claim))
    assert 13 not in judged(claim).found
    assert (found.fidelity, found.other_rules) == (Fidelity.OTHER_RULES, (13,))


@pytest.mark.django_db
def test_a_run_from_before_inputs_were_kept_says_so(coupang):
    claim = file()
    do_all_work()
    claim.refresh_from_db()
    tamper("UPDATE claims_verification SET facts_id = NULL, context_id = NULL WHERE id = %s", [claim.verification_id])
    assert reproduce(judged(claim)).fidelity == Fidelity.NOT_KEPT


@pytest.mark.django_db
def test_under_a_version_stood_the_newest_run_that_had_not_seen_a_later_one(coupang, counsel):
    early, untouched = file(data_items=["email"]), file(data_items=["name"])
    do_all_work()
    first = judged(early).run
    version = LeakedFieldList.objects.order_by("-number").first()
    judge_by_court(counsel, coupang, "email", Says.NOT_LEAKED)
    later, waiting = file(data_items=["email"]), None
    do_all_work()
    waiting = file()
    assert WorkItem.objects.filter(subject=waiting.pk).exists()
    stood = {each.claim_id: each for batch in stood_under(coupang, version, batch=3) for each in batch}
    assert stood[early.pk].run_id == first.pk != judged(early).run.pk
    assert stood[untouched.pk].run_id == judged(untouched).run.pk
    assert (stood[later.pk].run_id, stood[later.pk].later) == (None, True)
    assert (stood[waiting.pk].run_id, stood[waiting.pk].later) == (None, False)
