"""Where two texts differ, character by character, so that a person sees a slip of the keyboard at a glance.

Pure: knows nothing of claims. What is shown is what was typed; case, width and composition do not count as differences,
for they never make another name, number or mailbox.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

#: Texts of which more than this part differs are two texts: marks all over them would tell nothing.
_APART: Final = 0.5
#: Longer texts are not compared; no field of a claim that two people would be told apart by is longer.
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """A run of characters of one text; `differs`: the other text has something else there, or nothing."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """What stands in one text where the other has something else; either may be empty."""

    left: str
    right: str


@dataclass(frozen=True, slots=True, repr=False)
class Difference:
    """Two texts compared. `alike` tells whether the marks mean anything; if not, each text is one unmarked piece."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    changes: tuple[Change, ...]
    alike: bool

    @property
    def same(self) -> bool:
        """Whether the texts are the same, but for case, width and composition."""
        return self.alike and not self.changes


def difference(left: str, right: str) -> Difference:
    """Compare two texts, aligned so that as few characters as possible differ."""
    left, right = unicodedata.normalize("NFC", left), unicodedata.normalize("NFC", right)
    if not left or not right or max(len(left), len(right)) > _LONGEST:
        return _apart(left, right)
    aligned = _aligned(left, right)
    # Counted in edits, which are as many from either side.
    if sum(not _same(a, b) for a, b in aligned) > _APART * max(len(left), len(right)):
        return _apart(left, right)
    return Difference(
        _pieces([(a, not _same(a, b)) for a, b in aligned]),
        _pieces([(b, not _same(a, b)) for a, b in aligned]),
        _changes(aligned),
        alike=True,
    )


def _apart(left: str, right: str) -> Difference:
    return Difference((Piece(left, False),), (Piece(right, False),), (), alike=False)


def _fold(character: str) -> str:
    return unicodedata.normalize("NFKC", character).casefold()


def _same(a: str, b: str) -> bool:
    return a == b or (a != "" and b != "" and _fold(a) == _fold(b))


def _aligned(left: str, right: str) -> list[tuple[str, str]]:
    """The characters of both side by side, an empty text where one has none, by the fewest edits (Levenshtein)."""
    width, folded = len(right) + 1, [_fold(character) for character in right]
    costs = [list(range(width))]
    for row, character in enumerate(left, start=1):
        above, here, one = costs[-1], [row], _fold(character)
        for column in range(1, width):
            cost = above[column - 1] + (one != folded[column - 1])
            here.append(min(cost, above[column] + 1, here[-1] + 1))
        costs.append(here)
    aligned = []
    row, column = len(left), len(right)
    while row or column:
        left_over = costs[row][column]
        if row and column and left_over == costs[row - 1][column - 1] + (not _same(left[row - 1], right[column - 1])):
            row, column = row - 1, column - 1
            aligned.append((left[row], right[column]))
        elif row and left_over == costs[row - 1][column] + 1:
            row -= 1
            aligned.append((left[row], ""))
        else:
            column -= 1
            aligned.append(("", right[column]))
    return aligned[::-1]


def _pieces(marked: Sequence[tuple[str, bool]]) -> tuple[Piece, ...]:
    runs = groupby((each for each in marked if each[0]), key=lambda each: each[1])
    return tuple(Piece("".join(text for text, _ in run), differs) for differs, run in runs)


def _changes(aligned: Sequence[tuple[str, str]]) -> tuple[Change, ...]:
    runs = groupby(aligned, key=lambda pair: _same(*pair))
    found = [list(run) for same, run in runs if not same]
    return tuple(Change("".join(a for a, _ in run), "".join(b for _, b in run)) for run in found)
