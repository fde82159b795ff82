"""Which syllables Korean given names are made of, and which given names a spelling in Latin letters can stand for."""

from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

from claims.rules.normalise.romanised import silence, syllable_spellings

#: Syllables of given names by how often they are met, from everyday knowledge. What is absent is rare or none.
FREQUENT = "민지현은영정수진준서성희경미재주우연윤혜상원선호동승유하숙순태훈철석용기종광병명인규예나아다소빈"
USUAL = (
    "가도시건찬한혁욱식구환형관남문대길춘옥화자애란채린율보향효근강창학국권범복봉덕두만배백섭세신양"
    "열오완운웅의일임장전조천택필해헌홍황후흥솔람라리림련례률록륜균금탁표협휘흠교설심엽온이익제결겸곤돈래루"
)
RARE = (
    "갑개걸겨견계고곡공군궁귀극내녀년념노녹눈늘능단달담답당돌득들등락랑량려력렬령로롱룡륭름릉매맹면목뫼"
    "무묵물믿반밝방별본봄부북분붕비빛사산삼새샘솜술숭숲슬슴실쌍악안암야약억언엄업여역염옹왕외요울월위육융"
    "을음읍응작절점젬족존죽중즐직집차참청초총추축출충치칠쾌큰타탄탐통파판팔평포풍피함항행허험활회획훤휴흔"
    "흰힘"
)
_ABSENT = 5.0
#: Nearly all given names have two syllables.
_RARITY_OF_LENGTH = {1: 1.0, 2: 0.0, 3: 2.0}


def _rarities() -> dict[str, float]:
    rarities: dict[str, float] = {}
    for rarity, syllables in ((0.0, FREQUENT), (1.5, USUAL), (3.0, RARE)):
        for syllable in syllables:
            rarities.setdefault(syllable, rarity)
    return rarities


_RARITY = _rarities()
#: A spelling is indexed for a syllable up to this cost.
_INDEXED = 2.5
#: A spelling up to this cost tells that a word is Korean.
_EVERYDAY = 1.0
_LONGEST = 8


def rarity(given: str) -> float:
    """Return how rarely a given name in Hangul is met, by its syllables and their number; 0 is common."""
    return _RARITY_OF_LENGTH.get(len(given), _ABSENT) + sum(_RARITY.get(syllable, _ABSENT) for syllable in given)


def is_usual(given: str) -> bool:
    """Return whether all syllables are known from given names, so that what else they sound like is known too."""
    return all(syllable in _RARITY for syllable in given)


class Reading(NamedTuple):
    """Hangul that letters can stand for: how odd its spelling is, and that plus how rare its syllables are."""

    cost: float
    total: float
    syllables: str


@cache
def _by_spelling() -> dict[str, list[Reading]]:
    """Return what each spelling can stand for; made once, in some 50 ms, when it is first needed."""
    index: dict[str, list[Reading]] = defaultdict(list)
    for syllable, rarity in _RARITY.items():
        for letters, cost in syllable_spellings(syllable).items():
            if cost <= _INDEXED:
                index[letters].append(Reading(cost, cost + rarity, syllable))
    return dict(index)


@lru_cache(maxsize=8192)
def readings(letters: str) -> tuple[Reading, ...]:
    """Return the given names of up to three syllables that `letters` can stand for, the likeliest first."""
    index = _by_spelling()
    found: list[Reading] = []
    unfinished = [(0, Reading(0.0, 0.0, ""))]
    for odd_length in _RARITY_OF_LENGTH.values():
        longer: list[tuple[int, Reading]] = []
        for start, (cost, total, syllables) in unfinished:
            for end in range(start + 1, min(start + _LONGEST, len(letters)) + 1):
                silent = silence(letters, end)
                longer += [
                    (end, Reading(cost + one.cost + silent, total + one.total + silent, syllables + one.syllables))
                    for one in index.get(letters[start:end], ())
                ]
        found += [Reading(r.cost, r.total + odd_length, r.syllables) for end, r in longer if end == len(letters)]
        unfinished = [(end, reading) for end, reading in longer if end < len(letters)]
    return tuple(sorted(found, key=lambda reading: reading.total))


#: How odd a word is that spells no Korean given name.
UNREADABLE = 6.0


@cache
def _oddities() -> dict[str, float]:
    """Return the likeliest reading's oddity of each everyday spelling of a syllable."""
    oddities: dict[str, float] = {}
    for letters, found in _by_spelling().items():
        everyday = [reading.total for reading in found if reading.cost <= _EVERYDAY]
        if everyday:
            oddities[letters] = min(everyday)
    return oddities


@lru_cache(maxsize=32768)
def oddity(word: str) -> float:
    """Return how odd a word is as one to three syllables of a Korean given name: 0 common, `UNREADABLE` none."""
    oddities = _oddities()
    letters = word.replace("-", "")
    length = len(letters)
    reached = {0: 0.0}
    for _ in range(3):
        longer: dict[int, float] = {}
        for start, so_far in reached.items():
            for end in range(start + 1, min(start + _LONGEST, length) + 1):
                one = oddities.get(letters[start:end])
                if one is not None and so_far + one < longer.get(end, UNREADABLE):
                    longer[end] = so_far + one
        if length in longer:
            return longer[length]
        reached = longer
    return UNREADABLE
