"""Korean names, drawn as real ones are spread, and the slips of a Korean keyboard."""

import unicodedata
from random import Random
from typing import Final

from benchmarks.linkage.invented.draw import pool, skewed

# Shares in percent of the population, rounded from the census's table of surnames; the tail is kept because a rare
# surname is strong evidence and a matcher should know it.
_SHARES: Final = {
    "김": 21.5, "이": 14.7, "박": 8.4, "최": 4.7, "정": 4.3, "강": 2.4, "조": 2.1, "윤": 2.1, "장": 2.0, "임": 1.7,
    "한": 1.5, "오": 1.5, "서": 1.5, "신": 1.5, "권": 1.4, "황": 1.4, "안": 1.4, "송": 1.4, "유": 1.3, "홍": 1.1,
    "전": 1.1, "고": 0.9, "문": 0.9, "양": 0.9, "손": 0.9, "배": 0.8, "백": 0.8, "허": 0.65, "노": 0.6, "남": 0.55,
    "심": 0.55, "하": 0.45, "곽": 0.4, "성": 0.4, "차": 0.4, "주": 0.4, "우": 0.4, "구": 0.4, "민": 0.35, "류": 0.35,
    "진": 0.3, "나": 0.3, "지": 0.3, "엄": 0.3, "채": 0.25, "원": 0.25, "천": 0.24, "방": 0.2, "변": 0.2, "공": 0.18,
    "현": 0.18, "함": 0.16, "염": 0.14, "여": 0.12, "추": 0.12, "도": 0.11, "소": 0.1, "석": 0.1, "선": 0.09,
    "설": 0.09, "마": 0.08, "길": 0.08, "연": 0.07, "위": 0.07, "표": 0.06, "명": 0.06, "기": 0.06, "반": 0.05,
    "라": 0.05, "왕": 0.05, "금": 0.05, "옥": 0.05, "육": 0.05, "인": 0.05, "맹": 0.05, "제": 0.05, "모": 0.05,
    "남궁": 0.05, "황보": 0.03, "선우": 0.03, "제갈": 0.03, "사공": 0.03,
}  # fmt: skip
SURNAMES: Final = pool(_SHARES.items())

# (first syllables, second syllables) for men and women born before and after about 1985; frequent ones first.
_GIVEN: Final = {
    ("old", "m"): (
        "영정성재종동상경승창병기용광인태진현원우명대덕춘한민수윤일만봉철학홍문규준형두찬길세해호선치판",
        "수호철식환진석훈규섭길근열태만남국복용배구일희우현선원민곤표권범필렬균관학모준욱헌오영주동경봉찬성종",
    ),
    ("old", "f"): (
        "영정미경순명은현옥혜숙선금복춘말인연지애성화수희진윤길봉양점분덕재상태계문민남",
        "숙희자순옥미경애란선화례영임정심분연님주아진현수덕이점남금녀월실매옹인혜복",
    ),
    ("young", "m"): (
        "민서지도현준시승태예우성재건유주하은동진윤정원찬규선상종수이연한영형기세용경인로강산대",
        "준우현호민서윤훈원찬빈혁진재성율석환규수후영욱겸결담온결솔안한범건태기균섭용열혜인오완모",
    ),
    ("young", "f"): (
        "서지수민하은예유채윤소다가나혜세시아주현보연태라이정선진미영희초슬한단새인재해리루",
        "연윤은현아빈원진서영우나율린인희하민경정라별솔비온슬주선미수지혜란리이안담설봄샘",
    ),
}
_POOLS: Final = {key: (skewed(first), skewed(second)) for key, (first, second) in _GIVEN.items()}
_RARE: Final = list(dict.fromkeys("".join(first + second for first, second in _GIVEN.values())))

SYLLABLES_FROM: Final = 0xAC00
_LAST: Final = 0xD7A3
_INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS: Final = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
# What a finger or an ear takes for the other: next to it on the keyboard, or sounding alike.
_NEAR_INITIAL: Final = {
    "ㄱ": "ㅋㅅㄷ", "ㄴ": "ㅁㅇ", "ㄷ": "ㅌㄱ", "ㄹ": "ㄴㅎ", "ㅁ": "ㄴ", "ㅂ": "ㅍㅈ", "ㅅ": "ㅆㄱ", "ㅇ": "ㄴㄹ",
    "ㅈ": "ㅊㅂ", "ㅊ": "ㅈ", "ㅋ": "ㄱ", "ㅌ": "ㄷ", "ㅍ": "ㅂ", "ㅎ": "ㄹㅇ",
}  # fmt: skip
_NEAR_VOWEL: Final = {
    "ㅏ": "ㅓㅑㅣ", "ㅐ": "ㅔ", "ㅑ": "ㅏ", "ㅓ": "ㅏㅗㅕ", "ㅔ": "ㅐ", "ㅕ": "ㅓㅑ", "ㅖ": "ㅐㅔ", "ㅗ": "ㅓㅜㅛ",
    "ㅘ": "ㅗㅏ", "ㅛ": "ㅗㅠ", "ㅜ": "ㅗㅠㅡ", "ㅝ": "ㅓ", "ㅟ": "ㅣ", "ㅠ": "ㅜㅛ", "ㅡ": "ㅜㅣ", "ㅢ": "ㅣㅡ",
    "ㅣ": "ㅏㅟ",
}  # fmt: skip
_NEAR_FINAL: Final = {"ㄴ": ("ㅇ", "ㅁ", ""), "ㅇ": ("ㄴ", ""), "ㅁ": ("ㄴ", "ㅇ"), "ㄱ": ("ㅋ", ""), "ㄹ": ("ㄴ", ""),
                      "ㅂ": ("ㅍ", ""), "": ("ㅇ", "ㄴ"), "ㅅ": ("ㅆ", ""), "ㄷ": ("ㅌ", "")}  # fmt: skip


def given_name(random: Random, *, born: int, sex: str) -> str:
    """Draw a given name of the cohort: two syllables nearly always; one in ten has a syllable that is rare in it."""
    r = random.random
    # The fashion changed around 1985, not in one year.
    cohort = "old" if born + int(r() * 20) < 1988 else "young"
    firsts, seconds = _POOLS[cohort, sex]
    chance = r()
    if chance < 0.012:
        return seconds[int(r() * len(seconds))]
    first = _RARE[int(r() * len(_RARE))] if chance < 0.08 else firsts[int(r() * len(firsts))]
    second = _RARE[int(r() * len(_RARE))] if chance > 0.94 else seconds[int(r() * len(seconds))]
    return first + second + (seconds[int(r() * len(seconds))] if chance > 0.998 else "")


def sister_name(random: Random, given: str, *, born: int, sex: str) -> str:
    """Draw another given name that shares a syllable with `given`, as siblings' names often do."""
    while True:
        other = given_name(random, born=born, sex=sex)
        name = given[0] + other[-1] if random.random() < 0.6 else other[0] + given[-1]
        if name != given:
            return name


def split(syllable: str) -> tuple[str, str, str]:
    """Return the letters of a Hangul syllable: initial, vowel, final ("" if there is none)."""
    code = ord(syllable) - SYLLABLES_FROM
    return _INITIALS[code // 588], _VOWELS[code % 588 // 28], _FINALS[code % 28]


def join(initial: str, vowel: str, final: str) -> str:
    """Return the syllable of these letters."""
    return chr(
        SYLLABLES_FROM + _INITIALS.index(initial) * 588 + _VOWELS.index(vowel) * 28 + _FINALS.index(final)
    )  # fmt: skip


def slip(random: Random, text: str) -> str:
    """Return Hangul text with one letter of one syllable taken for a neighbour; text without Hangul stays."""
    places = [place for place, char in enumerate(text) if SYLLABLES_FROM <= ord(char) <= _LAST]
    if not places:
        return text
    place = random.choice(places)
    initial, vowel, final = split(text[place])
    while True:
        chance = random.random()
        if chance < 0.35 and initial in _NEAR_INITIAL:
            wrong = join(random.choice(_NEAR_INITIAL[initial]), vowel, final)
        elif chance < 0.75 and vowel in _NEAR_VOWEL:
            wrong = join(initial, random.choice(_NEAR_VOWEL[vowel]), final)
        elif final in _NEAR_FINAL:
            wrong = join(initial, vowel, random.choice(_NEAR_FINAL[final]))
        else:
            continue
        return text[:place] + wrong + text[place + 1 :]


def dressed(random: Random, surname: str, given: str) -> str:
    """Return the name with the same letters in another dress: spaces, decomposed jamo, full width, a stray mark."""
    chance = random.random()
    if chance < 0.45:
        return f"{surname} {given}"
    if chance < 0.6:
        return " ".join(surname + given)
    if chance < 0.85:
        return unicodedata.normalize("NFD", surname + given)
    if chance < 0.93:
        return f"{surname}\u3000{given}"
    return f"{surname}{given} "
