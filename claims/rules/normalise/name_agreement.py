"""Whether two names as read could be one name, and whether their given names can be nobody else's."""

from functools import lru_cache

from claims.rules.normalise.given_names import is_usual, oddity, rarity, readings
from claims.rules.normalise.korean_words import korean_surnames, latin_surname_sound, surname_sound
from claims.rules.normalise.person_names import HANGUL, PersonName
from claims.rules.normalise.romanised import spelling_cost
from claims.rules.normalise.sounds import hangul_sound, latin_sound
from claims.rules.normalise.surnames import SPELLINGS

#: A surname that letters are not known to spell, but do so at this cost, may be meant.
_NEAR_SURNAME = 1.0
#: Letters spell a given name up to this cost, unless they spell another this much better.
_DEAREST_GIVEN = 3.75
_BETTER = 3.5
_MUCH_CHEAPER = 2.0
#: A common spelling costs no more for each syllable, and no other given name comes this close to it.
_COMMON = 1.0
_APART = 1.95
#: How odd a word must be that is given up as a given name.
_STRANGE = 2.5
#: Letters that spell a given name at this cost are no slip in the spelling of another.
_WELL_SPELLED = 2.0
#: Shorter sounds are one edit from too many others.
_LONG_ENOUGH = 5
#: Surnames that are written with and without their first ㄹ.
_ONE_SURNAME = tuple(map(frozenset, ("류유", "림임", "라나", "로노", "량양", "려여", "렴염", "룡용", "리이", "륙육")))
#: English given names of this length may differ in one letter.
_TYPO_LENGTH = 5


def same_name(a: PersonName, b: PersonName) -> bool:
    """Return whether the two could be one name, in either order and across scripts.

    Hangul must be equal (류 and 유 are one surname). Letters must be a plausible spelling of the Hangul. Two names in
    letters must sound alike and not contradict each other in a middle name; an initial stands for any name it begins.
    """
    if a.script == b.script:
        return _same_hangul(a, b) if a.script == HANGUL else _same_latin(a, b)
    return _spells(a, b) if a.script == HANGUL else _spells(b, a)


def certainly_same_given(a: PersonName, b: PersonName) -> bool:
    """Return whether the given names cannot reasonably be the different names of two siblings.

    In one script the letters are equal, more than an initial, and the middle names do not contradict. Letters that
    spell a Korean name must be a common spelling of one likely name only ("Jiyoun" is 지연 and 지윤).
    """
    if a.script == b.script:
        if a.script == HANGUL:
            return a.given == b.given != ""
        return (
            len(a.given) > 1
            and a.given == b.given
            and _middles_agree(a.middle, b.middle)
            and not (korean_surnames(a.surname) and korean_surnames(b.surname) and _has_two_readings(a.given))
        )
    hangul, latin = (a, b) if a.script == HANGUL else (b, a)
    if not hangul.given or latin.middle or not is_usual(hangul.given):
        return False
    cost = spelling_cost(hangul.given, latin.given)
    if cost is None or cost > _COMMON * len(hangul.given):
        return False
    nearest = cost + rarity(hangul.given) + _APART
    return all(other.syllables == hangul.given or other.total >= nearest for other in readings(latin.given))


def _has_two_readings(letters: str) -> bool:
    """Return whether letters after a Korean surname spell two given names that one meets."""
    if oddity(letters) > _STRANGE:
        return False  # Kevin, Jessica
    first, *others = readings(letters)
    return bool(others) and others[0].total < first.total + _APART


def _same_hangul(a: PersonName, b: PersonName) -> bool:
    if a.surname + a.given == b.surname + b.given or (a.surname == b.given and a.given == b.surname):
        return True
    return a.given == b.given != "" and frozenset((a.surname, b.surname)) in _ONE_SURNAME


def _same_latin(a: PersonName, b: PersonName) -> bool:
    if a.surname + a.given + a.middle == b.surname + b.given + b.middle:
        return True
    if a.surname_sound == b.surname_sound and _same_latin_given(a, b):
        return True
    return (a.surname, a.given) == (b.given, b.surname) or (
        bool(a.surname)
        and latin_surname_sound(a.given) == b.surname_sound
        and latin_sound(a.surname) == b.given_sound
        and not (a.middle or b.middle)
    )


def _same_latin_given(a: PersonName, b: PersonName) -> bool:
    if a.given + a.middle == b.given + b.middle:
        return True
    if not _middles_agree(a.middle, b.middle):
        return False
    if len(a.given) == 1 or len(b.given) == 1:
        return a.given[:1] == b.given[:1]
    if a.given_sound == b.given_sound:
        return a.given[:1] == b.given[:1] or korean_surnames(a.surname) != frozenset()
    return min(len(a.given), len(b.given)) >= _TYPO_LENGTH and _one_edit_apart(a.given, b.given)


def _middles_agree(a: str, b: str) -> bool:
    if not a or not b:
        return True
    return a.startswith(b) or b.startswith(a) if len(a) == 1 or len(b) == 1 else a == b


def _spells(hangul: PersonName, latin: PersonName) -> bool:
    """Return whether the letters could be this Hangul name, whichever part was read as the surname."""
    if not latin.surname:
        return _spells_joined(hangul, latin.given + latin.middle)
    for surname, given in ((latin.surname, latin.given), (latin.given, latin.surname)):
        if _spells_surname(hangul.surname, surname) and _spells_given(hangul.given, given):
            return True
    if latin.middle:  # Grace Minji Kim
        return _spells_surname(hangul.surname, latin.surname) and (
            _spells_given(hangul.given, latin.middle) or _spells_given(hangul.given, latin.given + latin.middle)
        )
    # Min Jun Kim, read as Min + Junkim: only where what was read is no given name that one meets.
    return oddity(latin.given) > _STRANGE and _spells_joined(hangul, latin.surname + latin.given)


def _spells_joined(hangul: PersonName, letters: str) -> bool:
    for surname in SPELLINGS.get(hangul.surname, "").split():
        before, behind = letters.removesuffix(surname), letters.removeprefix(surname)
        if any(rest not in ("", letters) and _spells_given(hangul.given, rest) for rest in (before, behind)):
            return True
    return False


@lru_cache(maxsize=16384)
def _spells_surname(surname: str, letters: str) -> bool:
    known = korean_surnames(letters)
    if surname in known:
        return True
    if known:
        cost = spelling_cost(surname, letters)
        return cost is not None and cost <= _NEAR_SURNAME
    return latin_surname_sound(letters) == surname_sound(surname)


def _spells_given(given: str, letters: str) -> bool:
    """Return whether `letters` are a plausible spelling of `given`, and not a far better one of another name."""
    if not given or not letters:
        return False
    others = readings(letters)
    cost = spelling_cost(given, letters)
    if cost is not None and cost <= _DEAREST_GIVEN:
        own = cost + rarity(given)
        return not any(own - other.total > _BETTER and cost - other.cost >= _MUCH_CHEAPER for other in others[:1])
    if any(other.cost <= _WELL_SPELLED and len(other.syllables) == len(given) for other in others):
        return False  # a name of its own, and no slip
    sound, heard = hangul_sound(given), latin_sound(letters)
    return sound == heard or (len(sound) >= _LONG_ENOUGH and _one_edit_apart(sound, heard))


def _one_edit_apart(a: str, b: str) -> bool:
    """Return whether one letter more, less or other, or two changed over, makes `a` of `b`."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    a, b = a[start:], b[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
