"""The form in which free text is compared: who pastes it changes spaces and numbers, not the words."""

from typing import Final

from claims.rules.normalise.text import MAXIMUM_LENGTH, fold

LEAST_LETTERS: Final = 20
"""Shorter text is the same by chance: everybody who takes part in one mediation names it alike."""


def normal_text(text: str) -> str | None:
    """Return the letters of a text, folded, without digits, spaces and signs; None for one of under 20 letters.

    Of a long text only the first 1,000 characters are read.
    """
    folded = fold(text[:MAXIMUM_LENGTH])
    letters = "".join(filter(str.isalpha, folded or ""))
    return letters if len(letters) >= LEAST_LETTERS else None
