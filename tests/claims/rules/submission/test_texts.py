"""What is never collected is recognised; what only looks like it is let through."""

import pytest

from claims.rules.submission.texts import has_entrance_code, has_resident_number, read


@pytest.mark.parametrize(
    "typed",
    [
        "800101-1234567",
        "8001011234567",
        "주민번호는 000229-3456789입니다",
        "８００１０１－１２３４５６７",
        "800101 - 1234567",
        "800101–2234567",
        "800101-\u200b1234567",
        "외국인등록번호 900131-5678901",
    ],
)
def test_a_resident_number_is_recognised(typed):
    assert has_resident_number(read(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "801301-1234567",  # no thirteenth month
        "800132-1234567",
        "800101-9234567",  # nobody alive
        "800101-123456",
        "1800101-1234567",
        "800101-12345678",
        "+8201012345678",
        "010-1234-5678",
        "서울중앙지법 2025가합123456",
        "계좌 110-123-456789",
        "2025-11-20",
        "테헤란로 152",
    ],
)
def test_another_number_is_no_resident_number(typed):
    assert not has_resident_number(read(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "강남구 테헤란로 152 #1234*",
        "101동 1204호 *1234#",
        "101동 1204호 ＃１２３４＊",
        "##0000#",
        "공동현관 1234",
        "공동현관 #1234",
        "공동현관비번 1234",
        "공동현관 비밀번호: 1234#",
        "공동현관 비밀번호는 #1234",
        "현관 번호 0712",
        "101동 1204호 비번1234",
        "비밀번호 = 12345678",
        "출입번호는 1204",
        "출입 코드: 9876",
        "Apt 1204, entrance code 1234",
        "gate code: #1234",
        "Door password is 55501",
        "ACCESS CODE=1234",
    ],
)
def test_an_entrance_code_is_recognised(typed):
    assert has_entrance_code(read(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "서울특별시 강남구 테헤란로 152, 101동 1204호",
        "101동 1204호",
        "1204",
        "#1204",
        "Apt #1204",
        "Unit #1204, 5th floor",
        "Room 1204#",
        "3号楼 12#1204",
        "1234 Elm Street #12, Springfield 62704",
        "PIN 560001, Bengaluru",
        "Zip code 12345",
        "Gate 1234 Industrial Park",
        "현관동 1204호",
        "공동현관 1동 앞",
        "공동현관 옆 1204호",
        "현관 1204호",
        "현관로 1234",
        "공동현관 비밀번호가 유출되었습니다",
        "공동현관 비밀번호 유출로 2025. 12. 소송 제기",
        "비밀번호 2025년에 변경",
        "번호 2025가합1234",
        "사건번호 2025가합1234",
        "연락처 010-1234-5678",
        "새문안로 5가길 28, 1234호",
        "판교역로 235 (H스퀘어 N동) 4층",
    ],
)
def test_a_flat_or_a_street_is_no_entrance_code(typed):
    assert not has_entrance_code(read(typed))
