"""Names in Latin letters, Korean and other: which words are the surname, which the given name, which the middle."""

import math
import re
import unicodedata
from typing import NamedTuple

from claims.rules.normalise.given_names import UNREADABLE, oddity
from claims.rules.normalise.korean_words import korean_surname_rank
from claims.rules.normalise.surnames import words

_WORD = re.compile("[a-z]+(?:-+[a-z]+)*")
_TITLES = words("mr mrs ms miss mx dr prof sir dame rev")
_SUFFIXES = words("jr sr ii iii iv junior senior esq phd md")
_PARTICLES = words(
    "van von de der den da di do dos du del della la le ter ten bin ibn al el st san mac mc abu ben af av zu"
)
#: Letters that no decomposition turns into a–z, and the breves of McCune and Reischauer, which mark a vowel.
_LETTERS = str.maketrans(
    {"ŏ": "eo", "ŭ": "eu", "ǒ": "eo", "ǔ": "eu", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d"}
    | {"ð": "d", "þ": "th", "ı": "i"}
)
#: Korean surnames that are also given names elsewhere: only with these can an English name begin.
_EITHER = words("kim lee young jean john joe jo ray roe lew don dan ian dean han min sun sean song bo")
#: Given names elsewhere that read like Korean syllables.
_ENGLISH = words("john jean jane joan dan dean don ian joe kate ken pat paul ron sean sue ted tim tom ann anna may")
#: How a word ends that is no Korean given name though its syllables could be.
_FOREIGN_ENDINGS = ("son", "ton", "man", "ley", "el", "er")
#: One to three Korean syllables, in nearly any spelling.
_SYLLABLES = re.compile(
    "(?:-?(?:kk|gg|ch|jh|sh|ph|th|rh|wh|[kgdjb]h?|[nmlrtpshc])?"
    "(?:[yw]?(?:eou|eo|eu|oo|ou|ae|aa|ai|ea|ee|ie|ue|uo|oe|oi|ui|[aeiou])h?|eui|y)(?:ng|ck|kk|gg|ll|rl|[kgnlrmpbtsc])?){1,3}e?"
)
#: Koreans in Latin letters put the surname first a little more often than not.
_LAST = 1.0


class LatinName(NamedTuple):
    """The words of each part, lower case, a–z and hyphens."""

    surname: list[str]
    given: list[str]
    middle: list[str]


def latin_name(normal: str, typed: str) -> LatinName | None:
    """Take a name apart. `normal` is its normal form; `typed` tells by capitals which word is the surname.

    None if there is no letter a–z. A comma parts surname and given names. Otherwise either order is understood where
    one end is a Korean surname and the rest could be a Korean given name; else the surname stands last.
    """
    plain = normal.replace("'", "")
    if not plain.isascii():
        plain = plain.translate(_LETTERS)
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    parts = [found for part in plain.split(",") if (found := _words(part))] if "," in plain else [_words(plain)]
    if not parts or not parts[0]:
        return None
    if len(parts) > 1:
        surname, given = parts[0], [word for part in parts[1:] for word in part]
    else:
        surname, given = _parts(parts[0], typed)
    if len(given) == 1 or (surname and _rank(surname[0]) is not None and _is_korean(given)):
        return LatinName(surname, given, [])
    return LatinName(surname, given[:1], given[1:])


def _words(part: str) -> list[str]:
    """Return the words of a name without titles before and suffixes behind it."""
    found = _WORD.findall(part)
    while len(found) > 1 and found[0] in _TITLES:
        found = found[1:]
    while found and found[-1] in _SUFFIXES:
        found = found[:-1]
    return found


def _parts(name: list[str], typed: str) -> tuple[list[str], list[str]]:
    if len(name) == 1:
        return [], name
    marked = _surname_in_capitals(typed)
    first = None if marked == "last" else _rank(name[0])
    last = None if marked == "first" else _rank(name[-1])
    if name[0] in _ENGLISH and not _is_korean(name[1:]):
        first = None
    if first is not None and last is not None:
        in_front = _unlikeliness(first, name[1:]) <= _unlikeliness(last, name[:-1]) + _LAST
    elif first is not None:
        in_front = bool(marked) or name[0] not in _EITHER or _is_korean(name[1:])
    else:
        in_front = last is None and marked == "first"
    if in_front:
        return name[:1], name[1:]
    start = len(name) - 1
    while last is None and start > 1 and name[start - 1] in _PARTICLES:
        start -= 1
    return name[start:], name[:start]


def _rank(word: str) -> int | None:
    return None if "-" in word else korean_surname_rank(word)


def _unlikeliness(rank: int, given: list[str]) -> float:
    return 0.8 * math.log1p(rank) + sum(oddity(word) for word in given)


def _is_korean(given: list[str]) -> bool:
    """Return whether the words could together be a Korean given name."""
    return len(given) <= 3 and all(_is_korean_word(word) for word in given)


def _is_korean_word(word: str) -> bool:
    if word in _ENGLISH:
        return False
    if oddity(word) < UNREADABLE:
        return True
    return not word.endswith(_FOREIGN_ENDINGS) and _SYLLABLES.fullmatch(word) is not None


def _surname_in_capitals(typed: str) -> str:
    """Return which word alone is in capitals, "first" or "last", as in "KIM Minjun"; otherwise ""."""
    typed_words = typed.split()
    first, last = typed_words[0], typed_words[-1]
    if first.isupper() and len(first) > 1 and not last.isupper() and "." not in first:
        return "first"
    if last.isupper() and len(last) > 1 and not first.isupper() and "." not in last:
        return "last"
    return ""
