"""Moves: nothing changes a stage but the table's arrows, with a transition row for each, whoever tries."""

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.crypto.sealing import DataKey, WrappedKey
from claims.models import AuditEntry, Case, CaseTransition, Claim, ClaimTransition, WorkItem
from claims.queries.filing_terms import filing_case
from claims.rules.stages import ActorKind, ClaimStage, MoveNotAllowed, Subject, table
from claims.services import filing, moves
from claims.services.actors import Actor
from tests.people import someone_else
from tests.working import do_all_work

pytestmark = pytest.mark.django_db

TABLE = table("joint_action", Subject.CLAIM)


@pytest.fixture
def counsel(django_user_model):
    return Actor(ActorKind.STAFF, django_user_model.objects.create_user("counsel", is_staff=True).pk, "127.0.0.1")


@pytest.fixture
def claim(coupang):
    case = filing_case("coupang-2025")
    raw = someone_else(case)
    filed = filing.file_claim(filing.Filing(filing.parse_submission(raw, case), "key"), case=case, door="api")
    return Claim.objects.get(number=filed.claim_number)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_a_random_walk_never_leaves_the_table_and_leaves_one_row_a_step(claim, counsel, data):
    """Any actor tries any stage. What the table allows happens with its row; everything else changes nothing."""
    with transaction.atomic():
        savepoint = transaction.savepoint()
        for _ in range(data.draw(st.integers(1, 12))):
            claim.refresh_from_db()
            before = (claim.stage, claim.stage_seq, claim.resume_to)
            kind = data.draw(st.sampled_from(ActorKind))
            likely = [
                move.to_stage for move in TABLE.moves_from(claim.stage, resume_to=claim.resume_to, batch_open=True)
            ]
            target = data.draw(
                st.sampled_from(likely) if likely and data.draw(st.booleans()) else st.sampled_from(ClaimStage)
            )
            try:
                TABLE.check(claim.stage, target, by=kind, resume_to=claim.resume_to, batch_open=True)
                allowed = True
            except MoveNotAllowed:
                allowed = False
            actor = Actor(kind, counsel.user_id if kind == ActorKind.STAFF else None)
            rows = ClaimTransition.objects.filter(claim=claim).count()
            if allowed:
                moves.move_claim(claim_id=claim.pk, to=target, actor=actor, reason="because")
                claim.refresh_from_db()
                assert claim.stage == target
                assert claim.stage_seq == before[1] + 1 == rows + 1
                last = ClaimTransition.objects.filter(claim=claim).order_by("-seq").first()
                assert (last.from_stage, last.to_stage, last.actor_kind) == (before[0], target, kind)
            else:
                with pytest.raises(MoveNotAllowed):
                    moves.move_claim(claim_id=claim.pk, to=target, actor=actor, reason="because")
                claim.refresh_from_db()
                assert (claim.stage, claim.stage_seq, claim.resume_to) == before
                assert ClaimTransition.objects.filter(claim=claim).count() == rows
        transaction.savepoint_rollback(savepoint)


def test_a_move_is_audited_with_who_and_from_where_and_its_reason_is_sealed(claim, counsel):
    moves.move_claim(claim_id=claim.pk, to="verifying", actor=Actor(ActorKind.WORKER))
    moves.move_claim(claim_id=claim.pk, to="review", actor=Actor(ActorKind.WORKER))
    moves.move_claim(claim_id=claim.pk, to="rejected", actor=counsel, reason="Kim told us by telephone")
    entry = AuditEntry.objects.filter(action="claim.move").order_by("-id").first()
    assert (entry.actor_id, entry.place, entry.subject_id) == (counsel.user_id, "127.0.0.1", str(claim.pk))
    assert entry.detail == {"from": "review", "to": "rejected", "seq": 4}
    row = ClaimTransition.objects.get(claim=claim, seq=4)
    assert b"Kim" not in bytes(row.reason)
    key = DataKey.unwrap(WrappedKey(claim.claimant.wrapped_key, claim.claimant.key_version), owner=claim.claimant_id)
    opened = key.open(row.reason, table="claim", row=claim.pk, field=moves.reason_field(4))
    assert opened == "Kim told us by telephone"


def test_a_person_s_rejection_needs_a_reason(claim, counsel):
    for stage in ("verifying", "review"):
        moves.move_claim(claim_id=claim.pk, to=stage, actor=Actor(ActorKind.WORKER))
    with pytest.raises(moves.ReasonMissing):
        moves.move_claim(claim_id=claim.pk, to="rejected", actor=counsel, reason="  ")


def test_deciding_on_an_old_page_changes_nothing(claim, counsel):
    for stage in ("verifying", "review"):
        moves.move_claim(claim_id=claim.pk, to=stage, actor=Actor(ActorKind.WORKER))
    moves.move_claim(claim_id=claim.pk, to="verified", actor=counsel, reason="fine", seen_seq=3)
    with pytest.raises(moves.StageChanged):
        moves.move_claim(claim_id=claim.pk, to="rejected", actor=counsel, reason="not fine", seen_seq=3)
    assert Claim.objects.get(pk=claim.pk).stage == "verified"


def test_entering_verification_again_queues_the_work(claim, counsel):
    WorkItem.objects.all().update(state="done")
    for stage in ("verifying", "needs_information"):
        moves.move_claim(claim_id=claim.pk, to=stage, actor=Actor(ActorKind.WORKER))
    WorkItem.objects.all().update(state="done")
    moves.move_claim(claim_id=claim.pk, to="verifying", actor=counsel, reason="they called and gave it")
    assert WorkItem.objects.get(state="pending").subject == claim.pk


def test_a_case_moves_by_its_table_and_returns_from_a_side_stage_to_where_it_was(coupang, counsel):
    for stage in ("collecting_documents", "batch_locked", "filed", "served"):
        moves.move_case(case_id=coupang.pk, to=stage, actor=counsel, reason="next")
    moves.move_case(case_id=coupang.pk, to="stayed", actor=counsel, reason="criminal trial first")
    with pytest.raises(MoveNotAllowed):
        moves.move_case(case_id=coupang.pk, to="pleading", actor=counsel, reason="wrong")
    moves.move_case(case_id=coupang.pk, to="served", actor=counsel, reason="resumed")
    case = Case.objects.get(pk=coupang.pk)
    assert (case.stage, case.resume_to) == ("served", "")
    assert CaseTransition.objects.filter(case=case).count() == case.stage_seq


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_auditentry SET action = 'nothing'",
        "DELETE FROM claims_auditentry",
        "TRUNCATE claims_auditentry",
        "UPDATE claims_claimtransition SET to_stage = 'verified'",
        "DELETE FROM claims_claimtransition",
        "UPDATE claims_casetransition SET reason = ''",
        "UPDATE claims_leakassertion SET says = 'leaked'",
        "DELETE FROM claims_leakedfieldlist",
        "UPDATE claims_consent SET given = true",
        "DELETE FROM claims_finding",
    ],
)
def test_history_cannot_be_rewritten_even_in_sql(claim, counsel, statement):
    from django.db import connection

    do_all_work()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no truncating while a check is pending
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
