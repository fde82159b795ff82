"""Reading the audit trail, within what the reader's roles cover."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from claims.models import AuditEntry, Case, CaseRole, Claim

PAGE_ROWS: Final = 100
NO_CLAIM: Final = UUID(int=0)
"""The id of no claim: a filter by a claim that the reader cannot see finds nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which entries to show. Empty means any; days are whole days in the current time zone, both included."""

    cases: Collection[Case]
    actor: str = ""
    action: str = ""
    claim: UUID | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page, newest first. `older` is the id before which the next one begins; None on the last."""

    entries: tuple[AuditEntry, ...]
    older: int | None


def audit_page(wanted: AuditFilter, *, before: int | None = None) -> AuditPage:
    """Return one page of the trail of these cases: what was done in them, to their incident's list, by their staff.

    Log-ins belong to no case; those of staff who have a role in one of the cases are shown, and refused ones under
    user names that nobody has.
    """
    entries = _visible(wanted.cases)
    if before is not None:
        entries = entries.filter(pk__lt=before)
    if wanted.actor:
        entries = entries.filter(actor__username=wanted.actor)
    if wanted.action:
        entries = entries.filter(action=wanted.action)
    if wanted.claim is not None:
        entries = entries.filter(subject_type="claim", subject_id=str(wanted.claim))
    if wanted.since is not None:
        entries = entries.filter(at__gte=_midnight(wanted.since))
    if wanted.until is not None:
        entries = entries.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    found = list(entries.select_related("actor", "case").order_by("-pk")[: PAGE_ROWS + 1])
    page = tuple(found[:PAGE_ROWS])
    return AuditPage(page, page[-1].pk if len(found) > PAGE_ROWS else None)


def claim_numbers(entries: Collection[AuditEntry]) -> dict[str, str]:
    """Return the numbers of the claims that entries speak of, by subject id. One query."""
    subjects = {entry.subject_id for entry in entries if entry.subject_type == "claim"}
    return {str(pk): number for pk, number in Claim.objects.filter(pk__in=subjects).values_list("pk", "number")}


def _visible(cases: Collection[Case]) -> QuerySet[AuditEntry]:
    staff = list(CaseRole.objects.filter(case__in=cases).values_list("user", flat=True).distinct())
    of_no_case = Q(case__isnull=True)
    return AuditEntry.objects.filter(
        Q(case__in=cases)
        | of_no_case & Q(subject_type="list", detail__incident__in=sorted({case.incident.code for case in cases}))
        | of_no_case & Q(subject_type="user", subject_id__in=[str(user) for user in staff])
        | of_no_case & Q(subject_type="work", actor__in=staff)
        | of_no_case & Q(subject_type="user_name")
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
