"""A world of invented roads and buildings in real districts, and the ways in which people write an address."""

import re
import zlib
from random import Random
from typing import Final, NamedTuple

from benchmarks.linkage.invented import english, korean
from benchmarks.linkage.invented.draw import skewed, words
from benchmarks.linkage.invented.latin import official

# (full, usual, shortest) names of a province, and districts in it.
_PROVINCES: Final = (
    ("서울특별시", "서울시", "서울",
     "강남구 송파구 강서구 관악구 노원구 마포구 은평구 양천구 성북구 구로구 영등포구 "
     "동작구 서초구 중랑구 광진구 종로구 중구"),
    ("경기도", "경기도", "경기",
     "수원시_영통구 성남시_분당구 용인시_수지구 고양시_일산동구 화성시 부천시 남양주시 안산시_단원구 안양시_동안구 "
     "평택시 의정부시 파주시 김포시 광명시 군포시 하남시 이천시 양평군"),
    ("부산광역시", "부산시", "부산", "해운대구 부산진구 사하구 남구 동래구 기장군"),
    ("인천광역시", "인천시", "인천", "연수구 남동구 부평구 서구 미추홀구"),
    ("대구광역시", "대구시", "대구", "달서구 수성구 북구 달성군"),
    ("대전광역시", "대전시", "대전", "유성구 서구 중구"),
    ("광주광역시", "광주시", "광주", "북구 광산구 서구"),
    ("울산광역시", "울산시", "울산", "남구 중구 울주군"),
    ("강원특별자치도", "강원도", "강원", "춘천시 원주시 강릉시 홍천군"),
    ("충청북도", "충북", "충북", "청주시_흥덕구 충주시 진천군"),
    ("충청남도", "충남", "충남", "천안시_서북구 아산시 서산시"),
    ("전북특별자치도", "전라북도", "전북", "전주시_완산구 익산시 군산시"),
    ("전라남도", "전남", "전남", "순천시 여수시 나주시"),
    ("경상북도", "경북", "경북", "포항시_북구 구미시 경산시"),
    ("경상남도", "경남", "경남", "창원시_성산구 김해시 진주시 양산시"),
    ("제주특별자치도", "제주도", "제주", "제주시 서귀포시"),
)  # fmt: skip
_ROAD: Final = words(
    "가온 나래 다솜 라온 마루 바람 사랑 아침 자작 차오 하늘 구름 노을 도담 로하 모란 보라 소담 오름 조약 초롱 "
    "코스모 토담 포도 호반 달빛 별빛 은결 참샘 청솔 새봄 한별 큰숲 늘봄 꽃내 물빛 솔밭 은하 해솔 옥돌"
)
_ROAD_TAIL: Final = ("", "", "", "동", "서", "남", "북", "중앙", "들", "골")
_COMPLEX: Final = words("가람 누리 다온 라움 마린 바른 새롬 아람 자연 초원 파란 하람 미르 소울 푸른 햇살")
_COMPLEX_TAIL: Final = words("아파트 마을 타운 힐스 파크 캐슬")
_STREETS: Final = words(
    "Maple Oak Cedar Pine Elm Willow Birch Chestnut Laurel Magnolia Hazel Juniper Orchard Meadow River Lake Spring "
    "Sunset Harbour Mill Quarry Station Chapel Garden Prospect Bramble Falcon Heron Kestrel Lantern"
)
_STREET_KINDS: Final = (
    ("Street", "St"), ("Road", "Rd"), ("Avenue", "Ave"), ("Drive", "Dr"), ("Lane", "Ln"), ("Court", "Ct"),
    ("Place", "Pl"), ("Boulevard", "Blvd"),
)  # fmt: skip
_SUBURB_HEADS: Final = words(
    "Alder Brook Clear Dover Elder Fern Glen Haver Iron Kings Lark Mor Nether Oxen Pens Rook Shep Tarn Wal West"
)
_SUBURB_TAILS: Final = words("bury dale field ford gate ham hurst leigh mere mont port side stead view ville water")
_STATES: Final = skewed(["NSW", "CA", "VIC", "NY", "WA", "TX", "QLD", "IL"], 0.5)
_LATIN_TAIL: Final = re.compile(r"(.+?)(대로|로|길|동|리|구|시|군|호)")


class Home(NamedTuple):
    """One door. In "en" the `area` is the suburb and the `province` the state; "latin" is Korean in Latin letters."""

    language: str  # "ko" | "latin" | "en"
    province: tuple[str, str, str]
    area: str
    road: str
    lot: str
    number: str
    complex: str
    building: str
    door: str
    postcode: str


#: Which of the ways of writing an address somebody has: one number below 1 for each choice.
Style = tuple[float, ...]


class World:
    """Districts, roads and buildings of one seed."""

    def __init__(self, seed: str) -> None:
        random = Random(f"world {seed}")
        areas = [
            ((full, usual, short), area.replace("_", " "))
            for full, usual, short, districts in _PROVINCES
            for area in districts.split()
        ]
        self._areas = skewed(areas, 0.4)
        self._roads = [
            random.choice(_ROAD) + random.choice(_ROAD_TAIL) + random.choice(("로", "로", "대로", "길", "길"))
            for _ in range(300)
        ]
        self._complexes = [self._new_complex(random) for _ in range(12_000)]
        self._suburbs = [head + tail for head in _SUBURB_HEADS for tail in _SUBURB_TAILS]

    def home(self, random: Random, language: str) -> Home:
        """Draw a door. Half of the Korean ones are in blocks of flats where other claimants live."""
        r = random.random
        if language == "en":
            return self._english(random) if r() < 0.75 else self.home(random, "ko")._replace(language="latin")
        if r() < 0.55:
            block = self._complexes[int(r() ** 1.5 * len(self._complexes))]
            floor, line = 1 + int(r() * 20), 1 + int(r() * 6)
            return block._replace(building=str(101 + int(r() * 12)), door=f"{floor}{line:02}")
        province, area = self._areas[int(r() * len(self._areas))]
        road, number, lot = self._street(random)
        chance = r()
        door = (
            f"{1 + int(r() * 5)}0{1 + int(r() * 6)}"
            if chance < 0.6
            else f"B0{1 + int(r() * 2)}"
            if chance < 0.65
            else ""
        )
        return Home("ko", province, area, road, lot, number, "", "", door, self._postcode(province, area, road, number))

    def _new_complex(self, random: Random) -> Home:
        province, area = random.choice(self._areas)
        road, number, lot = self._street(random)
        name = random.choice(_COMPLEX) + random.choice(_COMPLEX_TAIL)
        if not lot and random.random() < 0.5:
            lot = random.choice(_ROAD) + "동"
        return Home("ko", province, area, road, lot, number, name, "101", "101",
                    self._postcode(province, area, road, number))  # fmt: skip

    def _street(self, random: Random) -> tuple[str, str, str]:
        """Return (road, number, lot district or ""): one address in twelve is written by its lot, the old way."""
        r = random.random
        number = str(1 + int(r() ** 2 * 400)) + (f"-{1 + int(r() * 30)}" if r() < 0.35 else "")
        if r() < 0.08:
            return "", number, random.choice(_ROAD) + ("동" if r() < 0.85 else "리")
        road = self._roads[int(r() * len(self._roads))]
        if road.endswith("로") and not road.endswith("대로") and r() < 0.5:
            road += f"{1 + int(r() * 80)}" + ("번길" if r() < 0.5 else "길")
        return road, number, ""

    @staticmethod
    def _postcode(province: tuple[str, str, str], area: str, road: str, number: str) -> str:
        """One code for a stretch of road, as codes are given: stable, five digits."""
        stretch = f"{province[2]} {area} {road} {int(number.split('-')[0]) // 20}"
        return f"{1000 + zlib.crc32(stretch.encode()) % 62000:05}"

    def _english(self, random: Random) -> Home:
        r = random.random
        suburb = self._suburbs[int(r() * len(self._suburbs))]
        state = _STATES[int(r() * len(_STATES))]
        kind = _STREET_KINDS[int(r() * r() * len(_STREET_KINDS))]
        street = f"{_STREETS[int(r() * len(_STREETS))]} {kind[0]}"
        door = str(1 + int(r() * 40)) if r() < 0.4 else ""
        code = 10000 + zlib.crc32(f"{suburb} {state}".encode()) % 90000
        return Home(
            "en", (state, state, state), suburb, street, "", str(1 + int(r() ** 2 * 900)), "", "", door, str(code)
        )


def style(random: Random) -> Style:
    """Draw somebody's way of writing addresses."""
    r = random.random
    return (r(), r(), r(), r(), r(), r())


def written(home: Home, how: Style) -> str:
    """Return the address on one line, without its postcode."""
    if home.language == "en":
        return _written_english(home, how)
    return _written_korean(home, how) if home.language == "ko" else _written_latin(home, how)


def _written_latin(home: Home, how: Style) -> str:
    where, spacing, unit_style, *_ = how
    unit = _unit(home, unit_style)
    if unit_style < 0.7:
        unit = f"{home.building}-{home.door}" if home.building else home.door
    parts = [_latin(unit) if unit else "", f"{home.number}", _latin(home.road or home.lot)]
    line = (
        ", ".join(part for part in parts if part)
        if spacing < 0.5
        else f"{parts[1]} {parts[2]}" + (unit and f", {_latin(unit)}")
    )
    return ", ".join(
        [
            line,
            *(_latin(word) for word in reversed(home.area.split())),
            _latin(home.province[2]) if where < 0.8 else "Korea",
        ]
    )


def _latin(text: str) -> str:
    """Return a place's name in Latin letters, its kind set off by a hyphen: Gangnam-gu, Gaon-ro 12-gil."""

    def word(match: re.Match[str]) -> str:
        return official(match[1]).capitalize() + "-" + official(match[2])

    spaced = re.sub(r"(로|길)(?=[0-9])", r"\1 ", text)
    return " ".join(
        word(found) if (found := _LATIN_TAIL.fullmatch(part)) else official(part).capitalize()
        for part in spaced.split()
    )


def _written_korean(home: Home, how: Style) -> str:
    where, spacing, unit_style, comma, bracket, block = how
    full, usual, short = home.province
    province = full if where < 0.45 else usual if where < 0.6 else short if where < 0.9 else ""
    road = home.road or home.lot
    if spacing < 0.15 and home.road.endswith("길") and any(char.isdigit() for char in road):
        digits = next(place for place, char in enumerate(road) if char.isdigit())
        road = f"{road[:digits]} {road[digits:]}"
    number = home.number + ("번지" if home.lot and not home.road and spacing > 0.9 else "")
    line = f"{road}{number}" if 0.15 <= spacing < 0.2 else f"{road} {number}"
    unit = _unit(home, unit_style)
    name = home.complex if home.complex and block < 0.5 else ""
    if unit and comma < 0.5 and not name:
        line += f", {unit}"
    else:
        line = " ".join(part for part in (line, name, unit) if part)
    if bracket < 0.3 and home.road and (home.lot or (home.complex and not name)):
        line += f" ({', '.join(part for part in (home.lot, '' if name else home.complex) if part)})"
    return " ".join(part for part in (province, home.area, line) if part)


def _unit(home: Home, how: float) -> str:
    if not home.door:
        return ""
    if not home.building:
        return f"{home.door}호" if how < 0.85 else home.door
    if how < 0.45:
        return f"{home.building}동 {home.door}호"
    if how < 0.7:
        return f"{home.building}-{home.door}"
    if how < 0.88:
        return f"{home.building}동{home.door}호"
    return f"{home.building}동 {home.door}" if how < 0.96 else f"{home.building}/{home.door}"


def _written_english(home: Home, how: Style) -> str:
    short, unit_style, case, comma, state, *_ = how
    street = home.road
    if short < 0.45:
        for long, abbreviation in _STREET_KINDS:
            street = street.replace(f" {long}", f" {abbreviation}" + ("." if short < 0.1 else ""))
    line = f"{home.number} {street}"
    if home.door:
        if unit_style < 0.35:
            line += f", Unit {home.door}"
        elif unit_style < 0.6:
            line += f", Apt {home.door}"
        elif unit_style < 0.8:
            line = f"{home.door}/{line}"
        else:
            line += f" #{home.door}"
    area = f"{home.area} {home.province[0]}" if state < 0.6 else home.area
    line += (", " if comma < 0.7 else " ") + area
    return line.upper() if case < 0.06 else line.lower() if case < 0.12 else line


def misspelt(random: Random, home: Home) -> Home:
    """Return the door with one slip in the name of its street or lot."""
    if home.language == "en":
        return home._replace(road=english.slip(random, home.road))
    return (
        home._replace(road=korean.slip(random, home.road))
        if home.road
        else home._replace(lot=korean.slip(random, home.lot))
    )
