"""Words as ASCII letters, one for each stroke of the keyboard's unit, and how far two of them are apart."""

from functools import lru_cache
from typing import Final

_FIRST: Final = 0xAC00
_LAST: Final = 0xD7A3
_INITIALS: Final = "abcdefghijklmnopqrs"
_VOWELS: Final = "ABCDEFGHIJKLMNOPQRSTU"
_FINALS: Final = " 0123456789!#$%&()*+,-./:;<="


@lru_cache(maxsize=65536)
def letters(word: str) -> str:
    """Spell a word with one ASCII character for each jamo; Latin letters stay. Empty for any other script.

    The characters mean nothing by themselves: a slip of one jamo is one edit, which is all that they are for.
    """
    if word.isascii():
        return word
    spelled: list[str] = []
    for character in word:
        code = ord(character)
        if not _FIRST <= code <= _LAST:
            return ""
        initial, rest = divmod(code - _FIRST, 588)
        vowel, final = divmod(rest, 28)
        spelled += (_INITIALS[initial], _VOWELS[vowel])
        if final:
            spelled.append(_FINALS[final])
    return "".join(spelled)


def within_one_edit(a: str, b: str) -> bool:
    """Whether one insertion, deletion or substitution at most turns `a` into `b` (Levenshtein ≤ 1)."""
    if a == b:
        return True
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    start = 0
    while start < len(a) and a[start] == b[start]:
        start += 1
    if len(a) == len(b):
        return a[start + 1 :] == b[start + 1 :]
    return a[start:] == b[start + 1 :]
