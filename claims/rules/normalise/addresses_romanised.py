"""Korean addresses in Latin letters, narrow to wide (152 Teheran-ro, Gangnam-gu, Seoul) or wide to narrow."""

import re

from claims.rules.normalise.addresses_parts import Address, area_sound, number
from claims.rules.normalise.addresses_sounds import place_sound
from claims.rules.normalise.addresses_units import unit

_PROVINCE = (
    r"seoul|[bp]usan|[dt]aegu|inche?on|[gk]wangju|[dt]aejeon|ulsan|sejong|(?:gyeong|kyung|kyong|gyung)gi|[gk]angwon"
    r"|chungcheong(?:buk|nam)|chung(?:buk|nam)|jeolla(?:buk|nam)|jeon(?:buk|nam)|gyeongsang(?:buk|nam)"
    r"|gyeong(?:buk|nam)|jeju|cheju"
)
#: What tells that Latin letters spell a Korean address.
_HINT = re.compile(
    rf"(?<![\w-])(?:{_PROVINCE})\b|[a-z]-(?:daero|ro|gil|gu|gun|si|do|dong|myeon|eup|ri|ga)\b|\bkorea\b"
    r"|[a-z][ -]?[0-9]+[ -]?(?:beon)?-?gil\b"
)
#: Cities, counties and districts.
_AREA = re.compile(r"(?<![a-z0-9-])([a-z]+(?:-[a-z]+)?[ -]?(gu|gun|si))(?![a-z0-9-])")
_NARROW_FIRST = ("gu", "gun", "si")
#: What is left out: country, province, town, and the postcode, for no house in Korea has a number of five digits.
_WIDE = re.compile(
    r"\b(?:(?:republic of|south) )?korea(?:,? (?:republic of|south))?\b|\brok\b|(?<![\w#-])[0-9]{5}(?![\w-])"
    rf"|(?<![\w-])(?:{_PROVINCE})(?:[ -]?(?:si|do|city))?(?![\w-])|\b[a-z]+-(?:myeon|eup|do)\b"
)

_WORD = r"[a-z][a-z0-9.']*"
_PLACE = rf"{_WORD}(?:[ -]{_WORD}){{0,2}}?"
_SUB = r"[0-9]{1,4}[ -]?(?:beon[ -]?)?(?:ga|na|da|ra|ma|an)?[ -]?gil"
_ROAD = rf"(?P<name>{_PLACE}(?:[ -][0-9]{{1,3}})?[ -]?(?:dae)?ro|{_PLACE}[ -]gil)(?:[ ,-]{{0,2}}(?P<sub>{_SUB}))?"
_NUMBER = r"(?P<below>jiha[ -]?)?(?P<first>[0-9]{1,4}+)(?:-(?P<second>[0-9]{1,4}+))?"
_QUARTER = r"[ ,-]{0,2}[0-9][ -]?ga(?![\w-])"
_DISTRICT = rf"(?P<name>{_PLACE}[ -]?(?:dong|ri|(?:ro|dong){_QUARTER}))"
_LOT = r"(?P<hill>san[ -]?)?(?P<first>[0-9]{1,4}+)(?:-(?P<second>[0-9]{1,4}+))?(?:[ -]?(?:beonji|bunji))?"


def _either_side(number_: str, place: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The number before the place, and behind it."""
    return (
        re.compile(rf"(?<![\w-]){number_}[ ,]+{place}(?![a-z0-9-])(?!{_QUARTER})"),
        re.compile(rf"(?<![\w-]){place}[ ,]*{number_}(?![\w-])"),
    )


_NUMBERED = (_either_side(_NUMBER, _ROAD), _either_side(_LOT, _DISTRICT))

_LETTER = r"(?:[0-9]{1,4}|[a-z]|ga|na|da|ra)"
_FLAT = r"(?P<below>b)?(?P<flat>[0-9]{1,5}[a-z]?)"
#: 101-dong, Bldg 101; the flat may stand right behind.
_WING = re.compile(
    rf"(?:(?<![\w-])(?P<dong>{_LETTER})[ -]?dong|\b(?:bldg|building|block|tower)\.? ?#?(?P<bldg>{_LETTER}))(?![\w-])"
    rf"(?P<bare> (?=b?[0-9]{{2,5}}(?:,|$)))?"
)
_FLATS = (
    re.compile(
        r"(?:\b(?:apt|apartment|unit|suite|ste|room|rm|flat)\b\.? ?#?|#) ?"
        rf"(?:(?P<outer>{_LETTER})-)?{_FLAT}(?:[ -]?ho)?(?![\w-])"
    ),
    re.compile(rf"(?<![\w-]){_FLAT}[ -]?ho\b"),
    re.compile(
        r"(?<![\w-])(?P<under>b)?(?P<storey>[0-9]{1,3})(?:st|nd|rd|th)?[ -]?(?:f|fl|floor|cheung)\b"
        r"|\b(?P<basement>b)(?P<level>[0-9])\b"
    ),
)
_PAIR = re.compile(rf"(?<![\w-])(?P<outer>{_LETTER})-{_FLAT}(?![\w-])")


_ALONE = re.compile(rf"(?:^|(?<=,)) *{_FLAT} *(?=,|$)")
#: 104dong1701ho is two words.
_GLUED = re.compile(r"(?<=[0-9]dong)(?=b?[0-9])")


def looks_korean(folded: str) -> bool:
    """Whether a folded Latin line may be a Korean address."""
    return bool(_HINT.search(folded))


def read_romanised(folded: str, postcode: str) -> Address | None:
    """Return the parts of a Korean address in Latin letters, or None where no Korean road or lot can be told."""
    text, area = _without_area(_WIDE.sub(",", folded.replace(postcode, ",") if postcode else folded))
    text, inside = _without_unit(_GLUED.sub(" ", text))
    for before, behind in _NUMBERED:
        found = before.search(text)
        if found is None or (len(found["second"] or "") > 2 and not inside):
            found = behind.search(text) or found
        if found:
            break
    else:
        return None
    parts = found.groupdict()
    if not inside:
        left = f"{text[: found.start()]},{text[found.end() :]}"
        if pair := _PAIR.search(left) or _ALONE.search(left):
            inside = _unit(pair.groupdict(), pair.groupdict().get("outer"))
    below = "b" if parts.get("below") else "san" if parts.get("hill") else ""
    road = found["name"] + (parts.get("sub") or "")
    return Address(place_sound(road), below + number(found["first"], found["second"]), inside, area)


def _without_area(text: str) -> tuple[str, str]:
    """The text without its city, county and district, and the narrowest of them."""
    found = {suffix: name for name, suffix in _AREA.findall(text)}
    if not found:
        return text, ""
    return _AREA.sub(",", text), area_sound(next(found[suffix] for suffix in _NARROW_FIRST if suffix in found))


def _without_unit(text: str) -> tuple[str, str]:
    """The text without what is marked as a unit, and the unit."""
    letter = None
    flat: re.Match[str] | None = None
    if wing := _WING.search(text):
        letter = wing["dong"] or wing["bldg"]
        if wing["bare"]:
            flat = _BARE.match(text, wing.end())
            text = text[: wing.start()] + "," + text[flat.end() if flat else wing.end() :]
        else:
            text = f"{text[: wing.start()]},{text[wing.end() :]}"
    for pattern in _FLATS:
        if found := pattern.search(text):
            flat = flat or found
            text = f"{text[: found.start()]},{text[found.end() :]}"
    if flat is None:
        return text, ""
    parts = flat.groupdict()
    return text, _unit(parts, letter or parts.get("outer"))


_BARE = re.compile(rf"{_FLAT}(?:-?ho)?(?![\w-])")


def _unit(parts: dict[str, str | None], wing: str | None) -> str:
    if flat := parts.get("flat"):
        return unit(wing, flat, below=bool(parts.get("below")))
    floor = parts.get("storey") or parts.get("level") or ""
    below = "b" if parts.get("under") or parts.get("basement") else ""
    return unit(wing, f"{below}{floor.lstrip('0')}f")
