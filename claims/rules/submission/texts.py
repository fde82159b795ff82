"""What no text may hold: characters that break lines and stores, resident numbers, entrance codes."""

import re
import unicodedata

from claims.rules.normalise import text

#: Controls, line and paragraph separators, noncharacters and lone surrogates: they forge headers and log lines,
#: and PostgreSQL refuses some of them.
_FORBIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_FORBIDDEN_IN_LINE = re.compile(f"[{_FORBIDDEN}\t\n\r]")
_FORBIDDEN_IN_PARAGRAPHS = re.compile(f"[{_FORBIDDEN}]")

#: Six digits that are a date, a seventh that is a century and sex (1-4 citizens, 5-8 foreigners), six more.
#: The + keeps +82 01012345678 from being read as one.
_RESIDENT_NUMBER = re.compile(
    r"(?<![\d+])\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ ]?[-‐–—−.~]?[ ]?[1-8]\d{6}(?!\d)", re.ASCII
)

#: Digits that are no flat, floor, lot, sum or other counted thing.
_CODE = r"[#*]?\d{4,8}[#*]?(?!\d|[ ]?(?:호|동|층|번|길|로|통|반|리|가|원|명|건|년|개|-))"
#: Precision before recall: a wrong refusal stops an honest claimant, a code that slips through stays sealed.
#: So a flat number (101동 1204호, #1204, Apt 1204#) is never taken for a code.
_ENTRANCE_CODE = re.compile(
    # #1234*, *1234#: a keypad's keys on both sides
    r"[#*]\d{3,10}[#*](?!\w)"
    # 공동현관 1234, 현관 비밀번호: 1234, 비번 1234#, 출입번호는 #1234
    r"|(?:현관|비밀[ ]?번호|비번|(?:출입|현관)[ ]?(?:번호|암호|코드))"
    r"(?:[ ]?(?:비밀[ ]?번호|비번|번호|암호|코드))?[은는이가]?[ ]?[:=]?[ ]?" + _CODE +
    # entrance code 1234, door password: #1234
    r"|\b(?:entrance|entry|door|gate|lobby|access)[ ](?:code|passcode|password|pin)"
    r"(?:[ ]is)?[ ]?[:=]?[ ]?" + _CODE,
    re.ASCII | re.IGNORECASE,
)


def has_forbidden_character(value: str, *, paragraphs: bool = False) -> bool:
    """Tell whether `value` holds a character that no text may hold; line breaks and tabs only in `paragraphs`."""
    return (_FORBIDDEN_IN_PARAGRAPHS if paragraphs else _FORBIDDEN_IN_LINE).search(value) is not None


def read(value: str) -> str:
    """Return `value` as a reader sees it: composed, full-width folded, nothing invisible, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text.visible(value)).split())


def has_resident_number(seen: str) -> bool:
    """Tell whether text, as `read` gives it, holds what looks like a resident registration number.

    PIPA 24-2 forbids to process one without a statute that asks for it: it is never collected, not even by
    a claimant's mistake.
    """
    return _RESIDENT_NUMBER.search(seen) is not None


def has_entrance_code(seen: str) -> bool:
    """Tell whether text, as `read` gives it, holds what is surely an entrance code. The code is never collected."""
    return _ENTRANCE_CODE.search(seen) is not None
