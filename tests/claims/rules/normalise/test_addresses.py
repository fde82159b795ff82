import pytest

from claims.rules.normalise import read_address


def place(line, postcode=None):
    address = read_address(line, postcode)
    assert address is not None
    return address.road, address.number, address.unit


HOMES = {
    "a flat by road": [
        "서울특별시 강남구 테헤란로 152, 101동 1203호 (역삼동)",
        "서울 강남구 테헤란로152 101-1203",
        "서울강남구테헤란로152 제101동 제1203호",
        "서울시 강남구 테헤란로 152 101동1203호(역삼동, 래미안)",
        "강남구 테헤란로 152 래미안아파트 101동 1203호",
        "서울 강남구 테헤란로 152, 래미안2차 101동 12층 1203호",
        "(06236) 서울 강남구 테헤란로 １５２， １０１동 １２０３호",
        "06236 서울특별시 강남구 테헤란로 152 101/1203",
        "(우)06236 서울특별시 강남구 테헤란로 152 101동 1203호",
        "우편번호 06236, 서울특별시 강남구 테헤란로 152 101동 1203호",
        "서울특별시 강남구 테헤란로 152 101동 1203호 06236",
        "대한민국 서울특별시 강남구 테헤란로 152 101동 1203호",
        "테헤란로 152 101–1203호",
        "서울 강남 테헤란로 152 101동 1203",
        "서울 강남구 테헤란로 152 (101동 1203호)",
        "서울 강남구 테헤란로 152 (역삼동, 101동 1203호)",
        "서울강남구테헤란로152,101동1203호",
        "서울 강남구 테헤란로 152 - 101동 1203호",
        "서울 강남구 역삼동 테헤란로 152 101동 0 1203호".replace("0 1203", "01203"),
        "101-1203, 152 Teheran-ro, Gangnam-gu, Seoul",
        "Apt 101-1203, 152 Teheran-ro, Gangnam-gu, Seoul",
        "101-dong 1203-ho, 152, Teheran-ro, Gangnam-gu, Seoul, Republic of Korea",
        "#101-1203, 152 Teheran-ro Gangnam-gu Seoul",
        "152 Teheranro, Room 1203, Bldg 101, Kangnam-gu, Seoul 06236, Korea",
        "101-1203 Raemian Apt, 152 Teheran-ro, Gangnam-gu, Seoul",
        "Seoul Gangnam-gu Teheran-ro 152, 101-dong 1203-ho",
        "SEOUL-SI, GANGNAM-GU, TEHRAN-RO 152, 101DONG 1203HO",
    ],
    "a basement by sub-road": [
        "서울 강남구 테헤란로12길 3-4 지하1층",
        "서울 강남구 테헤란로 12길 3-4 지층",
        "서울 강남구 테헤란로 12 길 3-4 B1",
        "서울 강남구 테헤란로12길 3－4, 반지하",
        "서울강남구테헤란로12길3-4 지하 1층",
        "3-4 Teheran-ro 12-gil, B1, Gangnam-gu, Seoul",
        "B1F, 3-4, Teheran-ro 12gil, Gangnam-gu, Seoul",
    ],
    "a floor": [
        "경기도 성남시 분당구 판교역로 235 에이치스퀘어 N동 5층",
        "경기 성남 분당 판교역로235 N동 5층",
        "성남시 분당구 판교역로 235, 에이치스퀘어 N동 제5층 (삼평동)",
        "경기 성남시분당구 판교역로235 N동5층",
        "5F, N-dong, 235 Pangyoyeok-ro, Bundang-gu, Seongnam-si, Gyeonggi-do",
    ],
    "a building alone": [
        "세종특별자치시 한누리대로 2130",
        "세종시 한누리대로 2130",
        "세종 한누리대로2130 (보람동)",
        "세종 한누리대로 2130번지",
        "2130 Hannuri-daero, Sejong-si",
    ],
    "a flat by lot": [
        "서울 강남구 역삼동 737-1 ○○아파트 101동 1203호",
        "서울 강남구 역삼1동 737-1번지 101-1203",
        "강남구 역삼동 737번지 1호 101동 1203호",
        "서울강남구역삼동737-1 101동1203호",
        "737-1 Yeoksam-dong, 101-dong 1203-ho, Gangnam-gu, Seoul",
        "Room 1203, 101-dong, Yeoksam-dong 737-1, Gangnam-gu, Seoul",
    ],
    "a lot in the hills": [
        "전남 해남군 송지면 산정리 산12-3",
        "전라남도 해남군 송지면 산정리 산 12-3번지",
        "해남군 송지면 산정리 산12의3",
        "San 12-3, Sanjeong-ri, Songji-myeon, Haenam-gun, Jeollanam-do",
    ],
    "a lot in a numbered quarter": [
        "서울 중구 을지로3가 12-3 302호",
        "서울 중구 을지로 3가 12-3 302호",
        "302-ho, 12-3 Euljiro 3-ga, Jung-gu, Seoul",
    ],
    "a wing with a letter": [
        "서울 성동구 성수동1가 12 B동 302호",
        "서울 성동구 성수동1가 12 B-302",
        "서울 성동구 성수동1가 12번지 비동 302호",
        "서울 성동구 성수동1가 12 ｂ동302호",
    ],
    "a wing with a syllable": [
        "광주 광산구 상무대로 12 가동 101호",
        "광주광역시 광산구 상무대로 12 가-101",
        "12 Sangmu-daero, Ga-dong 101-ho, Gwangsan-gu, Gwangju",
    ],
    "a flat below ground": [
        "서울 성동구 왕십리로 12 B102호",
        "서울 성동구 왕십리로 12 지하 102호",
        "서울 성동구 왕십리로 12 지하1층 102호",
        "서울 성동구 왕십리로 12, 지하1층 B102호",
        "Room B102, 12 Wangsimni-ro, Seongdong-gu, Seoul",
    ],
    "a shop below a road": ["서울 중구 세종대로 지하 2 (태평로1가)", "서울 중구 세종대로 지하2"],
    "a sub-road with a letter": [
        "서울 송파구 올림픽로35가길 9, 101동 5호",
        "서울 송파구 올림픽로 35 가길 9 101-5",
        "101-5, 9 Olympic-ro 35ga-gil, Songpa-gu, Seoul",
    ],
    "a sub-road by distance": [
        "경기 성남시 분당구 판교역로192번길 12-3 302호",
        "경기 성남시 분당구 판교역로 192번길 12-3, 3층 302호",
        "경기 성남시 분당구 판교역로 192 번길 12-3 302",
        "12-3 Pangyo-yeok-ro 192 beon-gil, #302, Bundang-gu",
    ],
    "a numbered road": [
        "충남 천안시 서북구 불당21로 67-18 105동 302호",
        "충청남도 천안시 서북구 불당 21로 67-18, 105-302",
        "천안시서북구불당21로67-18 105동302호",
    ],
    "an American flat": [
        "Apt 4B, 123 N. Main St., Springfield, IL 62704",
        "123 North Main Street #4B, Springfield IL 62704",
        "123 N Main St Apt. 4-B, Springfield, Illinois, USA",
        "123 N MAIN ST UNIT 4B SPRINGFIELD IL",
        "123, North Main Str., Apartment 4b, Springfield",
    ],
    "an Australian flat": [
        "Unit 4/12 King St, Newtown NSW 2042",
        "4/12 King Street, Newtown",
        "12 King St, Unit 4, Newtown NSW, Australia",
        "U 4 / 12 King St".replace("U 4", "Unit 4"),
    ],
    "a British house": [
        "10 Downing Street, London SW1A 2AA",
        "10, Downing St., London, SW1A 2AA, United Kingdom",
        "No. 10 Downing Street, London",
    ],
    "a street of a saint": ["12 St John's Court Rd, Leeds LS1 4DY", "12 Saint Johns Court Road, Leeds"],
    "a numbered street": ["350 Fifth Avenue, New York, NY 10118", "350 5th Ave New York NY"],
    "a direction behind": ["Suite 300, 100 Park Avenue South, New York", "100 S Park Ave Ste 300, New York"],
    "a box": ["PO Box 123, Springfield, IL", "P.O. Box 123 Springfield", "Post Office Box 123"],
}


@pytest.mark.parametrize("lines", HOMES.values(), ids=HOMES)
def test_every_spelling_of_a_home_has_one_key(lines):
    keys = {line: place(line) for line in lines}
    assert len(set(keys.values())) == 1, keys


def test_different_homes_have_different_keys():
    assert len({place(lines[0]) for lines in HOMES.values()}) == len(HOMES)


@pytest.mark.parametrize(
    "lines",
    [
        [
            "서울 강남구 테헤란로 152, 101동 1203호",
            "테헤란로 152 101동 1204호",
            "테헤란로 152 102동 1203호",
            "테헤란로 152",
        ],
        [
            "테헤란로 152 1203호",
            "테헤란로 152 지하 1203호",
            "테헤란로 152 가동 1203호",
            "테헤란로 152 A동 1203호",
            "테헤란로 152 12층",
        ],
        ["테헤란로 12", "테헤란로12길 3", "테헤란로12가길 3", "테헤란로12번길 3", "테헤란로 12-3", "테헤란로 지하 12"],
        ["을지로 3", "을지로3가 12", "을지로4가 12", "을지로3길 12"],
        ["성수동1가 12", "성수동2가 12", "성수동 12", "성수동 산12"],
        ["123 N Main St", "123 S Main St", "123 Main St", "123 N Main Ave", "125 N Main St", "123 N Main St #2"],
        ["4/12 King St", "5/12 King St", "12 King St", "4 King St"],
        ["123 1/2 Main St", "123 Main St", "1/2 Main St"],
        [
            "101-1203, 152 Teheran-ro, Seoul",
            "101-1204, 152 Teheran-ro, Seoul",
            "152 Teheran-ro, Seoul",
            "15 Teheran-ro, Seoul",
        ],
    ],
)
def test_homes_that_differ_in_one_thing_stay_apart(lines):
    assert len({place(line) for line in lines}) == len(lines)


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("서울특별시 강남구 테헤란로 152", "강남 테헤란로 152"),
        ("서울특별시 강남구 테헤란로 152", "152 Teheran-ro, Gangnam-gu, Seoul"),
        ("서울특별시 중구 세종대로 110", "110 Sejong-daero, Jung-gu, Seoul"),
        ("부산광역시 부산진구 중앙대로 666", "부산진구 중앙대로 666"),
        ("부산 부산진구 중앙대로 666", "666 Jungang-daero, Busanjin-gu, Busan"),
        ("경기도 성남시 분당구 판교역로 235", "분당구 판교역로 235"),
        ("경기 성남시분당구 판교역로 235", "235 Pangyoyeok-ro, Bundang-gu, Seongnam-si"),
        ("경기도 광주시 오포읍 오포로 12", "광주시 오포읍 오포로 12"),
        ("제주특별자치도 제주시 첨단로 242", "제주 제주시 첨단로 242"),
        ("전남 해남군 송지면 산정리 12", "Sanjeong-ri 12, Haenam-gun"),
        ("123 Main St, Springfield, IL 62704", "123 Main Street, Springfield, Illinois, USA"),
        ("12 King St Newtown NSW 2042", "12 King St, Newtown, New South Wales"),
    ],
)
def test_the_area_is_the_same_however_it_is_told(line, same):
    assert read_address(line, None) == read_address(same, None)
    assert read_address(line, None).area


@pytest.mark.parametrize(
    "line", ["서울특별시 테헤란로 152", "세종시 한누리대로 2130", "테헤란로 152", "경기도 판교역로 235"]
)
def test_a_province_is_no_area(line):
    assert read_address(line, None).area == ""


def test_the_parts_are_as_the_matching_reads_them():
    assert read_address("서울특별시 강남구 테헤란로12길 3-4, 101동 1203호 (역삼동)", "06236") == (
        *("deherarro12gir", "3-4", "101-1203", "gangnam"),
    )
    assert read_address("Apt 4B, 123 N. Main St., Springfield, IL 62704", "62704") == (
        "nmainst",
        "123",
        "4b",
        "springfield",
    )
    assert read_address("서울특별시 강남구", None) == ("", "", "", "gangnam")
    assert read_address("서울 강남구 역삼동 래미안아파트 101동 1203호", None) == (
        "yogsamdong",
        "",
        "101-1203",
        "gangnam",
    )


@pytest.mark.parametrize(
    "line", ["", " ", "안녕하세요", "hello", "12", "101동 1203호", "\ud800", "가" * 1001, "12 King St " * 100]
)
def test_what_tells_no_place_has_no_parts(line):
    assert read_address(line, None) is None


def test_where_somebody_lives_does_not_show_in_a_traceback():
    assert repr(read_address("서울 강남구 테헤란로 152, 1203호", None)) == "Address(…)"
