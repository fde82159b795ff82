"""A previewed bulk decision: what it will hit, and what became of each pair."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from claims.models import DuplicatePair, PairSelection

EXAMPLES: Final = 10
LEFT_OUT_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Selection:
    """A stored selection as its page shows it.

    `examples`: the first pairs. Once it was used, `decided` says how many pairs it hit, and `standing` for how many of
    them its decision still stands. `left_out`: pairs that it did not hit, at most `LEFT_OUT_SHOWN`, and whether
    somebody had decided on them meanwhile (else: it would have contradicted another decision).
    """

    stored: PairSelection
    examples: tuple[DuplicatePair, ...]
    decided: int
    standing: int
    left_out: tuple[tuple[DuplicatePair, bool], ...]
    left_out_count: int


def selection(selection_id: UUID, *, case_id: int) -> Selection:
    """Return a selection of a case. Four queries at most. Raises PairSelection.DoesNotExist."""
    stored = PairSelection.objects.select_related("actor").get(pk=selection_id, case=case_id)
    examples = _pairs([pair for pair, *_ in stored.pairs[:EXAMPLES]])
    if stored.applied_at is None:
        return Selection(stored, examples, 0, 0, (), 0)
    made = {pair: decision for pair, _seen, decision in stored.pairs if decision}
    standing = DuplicatePair.objects.filter(decision__in=made.values()).count()
    missed = {pair: seen for pair, seen, decision in stored.pairs if not decision}
    left_out = _pairs(sorted(missed)[:LEFT_OUT_SHOWN])
    return Selection(
        stored,
        examples,
        len(made),
        standing,
        tuple((pair, _text(pair.decision_id) != missed[pair.pk]) for pair in left_out),
        len(missed),
    )


def _pairs(ids: list[int]) -> tuple[DuplicatePair, ...]:
    found = DuplicatePair.objects.filter(pk__in=ids).select_related("earlier", "later").in_bulk()
    return tuple(found[pair] for pair in ids if pair in found)


def _text(decision: UUID | None) -> str | None:
    return str(decision) if decision else None
