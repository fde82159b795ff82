from collections import defaultdict

import pytest
from hypothesis import given

from claims.rules.normalise import certainly_same_given, read_name, same_name
from claims.rules.normalise.given_names import FREQUENT, RARE, USUAL
from claims.rules.normalise.romanised import syllable_spellings
from tests.claims.rules.normalise.test_person_names import hangul_names


def same(a, b):
    here, there = read_name(a), read_name(b)
    assert here is not None
    assert there is not None
    assert same_name(here, there) == same_name(there, here)
    return same_name(here, there)


def certain(a, b):
    here, there = read_name(a), read_name(b)
    assert here is not None
    assert there is not None
    assert certainly_same_given(here, there) == certainly_same_given(there, here)
    return certainly_same_given(here, there)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("홍길동", "Hong Gildong"),
        ("홍길동", "Gil-dong Hong"),
        ("김민준", "Min Jun Kim"),
        ("진영", "CHIN Young"),
        ("이영이", "Lee Younglee"),
        ("권율희", "Kweon Yoolhee"),
        ("김석림", "Kim Seongnim"),
        ("한인재", "Han Ihnjae"),
        ("김민지", "Grace Minji Kim"),
        ("김민기", "KIM MIMKI"),
        ("류성희", "유성희"),
        ("남궁민", "Min Namkoong"),
        ("홍길동", "길동 홍"),
        ("Hong Gildong", "HONG KIL TONG"),
        ("John A. Smith", "John Albert Smith"),
        ("John A. Smith", "Smith, John"),
        ("J. Smith", "John Smith"),
        ("Smith John", "John Smith"),
        ("Johnathan Smith", "Jonathan Smith"),
        ("Mary Ann Smith", "Maryann Smith"),
    ],
)
def test_one_name(a, b):
    assert same(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("홍길동", "홍길순"),
        ("김민수", "Kim Minju"),
        ("김민준", "Lee Minjun"),
        ("조민준", "Joo Minjun"),
        ("김은영", "Kim Eunkyung"),
        ("김종호", "Kim Jiho"),
        ("정윤호", "YUN HOJUNG"),
        ("류성희", "노성희"),
        ("John A. Smith", "John B. Smith"),
        ("John Smith", "Jane Smith"),
        ("Bill Smith", "Phil Smith"),
        ("홍길동", "John Smith"),
    ],
)
def test_two_names(a, b):
    assert not same(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("김민준", "Kim Minjun"),
        ("김민준", "KIM MIN JOON"),
        ("김지연", "Kim Jiyeon"),
        ("김하은", "Ha-eun Kim"),
        ("김다은", "Kim Daeun"),
        ("김미경", "Kim Mi Kyung"),
        ("김준", "Kim Jun"),
        ("김민준", "김 민준"),
        ("Kim Min-jun", "KIM MINJUN"),
        ("John A. Smith", "John Albert Smith"),
        ("John Smith", "John A. Smith"),
    ],
)
def test_given_names_that_can_be_nobody_elses(a, b):
    assert certain(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("김지연", "Kim Jiyoun"),
        ("김지윤", "Kim Jiyoun"),
        ("김선희", "Kim Sunhee"),
        ("김순희", "Kim Sunhee"),
        ("김성민", "Kim Sungmin"),
        ("김승민", "Kim Sungmin"),
        ("김유나", "Kim Yuna"),
        ("김윤아", "Kim Yuna"),
        ("김민준", "김민중"),
        ("김민준", "Kim Minjung"),
        ("Kim Jiyeon", "Kim Jiyoon"),
        ("John A. Smith", "John B. Smith"),
        ("J. Smith", "J. Smith"),
        ("J. Smith", "John Smith"),
        ("Jon Smith", "John Smith"),
        ("김", "김민"),
    ],
)
def test_given_names_that_could_be_a_siblings(a, b):
    assert not certain(a, b)


def test_letters_are_certain_for_one_hangul_name_only():
    """Two siblings, whose names share a syllable, are never both certain for the same letters."""
    spelled = defaultdict(set)
    for syllable in FREQUENT + USUAL + RARE:
        for letters in syllable_spellings(syllable):
            spelled[letters].add(syllable)
    shared = {letters: syllables for letters, syllables in spelled.items() if len(syllables) > 1}
    for letters, syllables in shared.items():
        for first, before in (("민", "min"), ("정", "jung"), ("", "")):
            certainly = [
                syllable for syllable in syllables if certain(f"김{first}{syllable}", f"Kim, {before}{letters}")
            ]
            assert len(certainly) <= 1, letters


@given(hangul_names)
def test_a_name_agrees_with_itself(name):
    assert same(name, name)
    assert certain(name, name)
