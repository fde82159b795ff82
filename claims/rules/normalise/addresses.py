"""An address for service, read into parts that are equal where two people live under one roof."""

import re

from claims.rules.normalise import addresses_english, addresses_korean
from claims.rules.normalise.addresses_parts import HYPHENS, Address
from claims.rules.normalise.addresses_romanised import looks_korean, read_romanised
from claims.rules.normalise.text import MAXIMUM_LENGTH, fold

_HANGUL = re.compile("[가-힣]")


def read_address(line: str, postcode: str | None) -> Address | None:
    """Return the parts of a Korean, romanised Korean or English address, or None where none can be told.

    `postcode` is what was typed beside the line; it only tells what in the line is no number of a house. Never
    raises; a line over 1,000 characters has no parts.
    """
    usual = addresses_korean.read_usual(line)
    if usual is not None:
        return usual
    folded = _folded(line)
    if not folded:
        return None
    if _HANGUL.search(folded):
        return addresses_korean.read_korean(folded)
    usual = addresses_english.read_usual(folded)
    if usual is not None:
        return usual
    code = (_folded(postcode) or "") if postcode else ""
    if looks_korean(folded):
        found = read_romanised(folded, code)
        if found is not None:
            return found
    return addresses_english.read_english(folded, code)


def _folded(text: str) -> str | None:
    if text.isascii() and text.isprintable() and len(text) <= MAXIMUM_LENGTH:
        return " ".join(text.lower().split())
    return fold(text.translate(HYPHENS))
