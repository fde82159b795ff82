"""Verification: the worker's judgement of a batch of claims, and the moves that follow from it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import connection
from django.utils import timezone

from claims.queries.claim_facts import LoadedClaim, items_listed, load_claims
from claims.rules.ids import new_id
from claims.rules.stages import ClaimStage
from claims.rules.verdict_path import path_after
from claims.rules.verification import item_masks, marks, run
from claims.rules.verification.person import age, is_held
from claims.services import abuse, affected_accounts, messages
from claims.services.actors import WORKER
from claims.services.contexts import CaseState, NoLeakedFieldList
from claims.services.judging import NewRun, case_states, store
from claims.services.moves import Standing, apply_moves, batch_open

__all__ = ["NoLeakedFieldList", "verify_claims"]


def verify_claims(claim_ids: Sequence[UUID]) -> None:
    """Judge claims by every rule of their case, store each check, and move those whose verdict says so.

    In the caller's transaction; a constant number of statements for a batch of any size. Doing it twice adds a run and
    moves nothing. A claim whose verdict did not change, or that a person has in hand (review, duplicate hold, decided,
    in court), is judged for counsel's information and stays where it is. Raises NoLeakedFieldList, DecryptionFailed.
    """
    now = timezone.now()
    states = case_states(_cases_of(claim_ids), now)
    loaded = _look_up(load_claims(claim_ids, {pk: state.context for pk, state in states.items()}), states)
    runs = [_judge(claim, states[claim.case_id]) for claim in loaded]
    if not runs:
        return
    store(runs, now)
    abuse.follow_bursts(loaded, {pk: state.context.abuse_settings for pk, state in states.items()})
    paths = []
    for one in runs:
        case = one.state.case
        path = path_after(case.case_type, one.claim.stage, one.marks.verdict, one.claim.verdict_before)
        if path:
            standing = Standing(
                one.claim.claim_id,
                case.case_type,
                one.claim.stage,
                one.claim.stage_seq,
                one.claim.resume_to,
                batch_open(case.stage),
            )
            paths.append((standing, path))
    apply_moves(paths, actor=WORKER, cause="verification", at=now)
    messages.request_information(
        [standing.claim_id for standing, path in paths if path[-1] == ClaimStage.NEEDS_INFORMATION]
    )


def _cases_of(claim_ids: Sequence[UUID]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT case_id FROM claims_claim WHERE id = ANY(%s::uuid[])", [list(claim_ids)])
        return [case for (case,) in cursor.fetchall()]


def _look_up(loaded: list[LoadedClaim], states: Mapping[int, CaseState]) -> list[LoadedClaim]:
    """Look claims' accounts up on the lists in force, and put what was found among the facts.

    Not those of held claims: until a representative consents, nothing more is done with a child's data (PIPA 22-2).
    """
    wanted = [
        claim.claim_id
        for claim in loaded
        if states[claim.case_id].context.accounts is not None
        and not is_held(age(claim.facts, states[claim.case_id].context))
    ]
    if not wanted:
        return loaded
    affected_accounts.look_up(wanted)
    listed = items_listed(wanted)
    return [
        replace(claim, facts=replace(claim.facts, on_list=listed.get(claim.claim_id)))
        if claim.claim_id in listed
        else claim
        for claim in loaded
    ]


def _judge(claim: LoadedClaim, state: CaseState) -> NewRun:
    checks = run(claim.facts, state.context)
    return NewRun(new_id(), claim, state, checks, marks(checks), item_masks(claim.facts, state.context))
