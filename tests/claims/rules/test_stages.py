"""The arrows of every stage table, written out as the domain draws them, and who may follow them."""

import pytest

from claims.rules.stages import (
    TABLES,
    ActorKind,
    CaseStage,
    CaseType,
    ClaimStage,
    MoveNotAllowed,
    Refusal,
    Return,
    StageTable,
    Subject,
    table,
)

CLAIMANT, STAFF, WORKER, OPERATOR = ActorKind

IN_COURT = "filed served pleading pleading_closed first_judgment appeal_window appeal second_judgment supreme_court"
LIVING = (
    "submitted verifying needs_information review duplicate_hold appealed verified authorised batched filed"
    " awarded partly_awarded dismissed_on_merits dismissed_without appeal_opted_in accepted"
    " final payable paid returned reissued"
)

# from → to; a line may stand for several stages on either side.
JOINT_ACTION_CASE = f"""
draft → recruiting
recruiting → collecting_documents
collecting_documents → batch_locked
batch_locked → filed
filed → served
served → pleading
pleading → pleading_closed
pleading_closed → first_judgment pleading
first_judgment → appeal_window
appeal_window → appeal final
appeal → second_judgment
second_judgment → supreme_court final
supreme_court → final appeal
final → collection closed
collection → distribution
distribution → closed
closed → destroyed
pleading appeal mediation_offer → settled
settled → collection
withdrawn dismissed → closed
draft recruiting collecting_documents batch_locked {IN_COURT} stayed correction_order mediation_offer → withdrawn
{IN_COURT} stayed correction_order mediation_offer → dismissed
{IN_COURT} → stayed
filed served pleading appeal supreme_court → correction_order
recruiting collecting_documents batch_locked filed served pleading pleading_closed appeal → mediation_offer
stayed → {IN_COURT}
correction_order → filed served pleading appeal supreme_court
mediation_offer → recruiting collecting_documents batch_locked filed served pleading pleading_closed appeal
"""

JOINT_ACTION_CLAIM = f"""
draft → submitted abandoned
submitted → verifying withdrawn
verifying → verified needs_information review duplicate_hold
needs_information → verifying expired withdrawn
expired → verifying
review duplicate_hold → verified rejected merged withdrawn
merged → duplicate_hold
rejected → appealed
appealed → review withdrawn
verified → verifying authorised withdrawn
authorised → batched withdrawn
batched → filed verified
filed → awarded partly_awarded dismissed_on_merits dismissed_without withdrawn_in_court
awarded partly_awarded dismissed_on_merits dismissed_without → appeal_opted_in accepted
appeal_opted_in accepted → awarded partly_awarded dismissed_on_merits dismissed_without withdrawn_in_court
appeal_opted_in accepted → final
final → payable closed
payable → paid returned
paid → closed returned
returned → reissued
reissued → closed returned
{LIVING} → deceased
deceased → succession
succession → {LIVING}
"""

CLASS_SETTLEMENT_CASE = """
filed → settled
settled → preliminary_approval
preliminary_approval → notice
notice → claims_open
claims_open → claims_closed
claims_closed → deficiency_review
deficiency_review → final_approval
final_approval → effective
effective → distribution
distribution → second_distribution cy_pres
second_distribution cy_pres → accounting
accounting → closed
"""

CLASS_SETTLEMENT_CLAIM = """
filed → review
review → approved deficient denied
deficient → cured denied
cured → review denied
denied → disputed
disputed → approved finally_denied
approved → paid uncashed
uncashed → reissued void
reissued → paid void
"""


def arrows(drawing: str) -> set[tuple[str, str]]:
    lines = [line.split(" → ") for line in drawing.strip().splitlines()]
    return {(start, end) for left, right in lines for start in left.split() for end in right.split()}


@pytest.mark.parametrize(
    ("case_type", "subject", "drawing"),
    [
        ("joint_action", "case", JOINT_ACTION_CASE),
        ("joint_action", "claim", JOINT_ACTION_CLAIM),
        ("appointed_party", "case", JOINT_ACTION_CASE),
        ("appointed_party", "claim", JOINT_ACTION_CLAIM),
        ("class_settlement", "case", CLASS_SETTLEMENT_CASE),
        ("class_settlement", "claim", CLASS_SETTLEMENT_CLAIM),
    ],
)
def test_the_table_has_these_arrows_and_no_other(case_type, subject, drawing):
    assert {(move.from_stage, move.to_stage) for move in table(case_type, subject).moves} == arrows(drawing)


def test_an_unknown_case_type_or_subject_has_no_table():
    with pytest.raises(ValueError):
        table("mass_action", "claim")
    with pytest.raises(ValueError):
        table("joint_action", "document")


def test_every_case_type_has_both_tables():
    assert set(TABLES) == {(case_type, subject) for case_type in CaseType for subject in Subject}


CLAIM = table("joint_action", "claim")
CASE = table("joint_action", "case")
CLASS_CLAIM = table("class_settlement", "claim")


@pytest.mark.parametrize(
    ("stages", "from_stage", "to_stage", "by"),
    [
        (CLAIM, "draft", "submitted", {CLAIMANT, OPERATOR}),
        (CLAIM, "draft", "abandoned", {CLAIMANT, WORKER}),
        (CLAIM, "submitted", "verifying", {WORKER}),
        (CLAIM, "verifying", "verified", {WORKER}),
        (CLAIM, "verifying", "needs_information", {WORKER}),
        (CLAIM, "verifying", "review", {WORKER}),
        (CLAIM, "verifying", "duplicate_hold", {WORKER}),
        (CLAIM, "verified", "verifying", {WORKER}),
        (CLAIM, "needs_information", "verifying", {CLAIMANT, STAFF, WORKER}),
        (CLAIM, "needs_information", "expired", {WORKER}),
        (CLAIM, "expired", "verifying", {CLAIMANT, STAFF}),
        (CLAIM, "review", "verified", {STAFF}),
        (CLAIM, "review", "rejected", {STAFF}),
        (CLAIM, "review", "merged", {STAFF}),
        (CLAIM, "duplicate_hold", "verified", {STAFF}),
        (CLAIM, "duplicate_hold", "rejected", {STAFF}),
        (CLAIM, "duplicate_hold", "merged", {STAFF}),
        (CLAIM, "merged", "duplicate_hold", {STAFF}),
        (CLAIM, "rejected", "appealed", {CLAIMANT, STAFF}),
        (CLAIM, "appealed", "review", {STAFF, WORKER}),
        (CLAIM, "submitted", "withdrawn", {CLAIMANT, STAFF}),
        (CLAIM, "verified", "authorised", {STAFF}),
        (CLAIM, "batched", "filed", {STAFF}),
        (CLAIM, "filed", "awarded", {STAFF}),
        (CLAIM, "awarded", "appeal_opted_in", {CLAIMANT, STAFF}),
        (CLAIM, "awarded", "accepted", {CLAIMANT, STAFF}),
        (CLAIM, "payable", "paid", {STAFF}),
        (CLAIM, "verified", "deceased", {STAFF}),
        (CLASS_CLAIM, "filed", "review", {WORKER}),
        (CLASS_CLAIM, "review", "denied", {STAFF}),
        (CLASS_CLAIM, "deficient", "cured", {CLAIMANT, STAFF}),
        (CLASS_CLAIM, "cured", "denied", {STAFF}),
        (CLASS_CLAIM, "denied", "disputed", {CLAIMANT, STAFF}),
        (CLASS_CLAIM, "disputed", "finally_denied", {STAFF}),
    ],
)
def test_an_arrow_is_followed_by_those_it_names_and_by_nobody_else(stages, from_stage, to_stage, by):
    allowed = {actor for actor in ActorKind if may(stages, from_stage, to_stage, by=actor, batch_open=True)}
    assert allowed == by


def may(stages: StageTable, from_stage: str, to_stage: str, **state) -> bool:
    try:
        stages.check(from_stage, to_stage, **state)
    except MoveNotAllowed:
        return False
    return True


@pytest.mark.parametrize("key", TABLES, ids="-".join)
def test_only_staff_moves_a_case(key):
    if key[1] is Subject.CASE:
        assert {move.by for move in TABLES[key].moves} == {frozenset({STAFF})}


ADVERSE = {"rejected", "merged", "denied", "finally_denied", "void", "dismissed_on_merits", "dismissed_without"}


@pytest.mark.parametrize("key", TABLES, ids="-".join)
def test_nobody_but_staff_with_a_reason_decides_against_a_claim(key):
    moves = [move for move in TABLES[key].moves if key[1] is Subject.CLAIM and move.to_stage in ADVERSE]
    against = [move for move in moves if move.returns is not Return.RETURNS]  # heirs only resume what was decided
    assert all(move.by == {STAFF} and move.reason_required for move in against)


def test_a_person_who_clears_a_claim_against_the_rules_says_why():
    for stage in ("review", "duplicate_hold"):
        assert CLAIM.check(stage, "verified", by=STAFF).reason_required


def test_a_claimant_withdraws_without_a_reason_and_staff_records_a_withdrawal_with_one():
    assert not CLAIM.check("review", "withdrawn", by=CLAIMANT).reason_required
    assert CLAIM.check("review", "withdrawn", by=STAFF).reason_required


def test_the_same_arrow_has_a_name_for_each_who_follows_it():
    names = {by: CLAIM.check("needs_information", "verifying", by=by).name for by in (CLAIMANT, STAFF, WORKER)}
    assert names == {CLAIMANT: "cure", STAFF: "record_cure", WORKER: "verify_again"}


@pytest.mark.parametrize(
    ("from_stage", "to_stage", "by", "code"),
    [
        ("review", "limbo", STAFF, Refusal.UNKNOWN_STAGE),
        ("limbo", "review", STAFF, Refusal.UNKNOWN_STAGE),
        ("approved", "paid", STAFF, Refusal.UNKNOWN_STAGE),  # a stage of another table
        ("submitted", "filed", STAFF, Refusal.NO_SUCH_MOVE),
        ("verified", "verified", STAFF, Refusal.NO_SUCH_MOVE),
        ("filed", "batched", STAFF, Refusal.NO_SUCH_MOVE),
        ("review", "verified", WORKER, Refusal.NOT_THIS_ACTOR),
        ("succession", "verified", STAFF, Refusal.NOT_THE_STAGE_LEFT),
        ("expired", "verifying", CLAIMANT, Refusal.BATCH_NOT_OPEN),
        ("batched", "verified", STAFF, Refusal.BATCH_NOT_OPEN),
    ],
)
def test_a_refusal_says_why(from_stage, to_stage, by, code):
    with pytest.raises(MoveNotAllowed) as refused:
        CLAIM.check(from_stage, to_stage, by=by)
    assert refused.value.code is code
    assert (refused.value.from_stage, refused.value.to_stage, refused.value.by) == (from_stage, to_stage, by)


def test_codes_as_the_database_keeps_them_are_understood():
    move = CLAIM.check("review", "rejected", by=STAFF)
    assert (move.from_stage, move.to_stage) == (ClaimStage.REVIEW, ClaimStage.REJECTED)


def test_while_the_batch_is_open_a_late_cure_counts_and_a_claim_is_taken_out():
    assert CLAIM.check("expired", "verifying", by=CLAIMANT, batch_open=True).name == "cure"
    assert CLAIM.check("batched", "verified", by=STAFF, batch_open=True).name == "take_out"
    assert {move.name for move in CLAIM.moves_from("batched")} == {"file", "record_death"}
    assert {move.name for move in CLAIM.moves_from("batched", batch_open=True)} == {"file", "take_out", "record_death"}


def test_what_staff_sees_on_a_claim_in_review():
    assert [(move.name, move.to_stage) for move in CLAIM.moves_from("review", by=STAFF)] == [
        ("clear", "verified"),
        ("reject", "rejected"),
        ("merge", "merged"),
        ("record_withdrawal", "withdrawn"),
        ("record_death", "deceased"),
    ]


def test_a_stage_of_another_table_offers_no_moves():
    with pytest.raises(ValueError):
        CLAIM.moves_from("approved")


# --- Side stages ---


def test_heirs_go_on_where_the_claimant_stood():
    died = CLAIM.check("filed", "deceased", by=STAFF)
    resume_to = died.resume_after("")
    assert resume_to == "filed"
    opened = CLAIM.check("deceased", "succession", by=STAFF, resume_to=resume_to)
    resume_to = opened.resume_after(resume_to)
    assert resume_to == "filed"
    assert [move.to_stage for move in CLAIM.moves_from("succession", resume_to=resume_to)] == ["filed"]
    resumed = CLAIM.check("succession", "filed", by=STAFF, resume_to=resume_to)
    assert resumed.resume_after(resume_to) == ""


@pytest.mark.parametrize("side", ["stayed", "correction_order", "mediation_offer"])
def test_a_case_returns_from_a_side_stage_to_the_stage_it_left(side):
    entered = CASE.check("pleading", side, by=STAFF)
    assert entered.resume_after(None) == "pleading"
    assert {move.to_stage for move in CASE.moves_from(side, resume_to="pleading") if move.name == "resume"} == {
        "pleading"
    }
    with pytest.raises(MoveNotAllowed) as refused:
        CASE.check(side, "served", by=STAFF, resume_to="pleading")
    assert refused.value.code is Refusal.NOT_THE_STAGE_LEFT


def test_a_side_stage_that_ends_the_case_forgets_where_it_came_from():
    assert CASE.check("correction_order", "dismissed", by=STAFF, resume_to="filed").resume_after("filed") == ""


def test_an_ordinary_move_remembers_nothing():
    assert CLAIM.check("review", "verified", by=STAFF).resume_after("") == ""


# --- The journey ---


@pytest.mark.parametrize(
    ("stages", "names"),
    [
        (CLAIM, "submitted verifying verified authorised batched filed judgment final payment closed"),
        (CLASS_CLAIM, "filed review decision payment"),
        (
            CASE,
            "draft recruiting collecting_documents batch_locked filed served pleading pleading_closed first_judgment"
            " appeal_window appeal second_judgment supreme_court final collection distribution closed destroyed",
        ),
        (
            table("class_settlement", "case"),
            "filed settled preliminary_approval notice claims_open claims_closed deficiency_review final_approval"
            " effective distribution residue accounting closed",
        ),
    ],
)
def test_the_journey_names_every_step_in_order(stages, names):
    assert [step.name for step in stages.journey] == names.split()


@pytest.mark.parametrize("key", TABLES, ids="-".join)
def test_the_main_stages_of_the_journey_follow_from_each_other(key):
    stages = TABLES[key]
    pairs = {(move.from_stage, move.to_stage) for move in stages.moves}
    for step, following in zip(stages.journey, stages.journey[1:], strict=False):
        assert any((a, b) in pairs for a in step.stages for b in following.stages), (step.name, following.name)


@pytest.mark.parametrize("key", TABLES, ids="-".join)
def test_a_stage_stands_at_one_step_at_most(key):
    placed = [stage for step in TABLES[key].journey for stage in step.stages]
    assert len(placed) == len(set(placed))
    assert set(placed) <= TABLES[key].stages


@pytest.mark.parametrize(
    ("key", "apart"),
    [
        (("joint_action", "claim"), "draft abandoned withdrawn deceased succession"),
        (("joint_action", "case"), "stayed correction_order mediation_offer withdrawn dismissed settled"),
        (("class_settlement", "claim"), ""),
        (("class_settlement", "case"), ""),
    ],
)
def test_only_side_stages_and_ends_that_any_step_leads_to_stand_apart(key, apart):
    stages = table(*key)
    assert {stage for stage in stages.stages if stages.step_at(stage) is None} == set(apart.split())


def test_a_side_stage_is_shown_at_the_step_it_returns_to():
    step = CLAIM.step_at("succession", resume_to="needs_information")
    assert step is not None
    assert step.name == "verifying"


def test_every_stage_belongs_to_some_table():
    used = {stage for stages in TABLES.values() for stage in stages.stages}
    assert {stage for stage in used if isinstance(stage, CaseStage)} == {s.value for s in CaseStage}
    assert {stage for stage in used if isinstance(stage, ClaimStage)} <= {s.value for s in ClaimStage}
