"""The normal form of a telephone number."""

import re
import unicodedata

import phonenumbers

from claims.rules.normalise.text import visible

_MAXIMUM_LENGTH = 64
_REGION = "KR"
#: The last two are what NFKC makes of ㅡ and ㆍ, typed for a dash and a middle dot.
_PUNCTUATION = dict.fromkeys(map(ord, " -.()_·‐‑‒–—―−\u1173\u119e"))
_DIGITS = re.compile(r"\+?[0-9]{4,20}")
#: A Korean mobile as most are typed, and as spreadsheets leave it (without its first 0). `phonenumbers` takes
#: 20 µs for what this does in one; a test holds the two to the same answer (010-597 to 010-599 are not given out).
_KOREAN_MOBILE = re.compile(r"(?:\+82|0082)?0?((?!1059[7-9])1[016789][0-9]{7,8})")


#: The same with the separators that nearly everybody uses.
_TYPED_MOBILE = re.compile(
    r"(?:\+82[ -]?)?0?(1[016789])[ .-]?(?!(?<=10.)59[7-9]|(?<=10)59[7-9])([0-9]{3,4})[ .-]?([0-9]{4})"
)
#: North American and Australian numbers whose digits after the country code are the national number as it stands, so
#: that `phonenumbers` need not parse them; whether they are given out it still decides.
_NATIONAL = re.compile(r"\+(?:(1)([2-9][0-9]{9})|(61)([2-478][0-9]{8}))")
#: How one dials abroad by a Korean carrier, and Korea from North America.
_ABROAD = re.compile(r"(?:001|00700)(?=[1-9])|011(?=82)")


def normal_phone(text: str) -> str | None:
    """Return the number in E.164 (+821012345678), or None for what is no valid number.

    A number without a country code is Korean; `+82`, `0082` and `0` are the same beginning. `00` is `+`, as most of
    the world writes it; only where that is no number, the codes by which Korean carriers dial abroad (001, 00700), and
    North America dials Korea (011 82), are read as +, too. Extensions and letters are no part of a number.
    """
    if typed := _TYPED_MOBILE.fullmatch(text):
        return f"+82{typed[1]}{typed[2]}{typed[3]}"
    compact = _compact(text)
    if compact is None:
        return None
    mobile = _KOREAN_MOBILE.fullmatch(compact)
    if mobile:
        return f"+82{mobile[1]}"
    valid = _valid(f"+{compact[2:]}" if compact.startswith("00") else compact)
    if valid is None and (dialled := _ABROAD.match(compact)):
        return _valid(f"+{compact[dialled.end() :]}")
    return valid


def _compact(text: str) -> str | None:
    """Return the digits, with a leading + if there is one, or None if there is anything else."""
    if len(text) > _MAXIMUM_LENGTH:
        return None
    if not text.isascii():
        text = unicodedata.normalize("NFKC", visible(text))
    text = text.translate(_PUNCTUATION)
    return text if _DIGITS.fullmatch(text) else None


def _valid(number: str) -> str | None:
    if plain := _NATIONAL.fullmatch(number):
        code, national = plain[1] or plain[3], plain[2] or plain[4]
        known = phonenumbers.PhoneNumber(country_code=int(code), national_number=int(national))
        return number if phonenumbers.is_valid_number(known) else None
    try:
        parsed = phonenumbers.parse(number, _REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
