"""Looking up a claim: both proofs or nothing, the same work for everybody, and not a word about duplicates."""

from unittest import mock

import pytest

from claims.crypto.sealing import DataKey
from claims.models import Claim
from claims.queries.claim_status import find_claim_status
from claims.queries.filing_terms import filing_case
from claims.services import filing
from tests.people import body
from tests.working import do_all_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(coupang):
    case = filing_case("coupang-2025")
    return filing.file_claim(filing.Filing(filing.parse_submission(body(case), case), "key"), case=case, door="api")


def drain():
    do_all_work()


def test_all_three_together_show_the_stage_and_the_whole_way(filed):
    drain()
    status = find_claim_status(filed.claim_number, filed.receipt, "1990-04-05")
    assert Claim.objects.get(number=filed.claim_number).stage == "verified"
    assert status.stage == "verifying"
    assert [stage for stage, _ in status.history] == ["submitted", "verifying"]
    assert [step.state for step in status.steps].count("current") == 1
    assert status.needs == ()


def test_what_people_type_is_understood(filed):
    typed = filed.claim_number.lower().replace("-", " ")
    assert find_claim_status(typed, filed.receipt.lower().replace("-", ""), " 1990-04-05 ") is not None


@pytest.mark.parametrize("wrong", [0, 1, 2])
@pytest.mark.parametrize("value", ["", "R-00000-00000-0", None, 7, [], "\x00", "\ud800", "x" * 100_000])
def test_anything_wrong_finds_nothing(filed, wrong, value):
    proofs = [filed.claim_number, filed.receipt, "1990-04-05"]
    proofs[wrong] = value
    assert find_claim_status(*proofs) is None


@pytest.mark.parametrize("known", [True, False])
def test_an_unknown_number_costs_the_same_query_and_the_same_decryption(filed, known, django_assert_num_queries):
    number = filed.claim_number if known else "R-ZZZZZ-ZZZZZ-0"
    find_claim_status("R-0", "warm", "up")
    with (
        django_assert_num_queries(1),
        mock.patch.object(DataKey, "open", autospec=True, side_effect=DataKey.open) as opened,
    ):
        assert find_claim_status(number, "wrong", "1990-04-05") is None
    assert opened.call_count == 1


def test_what_is_asked_is_shown_only_while_it_is_asked(coupang):
    case = filing_case("coupang-2025")
    raw = body(case, other_proceedings={"kind": "other_suit"})
    filed = filing.file_claim(filing.Filing(filing.parse_submission(raw, case), "key"), case=case, door="api")
    drain()
    status = find_claim_status(filed.claim_number, filed.receipt, "1990-04-05")
    assert status.stage == "needs_information"
    assert [(need.rule, need.reason) for need in status.needs] == [(16, "other_suit")]


def test_a_duplicate_is_not_announced(filed):
    case = filing_case("coupang-2025")
    second = filing.file_claim(
        filing.Filing(filing.parse_submission(body(case, phone="010-2222-3333"), case), "other"),
        case=case,
        door="api",
    )
    drain()
    assert Claim.objects.get(number=second.claim_number).stage == "duplicate_hold"
    status = find_claim_status(second.claim_number, second.receipt, "1990-04-05")
    assert status.stage == "verifying"
    assert "duplicate" not in repr(status)
