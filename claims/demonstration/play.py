"""Playing the scenarios: the invented claims are filed, judged and moved as real ones are, by the same services.

Every step can be done again. A claim is filed under a key of its own, work that is done is not due, and a claim that
stands somewhere on its scenario's path goes on from there. So a load that was killed goes on when it is run again.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims.demonstration.people import People, Person
from claims.models import Case, Claim, ConflictParty, WorkItem
from claims.queries.filing_terms import FilingCase, filing_case
from claims.rules.stages import ClaimStage
from claims.rules.submission import parse
from claims.services import filing, work
from claims.services.actors import WORKER, Actor
from claims.services.conflicts import list_party
from claims.services.moves import move_claim
from claims.services.work_kinds import HANDLERS

Body = dict[str, object]
Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_PAPER = "paper"
_MOVES_A_TRANSACTION = 50
_WAIT_SECONDS = 60
_SPREAD_DAYS = 45


class StillJudging(Exception):
    """Workers hold the invented claims and do not finish."""


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """One claimant's part in the demonstration: what they file, and the stages that the claim then passes through.

    `ref` names the claim in counsel's pages and makes filing it twice harmless. `judged` is the stage that the
    verdict leads to, None for a claim that nobody has judged yet.
    """

    ref: str
    person: Person
    body: Body
    door: str
    submitted_at: datetime
    judged: str | None
    path: tuple[ClaimStage, ...]


def spread(random: Random, now: datetime) -> datetime:
    """A moment of the last weeks at which somebody may have submitted."""
    return now - timedelta(minutes=random.randint(60, _SPREAD_DAYS * 24 * 60))


def file_parts(parts: Sequence[Part], case: Case) -> None:
    """File the claims that are not there yet, in the order given within each door."""
    terms = filing_case(case.slug)
    for door in sorted({part.door for part in parts}):
        wanted = [part for part in parts if part.door == door]
        paper = door == _PAPER
        filings = [_filing(part, terms) for part in wanted]
        filing.file_claims(filings, case=terms, door="import" if paper else door, on_file=paper)


def list_conflicts(people: Iterable[Person], case: Case) -> None:
    """Put people on the case's list of conflicts, by the blind key of their names."""
    kinds = ConflictParty.Kind.values
    for place, person in enumerate(people):
        list_party(case_id=case.pk, name=person.name, kind=kinds[place % len(kinds)])


def judge(parts: Sequence[Part], case: Case, report: Report) -> None:
    """Do the workers' round over the claims. Raises StillJudging when running workers hold some for too long."""
    refs = [part.ref for part in parts]
    waiting = Claim.objects.filter(case=case, external_ref__in=refs, verification__isnull=True)
    give_up = time.monotonic() + _WAIT_SECONDS
    while left := waiting.count():
        report("Verifying", len(refs) - left, len(refs))
        done = 0
        for kind in (WorkItem.Kind.MATCH, WorkItem.Kind.VERIFY):
            done += work.drain(kind, HANDLERS[kind], batch=100).done
        if not done:
            if time.monotonic() > give_up:
                raise StillJudging
            time.sleep(0.2)
    report("Verifying", len(refs), len(refs))


def move_on(
    parts: Sequence[Part],
    case: Case,
    *,
    staff: Actor,
    by_worker: frozenset[ClaimStage],
    reasons: Mapping[ClaimStage, tuple[str, str]],
    report: Report,
) -> None:
    """Move each claim along what is left of its path, step by step, as staff; stages in `by_worker` as a worker.

    A claim that stands nowhere on its path was moved by somebody else and is left alone.
    """
    wanted = [part for part in parts if part.path]
    for start in range(0, len(wanted), _MOVES_A_TRANSACTION):
        report("Moving", start, len(wanted))
        some = wanted[start : start + _MOVES_A_TRANSACTION]
        with transaction.atomic():
            found = {
                ref: (claim_id, stage)
                for ref, claim_id, stage in Claim.objects.filter(
                    case=case, external_ref__in=[part.ref for part in some]
                ).values_list("external_ref", "id", "stage")
            }
            for part in some:
                claim_id, stage = found[part.ref]
                for target in _left(part, stage):
                    _move(claim_id, target, part, WORKER if target in by_worker else staff, reasons)
    report("Moving", len(wanted), len(wanted))


def _filing(part: Part, terms: FilingCase) -> filing.Filing:
    body = dict(part.body)
    if part.door in ("web", "api"):
        # The optional consent is ticked by some, by the last digit of their reference.
        body["consents"] = [
            {"code": c.code, "version": c.version, "given": c.required or part.ref[-1] in "147"} for c in terms.consents
        ]
        submission = parse(body, terms.terms, mode="complete")
    else:
        body["attested"] = False
        submission = parse(body, terms.terms, mode="lenient")
    return filing.Filing(submission, key=part.ref, external_ref=part.ref, submitted_at=part.submitted_at)


def _left(part: Part, stage: str) -> Sequence[ClaimStage]:
    if stage == part.judged:
        return part.path
    if stage in part.path:
        return part.path[part.path.index(ClaimStage(stage)) + 1 :]
    return ()


def _move(
    claim_id: UUID, to: ClaimStage, part: Part, actor: Actor, reasons: Mapping[ClaimStage, tuple[str, str]]
) -> None:
    ko, en = reasons.get(to, ("", ""))
    move_claim(claim_id=claim_id, to=to, actor=actor, reason=en if part.person.language == "en" else ko)


def parts_today(seed: int) -> tuple[Random, People, datetime]:
    """What every cast starts from: chance that repeats itself, people, and the moment."""
    random, now = Random(seed), timezone.now()  # noqa: S311 - invented people need chance that repeats itself
    return random, People(random, today=timezone.localdate(now)), now
