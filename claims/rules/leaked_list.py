"""The leaked-field list: what follows, per cohort and data item, from everything that anyone asserted.

The controller, the regulator, an investigation and a court speak at different times and contradict each other.
All of it is kept; this module decides which word counts, shows when others differ, and lets counsel pin another.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from claims.rules.masks import to_mask


class Says(StrEnum):
    """What an assertion says of a data item."""

    LEAKED = "leaked"
    NOT_LEAKED = "not_leaked"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Who asserts."""

    CONTROLLER = "controller"
    REGULATOR = "regulator"
    INVESTIGATION = "investigation"
    COURT = "court"


PRECEDENCE: Final[Mapping[str, int]] = {
    Source.CONTROLLER: 1,
    Source.REGULATOR: 2,
    Source.INVESTIGATION: 2,
    Source.COURT: 3,
}
"""A court finds the facts for the suit; an authority has looked itself; the controller speaks in its own cause."""

COUNT_FACTOR: Final = 2
"""Counts further apart than this are a dispute; nearer ones are rounding (33.7 million for 33,673,817)."""

CellKey = tuple[str, str]
"""Cohort code and data item code."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """One notice's word on one data item of one cohort.

    `date` is the notice's, `order` a number unique in the incident that tells which of two statements of one day
    came later. `count` is how many records or accounts it speaks of, if it says so. `superseded`: its notice was
    replaced by a later one of the same source.
    """

    id: int
    cohort: str
    item: str
    says: Says
    source: Source
    date: date
    order: int
    count: int | None = None
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Pin:
    """Counsel's decision that one assertion decides its cell, whatever the precedence says."""

    cohort: str
    item: str
    assertion_id: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What holds for one data item of one cohort.

    `deciding` is the assertion that decides, None when every assertion was superseded and so nothing is said.
    `disputed`: the words that count do not agree, in what they say or by more than `COUNT_FACTOR` in number.
    `others` are the ids of the other assertions, weightiest first, superseded ones last.
    """

    says: Says
    deciding: int | None
    pinned: bool
    disputed: bool
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """How one cell differs between two lists. None: that list has no word on it."""

    cohort: str
    item: str
    before: Cell | None
    after: Cell | None

    @property
    def alters_claims(self) -> bool:
        """Whether a claim can be judged otherwise now: the word changed, not only its authority."""
        return _word(self.before) != _word(self.after)


class BadPin(ValueError):
    """A pin on an assertion that its cell does not have, or a second pin on one cell."""


def derive(assertions: Iterable[Assertion], pins: Iterable[Pin] = ()) -> dict[CellKey, Cell]:
    """Return the leaked-field list: one cell for each cohort and data item that anyone has spoken of.

    A court's word counts before a regulator's or an investigation's, theirs before the controller's; of one rank,
    the later. A superseded assertion decides only when pinned; a pin wins over everything. The result does not
    depend on the order in which assertions are given, and is sorted by key. Raises `BadPin`.
    """
    cells: defaultdict[CellKey, list[Assertion]] = defaultdict(list)
    for assertion in assertions:
        cells[assertion.cohort, assertion.item].append(assertion)
    pinned: dict[CellKey, int] = {}
    for pin in pins:
        key = (pin.cohort, pin.item)
        if key in pinned:
            raise BadPin(f"two pins on {key}")
        if all(assertion.id != pin.assertion_id for assertion in cells.get(key, ())):
            raise BadPin(f"no assertion {pin.assertion_id} on {key}")
        pinned[key] = pin.assertion_id
    return {key: _cell(cells[key], pinned.get(key)) for key in sorted(cells)}


def diff(old: Mapping[CellKey, Cell], new: Mapping[CellKey, Cell]) -> tuple[Change, ...]:
    """Return what changed from one derived list to another, sorted by cohort and data item."""
    return tuple(
        Change(*key, before=old.get(key), after=new.get(key))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    )


def cohort_masks(cells: Mapping[CellKey, Cell], bits: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Return for each cohort its (leaked, not leaked) items as bit masks; an item in neither is unknown.

    `bits` gives each data item's place. Raises `claims.rules.masks.NotInMask` for an item without one.
    """
    items: defaultdict[str, dict[Says, list[str]]] = defaultdict(lambda: {says: [] for says in Says})
    for (cohort, item), cell in cells.items():
        items[cohort][cell.says].append(item)
    return {
        cohort: (to_mask(words[Says.LEAKED], bits), to_mask(words[Says.NOT_LEAKED], bits))
        for cohort, words in items.items()
    }


def _weight(assertion: Assertion) -> tuple[bool, int, date, int, int]:
    # The id is a last resort, so that equal `order`s still give one answer.
    return (
        not assertion.superseded,
        PRECEDENCE[assertion.source],
        assertion.date,
        assertion.order,
        assertion.id,
    )


def _cell(assertions: list[Assertion], pinned: int | None) -> Cell:
    ranked = sorted(assertions, key=_weight, reverse=True)
    deciding: Assertion | None
    if pinned is not None:
        deciding = next(assertion for assertion in ranked if assertion.id == pinned)
    else:
        deciding = None if ranked[0].superseded else ranked[0]
    return Cell(
        says=deciding.says if deciding else Says.UNKNOWN,
        deciding=deciding.id if deciding else None,
        pinned=pinned is not None,
        disputed=_disagree([a for a in ranked if a is deciding or not a.superseded]),
        others=tuple(assertion.id for assertion in ranked if assertion is not deciding),
    )


def _disagree(standing: list[Assertion]) -> bool:
    if len({assertion.says for assertion in standing}) > 1:
        return True
    counts = [assertion.count for assertion in standing if assertion.count is not None]
    return bool(counts) and max(counts) > COUNT_FACTOR * min(counts)


def _word(cell: Cell | None) -> Says:
    return cell.says if cell else Says.UNKNOWN
