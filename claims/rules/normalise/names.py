"""The normal form of a person's name."""

import re

from claims.rules.normalise.text import fold

#: A name as most are typed: composed Hangul syllables and nothing else. It is its own normal form.
_PLAIN_HANGUL = re.compile(r"[가-힣]{1,50}")
#: Hangul in any spelling: conjoining, compatibility and half-width jamo, syllables.
_HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7fb\uffa1-\uffdc]")
#: What keyboards write for the same stroke. Before NFKC, which would make a Korean middle dot (ㆍ) a vowel.
_STROKES = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("‘’ʼ′´", "'"),
        **dict.fromkeys("ㆍ・･‧•∙⋅", "·"),
    }
)


def normal_name(text: str) -> str | None:
    """Return the form in which names are matched, or None where nothing is left or `text` is no valid Unicode.

    NFKC with jamo composed and full-width folded, casefolded, without zero-width, bidi and control characters;
    one spelling of hyphen, apostrophe and middle dot; white space collapsed, and gone from a name in Hangul
    (홍 길동 is 홍길동, Hong  Gildong keeps one space).
    """
    if _PLAIN_HANGUL.fullmatch(text):
        return text
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split()) or None
    name = _normalise_once(text)
    while name and (again := _normalise_once(name)) != name:  # jamo compose once the space between them is gone
        name = again
    return name or None


def _normalise_once(text: str) -> str | None:
    name = fold(text.translate(_STROKES))
    if name is None:
        return None
    return name.replace(" ", "") if _HANGUL.search(name) else name
