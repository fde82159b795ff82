"""Korean names in Latin letters, as their bearers write them: by habit, not by one system."""

from functools import cache
from random import Random
from typing import Final

from benchmarks.linkage.invented.draw import pool
from benchmarks.linkage.invented.korean import split

# How bearers spell their surname, by weight; other surnames are spelt like any syllable.
_SURNAMES: Final = {
    "김": {"Kim": 97, "Gim": 2, "Ghim": 1}, "이": {"Lee": 90, "Yi": 5, "Rhee": 3, "I": 1, "Li": 1},
    "박": {"Park": 95, "Pak": 2, "Bak": 2, "Bark": 1}, "최": {"Choi": 93, "Choe": 4, "Choy": 1, "Chey": 1, "Chae": 1},
    "정": {"Jung": 52, "Jeong": 28, "Chung": 15, "Joung": 2, "Jeoung": 1, "Cheong": 2},
    "강": {"Kang": 96, "Gang": 4}, "조": {"Cho": 74, "Jo": 24, "Joe": 2}, "윤": {"Yoon": 58, "Yun": 34, "Youn": 8},
    "장": {"Jang": 78, "Chang": 20, "Jahng": 2}, "임": {"Lim": 74, "Im": 20, "Yim": 4, "Rim": 2},
    "한": {"Han": 99, "Hahn": 1}, "오": {"Oh": 93, "O": 6, "Ou": 1},
    "서": {"Seo": 70, "Suh": 20, "Sur": 3, "Su": 3, "Seoh": 4},
    "신": {"Shin": 88, "Sin": 10, "Cynn": 1, "Sheen": 1}, "권": {"Kwon": 93, "Gwon": 4, "Kweon": 3},
    "황": {"Hwang": 97, "Whang": 3}, "안": {"Ahn": 68, "An": 31, "Aan": 1}, "송": {"Song": 99, "Soung": 1},
    "유": {"Yoo": 52, "Yu": 30, "You": 12, "Ryu": 5, "Yew": 1},
    "류": {"Ryu": 72, "Yu": 6, "Ryoo": 12, "Yoo": 6, "Rhyu": 4},
    "홍": {"Hong": 100}, "전": {"Jeon": 50, "Jun": 28, "Chun": 12, "Jeun": 5, "Chon": 5},
    "고": {"Ko": 70, "Go": 20, "Koh": 10},
    "문": {"Moon": 88, "Mun": 12}, "양": {"Yang": 99, "Ryang": 1}, "손": {"Son": 76, "Sohn": 23, "Shon": 1},
    "배": {"Bae": 84, "Pae": 5, "Bai": 4, "Pai": 2, "Bea": 5},
    "백": {"Baek": 52, "Paik": 15, "Baik": 15, "Back": 12, "Paek": 6},
    "허": {"Heo": 38, "Hur": 36, "Huh": 18, "Her": 8}, "노": {"Noh": 55, "Roh": 22, "No": 20, "Ro": 3},
    "남": {"Nam": 99, "Nahm": 1},
    "심": {"Shim": 80, "Sim": 20}, "하": {"Ha": 98, "Hah": 2}, "곽": {"Kwak": 88, "Gwak": 12},
    "성": {"Sung": 60, "Seong": 36, "Soung": 4},
    "차": {"Cha": 99, "Char": 1}, "주": {"Joo": 55, "Ju": 38, "Chu": 5, "Choo": 2},
    "우": {"Woo": 88, "Wu": 6, "U": 3, "Uh": 3},
    "구": {"Koo": 52, "Ku": 16, "Gu": 26, "Goo": 6}, "나": {"Na": 84, "Ra": 9, "Nah": 4, "La": 3},
    "진": {"Jin": 88, "Chin": 12},
    "여": {"Yeo": 76, "Yuh": 12, "Yo": 12}, "염": {"Yeom": 72, "Yum": 24, "Youm": 4},
    "남궁": {"Namgung": 60, "Namkung": 24, "Namgoong": 16},
    "선우": {"Sunwoo": 70, "Seonwoo": 30}, "제갈": {"Jegal": 80, "Chegal": 20}, "황보": {"Hwangbo": 100},
    "사공": {"Sagong": 90, "Sakong": 10},
}  # fmt: skip
# Whole syllables with a spelling of their own that no table of letters gives.
_WHOLE: Final = {
    "영": {"Young": 62, "Yeong": 24, "Yung": 10, "Yong": 4}, "준": {"Jun": 55, "Joon": 36, "June": 7, "Choon": 2},
    "현": {"Hyun": 62, "Hyeon": 33, "Hyon": 5}, "희": {"Hee": 78, "Hui": 16, "Hi": 4, "Heui": 2},
    "정": {"Jung": 52, "Jeong": 36, "Joung": 5, "Chung": 5, "Jeoung": 2},
    "경": {"Kyung": 55, "Gyeong": 26, "Kyeong": 14, "Kyoung": 5},
    "선": {"Sun": 52, "Seon": 38, "Son": 6, "Sean": 4}, "성": {"Sung": 52, "Seong": 40, "Song": 6, "Soung": 2},
    "순": {"Soon": 66, "Sun": 34}, "우": {"Woo": 74, "U": 10, "Wu": 8, "Ou": 8}, "수": {"Soo": 50, "Su": 48, "Sue": 2},
    "주": {"Ju": 52, "Joo": 46, "Jou": 2}, "원": {"Won": 92, "Weon": 6, "One": 2},
    "은": {"Eun": 86, "Un": 10, "En": 4},
    "훈": {"Hoon": 62, "Hun": 38}, "석": {"Seok": 58, "Suk": 36, "Seog": 4, "Sok": 2}, "숙": {"Sook": 66, "Suk": 34},
    "철": {"Chul": 62, "Cheol": 34, "Chol": 4}, "혁": {"Hyuk": 62, "Hyeok": 34, "Hyuck": 4},
    "연": {"Yeon": 64, "Yun": 18, "Youn": 12, "Yon": 6},
    "윤": {"Yoon": 52, "Yun": 42, "Youn": 6}, "혜": {"Hye": 84, "Hae": 10, "Hea": 6}, "애": {"Ae": 92, "Ai": 8},
    "율": {"Yul": 80, "Yool": 20}, "린": {"Rin": 82, "Lin": 14, "Lynn": 4},
    "리": {"Ri": 70, "Lee": 18, "Rhee": 2, "Li": 10},
    "라": {"Ra": 80, "La": 12, "Rah": 8}, "란": {"Ran": 90, "Lan": 10},
    "건": {"Gun": 34, "Geon": 46, "Kun": 14, "Keon": 6},
    "지": {"Ji": 86, "Jee": 10, "Gi": 2, "Chi": 2}, "이": {"I": 40, "Yi": 40, "Lee": 12, "E": 8},
    "의": {"Ui": 55, "Eui": 43, "Yi": 2},
    "여": {"Yeo": 84, "Yu": 8, "Yuh": 4, "Yo": 4}, "섭": {"Sub": 48, "Seop": 36, "Seob": 12, "Sup": 4},
    "덕": {"Deok": 56, "Duk": 40, "Tok": 4},
}  # fmt: skip
# (what the official system gives, what habit gives) with the share of habit.
_INITIAL: Final = {
    "ㄱ": ("g", "k", 0.5), "ㄲ": ("kk", "gg", 0.3), "ㄴ": ("n", "n", 0), "ㄷ": ("d", "t", 0.08),
    "ㄸ": ("tt", "dd", 0.4),
    "ㄹ": ("r", "l", 0.15), "ㅁ": ("m", "m", 0), "ㅂ": ("b", "p", 0.12), "ㅃ": ("pp", "bb", 0.5), "ㅅ": ("s", "s", 0),
    "ㅆ": ("ss", "s", 0.3), "ㅇ": ("", "", 0), "ㅈ": ("j", "ch", 0.08), "ㅉ": ("jj", "j", 0.3), "ㅊ": ("ch", "ch", 0),
    "ㅋ": ("k", "k", 0), "ㅌ": ("t", "t", 0), "ㅍ": ("p", "ph", 0.03), "ㅎ": ("h", "h", 0),
}  # fmt: skip
_VOWEL: Final = {
    "ㅏ": ("a", "ah", 0.03), "ㅐ": ("ae", "ai", 0.08), "ㅑ": ("ya", "ya", 0), "ㅒ": ("yae", "yae", 0),
    "ㅓ": ("eo", "u", 0.45),
    "ㅔ": ("e", "e", 0), "ㅕ": ("yeo", "you", 0.3), "ㅖ": ("ye", "ye", 0), "ㅗ": ("o", "oh", 0.06),
    "ㅘ": ("wa", "wha", 0.03),
    "ㅙ": ("wae", "wae", 0), "ㅚ": ("oe", "oi", 0.4), "ㅛ": ("yo", "yo", 0), "ㅜ": ("u", "oo", 0.45),
    "ㅝ": ("wo", "weo", 0.12),
    "ㅞ": ("we", "we", 0), "ㅟ": ("wi", "we", 0.1), "ㅠ": ("yu", "yoo", 0.4), "ㅡ": ("eu", "u", 0.15),
    "ㅢ": ("ui", "ee", 0.3),
    "ㅣ": ("i", "ee", 0.1),
}  # fmt: skip
_FINAL: Final = {
    "": ("", "", 0), "ㄱ": ("k", "g", 0.15), "ㄲ": ("k", "k", 0), "ㄳ": ("k", "k", 0),
    "ㄴ": ("n", "n", 0), "ㄵ": ("n", "n", 0),
    "ㄶ": ("n", "n", 0), "ㄷ": ("t", "d", 0.2), "ㄹ": ("l", "r", 0.04), "ㄺ": ("k", "lk", 0.2), "ㄻ": ("m", "lm", 0.2),
    "ㄼ": ("l", "lb", 0.2), "ㄽ": ("l", "l", 0), "ㄾ": ("l", "l", 0), "ㄿ": ("p", "p", 0), "ㅀ": ("l", "l", 0),
    "ㅁ": ("m", "m", 0),
    "ㅂ": ("p", "b", 0.3), "ㅄ": ("p", "p", 0), "ㅅ": ("t", "s", 0.3), "ㅆ": ("t", "t", 0), "ㅇ": ("ng", "ng", 0),
    "ㅈ": ("t", "j", 0.2),
    "ㅊ": ("t", "ch", 0.2), "ㅋ": ("k", "k", 0), "ㅌ": ("t", "t", 0), "ㅍ": ("p", "p", 0), "ㅎ": ("t", "h", 0.3),
}  # fmt: skip
_HABITS: Final = 24


@cache
def _surname(surname: str) -> list[str]:
    if surname in _SURNAMES:
        return pool(_SURNAMES[surname].items())
    # A slip in a surname of two syllables leaves one that nobody bears.
    return ["".join(_syllable(syllable)[0] for syllable in surname).capitalize()] if surname[1:] else _syllable(surname)


@cache
def _syllable(syllable: str) -> list[str]:
    """Return spellings of one syllable, each as often as it is met; drawn once, with a seed of its own."""
    if syllable in _WHOLE:
        return pool(_WHOLE[syllable].items())
    random = Random(f"spelling {syllable}")
    spellings = []
    for _ in range(_HABITS):
        parts = [table[letter] for table, letter in zip((_INITIAL, _VOWEL, _FINAL), split(syllable), strict=True)]
        spellings.append("".join(habit if random.random() < share else official for official, habit, share in parts))
    return [spelling.capitalize() for spelling in spellings]


def official(text: str) -> str:
    """Return Hangul in the official romanisation, syllable by syllable, small letters; other characters stay."""
    return "".join(map(_official_syllable, text))


@cache
def _official_syllable(char: str) -> str:
    if not "가" <= char <= "힣":
        return char
    return "".join(table[letter][0] for table, letter in zip((_INITIAL, _VOWEL, _FINAL), split(char), strict=True))


def romanised(random: Random, surname: str, given: str) -> str:
    """Return the name in Latin letters: one bearer's spelling, in one of the orders and dresses met on forms."""
    r = random.random
    family = _surname(surname)
    family_name = family[int(r() * len(family))]
    words = []
    for syllable in given:
        spellings = _syllable(syllable)
        words.append(spellings[int(r() * len(spellings))])
    dress = r()
    if dress < 0.4:
        first = "".join(words).capitalize()
    elif dress < 0.62:
        first = " ".join(words)
    elif dress < 0.78:
        first = "-".join([words[0], *(word.lower() for word in words[1:])])
    elif dress < 0.9:
        first = "-".join(words)
    else:
        first = "".join(words)
    name = f"{family_name} {first}" if r() < 0.5 else f"{first} {family_name}"
    case = r()
    return name.upper() if case < 0.22 else name.lower() if case < 0.32 else name
