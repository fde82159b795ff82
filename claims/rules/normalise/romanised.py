"""How a Korean syllable is spelled in Latin letters, by rule and by habit, and what Hangul a spelling can be.

Every spelling has a cost: 0 is a standard (Revised, McCune–Reischauer) or an everyday one, 1 is common, 2 uncommon,
3 rare. A syllable's cost is the sum over its onset, vowel and coda, a name's the sum over its syllables. The tables
are written from knowledge of passports and visiting cards, not learnt from a list.
"""

from collections.abc import Iterator
from functools import lru_cache

#: A syllable may cost no more; beyond it the letters are another syllable's.
DEAREST = 4.0

_ONSET_LETTERS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWEL_LETTERS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
#: By how they are spoken at the end of a word.
_CODA_LETTERS = " ㄱㄱㄱㄴㄴㄴㄷㄹㄱㅁㄹㄹㄹㅂㄹㅁㅂㅂㅅㅅㅇㅅㅅㄱㅅㅂㅎ"

Spellings = dict[str, float]


def _table(lines: str) -> dict[str, Spellings]:
    """Read lines of a Korean letter and its spellings, each with its cost where that is not 0 ("k g:0.5")."""
    table = {}
    for line in lines.strip().splitlines():
        letter, *spellings = line.split()
        table[letter] = {
            ("" if spelling == "-" else spelling): float(cost or 0)
            for spelling, _, cost in (entry.partition(":") for entry in spellings)
        }
    return table


_ONSETS = _table("""
ㄱ g k kh:2 gh:2 c:2.5 kk:3 gg:3 q:3
ㄲ kk gg k:1 g:1
ㄴ n l:3 r:3
ㄷ d t:1 dh:3 th:3
ㄸ tt dd t:1 d:1
ㄹ r l rh:2 n:2 ll:2.5 lh:3
ㅁ m mm:3
ㅂ b p:1 v:3 bh:3
ㅃ pp bb b:1 p:1
ㅅ s sh:2 ss:2.5 c:3.5
ㅆ ss s:1
ㅇ -
ㅈ j ch:1 jh:2 z:2 jj:3 c:3 g:3 zh:3
ㅉ jj j:1 ch:2
ㅊ ch c:2 tch:2 j:2.5 sch:3
ㅋ k kh:1 c:1.5
ㅌ t th:1 d:3
ㅍ p ph:1 f:2 b:3
ㅎ h -:3.5
""")
_VOWELS = _table("""
ㅏ a aa:2 ar:3
ㅐ ae ai:1 ea:2 e:2 ay:2 ei:3 a:3 eo:4
ㅑ ya ia:3
ㅒ yae ye:1
ㅓ eo u:0.5 o:1.5 eu:2 ou:2 eou:2 ea:3 e:3 ur:2.5 er:2.5 oe:3.5 oo:3.5 ue:3.5 au:3
ㅔ e ae:1.5 ey:2 ei:2 ye:2 ai:2 ay:2.5 ea:2.5 ee:3
ㅕ yeo you:0.5 yu:0.5 yo:1.5 yeou:2 yeu:2 eo:2 u:2.5 eu:2.5 ye:2.5 yoo:2.5 io:3 iu:3 ou:3 eou:3
ㅖ ye e:1 ae:1.5 yae:1.5 yea:2 ea:2.5 ie:2.5 ei:2.5 yei:2.5 ai:3 ay:3
ㅗ o ou:2.5 oo:3 oe:3 u:3.5
ㅘ wa oa:2 ua:2
ㅙ wae wai:1 we:1
ㅚ oe oi:1 we:1.5 oy:2 wae:2 woe:2 hoe:3 oei:3
ㅛ yo yoo:3 you:3 io:3 yeo:3 yu:3.5
ㅜ u oo ou:1.5 uu:2 eu:3 o:3 ew:3 ue:3
ㅝ wo weo uo:2 wou:2 wu:2.5 we:2.5 woo:3
ㅞ we wae:1
ㅟ wi wee:1 ui:1 we:2 wie:2
ㅠ yu yoo:0.5 you:0.5 u:1.5 ew:2 oo:2.5 yeu:3 iu:3 ue:3
ㅡ eu u:0.5 e:2 oo:2.5 ue:2.5 eo:2.5 o:3 i:3 ew:3 eou:3
ㅢ ui eui ee:0.5 i:0.5 ie:1.5 uy:2 ey:2 y:2.5 wi:2.5 e:2.5 yi:2.5 eu:3 ea:3
ㅣ i ee:0.5 ie:1.5 y:2 ii:2 yi:2.5 e:2.5 ey:2.5 ea:3 eui:3
""")
#: Vowels that begin their syllable, where that is spelled otherwise.
_FIRST_VOWELS = _table("""
ㅜ woo u wu:0.5 oo:0.5 wou:1.5 ou:1.5 uu:2 uh:2
ㅝ one:2
ㅣ yi:0.5 e:1.4 lee:2 rhee:3 li:3
ㅢ yi:2
ㅓ uh:1.5
""")
#: Vowels that end their syllable: habits that only a coda bears out (성 is Sung, but 서 is hardly Su).
_OPEN_VOWELS = _table("""
ㅓ u:1.9 o:2 ou:2.5 uh:1
ㅕ yu:2 you:1.5 yo:2 yuh:1
""")
_CODAS = _table("""
ㄱ k g:0.5 ck:1 c:1.5 kk:2 gg:2 gk:2 q:2 ke:2 que:3
ㄴ n ne:1.5 nn:2 m:3 ng:3
ㄷ t d:1 s:1
ㄹ l r:1 ll:1.5 rl:2 le:2
ㅁ m mm:2 me:2 n:3
ㅂ p b:0.5 pp:2
ㅅ t s:1 d:2
ㅇ ng n:2.5 nk:3 g:3 gn:3
ㅎ t:1 h:1
""")
#: What a coda becomes before the onset that follows it: 석림 as Seongnim, 신라 as Silla, 학규 as Hakyu.
_ASSIMILATED = _table("""
ㄱㄴ ng:1.5
ㄱㅁ ng:1.5
ㄱㄹ ng:1.5
ㅂㄴ m:1.5
ㅂㅁ m:1.5
ㅂㄹ m:1.5
ㄴㄹ l:1.5 -:2.5
ㄹㄴ l:1.5
ㄹㄹ -:1
ㄴㄴ -:1
ㅁㅁ -:1
ㄱㄱ -:1
ㅂㅂ -:1
ㅇㄱ n:1.5
""")
_SILENCED = 1.5
_SPOKEN_AFTER_H = frozenset("aeiouyw")
_LENGTHENED = 1.5  # an h behind the vowel, as in Ihn, Yoh, Mee-ah


def syllable_parts(syllable: str) -> tuple[str, str, str]:
    """Return onset, vowel and coda (a space if there is none) of one composed syllable."""
    number = ord(syllable) - 0xAC00
    return _ONSET_LETTERS[number // 588], _VOWEL_LETTERS[number // 28 % 21], _CODA_LETTERS[number % 28]


@lru_cache(maxsize=2048)
def syllable_spellings(syllable: str, following: str = "") -> Spellings:
    """Return the spellings of one composed syllable with their costs; `following` is the onset that comes next."""
    onset, vowel, coda = syllable_parts(syllable)
    vowels = dict(_VOWELS[vowel])
    if onset == "ㅇ":
        vowels |= _FIRST_VOWELS.get(vowel, {})
    if coda == " ":
        vowels |= _OPEN_VOWELS.get(vowel, {})
    vowels |= {f"{letters}h": cost + _LENGTHENED for letters, cost in vowels.items() if f"{letters}h" not in vowels}
    codas = _CODAS.get(coda, {"": 0.0}) | _ASSIMILATED.get(coda + following, {})
    spellings: Spellings = {}
    for start, first in _onsets(onset, vowel).items():
        for middle, second in vowels.items():
            for end, third in codas.items():
                cost = first + second + third
                if end.endswith("e") and following:  # only the end of a name is silent
                    continue
                for letters in _written(start, middle, end):
                    if cost <= min(DEAREST, spellings.get(letters, DEAREST)):
                        spellings[letters] = cost
    return spellings


def _onsets(onset: str, vowel: str) -> Spellings:
    if onset == "ㅅ" and vowel in "ㅣㅟㅑㅕㅛㅠ":
        return _ONSETS[onset] | {"sh": 0.0}
    if onset == "ㅈ" and vowel not in "ㅣㅔㅕㅖ":
        return {letters: cost for letters, cost in _ONSETS[onset].items() if letters != "g"}
    return _ONSETS[onset]


def _written(start: str, middle: str, end: str) -> Iterator[str]:
    yield start + middle + end
    if start == "h" and middle[:1] == "w":
        yield f"wh{middle[1:]}{end}"
    if start == "k" and middle[:1] == "w":
        yield f"qu{middle[1:]}{end}"


def silence(letters: str, end: int) -> float:
    """Return the cost of ending a syllable at `end` with an h that could begin the next (tae-hyun, but also ah-in)."""
    return _SILENCED if letters[end - 1] == "h" and letters[end : end + 1] in _SPOKEN_AFTER_H else 0.0


def spelling_cost(syllables: str, letters: str) -> float | None:
    """Return the least cost at which `letters` (a–z, joined) spell `syllables`, None if they do not."""
    costs = {0: 0.0}
    for place, syllable in enumerate(syllables):
        following = syllable_parts(syllables[place + 1])[0] if place + 1 < len(syllables) else ""
        spellings = syllable_spellings(syllable, following)
        reached: dict[int, float] = {}
        for start, so_far in costs.items():
            for end in range(start + 1, min(start + 8, len(letters)) + 1):
                cost = spellings.get(letters[start:end])
                if cost is None:
                    continue
                cost += so_far + silence(letters, end)
                if cost < reached.get(end, cost + 1):
                    reached[end] = cost
        if not reached:
            return None
        costs = reached
    return costs.get(len(letters))
