"""Addresses as hypothesis draws them: one home in every spelling, two homes, and text that means harm."""

import time
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.normalise import addresses_english, addresses_korean, read_address
from claims.rules.normalise.addresses_parts import HYPHENS
from claims.rules.normalise.text import fold
from tests.claims.rules.normalise.texts import any_text

#: Province in full and in short, city, district, each with the district's Latin name.
DISTRICTS = [
    ("서울특별시", "서울", "", "강남구", "Gangnam-gu"),
    ("서울특별시", "서울시", "", "종로구", "Jongno-gu"),
    ("서울특별시", "서울", "", "중구", "Jung-gu"),
    ("부산광역시", "부산", "", "부산진구", "Busanjin-gu"),
    ("경기도", "경기", "성남시", "분당구", "Bundang-gu"),
    ("경상남도", "경남", "창원시", "마산합포구", "Masanhappo-gu"),
    ("전북특별자치도", "전북", "전주시", "덕진구", "Deokjin-gu"),
    ("전라남도", "전남", "", "해남군", "Haenam-gun"),
    ("강원특별자치도", "강원", "", "춘천시", "Chuncheon-si"),
]
#: Roads in Hangul and as the signs write them.
ROADS = [
    ("테헤란로", "Teheran-ro"),
    ("한누리대로", "Hannuri-daero"),
    ("왕십리로", "Wangsimni-ro"),
    ("신림로", "Sillim-ro"),
    ("종로", "Jong-ro"),
    ("올림픽로", "Olympic-ro"),
    ("압구정로", "Apgujeong-ro"),
    ("백련산로", "Baengnyeonsan-ro"),
    ("불당21로", "Buldang 21-ro"),
]
SUBS = [("", ""), ("12길", "12-gil"), ("192번길", "192beon-gil"), ("35가길", "35ga-gil")]
BUILDINGS = ["", "래미안아파트 ", "한신2차 ", "e편한세상 ", "더샵 센트럴파크 ", "SK뷰 "]


class Home(NamedTuple):
    district: tuple[str, str, str, str, str]
    road: tuple[str, str]
    sub: tuple[str, str]
    number: str
    wing: int
    flat: int


homes = st.builds(
    Home,
    st.sampled_from(DISTRICTS),
    st.sampled_from(ROADS),
    st.sampled_from(SUBS),
    st.builds(
        lambda first, second: f"{first}-{second}" if second else str(first), st.integers(1, 2999), st.integers(0, 60)
    ),
    st.integers(0, 130),
    st.integers(101, 3505),
)


def in_hangul(home, draw):
    """One of the ways in which people type a home."""
    one_of = lambda *choices: draw(st.sampled_from(choices))  # noqa: E731
    full, short, city, district, _ = home.district
    area = " ".join(filter(None, (one_of(full, short, ""), one_of(city, city), district)))
    road = home.road[0] + (one_of("", " ") + home.sub[0] if home.sub[0] else "")
    if home.sub[0] and one_of(True, False):
        road = road.removesuffix("길") + " 길"
    number = home.number.replace("-", one_of("-", "–", "－", " - "))
    gap = " " if home.sub[0] == "" or road.endswith("길") else ""
    wing = f"{home.wing}동" if home.wing else ""
    if wing and one_of(True, False):
        unit = f"{home.wing}-{home.flat}" + one_of("", "호")
    else:
        unit = (
            one_of("", "제") * bool(wing)
            + wing
            + one_of("", " ")
            + one_of("", f"{home.flat // 100}층 ")
            + f"{home.flat}호"
        )
    where = f"{road}{one_of('', ' ') if gap else ''}{number}{one_of(' ', ', ', ',')}{one_of(*BUILDINGS)}{unit}"
    line = one_of("", "(06236) ", "06236 ") + f"{area} {where}" + one_of("", " (역삼동)", "(역삼동, 래미안)")
    if one_of(True, False):
        line = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isdigit() else c for c in line)
    return line


def in_latin(home, draw):
    """One of the ways in which a home is written abroad."""
    one_of = lambda *choices: draw(st.sampled_from(choices))  # noqa: E731
    road = f"{home.road[1]} {home.sub[1]}".strip()
    unit = f"{home.wing}-{home.flat}" if home.wing else str(home.flat)
    marked = [f"Apt {unit}", f"#{unit}", f"Apt. {unit}"]
    if home.wing:
        marked += [
            f"{home.wing}-dong {home.flat}-ho",
            f"Bldg {home.wing}, Unit {home.flat}",
            f"{home.flat}-ho, {home.wing}-dong",
        ]
    else:
        marked += [f"{home.flat}-ho", f"Room {home.flat}"]
    separator = one_of(" ", ", ")
    where = one_of(f"{home.number}{separator}{road}", f"{road} {home.number}")
    line = one_of(f"{one_of(*marked)}, {where}", f"{where}, {one_of(*marked)}")
    line = f"{line}, {home.district[4]}, {one_of('Seoul', 'Korea', 'Seoul 06236', 'Republic of Korea')}"
    return one_of(line, line.upper(), line.lower())


@given(homes, st.data())
def test_a_home_has_one_key_in_every_spelling(home, data):
    spellings = [in_hangul(home, data.draw), in_hangul(home, data.draw), in_latin(home, data.draw)]
    keys = {line: tuple(read_address(line, None)) for line in spellings}
    assert len(set(keys.values())) == 1, keys


@given(homes, st.data())
def test_the_short_way_reads_what_the_long_way_reads(home, data):
    line = in_hangul(home, data.draw)
    usual = addresses_korean.read_usual(line)
    assert usual in (None, addresses_korean.read_korean(fold(line.translate(HYPHENS))))


@given(homes, homes, st.data())
def test_two_homes_have_two_keys(one, other, data):
    same = one._replace(district=other.district) == other
    first, second = (read_address(in_hangul(home, data.draw), None)[:3] for home in (one, other))
    assert (first == second) == same


KINDS = [
    ("Street", "St"),
    ("Road", "Rd"),
    ("Avenue", "Ave"),
    ("Boulevard", "Blvd"),
    ("Crescent", "Cres"),
    ("Lane", "Ln"),
]
DIRECTIONS = [("", ""), ("North", "N"), ("South", "S"), ("Southwest", "SW")]
STREETS = ["Main", "Oak", "St Johns", "Fifth", "Martin Luther King", "Stonewall", "Eastern", "Unity"]
TOWNS = ["Springfield", "Newtown", "San Jose", "Clearwater", "Northcote", "Unitown", "Saint Paul"]
western_homes = st.tuples(
    st.integers(1, 99_999),
    st.sampled_from(STREETS),
    st.sampled_from(KINDS),
    st.sampled_from(DIRECTIONS),
    st.sampled_from(["", "4", "4b", "12", "1203"]),
    st.sampled_from(TOWNS),
)


def in_english(home, draw):
    """One of the ways in which people of the United States or Australia type a home."""
    one_of = lambda *choices: draw(st.sampled_from(choices))  # noqa: E731
    number, name, kind, direction, unit, town = home
    street = f"{name} {one_of(*kind)}{one_of('', '.')}"
    if direction[0]:
        side = one_of(*direction)
        street = one_of(f"{side} {street}", f"{street} {side}")
    line = f"{number} {street}"
    if unit:
        marked = one_of(f"Unit {unit}", f"Apt {unit}", f"Apt. {unit}", f"#{unit}", f"Apartment {unit}")
        line = one_of(f"{line}, {marked}", f"{line} {marked}", f"{marked}, {line}", f"{unit}/{line}")
    line += ", " + town.replace("Saint", one_of("Saint", "St"))
    line += one_of("", " IL 62704", ", NSW 2042", ", CA", ", USA", ", Illinois")
    return one_of(line, line.upper(), line.lower())


@given(western_homes, st.data())
def test_a_western_home_has_one_key_in_every_spelling(home, data):
    keys = {}
    for line in (in_english(home, data.draw), in_english(home, data.draw)):
        keys[line] = tuple(read_address(line, None))
        usual = addresses_english.read_usual(line.lower())
        assert usual in (None, addresses_english.read_english(line.lower(), ""))
    assert len(set(keys.values())) == 1, keys


@given(western_homes, western_homes, st.data())
def test_two_western_homes_have_two_keys(one, other, data):
    first, second = (read_address(in_english(home, data.draw), None) for home in (one, other))
    assert (first == second) == (one == other)


@given(
    any_text
    | any_text.map(lambda text: f"서울 강남구 {text}로 12")
    | any_text.map(lambda text: f"12 {text}-ro, {text} St")
)
def test_any_text_has_parts_or_none(text):
    address = read_address(text, text)
    if address is not None:
        assert any(address)
        assert all(isinstance(part, str) and part == part.strip() for part in address)


@pytest.mark.parametrize(
    "piece",
    [
        *("가", "1", " ", "-", "로", "길", "동", "1길", "로1", "동1", "가로 ", "1-", "(", "()", "a", "a ", "1 a", "1/"),
        *("-ro", "ro ", "a-ro ", "seoul ", "st ", "1 st,", "12 King St ", "apt ", "apt 1", "#", "b1", "1층", "지하"),
        *("제", "호", "서울", "!", ",", "시", "구 ", "가구", "1 길", "a1", "a-", "1-gil", "korea "),
    ],
)
@pytest.mark.parametrize("length", [1_000, 10_000])
@pytest.mark.parametrize(
    ("before", "behind"), [("", ""), ("서울 강남구 ", ""), ("12 Teheran-ro, ", " Seoul"), ("", "로 12")]
)
def test_hostile_lines_take_bounded_time(piece, length, before, behind):
    line = before + (piece * length)[: length - len(before) - len(behind)] + behind
    started = time.process_time()
    read_address(line, "06236")
    assert time.process_time() - started < 0.25
