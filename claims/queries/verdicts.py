"""Old judgements read back as they were made: what each run found, and the facts and context that it was made of.

A run that was made by some rules alone took the others' findings over from the run before it (`base`). So a finding is
traced to the run that judged it, whose own context and facts it follows from.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection

from claims.models import Case, Finding, JudgedFacts, JudgingContext, LeakedFieldList, Verification
from claims.rules.verification import RULES, CaseContext, ClaimFacts
from claims.rules.verification.items import READ_BY_ITEMS
from claims.rules.verification.record import context_from_json, facts_from_json

_READS: Final[Mapping[int, frozenset[str]]] = {rule.number: rule.reads for rule in RULES}
# What reading a stored record back can raise when it is not what was written.
UNREADABLE: Final = (AssertionError, AttributeError, LookupError, TypeError, ValueError)


class RecordDamaged(Exception):
    """Stored facts or a stored context are not what was written: they cannot be read back."""


@dataclass(frozen=True, slots=True)
class JudgedRun:
    """One run with everything that it was made of.

    `links`: the run itself, then each run that it took findings over from, newest first; the last one judged by all
    rules. `found`: what it found, by rule.
    """

    links: tuple[Verification, ...]
    found: Mapping[int, Finding]
    _facts: Mapping[UUID, Mapping[str, Any]]
    _contexts: Mapping[int, CaseContext | None]

    @property
    def run(self) -> Verification:
        """The run itself."""
        return self.links[0]

    @property
    def kept(self) -> bool:
        """Whether facts and context of every judgement in it were kept. Runs from before they were have neither."""
        return self.links[-1].base_id is None and all(
            link.facts_id in self._facts and link.context_id in self._contexts for link in self.links
        )

    def judged_by(self, number: int) -> Verification:
        """Return the run that judged by the rule of that number."""
        return next(link for link in self.links if link.base_id is None or link.judged >> number & 1)

    def items_judged_by(self) -> Verification:
        """Return the run that the item verdicts come from."""
        return next(link for link in self.links if link.base_id is None or _judges_items(link))

    def facts(self, link: Verification) -> ClaimFacts:
        """Return what the rules read in one of the links. Raises RecordDamaged, KeyError where nothing was kept."""
        kept = self._facts[link.facts_id]  # type: ignore[index]
        try:
            return facts_from_json(kept, on_list=link.on_list)
        except UNREADABLE as error:
            raise RecordDamaged(f"facts {link.facts_id}") from error

    def context(self, link: Verification) -> CaseContext:
        """Return what held for all claims when one of the links was made. Raises as `facts` does."""
        context = self._contexts[link.context_id]  # type: ignore[index]
        if context is None:
            raise RecordDamaged(f"context {link.context_id}")
        return context


def _judges_items(link: Verification) -> bool:
    read: set[str] = set()
    for number, reads in _READS.items():
        if link.judged >> number & 1:
            read |= reads
    return read >= READ_BY_ITEMS


class RunReader:
    """Reads runs back in batches. Contexts and findings are few and remembered; of claims nothing is."""

    def __init__(self) -> None:
        self._contexts: dict[int, CaseContext | None] = {}
        self._findings: dict[int, Finding] = {}

    def read(self, run_ids: Sequence[UUID]) -> dict[UUID, JudgedRun]:
        """Return runs by id. Five queries at most, however many."""
        chains = _chains(run_ids)
        links = (
            Verification.objects.select_related("list")
            .defer("list__cells", "list__masks")
            .in_bulk({link for chain in chains.values() for link in chain})
        )
        facts = JudgedFacts.objects.in_bulk({link.facts_id for link in links.values() if link.facts_id})
        self._learn(links.values())
        kept = {pk: row.facts for pk, row in facts.items()}
        return {
            run_id: JudgedRun(
                tuple(links[link] for link in chain),
                {
                    place: self._findings[number]
                    for place, number in enumerate(links[run_id].findings, start=1)
                    if number in self._findings
                },
                kept,
                self._contexts,
            )
            for run_id, chain in chains.items()
        }

    def _learn(self, links: Iterable[Verification]) -> None:
        contexts = {link.context_id for link in links if link.context_id is not None} - self._contexts.keys()
        if contexts:
            for pk, content in JudgingContext.objects.filter(pk__in=contexts).values_list("pk", "content"):
                try:
                    self._contexts[pk] = context_from_json(content)
                except UNREADABLE:
                    self._contexts[pk] = None
        findings = {number for link in links for number in link.findings if number is not None} - self._findings.keys()
        if findings:
            self._findings |= Finding.objects.in_bulk(findings)


def _chains(run_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Each run with those that it took findings over from, newest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE link AS (
                SELECT id AS run, id, base_id, 0 AS place FROM claims_verification WHERE id = ANY(%s::uuid[])
                UNION ALL
                SELECT link.run, v.id, v.base_id, link.place + 1
                FROM link JOIN claims_verification v ON v.id = link.base_id
            ) CYCLE id SET turns USING way
            SELECT run, id FROM link WHERE NOT turns ORDER BY run, place
            """,
            [list(run_ids)],
        )
        chains: dict[UUID, list[UUID]] = {}
        for run, link in cursor.fetchall():
            chains.setdefault(run, []).append(link)
        return chains


@dataclass(frozen=True, slots=True)
class Stood:
    """A claim and the run that stood under a version of the leaked-field list; None: it was not judged by then.

    `later`: it has been judged since, under a later version.
    """

    claim_id: UUID
    number: str
    run_id: UUID | None
    later: bool


def stood_under(case: Case, version: LeakedFieldList, *, batch: int) -> Iterator[list[Stood]]:
    """Return all claims of a case in batches, in the order in which they were filed, one query a batch."""
    lists = list(
        LeakedFieldList.objects.filter(incident=version.incident_id, number__lte=version.number).values_list(
            "pk", flat=True
        )
    )
    after: UUID | None = None
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT c.id, c.number, v.id, c.verification_id IS NOT NULL
                FROM (SELECT id, number, verification_id FROM claims_claim
                    WHERE case_id = %(case)s AND (%(after)s::uuid IS NULL OR id > %(after)s)
                    ORDER BY id LIMIT %(batch)s) c
                LEFT JOIN LATERAL (SELECT id FROM claims_verification
                    WHERE claim_id = c.id AND list_id = ANY(%(lists)s) ORDER BY id DESC LIMIT 1) v ON true
                ORDER BY c.id
                """,
                {"case": case.pk, "after": after, "batch": batch, "lists": lists},
            )
            rows = [Stood(pk, number, run, judged and run is None) for pk, number, run, judged in cursor.fetchall()]
        if not rows:
            return
        yield rows
        after = rows[-1].claim_id


def run_before(run: Verification) -> Verification | None:
    """Return the claim's run before this one. One query."""
    return Verification.objects.filter(claim=run.claim_id, pk__lt=run.pk).order_by("-pk").first()
