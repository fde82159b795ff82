"""One function per kind of answer: a value, its pointer and the check go in; the typed value or None comes out."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date

from claims.rules.money import NotWholeWon, whole_won
from claims.rules.normalise import normal_email, normal_phone, text
from claims.rules.normalise.emails import MAXIMUM_LENGTH as EMAIL_MAXIMUM
from claims.rules.submission import texts
from claims.rules.submission.check import Check

NAME_LENGTH = (2, 50)
ADDRESS_LENGTH = (3, 150)
DETAILS_LENGTH = (1, 200)
EARLIEST = date(1900, 1, 1)
#: A code or a date is short.
WORD_MAXIMUM = 64
#: What is typed may be so many times longer than what is counted: nobody counts decomposed jamo.
WIRE_FACTOR = 4

_PLAIN_HANGUL_NAME = re.compile(r"[가-힣]{2,50}")
_LETTERS = (
    # Hangul: jamo, compatibility jamo, extended jamo, syllables, half-width
    "\u1100-\u11ff\u3131-\u318c\u318e\ua960-\ua97f\uac00-\ud7fb\uffa1-\uffdc"
    # Latin: ASCII, Latin-1, extended A and B, additional, full-width; combining marks
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a\u0300-\u036f"
)
_NAME = re.compile(f"(?=.*[{_LETTERS}])[{_LETTERS} \u00a0\u3000\\-‐‑－'‘’ʼ＇.．·ㆍ・･‧]*")
_POSTCODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{0,10}[A-Za-z0-9]")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


def line(value: object, pointer: str, check: Check, *, needed: bool, maximum: int = WORD_MAXIMUM) -> str | None:
    """Return one line of text, trimmed. Nothing typed (null, blank) is an error only where it is `needed`.

    `maximum` is what the error tells; text is cut off here at four times that, since what nobody sees (decomposed
    jamo, invisible characters) is not counted. Nothing that costs more than its length is done before.
    """
    return _text(value, pointer, check, needed=needed, maximum=maximum, paragraphs=False)


def _text(value: object, pointer: str, check: Check, *, needed: bool, maximum: int, paragraphs: bool) -> str | None:
    if value is None or value == "":
        if needed:
            check.refuse(pointer, "required")
    elif not isinstance(value, str):
        check.refuse(pointer, "wrong_type", expected="string")
    elif len(value) > WIRE_FACTOR * maximum:
        check.refuse(pointer, "too_long", maximum=maximum)
    elif texts.has_forbidden_character(value, paragraphs=paragraphs):
        check.refuse(pointer, "forbidden_character")
    elif trimmed := value.strip():
        return trimmed
    elif needed:
        check.refuse(pointer, "required")
    return None


def choice(value: object, pointer: str, check: Check, allowed: Collection[str], *, needed: bool) -> str | None:
    """Return one of the `allowed` codes."""
    code = line(value, pointer, check, needed=needed)
    if code is None or code in allowed:
        return code
    check.refuse(pointer, "not_a_choice", allowed=", ".join(allowed))
    return None


def yes_or_no(value: object, pointer: str, check: Check, *, needed: bool) -> bool | None:
    """Return a JSON boolean; nothing else stands for one."""
    if isinstance(value, bool):
        return value
    if value is not None:
        check.refuse(pointer, "wrong_type", expected="boolean")
    elif needed:
        check.refuse(pointer, "required")
    return None


def name(value: object, pointer: str, check: Check, *, needed: bool) -> str | None:
    """Return a legal name as typed: 2-50 characters counted in NFC, Hangul or Latin.

    Invisible characters may be typed and count for nothing: they stay in what is stored, and matching drops them.
    """
    if isinstance(value, str) and _PLAIN_HANGUL_NAME.fullmatch(value):
        return value
    minimum, maximum = NAME_LENGTH
    typed = line(value, pointer, check, needed=needed, maximum=maximum)
    if typed is None:
        return None
    seen = unicodedata.normalize("NFC", text.visible(typed)).strip()
    if not seen:
        check.refuse(pointer, "required")
    elif texts.has_resident_number(texts.read(seen)):
        check.refuse(pointer, "resident_number")
    elif not _NAME.fullmatch(seen):
        check.refuse(pointer, "name_characters")
    elif _length_fits(seen, pointer, check, minimum, maximum):
        return typed
    return None


def _length_fits(seen: str, pointer: str, check: Check, minimum: int, maximum: int) -> bool:
    if len(seen) < minimum:
        check.refuse(pointer, "too_short", minimum=minimum)
    elif len(seen) > maximum:
        check.refuse(pointer, "too_long", maximum=maximum)
    else:
        return True
    return False


def day(value: object, pointer: str, check: Check, *, needed: bool) -> date | None:
    """Return a real day, YYYY-MM-DD, from 1900 to today."""
    typed = line(value, pointer, check, needed=needed)
    if typed is None:
        return None
    match = _DATE.fullmatch(typed)
    return _past(match and (match[1], match[2], match[3]), "YYYY-MM-DD", pointer, check)


def month(value: object, pointer: str, check: Check) -> date | None:
    """Return the first day of a month, YYYY-MM, from 1900 to this month."""
    typed = line(value, pointer, check, needed=False)
    if typed is None:
        return None
    match = _MONTH.fullmatch(typed)
    return _past(match and (match[1], match[2], "01"), "YYYY-MM", pointer, check)


def _past(parts: tuple[str, str, str] | None, pattern: str, pointer: str, check: Check) -> date | None:
    try:
        found = date(*map(int, parts)) if parts else None
    except ValueError:
        found = None
    if found is None:
        check.refuse(pointer, "not_a_date", format=pattern)
    elif found > check.terms.today:
        check.refuse(pointer, "date_in_future")
    elif found < EARLIEST:
        check.refuse(pointer, "date_too_early", earliest=EARLIEST.isoformat())
    else:
        return found
    return None


def email(value: object, pointer: str, check: Check) -> str | None:
    """Return an e-mail address that mail can be sent to: as typed, but nothing invisible and no full-width form."""
    typed = line(value, pointer, check, needed=False, maximum=EMAIL_MAXIMUM)
    if typed is None:
        return None
    address = texts.read(typed).replace("。", ".")
    if len(address) > EMAIL_MAXIMUM:
        check.refuse(pointer, "too_long", maximum=EMAIL_MAXIMUM)
    elif normal_email(address) is None:
        check.refuse(pointer, "email_invalid")
    else:
        return address
    return None


def phone(value: object, pointer: str, check: Check) -> str | None:
    """Return a telephone number as typed; it is Korean where it has no country code."""
    typed = line(value, pointer, check, needed=False)
    if typed is None or normal_phone(typed) is not None:
        return typed
    check.refuse(pointer, "phone_invalid")
    return None


def postcode(value: object, pointer: str, check: Check) -> str | None:
    """Return a postcode, full-width folded: five digits in Korea, elsewhere 2-12 letters, digits, spaces, hyphens."""
    typed = line(value, pointer, check, needed=check.complete)
    if typed is None:
        return None
    seen = texts.read(typed)
    if _POSTCODE.fullmatch(seen):
        return seen
    check.refuse(pointer, "postcode_invalid")
    return None


def address_line(value: object, pointer: str, check: Check) -> str | None:
    """Return the address for service as typed, on one line, without the code of its entrance."""
    minimum, maximum = ADDRESS_LENGTH
    typed = line(value, pointer, check, needed=check.complete, maximum=maximum)
    return _free_text(typed, pointer, check, minimum, maximum)


def details(value: object, pointer: str, check: Check) -> str | None:
    """Return an explanation in the claimant's words, in paragraphs; a browser's CRLF becomes LF."""
    minimum, maximum = DETAILS_LENGTH
    typed = _text(value, pointer, check, needed=False, maximum=maximum, paragraphs=True)
    return _free_text(typed and typed.replace("\r\n", "\n"), pointer, check, minimum, maximum)


def _free_text(typed: str | None, pointer: str, check: Check, minimum: int, maximum: int) -> str | None:
    """Hold free text to its length, and to what is never collected: resident numbers and entrance codes."""
    if typed is None:
        return None
    seen = texts.read(typed)
    if texts.has_resident_number(seen):
        check.refuse(pointer, "resident_number")
    elif texts.has_entrance_code(seen):
        check.refuse(pointer, "entrance_code_typed")
    elif _length_fits(unicodedata.normalize("NFC", text.visible(typed)), pointer, check, minimum, maximum):
        return typed
    return None


def damages_amount(value: object, pointer: str, check: Check) -> int | None:
    """Return the sum sought, in whole won within the case's bounds: a decimal string or a JSON integer."""
    if value is None or value == "":
        check.refuse(pointer, "required")
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        check.refuse(pointer, "wrong_type", expected="string")
        return None
    bounds = check.terms.damages
    limits = {"minimum": bounds.minimum, "maximum": bounds.maximum}
    try:
        amount = whole_won(value)
    except NotWholeWon:
        check.refuse(pointer, "not_whole_won", **limits)
        return None
    if amount < bounds.minimum:
        check.refuse(pointer, "below_minimum", **limits)
    elif amount > bounds.maximum:
        check.refuse(pointer, "above_maximum", **limits)
    else:
        return amount
    return None
