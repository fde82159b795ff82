"""Reads of the leaked-field list: the current version, and the matrix of who asserted what and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from claims.models import AssertionPin, BreachNotice, Cohort, DataItem, LeakAssertion, LeakedFieldList
from claims.rules.leaked_list import Assertion, Cell, CellKey, Pin, Says, Source


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
    rows = AssertionPin.objects.filter(cohort__incident=incident_id, until_version__isnull=True)
    return [Pin(row.cohort.code, row.item.code, row.assertion_id) for row in rows.select_related("cohort", "item")]


def derived(version: LeakedFieldList | None) -> dict[CellKey, Cell]:
    """The cells of a stored version as the rules derived them; none before the first version."""
    if version is None:
        return {}
    return {(cohort, item): stored_cell(cell) for cohort, row in version.cells.items() for item, cell in row.items()}


def stored_cell(stored: Mapping[str, Any]) -> Cell:
    """One cell as it stands in `LeakedFieldList.cells`."""
    return Cell(Says(stored["says"]), stored["deciding"], stored["pinned"], stored["disputed"], tuple(stored["others"]))


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One cohort × data item: the word that holds, the assertion that decides and all others, weightiest first.

    `pin` is the pin that the version was made with. `unsaved`: the assertion that decides is not stored, for it is the
    one of a preview. A cell that nobody has spoken of says unknown.
    """

    cohort: Cohort
    item: DataItem
    says: str = Says.UNKNOWN.value
    disputed: bool = False
    deciding: LeakAssertion | None = None
    others: tuple[LeakAssertion, ...] = ()
    pinned: bool = False
    pin: AssertionPin | None = None
    unsaved: bool = False

    @property
    def assertions(self) -> tuple[LeakAssertion, ...]:
        """Everything that was said of it, what decides first."""
        return (self.deciding, *self.others) if self.deciding else self.others


@dataclass(frozen=True, slots=True)
class Matrix:
    """One list version as counsel reads it: a row a cohort, a column a data item."""

    version: LeakedFieldList
    items: Sequence[DataItem]
    rows: Sequence[tuple[Cohort, Sequence[MatrixCell]]]


def matrix(version: LeakedFieldList) -> Matrix:
    """The matrix of one list version; four queries whatever its size."""
    items = list(DataItem.objects.filter(incident=version.incident_id))
    cohorts = list(Cohort.objects.filter(incident=version.incident_id))
    cells = derived(version)
    known = with_sources(LeakAssertion.objects.filter(notice__incident=version.incident_id))
    pinned = {
        (pin.cohort_id, pin.item_id): pin
        for pin in pins_in(version.number).filter(cohort__incident=version.incident_id)
    }

    def cell(cohort: Cohort, item: DataItem) -> MatrixCell:
        derived_cell = cells.get((cohort.code, item.code))
        return read_cell(cohort, item, derived_cell, known, pinned.get((cohort.pk, item.pk)))

    return Matrix(version, items, [(cohort, [cell(cohort, item) for item in items]) for cohort in cohorts])


def with_sources(rows: QuerySet[LeakAssertion]) -> dict[int, LeakAssertion]:
    """Assertions by id, each with its notice, data item and papers. One query."""
    return {row.pk: row for row in rows.select_related("notice__cohort", "notice__document", "item", "document")}


def pins_in(number: int) -> QuerySet[AssertionPin]:
    """The pins that stood in the list version of that number, with who set them."""
    stood = Q(until_version__isnull=True) | Q(until_version__gt=number)
    return AssertionPin.objects.filter(stood, since_version__lte=number).select_related("pinned_by")


def read_cell(
    cohort: Cohort,
    item: DataItem,
    cell: Cell | None,
    known: Mapping[int, LeakAssertion],
    pin: AssertionPin | None = None,
) -> MatrixCell:
    """A derived cell with the assertions that its ids stand for; those that are not `known` are left out."""
    if cell is None:
        return MatrixCell(cohort, item)
    return MatrixCell(
        cohort,
        item,
        cell.says.value,
        cell.disputed,
        None if cell.deciding is None else known.get(cell.deciding),
        tuple(known[other] for other in cell.others if other in known),
        cell.pinned,
        pin if cell.pinned else None,
        unsaved=cell.deciding is not None and cell.deciding not in known,
    )


def assertion_ids(cells: Iterable[Cell | None]) -> set[int]:
    """The ids of all assertions that the cells name."""
    return {
        assertion
        for cell in cells
        if cell is not None
        for assertion in (*cell.others, *([] if cell.deciding is None else [cell.deciding]))
    }
