"""Reads of the leaked-field list: the current version, and the matrix of who asserted what and when."""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.models import AssertionPin, BreachNotice, Cohort, DataItem, Incident, LeakAssertion, LeakedFieldList
from claims.rules.leaked_list import Assertion, Pin, Says, Source


def current_list(incident_id: int) -> LeakedFieldList | None:
    """The newest list version of an incident; None before the first assertion."""
    return LeakedFieldList.objects.filter(incident=incident_id).order_by("-number").first()


def assertions(incident_id: int) -> list[Assertion]:
    """Every assertion of an incident as the rules need it. A notice that another one supersedes is marked."""
    rows = (
        LeakAssertion.objects.filter(notice__incident=incident_id)
        .select_related("notice__cohort", "item")
        .order_by("notice__dated", "pk")
    )
    superseded = set(
        BreachNotice.objects.filter(incident=incident_id, supersedes__isnull=False).values_list("supersedes", flat=True)
    )
    return [
        Assertion(
            id=row.pk,
            cohort=row.notice.cohort.code,
            item=row.item.code,
            says=Says(row.says),
            source=Source(row.notice.source),
            date=row.notice.dated,
            order=row.pk,
            count=row.count if row.count is not None else row.notice.accounts,
            superseded=row.notice_id in superseded,
        )
        for row in rows
    ]


def pins(incident_id: int) -> list[Pin]:
    """Counsel's pins in force."""
    rows = AssertionPin.objects.filter(cohort__incident=incident_id, active=True).select_related("cohort", "item")
    return [Pin(row.cohort.code, row.item.code, row.assertion_id) for row in rows]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One cohort × data item: the word that holds, the assertion that decides and all others, newest first."""

    cohort: Cohort
    item: DataItem
    says: str
    disputed: bool
    deciding: LeakAssertion | None
    others: tuple[LeakAssertion, ...]
    pinned: bool
    pin: AssertionPin | None
    """The pin in force, where this version is pinned too; None for a pin that was taken away since."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """One list version as counsel reads it: a row a cohort, a column a data item."""

    version: LeakedFieldList
    items: Sequence[DataItem]
    rows: Sequence[tuple[Cohort, Sequence[MatrixCell]]]


def matrix(version: LeakedFieldList) -> Matrix:
    """The matrix of one list version; five queries whatever its size."""
    incident: Incident = version.incident
    items = list(DataItem.objects.filter(incident=incident))
    cohorts = list(Cohort.objects.filter(incident=incident))
    known = {
        row.pk: row
        for row in LeakAssertion.objects.filter(notice__incident=incident).select_related("notice__cohort", "item")
    }
    pinned = {
        (pin.cohort_id, pin.item_id): pin
        for pin in AssertionPin.objects.filter(cohort__incident=incident, active=True).select_related("pinned_by")
    }

    def cell(cohort: Cohort, item: DataItem) -> MatrixCell:
        stored = version.cells.get(cohort.code, {}).get(item.code)
        if stored is None:
            return MatrixCell(cohort, item, Says.UNKNOWN.value, False, None, (), False, None)
        return MatrixCell(
            cohort,
            item,
            stored["says"],
            stored["disputed"],
            known.get(stored["deciding"]),
            tuple(known[other] for other in stored["others"]),
            stored["pinned"],
            pinned.get((cohort.pk, item.pk)) if stored["pinned"] else None,
        )

    return Matrix(version, items, [(cohort, [cell(cohort, item) for item in items]) for cohort in cohorts])
