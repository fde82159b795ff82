"""Which syllables Korean given names are made of, and which given names a spelling in Latin letters can stand for."""

from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

from claims.rules.normalise.romanised import syllable_spellings

#: Syllables of given names by how often they are met, from everyday knowledge. What is absent is rare or none.
_FREQUENT = "민지현은영정수진준서성희경미재주우연윤혜상원선호동승유하숙순태훈철석용기종광병명인규"
_USUAL = (
    "예나아소도시건찬한혁욱식구환형관남문대길춘옥화자애란채다린빈율보향효근강창학국권범복봉덕두만배백섭세신양"
    "열오완운웅의일임장전조중천택필해헌홍황후흥솔람라리림련례률록륜균금탁표협휘흠교설심엽온이익제결겸곤돈래루"
)
_RARE = (
    "가갑개계고공군궁귀극내녀년념노녹눈늘능단달담답당돌들등락랑량려력렬령로롱룡름릉매맹면목무묵문물믿반방별본봄부분"
    "북붕비빛사산삼새샘슬술슴실쌍악안암야약언업여역염옹외요육음읍응작절점족존죽직집차참청초총추축충치칠쾌타탄탐통"
    "파판팔평포풍피학함항행허험홍활회획훤휴흔힘람렬뫼밝봉솜숲여울찬참초큰하한흰란령건길걸득록륭숭슬승식억엄옥왕요"
    "욱월위율융음응의은을임젬존종주준중즐지직진채철초춘출충치탁태택통필학한항해혁형호홍화환황효후훈희강걸겨견곡"
)
_ABSENT = 5.0


def _rarities() -> dict[str, float]:
    rarities: dict[str, float] = {}
    for rarity, syllables in ((0.0, _FREQUENT), (1.5, _USUAL), (3.0, _RARE)):
        for syllable in syllables:
            rarities.setdefault(syllable, rarity)
    return rarities


RARITY = _rarities()
#: A spelling is indexed for a syllable up to this cost.
_INDEXED = 2.5
#: A spelling up to this cost tells that a word is Korean.
_EVERYDAY = 1.0
_LONGEST = 8


class Reading(NamedTuple):
    """Hangul that letters can stand for: how odd its spelling is, and that plus how rare its syllables are."""

    cost: float
    total: float
    syllables: str


@cache
def _by_spelling() -> dict[str, list[Reading]]:
    """Return what each spelling can stand for; made once, in some 50 ms, when it is first needed."""
    index: dict[str, list[Reading]] = defaultdict(list)
    for syllable, rarity in RARITY.items():
        for letters, cost in syllable_spellings(syllable).items():
            if cost <= _INDEXED:
                index[letters].append(Reading(cost, cost + rarity, syllable))
    return dict(index)


@lru_cache(maxsize=8192)
def readings(letters: str, most: int = 3) -> tuple[Reading, ...]:
    """Return the given names of up to `most` syllables that `letters` can stand for, the likeliest first."""
    index = _by_spelling()
    found: list[Reading] = []
    open_ends = [(0, Reading(0.0, 0.0, ""))]
    for _ in range(most):
        longer: list[tuple[int, Reading]] = []
        for start, (cost, total, syllables) in open_ends:
            for end in range(start + 1, min(start + _LONGEST, len(letters)) + 1):
                longer += [
                    (end, Reading(cost + one.cost, total + one.total, syllables + one.syllables))
                    for one in index.get(letters[start:end], ())
                ]
        found += [reading for end, reading in longer if end == len(letters)]
        open_ends = [(end, reading) for end, reading in longer if end < len(letters)]
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
