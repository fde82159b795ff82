"""Claims whose claimants were asked for something and have not answered: they are reminded once, and then expire.

The cure period begins when the claimant was first told, in this stay in the stage, what is asked. Whom no message has
reached, for want of an address or because none went out, cannot be late: such a claim never expires by itself, and is
counted for counsel, who can call or write a letter. An expired claim can be taken up again while the batch is open.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from claims.models import Case
from claims.queries.schedule import database_now
from claims.rules.deadlines import korean_date, korean_midnight, last_told_for_cure_over
from claims.rules.stages import CaseStage, ClaimStage, Subject, table
from claims.services import messages
from claims.services.actors import WORKER
from claims.services.moves import Standing, apply_moves, batch_open
from claims.services.schedule import Did, Run

CHUNK: Final = 500
FOUND_AT_ONCE: Final = 50_000
"""Looking for due claims walks over all that wait for their claimants, so many are found in one look."""
CAUSE: Final = "cure_period_over"
WAITS_LONG: Final = timedelta(days=14)
"""After so long in review or on hold, a claim is counted as waiting long for a person."""

_ENDED: Final = tuple(
    stage.value for stage in (CaseStage.WITHDRAWN, CaseStage.DISMISSED, CaseStage.CLOSED, CaseStage.DESTROYED)
)
# Since when the claimant has known what is asked, in the present stay; null: nobody has told them.
_TOLD: Final = """
    (SELECT min(m.sent_at) FROM claims_message m WHERE m.claim_id = c.id AND m.stay = c.stage_seq
        AND m.kind IN ('information_needed', 'reminder') AND m.state = 'sent')
"""
_ASKED: Final = "c.case_id = %(case)s AND c.stage = 'needs_information'"
_TO_REMIND: Final = f"""
    {_ASKED} AND c.stage_since < %(remind_before)s AND coalesce({_TOLD}, c.stage_since) < %(remind_before)s
    AND NOT EXISTS (SELECT FROM claims_message m WHERE m.claim_id = c.id AND m.stay = c.stage_seq
        AND m.kind = 'reminder' AND m.state <> 'withdrawn')
"""
_TO_EXPIRE: Final = f"{_ASKED} AND c.stage_since < %(expire_before)s AND {_TOLD} < %(expire_before)s"
_UNREACHED: Final = f"{_ASKED} AND c.stage_since < %(expire_before)s AND {_TOLD} IS NULL"
_WAITING: Final = """
    c.case_id = %(case)s AND c.stage IN ('review', 'duplicate_hold') AND c.stage_since < %(waiting_before)s
"""


@dataclass(frozen=True, slots=True)
class _Bounds:
    """A case, and before which moments something must have happened for its claims to be due."""

    case: Case
    values: dict[str, Any]


def remind_stale(run: Run) -> Did:
    """Expire the claims whose cure period is over, then remind the others that are due, chunk by chunk.

    Each chunk is a transaction of its own: killed in between, the next run goes on where this one was. Counts:
    `claims_expired`, `reminders`; and, only looked at, `claims_unreached` and `claims_waiting_long`.
    """
    now = database_now()
    done, seen = {"claims_expired": 0, "reminders": 0}, {"claims_unreached": 0, "claims_waiting_long": 0}
    for bounds in _bounds(now):
        for code, condition, act in (("claims_expired", _TO_EXPIRE, _expire), ("reminders", _TO_REMIND, _remind)):
            for chunk in _due(condition, bounds):
                run.goes_on()
                with transaction.atomic():
                    done[code] += act(_lock(chunk, condition, bounds), now)
        _look(bounds, seen)
    return Did(done, seen)


def would_remind_stale() -> Did:
    """What `remind_stale` would do now, as counts of the claims that are due. Writes nothing.

    Claims that have no address to be reminded at are among those counted.
    """
    done, seen = {"claims_expired": 0, "reminders": 0}, {"claims_unreached": 0, "claims_waiting_long": 0}
    for bounds in _bounds(database_now()):
        done["claims_expired"] += _count(_TO_EXPIRE, bounds)
        done["reminders"] += _count(f"{_TO_REMIND} AND NOT ({_TO_EXPIRE})", bounds)
        _look(bounds, seen)
    return Did(done, seen)


def _bounds(now: datetime) -> list[_Bounds]:
    """The cases in which a worker may let a claim expire, unless they have ended."""
    today, found = korean_date(now), []
    for case in Case.objects.exclude(stage__in=_ENDED).order_by("pk"):
        if ClaimStage.NEEDS_INFORMATION not in table(case.case_type, Subject.CLAIM).stages:
            continue
        expire = korean_midnight(last_told_for_cure_over(today, case.cure_days) + timedelta(days=1))
        remind = korean_midnight(today - timedelta(days=case.cure_days // 2 - 1))
        values = {
            "case": case.pk,
            "expire_before": expire,
            "remind_before": remind,
            "waiting_before": now - WAITS_LONG,
        }
        found.append(_Bounds(case, values))
    return found


def _due(condition: str, bounds: _Bounds) -> Iterator[Sequence[UUID]]:
    """Claims that are due now, in chunks, in the order of their ids. Each is found once, whatever becomes of it."""
    after = UUID(int=0)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT c.id FROM claims_claim c WHERE {condition} AND c.id > %(after)s ORDER BY c.id LIMIT %(most)s",  # noqa: S608
                {**bounds.values, "after": after, "most": FOUND_AT_ONCE},
            )
            found = [claim_id for (claim_id,) in cursor.fetchall()]
        for at in range(0, len(found), CHUNK):
            yield found[at : at + CHUNK]
        if len(found) < FOUND_AT_ONCE:
            return
        after = found[-1]


def _lock(claim_ids: Sequence[UUID], condition: str, bounds: _Bounds) -> list[Standing]:
    """Those of the claims that are still due, locked; what somebody else is moving at this moment is left to them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT c.id, c.stage, c.stage_seq, c.resume_to FROM claims_claim c
            WHERE c.id = ANY(%(claims)s) AND {condition} ORDER BY c.id FOR NO KEY UPDATE OF c SKIP LOCKED
            """,  # noqa: S608 - made of this module's own conditions
            {**bounds.values, "claims": list(claim_ids)},
        )
        case = bounds.case
        return [
            Standing(claim_id, case.case_type, stage, seq, resume_to, batch_open(case.stage))
            for claim_id, stage, seq, resume_to in cursor.fetchall()
        ]


def _expire(rows: Sequence[Standing], now: datetime) -> int:
    apply_moves([(row, [ClaimStage.EXPIRED]) for row in rows], actor=WORKER, cause=CAUSE, at=now)
    return len(rows)


def _remind(rows: Sequence[Standing], now: datetime) -> int:
    return messages.remind([row.claim_id for row in rows])


def _look(bounds: _Bounds, seen: dict[str, int]) -> None:
    seen["claims_unreached"] += _count(_UNREACHED, bounds)
    seen["claims_waiting_long"] += _count(_WAITING, bounds)


def _count(condition: str, bounds: _Bounds) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM claims_claim c WHERE {condition}", bounds.values)  # noqa: S608
        (count,) = cursor.fetchone()
        return int(count)
