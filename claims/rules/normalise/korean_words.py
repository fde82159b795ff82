"""Which words in Latin letters can be a Korean surname, and which a Korean given name."""

import re
from collections.abc import Sequence
from functools import lru_cache

from claims.rules.normalise.sounds import hangul_sound, latin_sound
from claims.rules.normalise.surnames import SPELLINGS

_ONSET = "(?:kk|gg|jh|ch|sh|ph|[kg]h?|n|d|t|r|l|m|b|p|s|j|h|wh)?"
_VOWEL = "(?:yeou|eou|yeo|yae|you|yoo|weo|wae|eui|oo|ou|eo|eu|ae|ai|ea|ee|ui|oe|oi|ie|[yw][aeiou]|woo|[aeiou])h?"
_CODA = "(?:ng|ck|[kgnlmpbtc])?"
_GIVEN = re.compile(f"(?:{_ONSET}{_VOWEL}{_CODA}){{1,3}}")


def _surname_sounds() -> dict[str, str]:
    sounds: dict[str, str] = {}
    for hangul, spellings in SPELLINGS.items():
        sound = surname_sound(hangul)
        for spelling in spellings.split():
            sounds.setdefault(spelling, sound)
    return sounds


def surname_sound(hangul: str) -> str:
    """Return the key of a surname in Hangul; 류 and 유, 림 and 임, 라 and 나 have one."""
    key = hangul_sound(hangul)
    if key.startswith(("LI", "LYU", "LYA")):
        return key[1:]
    return "N" + key[1:] if key.startswith("L") else key


_SURNAME_SOUNDS = _surname_sounds()
#: The place of a spelling by how many bear the surname; smaller is commoner.
_RANKS: dict[str, int] = {}
for _place, _spellings in enumerate(SPELLINGS.values()):
    for _spelling in _spellings.split():
        _RANKS.setdefault(_spelling, _place)


def latin_surname_sound(letters: str) -> str:
    """Return the key of a surname in Latin letters, Korean or not."""
    return _SURNAME_SOUNDS.get(letters) or latin_sound(letters)


def korean_surname_rank(letters: str) -> int | None:
    """Return how common the Korean surname is that `letters` spell (0 is the commonest), None if they spell none."""
    return _RANKS.get(letters)


@lru_cache(maxsize=8192)
def _syllables(letters: str) -> bool:
    return _GIVEN.fullmatch(letters) is not None


def could_be_korean_given(words: Sequence[str]) -> bool:
    """Return whether the words together could be a Korean given name of one to three syllables."""
    return 0 < len(words) <= 3 and all(_syllables(word) for word in words)
