"""Filing: one statement, all or nothing, and the same answer again."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from claims.crypto.blind import BlindField
from claims.models import (
    BlindKey,
    Claim,
    Claimant,
    ClaimTransition,
    Consent,
    IdempotencyRecord,
    WorkItem,
)
from claims.queries.filing_terms import filing_case, forget_terms
from claims.rules.stages import ActorKind
from claims.services import filing, filing_store, moves
from claims.services.actors import Actor
from tests.people import body, someone_else

pytestmark = pytest.mark.django_db


def file(raw, key="key-1", door="api"):
    case = filing_case("coupang-2025")
    return filing.file_claim(filing.Filing(filing.parse_submission(raw, case), key), case=case, door=door)


def test_a_filed_claim_is_there_with_everything_that_belongs_to_it(coupang):
    case = filing_case("coupang-2025")
    filed = file(body(case))
    claim = Claim.objects.get(number=filed.claim_number)
    assert (claim.stage, claim.stage_seq) == ("submitted", 1)
    assert ClaimTransition.objects.filter(claim=claim).count() == 1
    assert Consent.objects.filter(claim=claim).count() == len(case.consents)
    assert IdempotencyRecord.objects.filter(claim=claim).exists()
    assert WorkItem.objects.filter(kind="match", subject=claim.pk, state="pending").exists()
    fields = set(BlindKey.objects.filter(claim=claim, generation=1).values_list("field", flat=True))
    assert fields > {BlindField.NAME, BlindField.ANY_PHONE, BlindField.MAILBOX, BlindField.NAME_BIRTH}
    assert case.terms.items["email"] is not None
    assert claim.items_mask == case.terms.item_mask(["name", "email", "phone"])


def test_filing_costs_one_query_once_the_terms_are_known(coupang, django_assert_num_queries):
    raw = body(filing_case("coupang-2025"))
    with django_assert_num_queries(1):
        file(raw)


def test_the_same_key_and_body_give_the_same_answer_and_one_claim(coupang):
    raw = body(filing_case("coupang-2025"))
    first, second = file(raw), file(raw)
    assert (first.claim_number, first.receipt, first.received_at) == (
        second.claim_number,
        second.receipt,
        second.received_at,
    )
    assert (first.fresh, second.fresh) == (True, False)
    assert Claim.objects.count() == Claimant.objects.count() == WorkItem.objects.count() == 1


def test_the_same_key_with_another_body_is_refused_and_stores_nothing(coupang):
    case = filing_case("coupang-2025")
    file(body(case))
    with pytest.raises(filing.IdempotencyConflict):
        file(body(case, name="김바다"))
    assert Claim.objects.count() == 1


def test_the_order_of_lists_and_keys_does_not_make_another_body(coupang):
    raw = body(filing_case("coupang-2025"))
    first = file(raw)
    turned = dict(reversed(raw.items())) | {"data_items": list(reversed(raw["data_items"]))}
    assert file(turned).claim_number == first.claim_number


def test_a_key_is_its_own_in_every_case_and_at_every_door(coupang):
    raw = body(filing_case("coupang-2025"))
    assert file(raw, door="api").claim_number != file(raw, door="web").claim_number


def test_a_case_that_closed_a_moment_ago_takes_nothing(coupang):
    raw = body(filing_case("coupang-2025"))  # this process now believes for seconds that the case is open
    moves.move_case(
        case_id=coupang.pk, to="collecting_documents", actor=Actor(ActorKind.STAFF), reason="enough for this batch"
    )
    with pytest.raises(filing.CaseNotOpen):
        file(raw)
    assert Claim.objects.count() == 0
    forget_terms()
    with pytest.raises(filing.CaseNotOpen):
        file(raw)


def test_a_submission_that_is_refused_stores_nothing(coupang):
    raw = body(filing_case("coupang-2025"), data_items=["shoe_size"], stage="verified")
    with pytest.raises(filing.SubmissionRefused) as refused:
        file(raw)
    assert {error.pointer for error in refused.value.errors} == {"/data_items/0", "/stage"}
    assert Claimant.objects.count() == 0


def test_many_claims_are_filed_by_one_statement_and_known_keys_change_nothing(coupang, django_assert_num_queries):
    case = filing_case("coupang-2025")
    filings = [
        filing.Filing(filing.parse_submission(someone_else(case), case), f"ref-{n}", external_ref=f"ref-{n}")
        for n in range(20)
    ]
    with django_assert_num_queries(1):
        assert filing.file_claims(filings[:15], case=case, door="import") == [True] * 15
    assert filing.file_claims(filings, case=case, door="import") == [False] * 15 + [True] * 5
    assert Claim.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_two_hundred_simultaneous_submissions_of_one_draft_make_one_claim(coupang):
    raw = body(filing_case("coupang-2025"))
    answers, threads = [], []

    def submit(times):
        for _ in range(times):
            answers.append(file(raw, key="one-draft"))
        connection.close()

    for _ in range(8):
        threads.append(threading.Thread(target=submit, args=(25,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 200
    assert len({(answer.claim_number, answer.receipt) for answer in answers}) == 1
    assert Claim.objects.count() == 1
    assert sum(answer.fresh for answer in answers) == 1


@pytest.mark.django_db(transaction=True)
def test_a_stage_changed_past_the_service_does_not_commit(coupang):
    filed = file(body(filing_case("coupang-2025")))
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(number=filed.claim_number).update(stage="verified")
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(number=filed.claim_number).update(stage="verified", stage_seq=2)


def test_the_filing_statement_is_short_enough_for_psycopg_to_remember_how_it_is_read():
    from psycopg import _queries

    assert len(filing_store._STATEMENT) <= _queries.MAX_CACHED_STATEMENT_LENGTH
