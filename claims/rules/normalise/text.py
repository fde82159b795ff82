"""What every normal form of a text starts from: nothing invisible, one spelling per character, no case."""

import re
import unicodedata

#: Characters that are typed or pasted without being seen: zero-width and bidi controls, joiners, variation
#: selectors, Hangul fillers, tags. These are Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties).
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
#: Longer text has no normal form. Composing a long run of combining marks takes time with its square.
MAXIMUM_LENGTH = 1000

_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def visible(text: str) -> str:
    """Return `text` without the characters that nobody sees."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def fold(text: str) -> str | None:
    """Return `text` NFKC-composed, casefolded, without invisible and control characters, white space collapsed.

    None for text with a lone surrogate (it has no bytes) or over 1,000 characters. Folding again changes nothing.
    """
    if len(text) > MAXIMUM_LENGTH or _SURROGATE.search(text):
        return None
    folded = _fold_once(text)
    while (again := _fold_once(folded)) != folded:  # each of the steps can undo another (ℌ becomes H, then h)
        folded = again
    return folded


def _fold_once(text: str) -> str:
    text = _CONTROL.sub("", visible(text))
    return " ".join(unicodedata.normalize("NFKC", text.casefold()).split())
