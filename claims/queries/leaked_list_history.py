"""How the leaked-field list grew: what one cell said from version to version, and how two versions differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, JSONField, Value

from claims.models import AssertionPin, BreachNotice, Cohort, DataItem, LeakAssertion, LeakedFieldList
from claims.queries.leaked_list import (
    MatrixCell,
    assertion_ids,
    derived,
    pins_in,
    read_cell,
    stored_cell,
    with_sources,
)
from claims.rules.leaked_list import Cell, Change, diff


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of versions, `first` to `last`, in which a cell stood unchanged.

    `made` is the version that began it, with its author and reason (its cells are not loaded). `brought` are the
    assertions that it added to the cell.
    """

    first: int
    last: int
    made: LeakedFieldList
    cell: MatrixCell
    brought: tuple[LeakAssertion, ...]


@dataclass(frozen=True, slots=True)
class EndedPin:
    """A pin that was taken away, and the version (its cells are not loaded) whose author and reason that was."""

    pin: AssertionPin
    ended: LeakedFieldList


@dataclass(frozen=True, slots=True)
class CellStory:
    """One cell as it is now (unknown before the first version), what it said before, and pins that it lost."""

    now: MatrixCell
    stretches: Sequence[Stretch]
    """Newest first; versions before anybody spoke of the cell are not among them."""
    ended_pins: Sequence[EndedPin]


def cell_story(cohort: Cohort, item: DataItem) -> CellStory:
    """Return what a cell says and has said. Three queries, however many versions and other cells there are."""
    versions = list(
        LeakedFieldList.objects.filter(incident=cohort.incident_id)
        .annotate(
            stored=Func(
                F("cells"),
                Value(cohort.code),
                Value(item.code),
                function="jsonb_extract_path",
                output_field=JSONField(),
            )
        )
        .select_related("made_by")
        .defer("cells", "masks")
        .order_by("number")
    )
    known = with_sources(LeakAssertion.objects.filter(notice__cohort=cohort, item=item))
    pins = list(
        AssertionPin.objects.filter(cohort=cohort, item=item)
        .select_related("pinned_by", "assertion__notice")
        .order_by("since_version")
    )
    stretches = _stretches(cohort, item, versions, known, pins)
    by_number = {version.number: version for version in versions}
    return CellStory(
        now=stretches[-1].cell if stretches else MatrixCell(cohort, item),
        stretches=stretches[::-1],
        ended_pins=[EndedPin(pin, by_number[pin.until_version]) for pin in pins if pin.until_version is not None][::-1],
    )


def _stretches(
    cohort: Cohort,
    item: DataItem,
    versions: Sequence[LeakedFieldList],
    known: dict[int, LeakAssertion],
    pins: Sequence[AssertionPin],
) -> list[Stretch]:
    begun: list[tuple[LeakedFieldList, Cell]] = []
    for version in versions:
        stored: dict[str, Any] | None = version.stored  # type: ignore[attr-defined]
        if stored is not None and (not begun or begun[-1][1] != stored_cell(stored)):
            begun.append((version, stored_cell(stored)))
    stretches = []
    for place, (version, cell) in enumerate(begun):
        before = assertion_ids([begun[place - 1][1]]) if place else set()
        last = begun[place + 1][0].number - 1 if place + 1 < len(begun) else versions[-1].number
        pin = next((pin for pin in reversed(pins) if pin.since_version <= version.number), None)
        stretches.append(
            Stretch(
                version.number,
                last,
                version,
                read_cell(cohort, item, cell, known, pin),
                tuple(known[each] for each in sorted(assertion_ids([cell]) - before)),
            )
        )
    return stretches


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell before and after. `alters_claims`: its word changed, so that a claim can be judged otherwise."""

    before: MatrixCell
    after: MatrixCell
    alters_claims: bool


@dataclass(frozen=True, slots=True)
class Differences:
    """What happened from one version (None: before the first) to a later one.

    `versions` are those made since, oldest first, without their cells; `notices` came with them; `assertions` are
    the words that they added to notices known before.
    """

    before: LeakedFieldList | None
    after: LeakedFieldList
    versions: Sequence[LeakedFieldList]
    changes: Sequence[CellChange]
    notices: Sequence[BreachNotice]
    assertions: Sequence[LeakAssertion]


def differences(incident_id: int, first: int, second: int) -> Differences:
    """Return how two versions of an incident differ, the earlier one first whichever way they are named; 0 is the
    empty list before the first version. Nine queries at most. Raises LeakedFieldList.DoesNotExist.
    """
    earlier, later = sorted((first, second))
    lists = LeakedFieldList.objects.filter(incident=incident_id)
    before = lists.select_related("made_by").get(number=earlier) if earlier else None
    after = lists.select_related("made_by").get(number=later)
    old, new = derived(before), derived(after)
    pins = {
        number: {(pin.cohort_id, pin.item_id): pin for pin in pins_in(number).filter(cohort__incident=incident_id)}
        for number in {earlier, later}
    }
    added = assertion_ids(new.values()) - assertion_ids(old.values())
    return Differences(
        before=before,
        after=after,
        versions=list(
            lists.filter(number__gt=earlier, number__lte=later)
            .select_related("made_by")
            .defer("cells", "masks")
            .order_by("number")
        ),
        changes=changes_in_words(incident_id, diff(old, new), pins[earlier], pins[later]),
        notices=list(
            BreachNotice.objects.filter(
                incident=incident_id, since_version__gt=earlier, since_version__lte=later
            ).select_related("cohort", "supersedes", "document")
        ),
        assertions=list(
            with_sources(LeakAssertion.objects.filter(pk__in=added, notice__since_version__lte=earlier)).values()
        ),
    )


def changes_in_words(
    incident_id: int,
    changes: Sequence[Change],
    pins_before: dict[tuple[int, int], AssertionPin] | None = None,
    pins_after: dict[tuple[int, int], AssertionPin] | None = None,
) -> list[CellChange]:
    """Return changes with the rows that their codes and ids stand for. Three queries.

    Pins are given by cohort and item id. An assertion that is not stored, as in a preview, is marked `unsaved`.
    """
    cohorts = {cohort.code: cohort for cohort in Cohort.objects.filter(incident=incident_id)}
    items = {item.code: item for item in DataItem.objects.filter(incident=incident_id)}
    named = assertion_ids(cell for change in changes for cell in (change.before, change.after))
    known = with_sources(LeakAssertion.objects.filter(pk__in=named))
    read = []
    for change in sorted(changes, key=lambda change: (items[change.item].bit, cohorts[change.cohort].pk)):
        cohort, item = cohorts[change.cohort], items[change.item]
        key = (cohort.pk, item.pk)
        read.append(
            CellChange(
                read_cell(cohort, item, change.before, known, (pins_before or {}).get(key)),
                read_cell(cohort, item, change.after, known, (pins_after or {}).get(key)),
                change.alters_claims,
            )
        )
    return read
