"""What was found a row a check before there were findings survives the migration, and every claim is judged anew."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from claims.models import Claim, Finding, Verification, WorkItem
from claims.queries.findings import findings_of
from claims.services import work
from tests.claims.admin.cast import MINJUN, file_claim
from tests.working import do_all_work

NAMES = ("rule", "rule_version", "outcome", "reason", "params", "asks")


def checks(run: Verification) -> list[tuple[object, ...]]:
    return [tuple(getattr(finding, name) for name in NAMES) for finding in findings_of([run])[run.pk]]


def marks(run: Verification) -> tuple[int, int, int]:
    return run.asks, run.person, run.hold


@pytest.mark.django_db(transaction=True)
def test_checks_become_findings_that_are_each_stored_once(coupang):
    claims = [
        file_claim(coupang),
        file_claim(coupang, data_items=["name", "payment"]),  # fails for one item
        file_claim(coupang, other_proceedings={"kind": "other_suit"}),  # is asked
        file_claim(coupang, other_proceedings={"kind": "mediation"}),  # a person
        file_claim(coupang, notices=[{"code": "N3", "received_on": "2025-12-01"}], data_items=["login"]),
        file_claim(coupang, birth_date="2018-01-01"),  # held
        file_claim(coupang, **MINJUN),
        file_claim(coupang, **MINJUN | {"email": "again@example.org"}),  # duplicate hold
    ]
    work.add("verify", [claim.pk for claim in claims])  # the first of the two is told of the second
    do_all_work()
    unjudged = file_claim(coupang, judged=False)
    runs = {claim.pk: Claim.objects.get(pk=claim.pk).verification for claim in claims}
    found = {run.pk: checks(run) for run in runs.values()}
    assert {run.verdict for run in runs.values()} == {"verified", "needs_information", "review", "duplicate_hold"}
    WorkItem.objects.all().delete()
    newest = [key for key in MigrationLoader(connection).graph.leaf_nodes() if key[0] == "claims"]
    MigrationExecutor(connection).migrate([("claims", "0005_abuse_score")])
    try:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO claims_verificationcheck"
                " (verification_id, rule, rule_version, outcome, reason, params, asks)"
                " VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s)",
                [
                    [run, rule, version, outcome, reason, json.dumps(params), asks]
                    for run, said in found.items()
                    for rule, version, outcome, reason, params, asks in said
                ],
            )
    finally:
        MigrationExecutor(connection).migrate(newest)
    for claim, before in runs.items():
        run = Claim.objects.get(pk=claim).verification
        assert (run.pk, run.verdict, run.judged_at, run.list_id) == (
            before.pk,
            before.verdict,
            before.judged_at,
            before.list_id,
        )
        assert checks(run) == found[run.pk]
        assert [finding and place for place, finding in enumerate(run.findings, start=1)] == [
            finding and place for place, finding in enumerate(before.findings, start=1)
        ]
        assert marks(run) == marks(before)
        assert (run.facts_id, run.context_id) == (None, None)
    said = {json.dumps(check, sort_keys=True) for checks_of in found.values() for check in checks_of}
    assert Finding.objects.count() == len(said)
    # Nobody's facts were kept: all that were judged are judged again, and find what is stored already.
    waiting = WorkItem.objects.filter(state="pending").values_list("kind", "subject")
    assert sorted(waiting) == sorted(("verify", claim) for claim in runs)
    do_all_work()
    assert Finding.objects.count() == len(said)
    for claim, before in runs.items():
        run = Claim.objects.get(pk=claim).verification
        assert (checks(run), marks(run), run.verdict) == (found[before.pk], marks(before), before.verdict)
        assert run.facts_id is not None
        assert run.pk != before.pk
    assert Claim.objects.get(pk=unjudged.pk).verification is None
    for table in (Finding, Verification):
        with pytest.raises(DatabaseError), transaction.atomic():
            table.objects.all().delete()
