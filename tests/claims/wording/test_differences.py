"""Differences are marked where two texts differ, and nowhere else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.wording.differences import difference

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def marked(pieces) -> str:
    return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("left", "right", "shown"),
    [
        ("김민준", "김민중", ("김민[준]", "김민[중]")),
        ("010-1234-5678", "010-1234-5679", ("010-1234-567[8]", "010-1234-567[9]")),
        ("1990-04-05", "1990-05-04", ("1990-0[4]-0[5]", "1990-0[5]-0[4]")),
        ("haneul@gmial.com", "haneul@gmail.com", ("haneul@gm[ia]l.com", "haneul@gm[ai]l.com")),
        ("haneul.kim@example.com", "haneulkim@example.com", ("haneul[.]kim@example.com", "haneulkim@example.com")),
        ("Marra Harlow", "MARRA J. Harlow", ("Marra Harlow", "MARRA[ J.] Harlow")),
    ],
)
def test_a_slip_is_marked_on_both_sides(left, right, shown):
    found = difference(left, right)
    assert found.alike
    assert (marked(found.left), marked(found.right)) == shown


def test_what_was_changed_is_told_side_by_side():
    changes = difference("101동 1203호", "101동 1204호 B").changes
    assert [(each.left, each.right) for each in changes] == [("3", "4"), ("", " B")]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Haneul@Example.COM", "haneul@example.com"),
        ("０１０-1234", "010-1234"),
        (unicodedata.normalize("NFD", "김하늘"), "김하늘"),
    ],
)
def test_case_width_and_composition_are_no_difference(left, right):
    assert difference(left, right).same


def test_two_texts_that_share_little_carry_no_marks():
    found = difference("김하늘", "Haneul Kim")
    assert (found.alike, found.same, marked(found.left), marked(found.right)) == (False, False, "김하늘", "Haneul Kim")


def test_text_of_any_length_is_answered_at_once():
    assert not difference("가" * 100_000, "나" * 100_000).alike


@given(TEXT, TEXT)
def test_marks_never_change_what_is_read(left, right):
    found = difference(left, right)
    for pieces, text in ((found.left, left), (found.right, right)):
        assert "".join(piece.text for piece in pieces) == unicodedata.normalize("NFC", text)


@given(TEXT, TEXT)
def test_it_is_the_same_seen_from_the_other_side(left, right):
    one, other = difference(left, right), difference(right, left)
    assert (one.alike, one.same) == (other.alike, other.same)


@given(TEXT)
def test_a_text_does_not_differ_from_itself(text):
    assert difference(text, text).same == bool(text)


@given(TEXT, TEXT)
def test_repr_hides_the_texts(left, right):
    assert repr(difference(left, right)).startswith("<claims.wording.differences.Difference object")
