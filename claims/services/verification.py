"""Verification: the worker's judgement of a batch of claims, and the moves that follow from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from psycopg.types.json import Jsonb

from claims.models import Case, Claim, Incident
from claims.queries.claim_facts import LoadedClaim, case_context, load_claims
from claims.queries.leaked_list import current_list
from claims.rules.ids import new_id
from claims.rules.stages import CaseType, ClaimStage
from claims.rules.verification import CaseContext, Check, Verdict, rule, run, verdict
from claims.services import abuse
from claims.services.actors import WORKER
from claims.services.moves import Standing, apply_moves, batch_open

# Verdicts are named after the stages they lead to.
_STAGE_OF = {outcome: ClaimStage(outcome.value) for outcome in Verdict}


class NoLeakedFieldList(Exception):
    """The incident has no leaked-field list yet, so nothing can be judged."""


@dataclass(frozen=True, slots=True)
class _Judged:
    claim: LoadedClaim
    verification_id: UUID
    list_id: int
    checks: tuple[Check, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _CaseState:
    case: Case
    context: CaseContext
    list_id: int


def verify_claims(claim_ids: Sequence[UUID]) -> None:
    """Judge claims by every rule, store each check, and move those whose verdict says so. In the caller's transaction.

    A constant number of statements for a batch of any size. Doing it twice adds a run and moves nothing. A claim
    whose verdict did not change, or that a person has in hand (review, duplicate hold, decided, in court), is judged
    for counsel's information and stays where it is. Raises NoLeakedFieldList, DecryptionFailed.
    """
    now = timezone.now()
    states = _case_states(claim_ids, now)
    judged = [_judge(claim, states[claim.case_id]) for claim in load_claims(claim_ids)]
    if not judged:
        return
    _store(judged, now)
    abuse.follow_bursts([one.claim for one in judged], {pk: state.context.abuse for pk, state in states.items()})
    paths = []
    for one in judged:
        case = states[one.claim.case_id].case
        path = path_after(case.case_type, one.claim.stage, one.verdict, one.claim.verdict_before)
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


def path_after(case_type: str, stage: str, found: Verdict, before: str | None) -> tuple[ClaimStage, ...]:
    """The stages that a claim passes through after a verdict; empty when it stays.

    In a class settlement the administrator decides every claim, so the worker only lays it before a person. A claim
    is moved out of a settled stage only when the verdict changed: a person who overrode an outcome is not
    overruled by the same outcome again.
    """
    if case_type == CaseType.CLASS_SETTLEMENT:
        return (ClaimStage.REVIEW,) if stage == ClaimStage.FILED else ()
    target = _STAGE_OF[found]
    match stage:
        case ClaimStage.SUBMITTED:
            return (ClaimStage.VERIFYING, target)
        case ClaimStage.VERIFYING:
            return (target,)
        case ClaimStage.VERIFIED | ClaimStage.NEEDS_INFORMATION if found != before and target != stage:
            return (ClaimStage.VERIFYING, target)
        case _:
            return ()


def _case_states(claim_ids: Sequence[UUID], now: datetime) -> dict[int, _CaseState]:
    """The cases of a batch with their contexts, while their incidents are locked against a change of the list."""
    case_ids = Claim.objects.filter(pk__in=claim_ids).values("case").distinct()
    cases = list(Case.objects.filter(pk__in=case_ids).select_related("incident"))
    incidents = sorted({case.incident_id for case in cases})
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {Incident._meta.db_table} WHERE id = ANY(%s) ORDER BY id FOR SHARE",  # noqa: S608
            [incidents],
        )
    versions = {incident: current_list(incident) for incident in incidents}
    states = {}
    for case in cases:
        version = versions[case.incident_id]
        if version is None:
            raise NoLeakedFieldList(case.incident.code)
        states[case.pk] = _CaseState(case, case_context(case, version, now=now), version.pk)
    return states


def _judge(claim: LoadedClaim, state: _CaseState) -> _Judged:
    checks = run(claim.facts, state.context)
    return _Judged(claim, new_id(), state.list_id, checks, verdict(checks))


def _store(judged: Sequence[_Judged], now: datetime) -> None:
    """Write the runs and their checks, and make them current."""
    with connection.cursor() as cursor:
        _copy(
            cursor,
            "claims_verification (id, claim_id, list_id, verdict, judged_at)",
            [(one.verification_id, one.claim.claim_id, one.list_id, one.verdict.value, now) for one in judged],
        )
        _copy(
            cursor,
            "claims_verificationcheck (verification_id, rule, rule_version, outcome, reason, params, asks)",
            [
                (
                    one.verification_id,
                    check.rule,
                    rule(check.rule).version,
                    check.outcome.value,
                    check.reason.value,
                    Jsonb(dict(check.params)),
                    check.asks,
                )
                for one in judged
                for check in one.checks
            ],
        )
        cursor.execute(
            """
            UPDATE claims_claim c SET verification_id = t.verification
            FROM unnest(%s::uuid[], %s::uuid[]) AS t(id, verification) WHERE c.id = t.id
            """,
            [[one.claim.claim_id for one in judged], [one.verification_id for one in judged]],
        )


def _copy(cursor: CursorWrapper, target: str, rows: Sequence[tuple[object, ...]]) -> None:
    with cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
