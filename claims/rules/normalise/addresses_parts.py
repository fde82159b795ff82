"""What every reading of an address ends in, and the small forms that all of them share."""

import re
from functools import lru_cache
from typing import NamedTuple

from claims.rules.normalise.addresses_sounds import place_sound


class Address(NamedTuple):
    """Where somebody lives, in parts that are equal where two spellings mean one place. "" is unknown.

    They are keys to compare, not to read: those of Korean places are the same from Hangul and from Latin letters.
    Roads of one name are found in many cities, so road and number say "one building" only with area or postcode.
    The repr hides all.
    """

    #: Road with sub-road (테헤란로12길), for a lot address its district (역삼동, 산정리); abroad the street.
    road: str
    #: Number of the building or the lot: "152", "3-4"; "b156" below ground, "san12-3" for a lot in the hills.
    number: str
    #: "101-1203" (building and flat), "1203", "b-302", "b102" (below ground), "5f" (a floor), "4b".
    unit: str
    #: The narrowest city, county or district that is told, without its suffix where that leaves a name; abroad the
    #: town.
    area: str

    def __repr__(self) -> str:
        return "Address(…)"


#: Everything that is drawn as a hyphen.
HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－ㅡ⁃˗"), "-")
_HANGUL_SUFFIX = re.compile(r"(?<=[가-힣]{2})[시군구]$")
_LATIN_SUFFIX = re.compile(
    r"(?<=[a-z]{3})(?<!\bjung)(?<!\bdong)(?<!\bseo)(?<!\bnam)(?<!\bbuk)(?<!\bpuk)[ -]?(?:si|gun|gu)$"
)


def number(first: str, second: str | None = None) -> str:
    """Return "12-3" of the parts of a number, "12" where there is no second; zeros in front count for nothing."""
    first = first.lstrip("0") or "0"
    second = second and second.lstrip("0")
    return f"{first}-{second}" if second else first


@lru_cache(maxsize=4096)
def area_sound(name: str) -> str:
    """Return the key of a Korean city, county or district: 강남구, 강남, gangnam-gu and kangnam are one."""
    return place_sound(_LATIN_SUFFIX.sub("", _HANGUL_SUFFIX.sub("", name)))
