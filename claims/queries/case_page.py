"""What counsel's home and case pages show: how many claims stand where, who works on the case, how its list grew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from claims.models import AuditEntry, Case, CaseRole, CaseTransition, ConflictParty, Incident, LeakedFieldList


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many claims stand in a stage, and since when the longest waiting one does."""

    claims: int
    oldest: datetime


def counts_by_stage(cases: Sequence[Case]) -> dict[int, dict[str, StageCount]]:
    """Return how many claims stand in each stage, by case id; stages without claims are missing. One query."""
    counts: dict[int, dict[str, StageCount]] = {case.pk: {} for case in cases}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT case_id, stage, count(*), min(stage_since) FROM claims_claim
            WHERE case_id = ANY(%s::int[]) GROUP BY case_id, stage
            """,
            [list(counts)],
        )
        for case_id, stage, number, oldest in cursor.fetchall():
            counts[case_id][stage] = StageCount(number, oldest)
    return counts


def transitions_of(case: Case) -> list[CaseTransition]:
    """Return a case's moves, newest first."""
    return list(CaseTransition.objects.filter(case=case).select_related("actor").order_by("-seq"))


def roles_of(case: Case) -> list[CaseRole]:
    """Return who has which role in a case."""
    return list(CaseRole.objects.filter(case=case).select_related("user").order_by("user__username"))


def conflicts_of(case: Case) -> Mapping[str, int]:
    """Return how many names a case has on its list of conflicts, by kind. The names themselves are not stored."""
    counts = dict.fromkeys(ConflictParty.Kind.values, 0)
    for kind in ConflictParty.objects.filter(case=case).values_list("kind", flat=True):
        counts[kind] += 1
    return counts


@dataclass(frozen=True, slots=True)
class ListVersion:
    """One version of the leaked-field list, and how many claims it had verified again (None: not recorded)."""

    version: LeakedFieldList
    claims_queued: int | None


def versions_of(incident: Incident) -> list[ListVersion]:
    """Return an incident's list versions, newest first. Two queries."""
    versions = list(LeakedFieldList.objects.filter(incident=incident).select_related("made_by").defer("cells", "masks"))
    records = AuditEntry.objects.filter(subject_type="list", subject_id__in=[str(version.pk) for version in versions])
    queued = {subject: detail.get("claims_queued") for subject, detail in records.values_list("subject_id", "detail")}
    return [ListVersion(version, queued.get(str(version.pk))) for version in versions]
