"""Which other claims may be the same person's, and what the matcher needs to know of them."""

import logging
from collections.abc import Container, Sequence
from typing import Final
from uuid import UUID

from django.db import connection

from claims.crypto.blind import BlindField
from claims.crypto.blind_forms import CANDIDATE_FIELDS
from claims.crypto.sealing import DecryptionFailed
from claims.queries.people import sealed_people
from claims.rules.matching import Person

log = logging.getLogger(__name__)

GONE: Final = ("abandoned", "withdrawn", "rejected", "withdrawn_in_court", "denied", "finally_denied")
"""Stages of claims that are nobody's any more and so nobody's duplicate. A merged claim is still its person's: whoever
files a third time may resemble only that one."""

#: Candidates looked at for each key, earliest first: a flood under one key stays linear, and the first always counts.
#: Each claim meets the first one there is, and each newer first one meets the former, so a cluster never falls apart.
CANDIDATES: Final = 20
#: Names are counted up to one more than the last bound of the classes of `claims.rules.matching`.
BEARERS_COUNTED: Final = 1001


def candidates(claim_ids: Sequence[UUID]) -> set[tuple[UUID, UUID]]:
    """The pairs (earlier, later) of these claims with others of their incident that share a block key or are a stored
    pair already. Never two claims of one claimant: the second is a revision. One query for all of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT k.claim_id, o.claim_id
            FROM claims_blindkey k
            CROSS JOIN LATERAL (
                -- Sub-selects, not joins: whatever the statistics say, this walks one key's index entries in order.
                SELECT b.claim_id FROM claims_blindkey b
                WHERE b.value = k.value AND b.claim_id <> k.claim_id AND (
                    SELECT c.stage <> ALL(%(gone)s::text[])
                        AND c.claimant_id <> (SELECT own.claimant_id FROM claims_claim own WHERE own.id = k.claim_id)
                        AND c.case_id IN (
                            SELECT fellow.id FROM claims_case fellow WHERE fellow.incident_id = (
                                SELECT own_case.incident_id FROM claims_claim own
                                JOIN claims_case own_case ON own_case.id = own.case_id WHERE own.id = k.claim_id))
                    FROM claims_claim c WHERE c.id = b.claim_id)
                ORDER BY b.claim_id LIMIT %(most)s
            ) o
            WHERE k.claim_id = ANY(%(claims)s::uuid[]) AND k.field = ANY(%(fields)s::smallint[])
                AND (SELECT own.stage FROM claims_claim own WHERE own.id = k.claim_id) <> ALL(%(gone)s::text[])
            UNION SELECT earlier_id, later_id FROM claims_duplicatepair WHERE earlier_id = ANY(%(claims)s::uuid[])
            UNION SELECT earlier_id, later_id FROM claims_duplicatepair WHERE later_id = ANY(%(claims)s::uuid[])
            """,
            {
                "gone": list(GONE),
                "most": CANDIDATES,
                "claims": list(claim_ids),
                "fields": [field.value for field in CANDIDATE_FIELDS],
            },
        )
        return {(min(one, other), max(one, other)) for one, other in cursor.fetchall()}


def people(claim_ids: Sequence[UUID], *, must_open: Container[UUID]) -> dict[UUID, Person]:
    """Open what the matcher compares, by claim; one query. Erased people are left out.

    A claim whose data does not open is left out, too, lest it stop whomever it might resemble; raises
    DecryptionFailed only for those in `must_open`.
    """
    opened = {}
    for sealed in sealed_people(claim_ids):
        try:
            opened[sealed.claim_id] = sealed.open()
        except DecryptionFailed:
            if sealed.claim_id in must_open:
                raise
            log.warning("candidate_does_not_open", extra={"claim": str(sealed.claim_id)})
    return opened


def bearers(claim_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many claims of the incident bear each claim's name as it is written, itself included; counted up to 1,001.

    One query. A claim without a name is left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH borne AS (
                SELECT k.claim_id, k.value, own_case.incident_id FROM claims_blindkey k
                JOIN claims_claim own ON own.id = k.claim_id JOIN claims_case own_case ON own_case.id = own.case_id
                WHERE k.claim_id = ANY(%s::uuid[]) AND k.field = %s
            ), counted AS MATERIALIZED (
                -- Each name once, however many of the claims bear it.
                SELECT name.value, name.incident_id, (
                    SELECT count(*) FROM (
                        SELECT 1 FROM claims_blindkey b WHERE b.value = name.value AND (
                            SELECT c.case_id IN (
                                SELECT fellow.id FROM claims_case fellow WHERE fellow.incident_id = name.incident_id)
                            FROM claims_claim c WHERE c.id = b.claim_id)
                        LIMIT %s) bearer) AS bearers
                FROM (SELECT DISTINCT value, incident_id FROM borne) name
            )
            SELECT borne.claim_id, counted.bearers FROM borne JOIN counted USING (value, incident_id)
            """,
            [list(claim_ids), BlindField.NAME.value, BEARERS_COUNTED],
        )
        counted: dict[UUID, int] = {}
        for claim_id, count in cursor.fetchall():
            # While keys are made anew a claim has two; those of the older kind are not all there, or no longer.
            counted[claim_id] = max(counted.get(claim_id, 0), count)
        return counted
