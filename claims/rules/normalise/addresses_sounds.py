"""One key for the name of a Korean road, district or city, written in Hangul or in Latin letters.

Hangul is spelled out syllable by syllable; then both scripts go through the same fold, which takes the assimilations
that the Revised Romanisation writes (종로구 is Jongno-gu, 신림로 is Sillim-ro) and the older and the homely spellings
(Kangnam, Hongdae-ip-gu) to one. The key is wider than the name: it says "the same place" only together with a
building's number and the area or the postcode.
"""

import re
from functools import lru_cache

# In Unicode's order; "-" stands for a letter without a sound. Tense and aspirated are as plain ones, as in the fold.
_LETTERS = (
    "g g n d d r m b b s s - j j ch g d b h",
    "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i",
    "- g g g n n n d r g m r r r b r m b b d d ng d d g d b -",
)
_INITIALS, _VOWELS, _FINALS = ([letter.strip("-") for letter in letters.split()] for letters in _LETTERS)
#: Foreign words in the names of Korean roads, which Latin letters write as they are at home.
_LOANS = {
    "월드컵": "worldcup",
    "올림픽": "olympic",
    "디지털": "digital",
    "테크노": "techno",
    "센텀": "centum",
    "사이언스": "science",
    "에버랜드": "everland",
    "엑스포": "expo",
    "벤처": "venture",
    "하이테크": "hitech",
    "아카데미": "academy",
    "컨벤시아": "convensia",
    "아트센터": "artcenter",
    "타워": "tower",
    "스포츠": "sports",
    "아시아드": "asiad",
    "tehran": "teheran",
}
_LOAN = re.compile("|".join(_LOANS))
_DIGIT = re.compile("[0-9]")
_SYLLABLE = re.compile("[가-힣]")
_SIGNS = re.compile(r"[^a-z0-9]+")
#: Each group of letters and what it is folded to. The first that fits at a place counts.
_FOLDED = (
    "eo:o eu:u ae:e oo:u ee:i sh:s ss:s ch:ch ck:g kk:g tt:d pp:b gg:g dd:d bb:b jj:j"
    " k:g q:g c:g t:d p:b f:b v:b l:r z:j"
)
_FOLDS = dict(pair.split(":") for pair in _FOLDED.split())
_FOLD = re.compile("|".join(_FOLDS))
#: What neighbouring consonants make of each other.
_NEIGHBOURS = "nr:rr rn:rr ngr:ngn mr:mn gr:ngn gn:ngn gm:ngm br:mn bn:mn bm:mm dr:rr dn:nn dm:nm"
_ASSIMILATED = dict(pair.split(":") for pair in _NEIGHBOURS.split())
_ASSIMILATING = re.compile("ngr|(?<!n)g[rnm]|nr|rn|mr|b[rnm]|d[rnm]")


def place_sound(name: str) -> str:
    """Return the key of a place's name (folded text): letters a-z and digits; "" where there are none."""
    found = _DIGIT.search(name)
    if found is None:
        return _sound(name)
    return _sound(name[: found.start()]) + _sound(name[found.start() :])


@lru_cache(maxsize=1 << 15)
def _sound(name: str) -> str:
    """The key of a name up to its first number, or from it: those two are found again and again, the whole is not."""
    spelled = _SYLLABLE.sub(_spell, _LOAN.sub(lambda word: _LOANS[word[0]], name))
    folded = _FOLD.sub(lambda letters: _FOLDS[letters[0]], _SIGNS.sub("", spelled))
    return _ASSIMILATING.sub(lambda letters: _ASSIMILATED[letters[0]], folded)


def _spell(syllable: re.Match[str]) -> str:
    initial, rest = divmod(ord(syllable[0]) - 0xAC00, 588)
    vowel, final = divmod(rest, 28)
    return _INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]
