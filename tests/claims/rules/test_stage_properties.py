"""What must hold of every stage table, whatever its arrows: no way out of it, no way round it, no dead end."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.stages import TABLES, ActorKind, MoveNotAllowed, Refusal, Return, StageTable, Subject, table

TABLE = pytest.mark.parametrize("stages", TABLES.values(), ids=["-".join(key) for key in TABLES])

State = tuple[str, str]
"""A stage and what is remembered of the stage left ("" outside side stages)."""


def neighbours(stages: StageTable, state: State) -> set[State]:
    stage, resume_to = state
    moves = stages.moves_from(stage, resume_to=resume_to, batch_open=True)
    return {(move.to_stage, move.resume_after(resume_to)) for move in moves}


def reachable(stages: StageTable, start: State) -> set[State]:
    found, todo = {start}, [start]
    while todo:
        for state in neighbours(stages, todo.pop()) - found:
            found.add(state)
            todo.append(state)
    return found


@TABLE
def test_a_pair_without_an_arrow_is_refused_to_everyone(stages):
    listed = {(move.from_stage, move.to_stage) for move in stages.moves}
    for pair in set(product(stages.stages, repeat=2)) - listed:
        for by, resume_to in product(ActorKind, ("", pair[1])):
            with pytest.raises(MoveNotAllowed) as refused:
                stages.check(*pair, by=by, resume_to=resume_to, batch_open=True)
            assert refused.value.code is Refusal.NO_SUCH_MOVE


@TABLE
def test_the_moves_offered_are_exactly_those_that_the_check_allows(stages):
    for stage, by, batch_open in product(stages.stages, ActorKind, (True, False)):
        for resume_to in (None, "", *stages.stages):
            offered = stages.moves_from(stage, by=by, resume_to=resume_to, batch_open=batch_open)
            allowed = []
            for to_stage in dict.fromkeys(move.to_stage for move in stages.moves):
                try:
                    allowed.append(stages.check(stage, to_stage, by=by, resume_to=resume_to, batch_open=batch_open))
                except MoveNotAllowed:
                    continue
            assert len(offered) == len(allowed)
            assert set(offered) == set(allowed)


@TABLE
def test_one_actor_has_one_move_between_two_stages(stages):
    followed = [(move.from_stage, move.to_stage, by) for move in stages.moves for by in move.by]
    assert len(followed) == len(set(followed))


@TABLE
def test_every_stage_is_reached_from_the_first(stages):
    assert {stage for stage, _ in reachable(stages, (stages.initial, ""))} == stages.stages


@TABLE
def test_every_living_stage_has_a_way_out_and_an_end_in_sight(stages):
    for stage, resume_to in reachable(stages, (stages.initial, "")):
        if stage in stages.living:
            assert neighbours(stages, (stage, resume_to))
            assert any(end in stages.ended for end, _ in reachable(stages, (stage, resume_to)))


@TABLE
def test_an_ended_stage_is_left_only_by_a_person(stages):
    for move in stages.moves:
        if move.from_stage in stages.ended:
            assert move.by <= {ActorKind.STAFF, ActorKind.CLAIMANT}


@TABLE
def test_something_is_remembered_in_side_stages_and_nowhere_else(stages):
    side = {move.from_stage for move in stages.moves if move.returns in {Return.KEEPS, Return.RETURNS}}
    for stage, resume_to in reachable(stages, (stages.initial, "")):
        assert bool(resume_to) == (stage in side)
        assert resume_to not in side


@TABLE
def test_a_side_stage_returns_to_the_stage_left_and_to_no_other(stages):
    states = reachable(stages, (stages.initial, ""))
    for stage, resume_to in states:
        offered = stages.moves_from(stage, resume_to=resume_to, batch_open=True)
        assert {move.to_stage for move in offered if move.returns is Return.RETURNS} <= {resume_to}
        assert not resume_to or (resume_to, "") in reachable(stages, (stage, resume_to))


@TABLE
def test_every_return_is_of_use(stages):
    states = reachable(stages, (stages.initial, ""))
    returns = {(move.from_stage, move.to_stage) for move in stages.moves if move.returns is Return.RETURNS}
    assert returns <= states


@TABLE
def test_no_move_leads_back_out_of_court(stages):
    if "batched" not in stages.stages:
        return
    before = {"draft", "submitted", "verifying", "verified", "needs_information", "review", "authorised", "batched"}
    assert not before & {stage for stage, _ in reachable(stages, ("filed", ""))}


@TABLE
@given(data=st.data())
def test_no_sequence_of_attempts_leaves_the_table(stages, data):
    """Anyone tries anything, in any order; what is let through is an arrow, and a side stage returns where it left."""
    listed = {(move.from_stage, move.to_stage) for move in stages.moves}
    stage, resume_to, left = stages.initial, "", ""
    for _ in range(data.draw(st.integers(1, 40), label="attempts")):
        batch_open = data.draw(st.booleans(), label="batch open")
        offered = stages.moves_from(stage, resume_to=resume_to, batch_open=batch_open)
        if offered and data.draw(st.integers(0, 3), label="lawless when 0"):
            wanted = data.draw(st.sampled_from(offered), label="move")
            to_stage, by = wanted.to_stage, data.draw(st.sampled_from(sorted(wanted.by)), label="by")
        else:
            to_stage = data.draw(st.sampled_from([*sorted(stages.stages), "limbo", ""]), label="to")
            by = data.draw(st.sampled_from(ActorKind), label="by")
        try:
            move = stages.check(stage, to_stage, by=by, resume_to=resume_to, batch_open=batch_open)
        except MoveNotAllowed:
            continue
        assert (stage, to_stage) in listed
        assert by in move.by
        assert batch_open or not move.while_batch_open
        if move.returns is Return.RETURNS:
            assert to_stage == left
        if move.returns is Return.STORES:
            left = stage
        stage, resume_to = move.to_stage, move.resume_after(resume_to)
        assert stage in stages.stages


def test_the_tables_of_an_appointed_party_are_those_of_the_joint_action():
    for subject in Subject:
        assert table("appointed_party", subject) is table("joint_action", subject)
