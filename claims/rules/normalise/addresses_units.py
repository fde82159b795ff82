"""The unit within a Korean building: 동, 층, 호, however they are typed."""

import re

from claims.rules.normalise.addresses_parts import number

#: What names a building among several: a number, a letter, or a syllable that stands for a letter.
_WING = r"(?:0*[0-9]{1,5}|[a-z]|[가나다라마바사아자차카타파하]|에이|비|씨|디)"
_BELOW = r"(?:지하|b)"
_FLOOR = rf"(?:(?:제|{_BELOW})?\s?[0-9]{{1,3}}\s?(?:층|f)|지층|반지하|지하)"
_FLAT = r"(?:[0-9]{1,5}(?:-[0-9]{1,3})?[a-z]?)"
_START = r"(?<![가-힣a-z0-9-])제?\s?"

_UNIT = re.compile(
    # 101동 1203호, B동 지하1층 102호, 101동 1203, N동 5층
    rf"{_START}(?P<wing>{_WING})\s?동(?![가-힣])\s?"
    rf"(?:(?P<floor>{_FLOOR})?\s?제?\s?(?P<below>{_BELOW})?\s?(?P<flat>{_FLAT})\s?(?:호|$|(?=\s))|(?P<storey>{_FLOOR}))"
    # 101-1203, 101-1203호, 가-101
    rf"|{_START}(?P<wing_2>{_WING})-(?P<below_2>{_BELOW})?(?P<flat_2>[0-9]{{1,5}}[a-z]?)\s?호?(?![0-9가-힣-])"
    # 1203호, 지하 102호, 지하1층 102호, B102호, 12층 1203호
    rf"|(?:(?P<floor_3>{_FLOOR})\s?)?제?\s?(?P<below_3>{_BELOW})?\s?(?<![0-9-])(?P<flat_3>{_FLAT})\s?호"
)
#: What is left to try where no flat is told.
_ONLY_FLOOR = re.compile(
    rf"(?<![가-힣a-z0-9])(?P<floor>{_FLOOR})(?![가-힣a-z0-9])|{_START}(?P<below>b)(?P<storey>[0-9])$"
)
_BARE = re.compile(r"\s*(?:(?P<wing>[0-9]{1,4}|[a-z])\s+)?(?:(?P<below>b)(?=[0-9]{2}))?(?P<flat>[0-9]{1,5}[a-z]?)\s*")
#: The same behind the name of a building.
_TRAILING = re.compile(r"(?<=[가-힣a-z]\s)(?P<wing>(?=x)x)?(?P<below>b)?(?P<flat>[0-9]{3,5})$")
_LETTERS = {"에이": "a", "비": "b", "씨": "c", "디": "d"}
_ORDER = "가:ga 나:na 다:da 라:ra 마:ma 바:ba 사:sa 아:a 자:ja 차:cha 카:ka 타:ta 파:pa 하:ha"
_SYLLABLES = dict(pair.split(":") for pair in _ORDER.split())
_STOREY = re.compile(r"[0-9]+")


def read_unit(text: str) -> str:
    """Return the unit that folded text after a building's number tells: "101-1203", "1203", "b102", "5f" or ""."""
    found = _UNIT.search(text)
    if found is None:
        return _without_flat(text)
    wing = found["wing"] or found["wing_2"]
    flat = found["flat"] or found["flat_2"] or found["flat_3"]
    if flat is None:
        return unit(wing, _floor(found["storey"]))
    floor = found["floor"] or found["floor_3"] or ""
    below = found["below"] or found["below_2"] or found["below_3"] or floor.startswith(("지", "반", "b"))
    return unit(wing, flat, below=bool(below))


def unit(wing: str | None, flat: str, *, below: bool = False) -> str:
    """Return "wing-flat" in their shortest spelling, or the flat where there is no wing."""
    first, _, second = flat.partition("-")
    flat = ("b" if below else "") + number(first, second)
    if not wing:
        return flat
    wing = _LETTERS.get(wing) or _SYLLABLES.get(wing) or wing.lstrip("0")
    return f"{wing}-{flat}"


def _without_flat(text: str) -> str:
    if bare := _BARE.fullmatch(text) or _TRAILING.search(text):
        return unit(bare["wing"], bare["flat"], below=bool(bare["below"]))
    floor = _ONLY_FLOOR.search(text)
    if floor is None:
        return ""
    return f"b{floor['storey']}f" if floor["below"] else _floor(floor["floor"])


def _floor(text: str) -> str:
    """Return "5f", or "b1f" below ground."""
    storey = _STOREY.search(text)
    below = "b" if text.startswith(("지", "반", "b")) else ""
    return f"{below}{storey[0].lstrip('0') if storey else '1'}f"
