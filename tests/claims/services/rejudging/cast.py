"""Many claims of every kind, what persons do with some of them, and their state as a whole."""

from datetime import date
from itertools import cycle
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from claims.models import Case, Claim, ClaimTransition, Finding, LeakedFieldList, Rejudgement
from claims.queries.filing_terms import filing_case
from claims.rules.leaked_list import Says
from claims.services import filing, rejudging
from claims.services.actors import Actor
from claims.services.leaked_list import NewAssertion, NewNotice, add_notices
from claims.services.moves import move_claim
from tests.people import someone_else

ITEMS = (
    "name",
    "email",
    "phone",
    "delivery_address",
    "address_book",
    "entrance_code",
    "order_history",
    "payment",
    "login",
)
NOTICES = ("N1", "N2", "N3", "N4")
JOINED = (None, "2019-05", "2025-05", "2025-11", "2025-12")
WITHDREW = (None, None, None, "2025-03", "2025-06", "2025-09")


def file_many(case: Case, count: int, chance: Random) -> list[UUID]:
    """Claims with every combination of what the rules by profile read, filed and not judged."""
    terms = filing_case(case.slug)
    filings = []
    for number in range(count):
        body = someone_else(terms, **_answers(chance, number))
        filings.append(filing.Filing(filing.parse_submission(body, terms), f"{case.slug} {number} {chance.random()}"))
    before = set(Claim.objects.values_list("pk", flat=True))
    filing.file_claims(filings, case=terms, door="api")
    return sorted(set(Claim.objects.values_list("pk", flat=True)) - before)


def _answers(chance: Random, number: int) -> dict[str, Any]:
    member = chance.random() < 0.9
    joined, withdrew = chance.choice(JOINED), chance.choice(WITHDREW)
    answers: dict[str, Any] = {
        "claimant_type": "account_holder" if member else "non_member_recipient",
        "notices": chance.sample(NOTICES, chance.choice((0, 1, 1, 1, 2))),
        "data_items": chance.sample(ITEMS, chance.choice((1, 1, 2, 4))),
        "entrance_code_stored": chance.choice(("yes", "no", "unknown")),
        "other_proceedings": {"kind": chance.choice(("none", "none", "none", "other_suit", "mediation"))},
    }
    if member:
        months = {"joined": joined} | ({"withdrew": withdrew} if withdrew and withdrew >= (joined or "") else {})
        account = {"email": f"listed{number}@example.org", "phone": f"010-{2_000 + number % 1_000}-{number:04}"}
        answers["account"] = account | {name: month for name, month in months.items() if month}
    if chance.random() < 0.05:
        answers["birth_date"] = "2018-02-03"
    return answers


def handle(claims: list[UUID], counsel: Actor, chance: Random) -> None:
    """What persons do with some of the claims: decide, authorise, batch, file; each of it with some."""
    onward = ("authorised", "batched", "filed")
    steps, decisions = cycle((1, 2, 3)), cycle((("verified",), ("rejected",), ("verified", *onward)))
    for claim in Claim.objects.filter(pk__in=claims):
        if chance.random() < 0.6:
            continue
        path: tuple[str, ...] = ()
        if claim.stage == "verified":
            path = onward[: next(steps)]
        elif claim.stage in ("review", "duplicate_hold"):
            path = next(decisions)
        for stage in path:
            move_claim(claim_id=claim.pk, to=stage, actor=counsel, reason="seen")


def speak(incident_id: int, counsel: Actor, code: str, *words: tuple[str, str, Says]) -> LeakedFieldList:
    """A court's word on items of cohorts."""
    return add_notices(
        incident_id=incident_id,
        notices=[
            NewNotice(
                code=f"{code}-{cohort}".replace("_", "-"),
                cohort=cohort,
                source="court",
                dated=date(2026, 9, 1),
                citation="invented for this test",
                to_claimants=False,
                assertions=[NewAssertion(item=item, says=says) for where, item, says in words if where == cohort],
            )
            for cohort in sorted({cohort for cohort, _, _ in words})
        ],
        reason="invented for this test",
        actor=counsel,
    )


def walk() -> int:
    """Do the orders that wait, chunk by chunk as workers do; returns how many chunks."""
    chunks = 0
    while order := Rejudgement.objects.filter(finished_at=None).values_list("pk", flat=True).first():
        with transaction.atomic():
            rejudging.rejudge([order])
        chunks += 1
    return chunks


def state(claims: list[UUID]) -> dict[str, dict[str, Any]]:
    """All that judging decides of claims, without who judged when: findings, marks, items, verdict, stage, moves."""
    findings = {
        finding.pk: (finding.rule, finding.rule_version, finding.outcome, finding.reason, str(finding.params))
        for finding in Finding.objects.all()
    }
    moves: dict[UUID, list[tuple[Any, ...]]] = {}
    for moved, *step in ClaimTransition.objects.order_by("claim", "seq").values_list(
        "claim", "seq", "from_stage", "to_stage", "actor_kind", "cause"
    ):
        moves.setdefault(moved, []).append(tuple(step))
    found: dict[str, dict[str, Any]] = {}
    for claim in Claim.objects.filter(pk__in=claims).select_related("verification").order_by("pk"):
        run = claim.verification
        found[claim.number] = {
            "stage": (claim.stage, claim.stage_seq, claim.resume_to),
            "moves": moves[claim.pk],
        }
        if run is not None:
            found[claim.number] |= {
                "findings": [place and findings[place] for place in run.findings],
                "marks": (run.asks, run.person, run.hold),
                "items": (run.proven, run.supported, run.contradicted),
                # Of a held claim it is no part of the judgement.
                "on_list": run.findings[16] and run.on_list,
                "verdict": run.verdict,
            }
    return found


def rows() -> dict[str, int]:
    """How many rows each table has."""
    counted = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counted[table] = cursor.fetchone()[0]
    return counted
