"""What all judging has in common: the context under which claims are judged, and how runs are written.

The incident's row is the lock between judging and changing a list: whoever judges holds it shared, whoever publishes a
list, switches a list of accounts or changes what counts holds it alone.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg.types.json import Jsonb

from claims.queries.claim_facts import LoadedClaim
from claims.rules.verification import Check, ItemMasks, Marks, rule, rule_mask
from claims.rules.verification.record import facts_to_json
from claims.services.contexts import CaseState, kept_states

PLACES = 24
"""How many rules a run has places for: the highest number of a rule."""


@dataclass(frozen=True, slots=True)
class NewRun:
    """One claim's judgement by all rules of its case, ready to be written."""

    verification_id: UUID
    claim: LoadedClaim
    state: CaseState
    checks: tuple[Check, ...]
    marks: Marks
    items: ItemMasks


def case_states(case_ids: Sequence[int], now: datetime) -> dict[int, CaseState]:
    """Return how these cases are judged now, by id; nothing of it changes before the caller's commit.

    Raises NoLeakedFieldList.
    """
    cases = list(case_ids)
    _share("SELECT incident_id FROM claims_case WHERE id = ANY(%s)", cases)
    return kept_states(cases, now)


def share_incidents(incident_ids: Iterable[int]) -> None:
    """Hold incidents' rows shared until the transaction ends: nothing that claims are judged by changes meanwhile.

    Before any other row: whoever changes something holds an incident alone and then takes further rows.
    """
    _share("SELECT unnest(%s::bigint[])", list(incident_ids))


def _share(which: str, ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM claims_incident WHERE id IN ({which}) ORDER BY id FOR SHARE", [ids])  # noqa: S608


_Said = tuple[int, str, str, str, bool]


def said(check: Check) -> _Said:
    """Return what makes two checks the same finding."""
    return (
        check.rule,
        check.outcome,
        check.reason,
        json.dumps(check.params, sort_keys=True) if check.params else "{}",
        check.asks,
    )


# As migration 0006 makes it of the checks of before.
_KEY = "md5(rule || '|' || rule_version || '|' || outcome || '|' || reason || '|' || asks || '|' || params::text)::uuid"
_INPUT = f"""
    SELECT n, rule, rule_version, outcome, reason, params, asks, {_KEY} AS key FROM jsonb_to_recordset(%s::jsonb) AS t(
        n integer, rule smallint, rule_version smallint, outcome text, reason text, params jsonb, asks boolean)
"""  # noqa: S608
_FIND = f"SELECT i.n, f.id FROM ({_INPUT}) i JOIN claims_finding f ON f.key = i.key"  # noqa: S608
_ADD = f"""
    INSERT INTO claims_finding (key, rule, rule_version, outcome, reason, params, asks)
    SELECT key, rule, rule_version, outcome, reason, params, asks FROM ({_INPUT}) i ORDER BY key
    ON CONFLICT (key) DO NOTHING
"""  # noqa: S608


def finding_ids(checks: Iterable[Check], *, before_new: Callable[[], None] = lambda: None) -> dict[_Said, int]:
    """Return the number of each finding, by what it says. One query where all were found before, three otherwise.

    Whoever finds the same as another that has not committed waits for it, with the claims that it has locked. So the
    other must wait for no claim any more: `before_new` locks the claims of a caller that has not done so.
    """
    wanted = {said(check): check for check in checks}
    if not wanted:
        return {}
    rows = json.dumps(
        [
            {
                "n": place,
                "rule": check.rule,
                "rule_version": rule(check.rule).version,
                "outcome": check.outcome.value,
                "reason": check.reason.value,
                "params": dict(check.params),
                "asks": check.asks,
            }
            for place, check in enumerate(wanted.values())
        ]
    )
    keys = list(wanted)
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [rows])
        found = {keys[place]: number for place, number in cursor.fetchall()}
        if len(found) < len(keys):
            before_new()
            # Found by another worker meanwhile, a finding is waited for; it is only seen by the statement after this.
            cursor.execute(_ADD, [rows])
            cursor.execute(_FIND, [rows])
            found = {keys[place]: number for place, number in cursor.fetchall()}
    return found


def places(checks: Iterable[Check], ids: Mapping[_Said, int]) -> list[int | None]:
    """Return the numbers of findings at the places of their rules."""
    found: list[int | None] = [None] * PLACES
    for check in checks:
        found[check.rule - 1] = ids[said(check)]
    return found


def store(runs: Sequence[NewRun], now: datetime) -> None:
    """Write runs by all rules with their facts, and make them current. A constant number of statements."""
    ids = finding_ids(check for run in runs for check in run.checks)
    with connection.cursor() as cursor:
        _copy(
            cursor,
            "claims_judgedfacts (id, claim_id, facts)",
            [
                (run.verification_id, run.claim.claim_id, Jsonb(facts_to_json(run.claim.facts)))
                for run in runs
                if run.claim.facts_id is None
            ],
        )
        _copy(
            cursor,
            "claims_verification (id, claim_id, list_id, context_id, facts_id, cause, judged, findings, asks, person,"
            " hold, on_list, proven, supported, contradicted, verdict, judged_at)",
            [
                (
                    run.verification_id,
                    run.claim.claim_id,
                    run.state.list_id,
                    run.state.context_id,
                    run.claim.facts_id or run.verification_id,
                    "arrival" if run.claim.verdict_before is None else "again",
                    rule_mask(check.rule for check in run.checks),
                    places(run.checks, ids),
                    run.marks.asks,
                    run.marks.person,
                    run.marks.hold,
                    run.claim.facts.on_list,
                    run.items.proven,
                    run.items.supported,
                    run.items.contradicted,
                    run.marks.verdict.value,
                    now,
                )
                for run in runs
            ],
        )
        cursor.execute(
            """
            UPDATE claims_claim c SET verification_id = t.verification
            FROM unnest(%s::uuid[], %s::uuid[]) AS t(id, verification) WHERE c.id = t.id
            """,
            [[run.claim.claim_id for run in runs], [run.verification_id for run in runs]],
        )


def _copy(cursor: CursorWrapper, target: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        with cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
