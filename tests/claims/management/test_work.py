"""`work` as an operator meets it: nothing accepted is ever unaccounted for."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.models import Claim, Claimant, WorkItem
from claims.queries import work as reads
from claims.queries.filing_terms import filing_case
from claims.services import filing
from claims.services.filing import Filing
from tests.people import someone_else

pytestmark = pytest.mark.django_db


def work(*arguments):
    """What the command says, and its exit code."""
    out = StringIO()
    try:
        call_command("work", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue() + str(error), error.returncode
    return out.getvalue(), 0


@pytest.fixture
def filed(coupang):
    case = filing_case("coupang-2025")
    for number in range(5):
        submission = filing.parse_submission(someone_else(case), case)
        filing.file_claim(Filing(submission, f"key-{number}"), case=case, door="api")
    return list(Claim.objects.order_by("pk"))


def spoil(claim):
    """Make the claim's work fail every time: its birth date cannot be opened."""
    Claimant.objects.filter(pk=claim.claimant_id).update(birth_date=b"\x01" + bytes(40))


def make_due():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_workitem SET due_at = now() - interval '1 second' WHERE state = 'pending'")


def test_drain_does_all_that_is_due(filed):
    said, code = work("drain", "--batch", "2")
    assert said.startswith("10 done in ")  # each claim is matched, then verified
    assert code == 0
    assert not Claim.objects.filter(stage="submitted").exists()
    assert work("drain", "--kind", "verify")[0].startswith("0 done in ")


def test_status_accounts_for_everything(filed):
    said, code = work("status")
    assert "match: 5 accepted = 5 pending + 0 leased + 0 done + 0 dead" in said
    assert "oldest has waited" in said
    assert "claims filed without work: 0" in said
    assert code == 0
    work("drain")
    said, _code = work("status")
    for kind in ("match", "verify"):
        assert f"{kind}: 5 accepted = 0 pending + 0 leased + 5 done + 0 dead" in said


def test_status_for_programs(filed):
    said, code = work("status", "--json")
    told = json.loads(said)
    assert told["sound"] is True
    assert told["claims_without_work"] == 0
    kinds = {kind["kind"]: kind for kind in told["kinds"]}
    assert {name: (kind["accepted"], kind["pending"]) for name, kind in kinds.items() if kind["accepted"]} == {
        "match": (5, 5)
    }
    assert kinds["match"]["waiting"] >= 0
    assert code == 0


def test_nothing_to_do_is_told_as_such(coupang):
    assert "verify: 0 accepted = 0 pending" in work("status")[0]
    assert work("drain")[1] == 0
    assert work("retry")[0].strip().endswith(": 0")


def test_a_poisoned_claim_fails_alone_dies_is_told_and_starts_again(filed, settings):
    settings.WORK_MAX_ATTEMPTS = 2
    spoil(filed[2])
    said, code = work("drain")
    assert "9 done" in said  # nobody resembles anybody, so matching opens no one
    assert "Failed attempts: 1" in said
    assert code == 3
    assert work("status")[1] == 0
    make_due()
    assert work("drain")[1] == 3
    said, code = work("status")
    assert "5 accepted = 0 pending + 0 leased + 4 done + 1 dead" in said
    assert f"verify of {filed[2].pk}, 2 attempts, DecryptionFailed" in said
    assert code == 3
    assert (
        json.loads(work("status", "--json")[0].split("\n}")[0] + "\n}")["dead_letters"][0]["error"]
        == "DecryptionFailed"
    )
    assert work("retry", "--kind", "verify")[0].strip().endswith(": 1")
    assert WorkItem.objects.get(kind="verify", subject=filed[2].pk).state == "pending"


def test_a_claim_whose_work_is_missing_is_found_from_the_claims_side(filed):
    WorkItem.objects.filter(subject=filed[0].pk).delete()
    assert all(tally.adds_up for tally in reads.tallies())
    said, code = work("status")
    assert "claims filed without work: 1" in said
    assert code == 3


def test_what_is_no_batch_is_refused(coupang):
    with pytest.raises(CommandError, match="1 or more"):
        call_command("work", "drain", "--batch", "0")
