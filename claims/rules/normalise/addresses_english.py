"""English addresses: of the United States, the United Kingdom, Australia, and what resembles them."""

import re
from functools import lru_cache

from claims.rules.normalise.addresses_parts import Address, number
from claims.rules.normalise.slips import one_slip

_WORDS = (
    "street:st str:st strt:st avenue:ave av:ave aven:ave avn:ave road:rd drive:dr drv:dr lane:ln boulevard:blvd"
    " boul:blvd blv:blvd court:ct crt:ct place:pl square:sq terrace:ter terr:ter tce:ter crescent:cres cr:cres"
    " cresent:cres crs:cres highway:hwy hiway:hwy parkway:pkwy pky:pkwy parkwy:pkwy circle:cir circ:cir circuit:cct"
    " crct:cct close:cl trail:trl way:way wy:way alley:aly grove:gr grv:gr gve:gr gardens:gdns parade:pde esplanade:esp"
    " quay:qy mews:mews rise:rise row:row walk:walk hill:hl heights:hts turnpike:tpke expressway:expy freeway:fwy"
    " plaza:plz point:pt loop:loop pass:pass path:path run:run view:vw saint:st mount:mt fort:ft"
    " north:n south:s east:e west:w northeast:ne northwest:nw southeast:se southwest:sw"
    " first:1st second:2nd third:3rd fourth:4th fifth:5th sixth:6th seventh:7th eighth:8th ninth:9th tenth:10th"
    " eleventh:11th twelfth:12th"
)
_SHORT = dict(pair.split(":") for pair in _WORDS.split())
_ROADS = (
    "st ave rd dr ln blvd ct pl sq ter cres hwy pkwy cir cct cl trl way aly gr gdns pde esp qy mews rise row walk"
    " hl hts tpke expy fwy plz pt loop pass path run vw"
)
_SUFFIXES = frozenset(_ROADS.split())
#: Kinds of streets that a slip is mended to, where no word is a kind: steeet, laen.
_KINDS = ("street", "road", "avenue", "drive", "lane", "court", "place", "boulevard", "terrace", "crescent", "parade")
_LONG_ENOUGH = 4
_DIRECTIONS = frozenset(("n", "s", "e", "w", "ne", "nw", "se", "sw"))
_PROVINCES = (
    "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa"
    " ri sc sd tn tx ut vt va wa wv wi wy dc nsw vic qld sa wa tas act nt on bc ab qc mb sk ns nb"
)
_STATES = frozenset(_PROVINCES.split())
#: States in full that are no large city as well, as a town's key would write them.
_FULL = (
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois"
    " indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri"
    " montana nebraska nevada newhampshire newjersey newmexico ncarolina ndakota ohio oklahoma oregon pennsylvania"
    " rhodeisland scarolina sdakota tennessee texas utah vermont virginia wvirginia wisconsin wyoming"
    " newswales victoria queensland saustralia waustralia tasmania ontario britishcolumbia alberta"
)
_STATE_NAMES = frozenset(_FULL.split())
_COUNTRIES = re.compile(
    r"\b(?:u\.?\s?s\.?\s?a\.?|united states(?: of america)?|u\.?\s?k\.?|united kingdom|great britain|england"
    r"|scotland|(?<!south )wales|northern ireland|australia|new zealand|canada|ireland)\s*\.?$"
)
_UNIT = re.compile(
    r"(?:\b(?:apt|apartment|appt|unit|suite|ste|flat|room|rm|villa)\b\.?\s*#?|#)\s*(?:(?:no|number)\b\.?\s*)?"
    r"(?P<unit>[0-9]+(?:\s?-\s?[0-9a-z]+)?[a-z]?|[a-z][ -]?[0-9]+[a-z]?|[a-z])\b(?P<slash>\s*/\s*(?=[0-9]))?"
)
_FLOOR = re.compile(
    r"\b(?:(?:level|floor|fl|lvl)\b\.?\s*(?P<after>[0-9]{1,3})|(?P<before>[0-9]{1,3})(?:st|nd|rd|th)?\s?(?:floor|fl|f)\b)"
)
_SLASH = re.compile(r"(?<![\w/-])(?P<unit>[0-9]+[a-z]?)\s*/\s*(?=[0-9]+[a-z]?(?:-[0-9]+)?\s+[a-z])")
_FRACTION = re.compile(r"(?<=[0-9])[\s-](1/2|1/4|3/4)\b")
_BOX = re.compile(
    r"\b(?:(?:g\.?\s?)?p\.?\s?o\.?\s*box|post\s+office\s+box|postal\s+box|locked\s+bag)\s*#?\s*([0-9]+[a-z]?)\b"
)
_NUMBER = re.compile(
    r"^(?:no\s)?(?P<first>[0-9]+[a-z]?)(?:\s?-\s?(?P<second>[0-9]+[a-z]?))?(?P<half>-(?:1/2|1/4|3/4))?(?=\s|$)\s*"
)
#: A postcode at the end: US ZIP, British, Australian, Canadian.
_POSTCODE = re.compile(
    r"(?:^|\s)(?:[0-9]{5}(?:-[0-9]{4})?|[0-9]{4}|[a-z]{1,2}[0-9][0-9a-z]?\s?[0-9][a-z]{2}|[a-z][0-9][a-z]\s?[0-9][a-z][0-9])$"
)
#: 4-B and A 12 are 4B and A12, but 3-12 is the twelfth of the third building.
_JOINED = re.compile(r"\s|(?<=[0-9])\s?-\s?(?=[a-z])|(?<=[a-z])-(?=[0-9])")
_DOTS = re.compile(r"\.(?![0-9])|['`’]")
_SPACES = re.compile(r"[^\w/#-]+")


_KIND = "|".join(sorted({*_SUFFIXES, *(word for word, short in _SHORT.items() if short in _SUFFIXES)}, key=len)[::-1])
_SIDE = r"(?:north|south)(?:east|west)?|east|west|[ns][ew]?|[ew]"
_NO_TOWN = rf"(?!(?:{_KIND}|{_SIDE}|apt|apartment|unit|flat|suite|ste|room|rm)\b)"
#: Most addresses: number, street, unit, town, as they are usually typed.
_USUAL = re.compile(
    r"(?:(?P<before>[1-9][0-9]{0,4}[a-z]?)/)?(?P<number>[1-9][0-9]{0,4}[a-z]?)"
    rf" (?P<street>(?!(?:{_SIDE})\b)[a-z]{{2,}}(?: [a-z]+){{0,2}}? (?:{_KIND}))\.?"
    r"(?:,? (?:(?:unit|apt|apartment|flat|suite)\.? ?#?|#)(?P<unit>[1-9][0-9]{0,4}[a-z]?))?"
    rf"(?:,? (?P<tail>{_NO_TOWN}[a-z]{{2,}}(?:,? [a-z]+){{0,4}})(?: [0-9]{{4,5}})?)?"
)


def read_usual(lowered: str) -> Address | None:
    """Return the address of a line in lower case that holds no surprise; None for every other."""
    found = _USUAL.fullmatch(lowered)
    if found is None:
        return None
    before, told, street, unit, tail = found.groups()
    if before and unit:
        return None
    return Address(_usual_street(street), told, before or unit or "", _usual_town(tail) if tail else "")


@lru_cache(maxsize=1 << 14)
def _usual_street(street: str) -> str:
    return _street(_short(street))[0]


@lru_cache(maxsize=1 << 14)
def _usual_town(tail: str) -> str:
    return _area(_segments(_COUNTRIES.sub("", tail)))


def read_english(folded: str, postcode: str) -> Address | None:
    """Return the parts that a folded Latin line tells, or None where it tells no street; `postcode` is folded too."""
    text = _COUNTRIES.sub("", folded)
    if postcode:
        text = text.replace(postcode, " ")
    text = _FRACTION.sub(r"-\1", _DOTS.sub("", text))
    text, unit = _without_unit(text)
    if box := _BOX.search(text):
        return Address("pobox", number(box[1]), "", _area(_segments(text[box.end() :])))
    segments = _segments(text)
    numbered = [i for i, segment in enumerate(segments) if _NUMBER.match(segment)]
    suffixed = [i for i, segment in enumerate(segments) if _SUFFIXES.intersection(_short(segment)[1:])]
    at = next(iter([*(i for i in numbered if i in suffixed), *numbered, *suffixed]), None)
    if at is None:
        return None
    found = _NUMBER.match(segments[at])
    street = segments[at][found.end() :] if found else segments[at]
    if found and not street and at + 1 < len(segments):  # "10, Downing Street"
        at += 1
        street = segments[at]
    road, left = _street(_short(street))
    if not road:
        return None
    told = ""
    if found:
        told = number(found["first"], found["second"]) + (found["half"] or "").replace("/", "-")
    return Address(road, told, unit, _area([left, *segments[at + 1 :]]))


def _without_unit(text: str) -> tuple[str, str]:
    """The text without its unit, and the unit: "4b", "3-12", "5f" or ""."""
    for pattern in (_UNIT, _SLASH, _FLOOR):
        if found := pattern.search(text):
            parts = found.groupdict()
            told = parts.get("unit")
            unit = _JOINED.sub("", told).lstrip("0") if told else f"{parts['after'] or parts['before']}f"
            separator = " " if parts.get("slash") or pattern is _SLASH else ","
            text = f"{text[: found.start()]}{separator}{text[found.end() :]}"
            return (_FLOOR.sub(",", text) if pattern is not _FLOOR else text), unit
    return text, ""


def _segments(text: str) -> list[str]:
    """What stands between the commas, without state and postcode; nothing empty."""
    parts = (" ".join(_SPACES.sub(" ", part).split()) for part in text.split(","))
    return [part for part in parts if part]


def _short(text: str) -> list[str]:
    return [_SHORT.get(word, word) for word in text.replace("-", " ").split()]


def _street(words: list[str]) -> tuple[str, str]:
    """The street's key and what stands behind it: n main st springfield → "nmainst", "springfield"."""
    end = len(words)
    if not _SUFFIXES.intersection(words[1:]):
        words = [*words[:1], *map(_mended, words[1:])]
    for i in range(1, len(words)):
        if words[i] in _SUFFIXES and (i > 1 or words[0] not in _DIRECTIONS):
            end = i + 1
            while end < len(words) and words[end] in _SUFFIXES:
                end += 1
            break
    behind = words[end:]
    street = words[:end]
    if behind and behind[0] in _DIRECTIONS:
        street = [behind[0], *street]
        behind = behind[1:]
    return "".join(street), " ".join(behind)


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    """The short form of the kind of street that the word is one slip from, or the word."""
    if len(word) < _LONG_ENOUGH:
        return word
    return next((_SHORT[kind] for kind in _KINDS if one_slip(word, kind)), word)


def _area(segments: list[str]) -> str:
    """The town: the last part that is more than a state and a postcode, or a state where nothing else is told."""
    state = ""
    for segment in reversed(segments):
        words = segment.split()
        while words and (words[-1] in _STATES or words[-1].isdigit()):
            words.pop()
        words = _POSTCODE.sub("", " ".join(words)).split()
        town = "".join(_short(" ".join(words)))
        if town and town not in _STATE_NAMES:
            return town
        state = state or town
    return state
