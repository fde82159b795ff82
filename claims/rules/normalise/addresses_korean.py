"""Korean addresses in Hangul: by road (도로명주소) and by lot (지번주소)."""

import re
from functools import lru_cache

from claims.rules.normalise.addresses_parts import Address, area_sound, number
from claims.rules.normalise.addresses_sounds import place_sound
from claims.rules.normalise.addresses_units import read_unit

_CITY = r"(?:특별시|광역시|특별자치시|시)"
_PROVINCE = (
    rf"(?:(?:서울|부산(?!진구)|대구|인천|대전|울산|세종){_CITY}?|광주광역시|광주(?=\s|[동서남북]구|광산구)|경기도?"
    r"|강원(?:특별자치도|도)?|전북특별자치도|충청[남북]도|전라[남북]도|경상[남북]도|[충전경][남북]도?"
    r"|제주(?:특별자치도|도)|제주(?=\s|제주시|서귀포시))"
)
#: Most addresses: area, road or district, number, building, unit, bracket, each as it is usually typed.
_USUAL = re.compile(
    r"(?:([가-힣 ]{1,24}) )?([가-힣]{1,12}(?:[0-9]{1,4}(?:번|[가-하])?)?[로길동리가])"
    r"(?: ([0-9]{1,4}(?:번|[가-하])?길))?"
    r" ?([1-9][0-9]{0,4}+)(?:-([1-9][0-9]{0,3}+))?(?:번지)?(?=[ ,(]|$)"
    r"(?:,? (?:(?!지하)[가-힣]{2,15}(?<![동층호길]) )?"
    r"(?:(?:제?([0-9]{1,4})(?:동 ?|[-/])|([A-Za-z])동 ?)제?([1-9][0-9]{0,4})호?|([0-9]{1,5}호|[0-9]{3,5})))?"
    r"(?: ?\([가-힣, ]*\))?"
)
_POSTCODE = re.compile(
    r"^\W*(?:우편번호|우)?\W*(?:[0-9]{5}|[0-9]{3}-[0-9]{3})(?![0-9-])\W*(?=[가-힣])|(?<=\s)[0-9]{5}$"
)
_BRACKETS = re.compile(r"[(\[<{]([^()\[\]<>{}]*)[)\]>}]")
_SEPARATORS = re.compile(r"[\s,;:()\[\]<>{}'\"_]+|(?<![0-9])\.|\.(?![0-9])")
_SLASH = re.compile(r"\s*-\s*|(?<=[0-9])의\s?(?=[0-9])|(?<=[0-9])\s*/\s*(?=[0-9])")
_FRONT = re.compile(rf"(?:(?:대한민국|한국|korea)\s*)?(?:{_PROVINCE}(?:\s+|$|(?=[가-힣]{{1,6}}[시군구])))?")
_SUB = r"[0-9]{1,4}\s?(?:번\s?[가-하안]?|[가-하안])?\s?길"
_NAME = r"(?:^|(?<=\s))(?=[가-힣a-z]|[0-9][.·])(?P<name>[가-힣a-z0-9.·]{1,24}?(?:\s[0-9]{1,3})?(?:로|길))"
#: What is told after a number that is none of a building or a lot: 101동, 3층, 을지로 3가.
_NO_NUMBER = r"[0-9]|-[0-9]++(?!\s?[동호층])|\s?[동호층](?![가-힣])|\s?가(?![가-힣-])"
_ROAD = re.compile(
    rf"{_NAME}\s?(?:(?P<sub>{_SUB})(?=\s?(?:지하\s?)?[0-9]))?"
    r"\s?(?P<below>지하\s?)?(?P<first>[0-9]{1,5}+)(?:-(?P<second>[0-9]{1,4}+)(?!\s?[동호층]))?"
    rf"(?!{_NO_NUMBER}|[가-힣]\s[0-9]|\s?번?[가-하안]?길(?![가-힣]))"
)
_ROAD_ALONE = re.compile(rf"{_NAME}\s?(?P<sub>{_SUB})?(?=\s|$)")
_LOT = re.compile(
    r"(?:^|(?<=\s))(?P<name>[가-힣]{1,12}?(?:(?:제?[0-9]{1,2})?[동리가]|\s[0-9]가))\s?(?P<hill>산\s?)?(?P<first>[0-9]{1,5}+)"
    r"(?:\s?번지)?(?:-(?P<second>[0-9]{1,4}+)(?!\s?[동호층])|(?<=번지)\s?(?P<lot>[0-9]{1,2})\s?호)?"
    rf"(?!{_NO_NUMBER})(?:\s?번지)?"
)
#: A word before a number, where neither ends as it should (테헤란료 152): still to be compared by its letters.
_MISSPELT = re.compile(
    r"(?:^|(?<=\s))(?P<name>[가-힣]{2,12}(?:[0-9]{1,4}[가-힣]{1,2})?(?<![시군구읍면]))\s"
    rf"(?P<first>[0-9]{{1,5}}+)(?:-(?P<second>[0-9]{{1,4}}+)(?!\s?[동호층]))?(?!{_NO_NUMBER})"
)
_LOT_ALONE = re.compile(r"(?:^|(?<=\s))(?P<name>[가-힣]{1,12}(?:제?[0-9]{1,2})?(?:동|리|가))(?=\s|$)")
#: City, district and town that stand before a road or a district without a space.
_GLUED = re.compile(
    r"((?:[가-힣]{2,4}?시)?(?:[가-힣]{2,4}?[군구])?)(?:[가-힣]{2,4}?[읍면])?([가-힣]{1,}[0-9]*(?:로|길|동|리|가))"
)
#: The shortest of them (강남구역로) and what is in all of them.
_GLUED_LENGTH = 5
_AREA_END = re.compile("[시군구]")
_ADMINISTRATIVE = re.compile(r"(?<=[가-힣])제?[0-9]{1,2}동$")


def read_usual(line: str) -> Address | None:
    """Return the address of a line that holds no surprise; None for every other, which may still be an address."""
    found = _USUAL.fullmatch(line)
    if found is None:
        return None
    area, name, sub, first, second, wing, letter, flat, alone = found.groups()
    road = _usual_road(name + sub if sub else name)
    if road is None:
        return None
    if flat:
        inside = f"{letter.lower() if letter else wing.lstrip('0')}-{flat}"
    else:
        inside = alone.rstrip("호").lstrip("0") if alone else ""
    return Address(road, f"{first}-{second}" if second else first, inside, _usual_area(area) if area else "")


def _usual_road(name: str) -> str | None:
    """The key of a road or a district, or None where more than its name seems to be glued together."""
    if len(name) >= _GLUED_LENGTH and _AREA_END.search(name, 2):
        glued = _GLUED.fullmatch(name)
        if glued and glued[1]:
            return None
    return place_sound(_ADMINISTRATIVE.sub("동", name) if name[-1] == "동" else name)


@lru_cache(maxsize=1 << 12)
def _usual_area(words: str) -> str:
    return _area(_without_province(f"{words} ").split())


def read_korean(folded: str) -> Address | None:
    """Return the address that a folded line with Hangul tells, or None where it tells no road, lot or area."""
    bracketed = " ".join(_BRACKETS.findall(folded))
    text = _plain(_BRACKETS.sub(" ", folded)) or _plain(bracketed)
    text = _without_province(text)
    found = (
        _ROAD.search(text)
        or _LOT.search(text)
        or _MISSPELT.search(text)
        or _ROAD_ALONE.search(text)
        or _last(_LOT_ALONE, text)
    )
    if found is None:
        area = _area(text.split())
        return Address("", "", "", area) if area else None
    parts = found.groupdict()
    name, rest = parts["name"], text[found.end() :].lstrip("-")
    before = text[: found.start()].split()
    glued = _GLUED.fullmatch(name)
    if glued and glued[1]:
        before.append(glued[1])
        name = glued[2]
    inside = read_unit(rest) or (read_unit(_plain(bracketed)) if bracketed else "")
    return Address(_road(name, parts), _number(parts), inside, _area(before))


def _plain(text: str) -> str:
    """One space between words, one hyphen between numbers, no postcode."""
    spaced = _SLASH.sub("-", _SEPARATORS.sub(" ", text)).strip()
    return _POSTCODE.sub("", spaced).strip()


def _without_province(text: str) -> str:
    front = _FRONT.match(text)
    return text[front.end() :] if front else text


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(reversed([*pattern.finditer(text)]), None)


def _road(name: str, parts: dict[str, str | None]) -> str:
    if sub := parts.get("sub"):
        name += sub.replace(" ", "")
    return place_sound(_ADMINISTRATIVE.sub("동", name))


def _number(parts: dict[str, str | None]) -> str:
    first = parts.get("first")
    if first is None:
        return ""
    below = "b" if parts.get("below") else "san" if parts.get("hill") else ""
    return below + number(first, parts.get("second") or parts.get("lot"))


def _area(words: list[str]) -> str:
    """The narrowest of the cities, counties and districts among the words before a road or a lot."""
    for suffixes in ("구군", "시"):
        for word in reversed(words):
            if len(word) > 1 and word[-1] in suffixes and word.isalpha():
                return area_sound(_GLUED_AREA.sub("", word))
    named = [word for word in words if 2 <= len(word) <= 3 and word[-1] not in "동읍면리" and word.isalpha()]
    return area_sound(named[-1]) if named else ""


_GLUED_AREA = re.compile(r"^[가-힣]{2,4}?시(?=[가-힣]{1,4}[군구]$)")
