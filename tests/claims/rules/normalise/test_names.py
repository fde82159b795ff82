import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.normalise import normal_name
from tests.claims.rules.normalise.texts import any_text, invisible

hangul_names = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=2, max_size=8)
latin_names = st.lists(
    st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZéÉüÜñß'-."), min_size=1, max_size=9),
    min_size=1,
    max_size=4,
).map(" ".join)


def full_width(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" if c == " " else c for c in text)


@given(any_text)
def test_any_text_has_a_stable_normal_form_or_none(text):
    name = normal_name(text)
    if name is not None:
        assert normal_name(name) == name
        assert name.encode()


@given(st.one_of(hangul_names, latin_names), st.data())
def test_every_way_to_type_a_name_has_one_normal_form(name, data):
    expected = normal_name(name)
    assert expected is not None
    assert normal_name(unicodedata.normalize("NFD", name)) == expected
    assert normal_name(full_width(name)) == expected
    assert normal_name(f"  {name}\u3000") == expected
    spread = "".join(data.draw(invisible) + character for character in unicodedata.normalize("NFD", name))
    assert normal_name(spread + data.draw(invisible)) == expected


@given(hangul_names, st.data())
def test_spaces_inside_a_hangul_name_count_for_nothing(name, data):
    spaces = st.sampled_from(["", " ", "  ", "\u3000", "\u00a0"])
    assert normal_name("".join(c + data.draw(spaces) for c in name)) == name


@given(latin_names)
def test_case_and_width_of_spaces_count_for_nothing_in_a_latin_name(name):
    expected = normal_name(name)
    assert normal_name(name.upper()) == normal_name(name.lower()) == expected
    assert normal_name(name.replace(" ", "  \u3000")) == expected


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("홍길동", "홍길동"),
        ("홍 길동", "홍길동"),
        ("\u1112\u1169\u11bc\u1100\u1175\u11af\u1103\u1169\u11bc", "홍길동"),  # conjoining jamo
        ("ㄱㅏ나다", "가나다"),  # compatibility jamo
        ("ﾡￂ나다", "가나다"),  # half-width jamo
        ("ᄀ\u200bᅡ나다", "가나다"),
        ("남궁\u3164민수", "남궁민수"),  # Hangul filler
        ("Hong  Gildong", "hong gildong"),
        ("ＨＯＮＧ　Gildong", "hong gildong"),
        ("Straße", "strasse"),
        ("O’Brien", "o'brien"),
        ("Kim Ji‑su", "kim ji-su"),
        ("제갈ㆍ공명", "제갈·공명"),
        ("제갈・공명", "제갈·공명"),
        ("Kim\tJisu\n", "kim jisu"),
        ("K\x00im", "kim"),
        ("‮mik‬", "mik"),
        ("ℌ𝓪ns", "hans"),
        ("ΐ", "ΐ"),
        ("ᾼ", "αι"),
        ("가" * 1000, "가" * 1000),
    ],
)
def test_a_name_is_matched_as(typed, normal):
    assert normal_name(typed) == normal


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\ufeff", "\u3164", "\x00", "홍\ud800길동", "\udfff", "가" * 1001])
def test_what_is_no_name_has_no_normal_form(typed):
    assert normal_name(typed) is None


def test_different_names_stay_different():
    names = ["김민수", "김민서", "Kim Minsu", "Kim Min Su", "Kim Min-su", "김민수a", "O'Brien", "OBrien"]
    assert len({normal_name(name) for name in names}) == len(names)


def test_each_character_that_folding_changes_keeps_the_form_stable():
    changing = [
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if (not character.isalnum() and character.isprintable())
        or unicodedata.normalize("NFKC", character).casefold() != character
    ]
    assert len(changing) > 10_000
    for character in changing:
        for text in (f"a{character}b", f"가{character}나"):
            name = normal_name(text)
            assert name is None or normal_name(name) == name, hex(ord(character))
