"""What each level is for, by examples: two people as typed, and the levels that a lawyer would name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.matching import COMPARISONS, Person, match_record, pattern
from claims.rules.matching.letters import letters, within_one_edit

BASE = Person(
    "김민준",
    "1987-03-12",
    ("010-2345-6789", None),
    ("minjun.kim@gmail.com", None),
    "서울특별시 강남구 테헤란로 152, 101동 1203호",
    "06236",
)


def levels(one: Person, other: Person) -> dict[str, str]:
    numbers = pattern(match_record(one), match_record(other), bearers=5)
    back = pattern(match_record(other), match_record(one), bearers=5)
    assert numbers == back  # a pair has no direction
    return {part.code: part.level_code(number) for part, number in zip(COMPARISONS, numbers, strict=False)}


@pytest.mark.parametrize(
    ("changed", "part", "expected"),
    [
        ({}, "name", "same"),
        ({"name": "김 민준"}, "name", "same"),
        ({"name": "Kim Minjun"}, "name", "same_sound"),
        ({"name": "MIN JUN KIM"}, "name", "same_sound"),
        ({"name": "김민쥰"}, "name", "respelled"),
        ({"name": "김빈준"}, "name", "given_slip"),
        ({"name": "긴민준"}, "name", "surname_slip"),
        ({"name": "이민준"}, "name", "given_same"),
        ({"name": "김서연"}, "name", "surname_same"),
        ({"name": "박서연"}, "name", "different"),
        ({"name": None}, "name", "missing"),
        ({}, "birth", "same"),
        ({"birth_date": "1987-12-03"}, "birth", "swapped"),
        ({"birth_date": "1987-03-13"}, "birth", "one_digit"),
        ({"birth_date": "1957-03-12"}, "birth", "one_digit_of_the_decade"),
        ({"birth_date": "1987-11-30"}, "birth", "same_year_or_day"),
        ({"birth_date": "1990-07-01"}, "birth", "different"),
        ({"birth_date": "2015-07-01"}, "birth", "a_generation_apart"),
        ({"birth_date": None}, "birth", "missing"),
        ({"phones": ("+82 10 2345 6789", None)}, "phone", "same"),
        ({"phones": ("010-9999-1111", "01023456789")}, "phone", "same"),
        ({"phones": ("010-2345-6780", None)}, "phone", "one_digit"),
        ({"phones": ("010-9999-1111", None)}, "phone", "different"),
        ({"phones": (None, None)}, "phone", "missing"),
        ({"emails": ("MinJunKim@gmail.com", None)}, "mail", "same"),
        ({"emails": ("other@naver.com", "minjunkim+court@gmail.com")}, "mail", "same"),
        ({"emails": ("minjunkim@naver.com", None)}, "mail", "same_local"),
        ({"emails": ("minjunkin@naver.com", None)}, "mail", "local_slip"),
        ({"emails": ("flower@naver.com", None)}, "mail", "different"),
        ({"address": "서울 강남구 테헤란로 152 101-1203"}, "address", "same_unit"),
        ({"address": "서울 강남구 테헤란로 152"}, "address", "same_building"),
        ({"address": "서울 강남구 테헤란로 152, 101동 1204호"}, "address", "unit_slip"),
        ({"address": "서울 강남구 테헤란로 152, 105동 301호"}, "address", "other_unit"),
        ({"address": "서울 강남구 테헤란로 153, 101동 1203호"}, "address", "number_slip"),
        ({"address": "서울 강남구 테헤란로 7, 2층"}, "address", "same_road_or_area"),
        ({"address": "부산 해운대구 센텀중앙로 48, 3층", "postcode": "48059"}, "address", "different"),
        ({"address": None}, "address", "missing"),
    ],
)
def test_a_change_in_one_part_gives_its_level_and_leaves_the_others(changed, part, expected):
    found = levels(BASE, BASE._replace(**changed))
    assert found[part] == expected
    whole = {"name": "same", "birth": "same", "phone": "same", "mail": "same", "address": "same_unit"}
    if part != "address":
        assert {code: level for code, level in found.items() if code != part} == {
            code: level for code, level in whole.items() if code != part
        }


def test_english_names_meet_in_either_order_and_part_by_their_middle_initials():
    smith = BASE._replace(name="John A. Smith")
    assert levels(smith, BASE._replace(name="Smith, John Andrew"))["name"] == "same_in_latin"
    assert levels(smith, BASE._replace(name="John Smith"))["name"] == "same_in_latin"
    assert levels(smith, BASE._replace(name="John B. Smith"))["name"] == "other_middle"
    assert levels(smith, BASE._replace(name="J. Smith"))["name"] == "initial"


def test_nothing_personal_is_in_a_repr():
    assert "민준" not in repr(BASE) + repr(match_record(BASE))


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_within_one_edit_is_levenshtein(a, b):
    def distance(a, b):
        row = list(range(len(b) + 1))
        for i, x in enumerate(a, 1):
            before, row[0] = row[0], i
            for j, y in enumerate(b, 1):
                before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
        return row[-1]

    assert within_one_edit(a, b) == (distance(a, b) <= 1)


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=5))
def test_hangul_as_letters_is_ascii_and_unambiguous(word):
    spelled = letters(word)
    assert spelled.isascii()
    assert len({letters(word[:n]) for n in range(len(word) + 1)}) == len(word) + 1


def test_a_slip_of_one_jamo_is_one_edit():
    assert within_one_edit(letters("민준"), letters("민쥰"))
    assert within_one_edit(letters("서연"), letters("서여"))
    assert not within_one_edit(letters("서연"), letters("지윤"))
