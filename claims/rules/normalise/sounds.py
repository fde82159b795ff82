"""The sound of a name as one short string, the same for its Hangul and for every usual spelling in Latin letters.

The string is a key to find candidates by, not a proof: it merges what spellings merge. K is ㄱ ㅋ g k, T is ㄷ ㅌ,
P is ㅂ ㅍ f v, C is ㅈ ㅊ j ch, S is ㅅ s sh; Q is a final ㅇ; U is ㅓ ㅗ ㅜ ㅡ, which habit spells u, o, oo, eo, ou
and eu alike; E is ㅐ ㅔ ㅖ ㅚ and I is ㅣ ㅟ ㅢ. Where two syllables meet, what joined letters cannot tell apart falls
together (정은 and 준근 are both "jungeun").
"""

import re

_BASE, _LAST = 0xAC00, 0xD7A3
_ONSETS = ("K", "K", "N", "T", "T", "L", "M", "P", "P", "S", "S", "", "C", "C", "C", "K", "T", "P", "H")
_VOWELS = (
    *("A", "E", "YA", "E", "U", "E", "YU", "E", "O", "WA", "E"),
    *("E", "YU", "U", "WU", "E", "I", "YU", "U", "I", "I"),
)
_CODAS = (
    *("", "K", "K", "K", "N", "N", "N", "T", "L", "K", "M", "L", "L", "L", "P", "L"),
    *("M", "P", "P", "T", "T", "Q", "T", "T", "K", "T", "P", ""),
)
_SYLLABLES = {
    chr(_BASE + number): _ONSETS[number // 588] + _VOWELS[number // 28 % 21] + _CODAS[number % 28]
    for number in range(_LAST - _BASE + 1)
}

_SPELLED = {
    "K": "kk gg kg gk ck k g q c kh gh",
    "KS": "x",
    "T": "d t th dh",
    "P": "b p f v ph bh",
    "S": "s sh",
    "C": "ch jh j z ts tch",
    "H": "h",
    "HW": "wh",
    "HU": "whu",
    "M": "m",
    "N": "n",
    "Q": "ng",
    "L": "l r rh",
    "A": "a",
    "E": "ae oe e ye yae",
    "I": "i ee yi yee y",
    "O": "o",
    "U": "eo eou oo ou eu ue u woo wu wou",
    "YA": "ya",
    "YU": "yeo yeu yeou yu yo you yoo",
    "WU": "weo wo",
    "W": "w",
}
_LETTERS = {letters: sound for sound, spellings in _SPELLED.items() for letters in spellings.split()}
#: Longest first, and "eu" before "oe" and "ee" where both could be meant: so-eun, ye-eun.
_TOKEN = re.compile(
    "a(?:e)?|e(?:ou?|[eu])?|i|o(?:e(?![uo])|[ou])?|u(?:e(?![uo]))?|ng?|[kg][kgh]?|m|s[h]?|h|j[h]?|[lfvqxz]|c[hk]?"
    "|y(?:e(?=e[uo])|eo?u?|ee|ae|ou|oo?|u|a|ee?|i)?|w(?:eo|oo|ou?|u|hu?)?|b[h]?|d[h]?|p[h]?|rh?|t(?:ch|[hs])?|."
)
#: Letters that lengthen a vowel: Ihn, Yoh, June.
_SILENT = re.compile("(?<=[aeiou])h(?![aeiouyw])|(?<=[aiou]n)e(?![a-z])")
#: In this order: what a pair of neighbours sounds like, whichever syllables they came from. Each row is looked at
#: only where its first letter occurs.
_NEIGHBOURS = {
    "W": (("WA", "UA"), ("WE", "E"), ("WI", "I")),
    "O": (("OI", "E"), ("O", "U")),
    "A": (("AI", "E"), ("AU", "EU"), ("EA", "E")),
    "I": (("UI", "I"), ("IE", "I")),
    "H": (("KH", "K"), ("PH", "P"), ("TH", "T"), ("SH", "S")),
    "Y": (("CY", "C"), ("SY", "S"), ("KY", "K")),
    "L": (("QL", "QN"), ("ML", "MN")),
}
_FINAL_BEFORE_VOWEL = re.compile("Q(?=[AEIUYW])")


def latin_sound(letters: str) -> str:
    """Return the key of lower-case ASCII `letters`; anything else among them only parts syllables."""
    spoken = _SILENT.sub("", letters) if "h" in letters or "e" in letters else letters
    return _settled("".join([_LETTERS.get(token, "") for token in _TOKEN.findall(spoken)]))


def hangul_sound(syllables: str) -> str:
    """Return the key of composed Hangul `syllables`."""
    return _settled("".join([_SYLLABLES.get(syllable, "") for syllable in syllables]))


def _settled(key: str) -> str:
    for letter, pairs in _NEIGHBOURS.items():
        if letter in key:
            for pair, sound in pairs:
                key = key.replace(pair, sound)
    if "Q" in key:
        key = _FINAL_BEFORE_VOWEL.sub("NK", key)
    if key.startswith("LI"):  # 이 and 리 are one syllable at the beginning of a name
        key = key[1:]
    return "".join([sound for before, sound in zip(" " + key, key, strict=False) if sound != before])
