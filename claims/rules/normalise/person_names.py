"""Person names read into surname and given name, in Hangul or Latin letters, with a sound that both scripts share."""

import re
from functools import lru_cache
from typing import NamedTuple

from claims.rules.normalise.hangul_names import hangul_parts, with_jamo_together, without_honorific
from claims.rules.normalise.korean_words import latin_surname_sound, surname_sound
from claims.rules.normalise.latin_names import latin_name
from claims.rules.normalise.names import normal_name
from claims.rules.normalise.sounds import hangul_sound, latin_sound
from claims.rules.normalise.surnames import COMPOUND_SURNAMES
from claims.rules.normalise.text import fold

HANGUL = "hangul"
LATIN = "latin"


class PersonName(NamedTuple):
    """A name in its parts, each folded to letters only. The repr hides all.

    `script` is "hangul" or "latin"; `surname` is empty where there is only one word; `middle` is for names that are
    not Korean. The sounds are wide keys, equal across scripts, to find candidates by.
    """

    script: str
    surname: str
    given: str
    middle: str
    surname_sound: str
    given_sound: str

    def __repr__(self) -> str:
        return "PersonName(…)"


#: Longer text is no name.
MAXIMUM_LENGTH = 200
#: Parts of names that are kept in memory, so that the common ones are read once; never a whole name.
_REMEMBERED = 1 << 16

#: A name as most are typed; 님 could be an honorific.
_PLAIN_HANGUL = re.compile("[가-힣]{2,4}(?<!님)")
_PLAIN_LATIN = re.compile("[A-Za-z',. -]+")
_SYLLABLES = re.compile("[가-힣]+")
#: What stands in brackets or double quotes beside a name: the same in other letters, a nickname.
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\"[^\"]*\"|“[^”]*”|（[^（）]*）")


def read_name(text: str) -> PersonName | None:
    """Read a name as typed, in Hangul or Latin letters and in either order; None if there is no letter of either.

    Total: never raises. Names of a stream are read in some 2 µs each, the commonest parts of them from memory.
    """
    if _PLAIN_HANGUL.fullmatch(text):
        if text[:2] not in COMPOUND_SURNAMES:  # as hangul_parts would, without its detours
            surname, given = text[0], text[1:]
            return PersonName(HANGUL, surname, given, "", _hangul_surname_sound(surname), _hangul_given_sound(given))
        return _hangul([text])
    return _read(text) if len(text) <= MAXIMUM_LENGTH else None


def _read(text: str) -> PersonName | None:
    if _PLAIN_LATIN.fullmatch(text):
        return _latin(text.lower(), text)
    composed = with_jamo_together(text)
    alone = _ASIDE.sub(" ", composed)
    normal = normal_name(alone)
    if not normal:
        return None
    syllables = _SYLLABLES.findall(normal)
    if syllables:
        found = _SYLLABLES.findall(fold(alone) or "")
        # Jamo may compose only once the space between them is gone: then the spaces tell nothing.
        return _hangul(found if "".join(found) == "".join(syllables) else syllables)
    return _latin(normal, alone)


def _hangul(found: list[str]) -> PersonName:
    surname, given = hangul_parts(without_honorific(found))
    return PersonName(HANGUL, surname, given, "", _hangul_surname_sound(surname), _hangul_given_sound(given))


def _latin(normal: str, typed: str) -> PersonName | None:
    name = latin_name(normal, typed)
    if name is None:
        return None
    surname = _letters(name.surname)
    return PersonName(
        LATIN,
        surname,
        _letters(name.given),
        _letters(name.middle),
        _latin_surname_sound(surname),
        _latin_given_sound("-".join(name.given)),
    )


def _letters(parts: list[str]) -> str:
    return "".join(parts).replace("-", "")


_hangul_surname_sound = lru_cache(maxsize=1024)(surname_sound)
_hangul_given_sound = lru_cache(maxsize=_REMEMBERED)(hangul_sound)
_latin_surname_sound = lru_cache(maxsize=_REMEMBERED)(latin_surname_sound)
_latin_given_sound = lru_cache(maxsize=_REMEMBERED)(latin_sound)
