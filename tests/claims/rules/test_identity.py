"""How far the person that a provider named agrees with the form."""

import pytest

from claims.rules.identity import NamedPerson, agreement

BORN = "1990-04-05"


@pytest.mark.parametrize(
    ("form", "verified", "found"),
    [
        ("김하늘", "김하늘", "equal"),
        ("김하늘", "\u1100\u1175\u11b7\u1112\u1161\u1102\u1173\u11af", "equal"),  # in conjoining jamo
        ("Mary-Ann O’Neil", "MARY-ANN O’NEIL", "equal"),
        ("Ｈｏｎｇ Gildong", "Hong Gildong", "equal"),
        ("김 하늘", "김하늘", "similar"),
        ("김하늘", "Kim Haneul", "similar"),
        ("Kim Ha-neul", "KIM HANEUL", "similar"),
        ("Hong Gildong", "Gildong Hong", "similar"),
        ("류현진", "유현진", "similar"),
        ("김하늘", "김하람", "other"),
        ("김하늘", "박하늘", "other"),
        ("김하늘", "Park Haneul", "other"),
        ("김하늘", "", "other"),
        ("", "", "other"),
        ("\ud800", "\ud800", "other"),
    ],
)
def test_names(form, verified, found):
    assert agreement(NamedPerson(form, BORN), NamedPerson(verified, BORN)) == found
    assert agreement(NamedPerson(verified, BORN), NamedPerson(form, BORN)) == found


@pytest.mark.parametrize(
    ("form", "verified", "found"),
    [
        (BORN, "19900405", "equal"),
        (BORN, "1990-04-06", "other"),
        (BORN, "1990-05-04", "other"),
        (BORN, "", "other"),
        ("", "", "other"),
        ("no date", "no date", "other"),
    ],
)
def test_birth_dates(form, verified, found):
    assert agreement(NamedPerson("김하늘", form), NamedPerson("김하늘", verified)) == found


def test_nobody_is_told_who_it_is():
    assert "김하늘" not in repr(NamedPerson("김하늘", BORN))
