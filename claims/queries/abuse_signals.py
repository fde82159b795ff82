"""What is counted for the abuse score: how many claims share what one was filed with. Set-wise, no person read."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from claims.crypto.masked import mask_number
from claims.rules.abuse import INDICATORS, MOST_COUNTED, IndicatorCode, Readings
from claims.rules.abuse.mailboxes import run_around

MAILBOX_NUMBER: Final = "abuse|mailbox-number"
"""What a mailbox's number is masked for."""

_RULE: Final = 18
_BITS: Final = {each.code: 1 << each.bit for each in INDICATORS}


@dataclass(frozen=True, slots=True)
class _Shared:
    """What a count goes by: the digest, how far apart in time claims may be, and whether names are counted once."""

    column: str
    within: str | None = None
    names: bool = False


COUNTED: Final = {
    IndicatorCode.ADDRESS_HOUR: _Shared("address", within="1 hour"),
    IndicatorCode.ADDRESS_DAY: _Shared("address", within="1 day"),
    IndicatorCode.NETWORK_HOUR: _Shared("network", within="1 hour"),
    IndicatorCode.PHONE_NAMES: _Shared("phone", names=True),
    IndicatorCode.TEXT_NAMES: _Shared("text", names=True),
}
"""The indicators that count claims with an equal digest."""


def _count(shared: _Shared, of: str) -> str:
    """SQL that counts the claims around the signals `of`, themselves included, no further than MOST_COUNTED.

    Around is symmetric: whoever is counted here counts this one. So once all of a burst have been judged last, it does
    not matter in which order.
    """
    near = f" AND n.at BETWEEN {of}.at - interval '{shared.within}' AND {of}.at + interval '{shared.within}'"
    return (
        f"(SELECT count({'DISTINCT name' if shared.names else '*'}) FROM (SELECT n.name FROM claims_filingsignal n"  # noqa: S608
        f" WHERE n.{shared.column} = {of}.{shared.column}{near if shared.within else ''} LIMIT {MOST_COUNTED}) counted)"
    )


# Of one stem the claims next in time, half before and half after: who makes mailboxes in a row files in a row. Once for
# each moment, for claims that are filed together stand near the same others.
_MAILBOXES: Final = f"""
    SELECT own.mailbox, own.at, m.claim_id, m.mailbox_number, m.name, m.reached FROM (
        SELECT DISTINCT mailbox, at FROM claims_filingsignal WHERE claim_id = ANY(%s::uuid[]) AND mailbox IS NOT NULL
    ) own CROSS JOIN LATERAL (
        (SELECT claim_id, mailbox_number, name, reached FROM claims_filingsignal n
         WHERE n.mailbox = own.mailbox AND n.at >= own.at ORDER BY n.at LIMIT {MOST_COUNTED // 2})
        UNION ALL
        (SELECT claim_id, mailbox_number, name, reached FROM claims_filingsignal n
         WHERE n.mailbox = own.mailbox AND n.at < own.at ORDER BY n.at DESC LIMIT {MOST_COUNTED // 2})) m
"""  # noqa: S608

# Only names from this module are put into the text.
_READ: Final = f"""
    SELECT c.id, s.claim_id IS NOT NULL AS kept, s.reached, s.seconds, s.throw_away, s.mailbox, s.mailbox_number, s.at,
        {", ".join(f"{_count(shared, 's')} AS {code}" for code, shared in COUNTED.items())},
        k.params -> 'found' AS before, k.rule IS NOT NULL AS judged
    FROM claims_claim c
    LEFT JOIN claims_filingsignal s ON s.claim_id = c.id
    LEFT JOIN claims_verification v ON s.claim_id IS NULL AND v.id = c.verification_id
    LEFT JOIN claims_finding k ON k.id = v.findings[{_RULE}]
    WHERE c.id = ANY(%s::uuid[])
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class AbuseFacts:
    """What is known of how one claim was filed.

    `readings` None: no signals are kept, and it was never scored. `reached` is what its signals say of the last
    judgement (None without signals). `run_without` are claims of the same run of mailboxes that were not judged so.
    """

    readings: Readings | None
    reached: int | None
    run_without: tuple[UUID, ...] = ()


class _Neighbour(NamedTuple):
    """A claim with a mailbox of the same stem, filed next in time."""

    claim: UUID
    number: int
    name: UUID
    reached: int


_Neighbours = Mapping[tuple[UUID, datetime], Sequence[_Neighbour]]
"""By stem and moment."""


def abuse_facts(claim_ids: Sequence[UUID]) -> dict[UUID, AbuseFacts]:
    """Return the readings of claims, each by itself. At most two queries however many claims.

    Of a claim whose signals are no longer kept, the readings that gave points at its last judgement: what was found
    is not forgotten with them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_READ, [list(claim_ids)])
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    near = _neighbours([row["id"] for row in rows if row["mailbox"] is not None])
    return {row["id"]: _facts(row, near) if row["kept"] else _kept_in_checks(row) for row in rows}


def _neighbours(claim_ids: Sequence[UUID]) -> _Neighbours:
    if not claim_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_MAILBOXES, [list(claim_ids)])
        rows = cursor.fetchall()
    opened: dict[UUID, int] = {}  # each number once, however many claims of the batch have it near them
    near: dict[tuple[UUID, datetime], list[_Neighbour]] = {}
    for mailbox, at, claim, number, name, reached in rows:
        if claim not in opened:
            opened[claim] = mask_number(MAILBOX_NUMBER, claim, number)
        near.setdefault((mailbox, at), []).append(_Neighbour(claim, opened[claim], name, reached))
    return near


def _facts(row: Mapping[str, Any], near: _Neighbours) -> AbuseFacts:
    # Alone in something is nothing to speak of.
    readings = {code.value: row[code] for code in COUNTED if row[code] > 1}
    if row["seconds"] is not None:
        readings[IndicatorCode.FILLED_FAST.value] = row["seconds"]
    if row["throw_away"]:
        readings[IndicatorCode.THROW_AWAY_MAIL.value] = 1
    without: tuple[UUID, ...] = ()
    if row["mailbox"] is not None:
        own = mask_number(MAILBOX_NUMBER, row["id"], row["mailbox_number"])
        length, without = _run(own, near[row["mailbox"], row["at"]])
        if length > 1:
            readings[IndicatorCode.MAILBOX_RUN.value] = length
    return AbuseFacts(readings, row["reached"], without)


def _run(own: int, near: Sequence[_Neighbour]) -> tuple[int, tuple[UUID, ...]]:
    """How many names are in the run of mailboxes in which a claim's own stands, and who was not judged to be in one.

    Names and not claims, as with phones: what one person files again and again is for rule 17.
    """
    lowest, highest = run_around(own, (each.number for each in near))
    run = [each for each in near if lowest <= each.number <= highest]
    bit = _BITS[IndicatorCode.MAILBOX_RUN]
    return len({each.name for each in run}), tuple(each.claim for each in run if not each.reached & bit)


def _kept_in_checks(row: Mapping[str, Any]) -> AbuseFacts:
    if not row["judged"]:
        return AbuseFacts(None, None)
    found = _loaded(row["before"]) or {}
    return AbuseFacts({code: reading for code, (reading, _limit, _points) in found.items()}, None)


def _loaded(value: Any) -> Any:
    # Django leaves jsonb of raw queries as text.
    return json.loads(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Burst:
    """Claims of one case that reached an indicator's limit in the same batch."""

    code: IndicatorCode
    case_id: int
    limit: int
    claims: tuple[UUID, ...]


def left_behind(bursts: Iterable[Burst], run_members: Mapping[int, set[UUID]]) -> set[UUID]:
    """Return earlier claims of these bursts that by now reach the limit too but were judged when they did not.

    `run_members`: by case, claims of runs of mailboxes that were judged without. Claims that wait for their judgement
    anyway, or whose judgement keeps failing, are left out. One query, and at most `MOST_COUNTED` claims of each
    burst: the next batch finds the rest.
    """
    parts: list[str] = []
    values: list[Any] = []
    for burst in bursts:
        shared = COUNTED[burst.code]
        parts.append(_behind(shared))
        values += [list(burst.claims), burst.case_id, _BITS[burst.code], burst.limit]
    for case_id, members in run_members.items():
        parts.append("SELECT id FROM claims_claim WHERE case_id = %s AND id = ANY(%s::uuid[])")
        values += [case_id, sorted(members)]
    if not parts:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT found.id FROM ({" UNION ".join(parts)}) found(id)
            WHERE NOT EXISTS (SELECT 1 FROM claims_workitem w
                    WHERE w.kind IN ('match', 'verify') AND w.subject = found.id AND w.state = 'pending')
                AND NOT EXISTS (SELECT 1 FROM claims_workitem w
                    WHERE w.kind IN ('match', 'verify') AND w.subject = found.id AND w.state = 'dead')
            """,  # noqa: S608
            values,
        )
        return {row[0] for row in cursor.fetchall()}


def _behind(shared: _Shared) -> str:
    """SQL: the claims of a case that share a digest with some of these, lack the bit, and reach the limit by now."""
    near = f" AND o.at BETWEEN b.first - interval '{shared.within}' AND b.last + interval '{shared.within}'"
    return f"""
        SELECT behind.claim_id FROM (
            SELECT {shared.column}, min(at) AS first, max(at) AS last
            FROM claims_filingsignal WHERE claim_id = ANY(%s::uuid[]) GROUP BY 1) b
        CROSS JOIN LATERAL (
            SELECT o.claim_id FROM claims_filingsignal o JOIN claims_claim c ON c.id = o.claim_id
            WHERE o.{shared.column} = b.{shared.column}{near if shared.within else ""} AND c.case_id = %s
                AND o.reached & %s = 0 AND {_count(shared, "o")} >= %s
            LIMIT {MOST_COUNTED}) behind
    """  # noqa: S608
