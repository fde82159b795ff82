"""One chunk of claims judged by profile: one statement gives every claim its profile's findings and moves it.

The statement knows no rule. What a profile's findings are, what they amount to and where a claim goes with its new
verdict is all worked out by the functions that judge and move a single claim, and handed to it as rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from claims.rules.stages import ActorKind, ClaimStage, Subject, table
from claims.rules.verdict_path import path_after
from claims.rules.verification import Rule, Verdict, rule_mask
from claims.rules.verification.items import READ_BY_ITEMS
from claims.services.contexts import CaseState
from claims.services.judging import PLACES, finding_ids, said
from claims.services.rejudging.profiles import (
    COLUMNS,
    ITEM_MASKS,
    JUDGED,
    LISTED,
    MARKS,
    Profile,
    columns_of,
    judge,
    notice_codes,
    value,
)
from claims.services.rejudging.touched import Touched, touched_condition

_CHUNK: Final = f"{JUDGED} AND (%(after)s::uuid IS NULL OR c.id > %(after)s) AND c.id <= %(upto)s AND "


@dataclass(frozen=True, slots=True)
class Done:
    """What a chunk came to: claims judged otherwise, those of them that moved, and those of whom something is asked."""

    judged_otherwise: int = 0
    moved: int = 0
    asked: Sequence[UUID] = ()


def judge_chunk(
    states: Sequence[CaseState],
    *,
    rules: Sequence[Rule],
    touched: Touched | None,
    after: UUID | None,
    upto: UUID,
    cause: str,
    now: datetime,
) -> Done:
    """Judge the touched claims of these cases, of one incident, whose ids are after one and up to another.

    In the caller's transaction; by rules that judge by profile. Claims that were never judged by all rules (held ones,
    and runs from before facts were kept) are left alone, and so is whoever another transaction has judged meanwhile.
    Four statements, and three more for findings that are new.
    """
    columns = columns_of(rules)
    contexts = {state.case.pk: state.context for state in states}
    incident = states[0].case.incident_id
    codes = notice_codes(incident)
    condition, masks = touched_condition(touched)
    chunk = _CHUNK + condition
    where: dict[str, Any] = {"cases": list(contexts), "incident": incident, "after": after, "upto": upto} | masks
    judged = [
        judge(case_id, dict(zip(columns, values, strict=True)), codes, contexts[case_id], rules)
        for case_id, *values in _distinct(columns, chunk, where)
    ]
    if not judged:
        return Done()
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(columns, rules, chunk),
            {
                **_profile_rows(judged, columns, rules, before_new=lambda: _lock(chunk, where)),
                **_path_rows(states),
                **where,
                "lists": [state.list_id for state in states],
                "contexts": [state.context_id for state in states],
                "rules": (mask := rule_mask(rule.number for rule in rules)),
                "others": ~mask,
                "cause": cause,
                "now": now,
                "actor": ActorKind.WORKER.value,
                "id": _id_prefix(now),
            },
        )
        return Done(*cursor.fetchone())


def _distinct(columns: Sequence[str], chunk: str, where: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT DISTINCT c.case_id{"".join(f", {value(name)}" for name in columns)}
            FROM claims_claim c JOIN claims_verification v ON v.id = c.verification_id {LISTED} WHERE {chunk}
            """,  # noqa: S608
            where,
        )
        return cursor.fetchall()


def _lock(chunk: str, where: dict[str, Any]) -> None:
    """Lock the chunk's claims, all and not only those that are judged otherwise, in the order in which others do."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*) FROM (
                SELECT FROM claims_claim c JOIN claims_verification v ON v.id = c.verification_id
                WHERE {chunk} ORDER BY c.id FOR NO KEY UPDATE OF c
            ) held
            """,  # noqa: S608
            where,
        )


def _profile_rows(
    judged: Sequence[Profile], columns: Sequence[str], rules: Sequence[Rule], *, before_new: Callable[[], None]
) -> dict[str, Any]:
    """The profiles with their findings, column by column, for `unnest`."""
    ids = finding_ids((check for one in judged for check in one.checks), before_new=before_new)
    found = [{check.rule: ids[said(check)] for check in one.checks} for one in judged]
    return {
        "m_case": [one.case_id for one in judged],
        **{f"m_{name}": [one.values[place] for one in judged] for place, name in enumerate(columns)},
        **{f"m_f{rule.number}": [each.get(rule.number) for each in found] for rule in rules},
        **{f"m_{name}": [getattr(one.marks, name) for one in judged] for name in MARKS},
        **{f"m_{name}": [getattr(one.items, name) for one in judged] for name in ITEM_MASKS},
    }


def _path_rows(states: Sequence[CaseState]) -> dict[str, Any]:
    """Where claims go: for each case, stage, verdict before and verdict now that move a claim, its path."""
    rows = [
        (state.case.pk, stage.value, before.value, now.value, ",".join(path))
        for state in states
        for stage in ClaimStage
        for before in Verdict
        for now in Verdict
        if (path := _path(state.case.case_type, stage, now, before))
    ]
    names = ("p_case", "p_stage", "p_before", "p_now", "p_path")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _path(case_type: str, stage: ClaimStage, now: Verdict, before: Verdict) -> tuple[ClaimStage, ...]:
    """A claim's path after its verdict. Raises MoveNotAllowed where the stage table does not have it."""
    path = path_after(case_type, stage, now, before)
    stages, at = table(case_type, Subject.CLAIM), stage
    for target in path:
        stages.check(at, target, by=ActorKind.WORKER, resume_to="", batch_open=True)
        at = target
    return path


def _id_prefix(now: datetime) -> str:
    """The first digits of `claims.rules.ids.new_id`: the milliseconds and the version."""
    milliseconds = f"{int(now.timestamp() * 1000):012x}"
    return f"{milliseconds[:8]}-{milliseconds[8:]}-7"


def _statement(columns: Sequence[str], rules: Sequence[Rule], chunk: str) -> str:
    """The statement that applies profiles to a chunk. Only names from this module are put into its text."""
    numbers = [rule.number for rule in rules]
    masks = (*MARKS, *ITEM_MASKS)
    given = {
        "case_id": ("m_case", "bigint"),
        **{name: (f"m_{name}", COLUMNS[name].kind) for name in columns},
        **{f"f{number}": (f"m_f{number}", "integer") for number in numbers},
        **{name: (f"m_{name}", "bigint") for name in masks},
    }
    findings = ", ".join(
        f"m.f{place}" if place in numbers else f"v.findings[{place}]" for place in range(1, PLACES + 1)
    )
    changed = [f"v.findings[{number}] IS DISTINCT FROM m.f{number}" for number in numbers]
    with_items = set(columns) >= READ_BY_ITEMS
    if with_items:
        changed += [f"v.{name} <> m.{name}" for name in ITEM_MASKS] + ["v.on_list IS DISTINCT FROM l.items_mask"]
    items = ", ".join(f"{'m' if with_items else 'v'}.{name}" for name in ITEM_MASKS)
    return f"""
    WITH m AS MATERIALIZED (
        SELECT * FROM unnest({", ".join(f"%({name})s::{kind}[]" for name, kind in given.values())})
            AS m({", ".join(given)})
    ), p AS MATERIALIZED (
        SELECT case_id, stage, before, verdict, string_to_array(path, ',') AS path
        FROM unnest(%(p_case)s::bigint[], %(p_stage)s::text[], %(p_before)s::text[], %(p_now)s::text[],
            %(p_path)s::text[]) AS p(case_id, stage, before, verdict, path)
    ), held AS MATERIALIZED (
        SELECT * FROM unnest(%(cases)s::bigint[], %(lists)s::bigint[], %(contexts)s::bigint[])
            AS held(case_id, list_id, context_id)
    ), judged AS MATERIALIZED (
        SELECT c.id AS claim_id, c.case_id, c.stage, c.stage_seq, v.id AS base, v.verdict AS before, v.facts_id,
            ARRAY[{findings}] AS findings,
            v.asks & %(others)s::bigint | m.asks AS asks,
            v.person & %(others)s::bigint | m.person AS person,
            v.hold & %(others)s::bigint | m.hold AS hold,
            {"l.items_mask" if "on_list" in columns else "v.on_list"} AS on_list, {items}
        FROM claims_claim c JOIN claims_verification v ON v.id = c.verification_id {LISTED}
        JOIN m ON m.case_id = c.case_id{"".join(f" AND m.{name} = {value(name)}" for name in columns)}
        WHERE {chunk} AND ({" OR ".join(changed)})
        ORDER BY c.id FOR NO KEY UPDATE OF c  -- in the order in which others lock claims
    ), verdict AS MATERIALIZED (
        SELECT judged.*, (%(id)s || substr(gen_random_uuid()::text, 16))::uuid AS id,
            CASE WHEN asks <> 0 THEN '{Verdict.NEEDS_INFORMATION}' WHEN hold <> 0 THEN '{Verdict.DUPLICATE_HOLD}'
                WHEN person <> 0 THEN '{Verdict.REVIEW}' ELSE '{Verdict.VERIFIED}' END AS verdict
        FROM judged
    ), run AS MATERIALIZED (
        SELECT * FROM verdict LEFT JOIN p USING (case_id, stage, before, verdict) JOIN held USING (case_id)
    ), written AS (
        INSERT INTO claims_verification (id, claim_id, list_id, context_id, facts_id, base_id, cause, judged, findings,
            asks, person, hold, on_list, proven, supported, contradicted, verdict, judged_at)
        SELECT id, claim_id, list_id, context_id, facts_id, base, %(cause)s, %(rules)s, findings,
            asks, person, hold, on_list, proven, supported, contradicted, verdict, %(now)s
        FROM run
    ), steps AS (
        INSERT INTO claims_claimtransition (claim_id, seq, from_stage, to_stage, at, actor_kind, cause)
        SELECT claim_id, stage_seq + n, CASE n WHEN 1 THEN stage ELSE path[n - 1] END, path[n], %(now)s, %(actor)s,
            'verification'
        FROM run CROSS JOIN LATERAL generate_series(1, cardinality(path)) AS n
    ), moved AS (
        UPDATE claims_claim c SET verification_id = run.id,
            stage = COALESCE(path[cardinality(path)], c.stage),
            stage_seq = c.stage_seq + COALESCE(cardinality(path), 0),
            stage_since = CASE WHEN path IS NULL THEN c.stage_since ELSE %(now)s END
        FROM run WHERE c.id = run.claim_id
        RETURNING c.id, path
    )
    SELECT count(*), count(path),
        COALESCE(array_agg(id) FILTER (WHERE path[cardinality(path)] = '{ClaimStage.NEEDS_INFORMATION}'), '{{}}')
    FROM moved
    """  # noqa: S608
