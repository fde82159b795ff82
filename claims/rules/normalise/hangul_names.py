"""Names in Hangul: jamo put together, honorifics off, surname and given name apart."""

import re
import unicodedata

from claims.rules.normalise.surnames import COMPOUND_LOOKALIKES, COMPOUND_SURNAMES, SURNAMES

_ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_CODAS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
#: Letters that were typed but not put together ("ㅎㅗㅇ"), behind an unfinished syllable ("호ㅇ") or alone.
_LOOSE = re.compile("[\u3131-\u3163\uffa1-\uffdc]")
_JAMO = re.compile(f"([{_ONSETS}])([ㅏ-ㅣ])(?:([{_CODAS}])(?![ㅏ-ㅣ]))?|([가-힣])([{_CODAS}])(?![ㅏ-ㅣ])")
_HONORIFICS = frozenset(("님", "씨", "귀하"))
#: The longest name whose first syllable is taken for the surname though no surname is known by it.
_UNKNOWN_SURNAME = 4


def with_jamo_together(text: str) -> str:
    """Return `text` with loose Hangul letters composed, as a keyboard would have; spaces among them do not count.

    NFKC alone takes every consonant for an onset: ㅎㅗㅇ would become 호 and a lone ㅇ.
    """
    if not _LOOSE.search(text):
        return text
    wide = "".join(_wide(character) for character in text)
    if sum(character in _CODAS for character in wide.replace(" ", "")) == 0:
        return wide
    return _JAMO.sub(_composed, re.sub(r"(?<=[\u3131-\u3163])\s+(?=[\u3131-\u3163])", "", wide))


def _wide(character: str) -> str:
    if "\uffa1" <= character <= "\uffdc":
        code = unicodedata.decomposition(character).partition(" ")[2]
        return chr(int(code, 16)) if code else character
    return character


def _composed(found: re.Match[str]) -> str:
    onset, vowel, coda, syllable, behind = found.groups()
    if syllable:
        open_syllable = (ord(syllable) - 0xAC00) % 28 == 0
        return chr(ord(syllable) + _CODAS.index(behind) + 1) if open_syllable else found[0]
    number = (_ONSETS.index(onset) * 21 + ord(vowel) - ord("ㅏ")) * 28
    return chr(0xAC00 + number + (_CODAS.index(coda) + 1 if coda else 0))


def without_honorific(words: list[str]) -> list[str]:
    """Return the words of a name without 님 or 씨 behind it."""
    if len(words) > 1 and words[-1] in _HONORIFICS:
        return words[:-1]
    if words and len(words[-1]) > 2 and words[-1].endswith("님"):
        return [*words[:-1], words[-1][:-1]]
    return words


def hangul_parts(words: list[str]) -> tuple[str, str]:
    """Return surname and given name of a name in `words` of syllables; the surname is empty for a single syllable.

    A space may tell where the surname ends (황 보라), and that it comes last (길동 홍). Without one it is the first
    two syllables where they are a surname of two, else the first.
    """
    if len(words) > 1 and (apart := _apart(words)):
        return apart
    whole = "".join(words)
    if len(whole) == 1:
        return "", whole
    if len(whole) > 2 and whole[:2] in COMPOUND_SURNAMES:
        lookalikes = COMPOUND_LOOKALIKES.get(whole[:2], frozenset())
        if len(whole) > 3 or whole[2] not in lookalikes:
            return whole[:2], whole[2:]
    if len(whole) > _UNKNOWN_SURNAME and whole[0] not in SURNAMES:
        return "", whole
    return whole[0], whole[1:]


def _apart(words: list[str]) -> tuple[str, str] | None:
    first, last = words[0], words[-1]
    if all(len(word) == 1 for word in words) and first in SURNAMES:
        return None  # 남 궁 민: every syllable by itself
    if first in SURNAMES:
        return first, "".join(words[1:])
    if last in SURNAMES:
        return last, "".join(words[:-1])
    if sum(map(len, words)) > _UNKNOWN_SURNAME:  # 마이클 조던
        return last, "".join(words[:-1])
    return None
