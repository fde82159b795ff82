from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.normalise import birth_forms
from tests.claims.rules.normalise.texts import any_text


@given(st.dates())
def test_a_date_has_its_digits_and_the_swap_that_is_another_date(day):
    plain, swapped = birth_forms(day.isoformat())
    assert plain == day.strftime("%Y%m%d").zfill(8)
    try:
        other = date(day.year, day.day, day.month)
    except ValueError:
        other = day
    assert swapped == ("" if other == day else other.strftime("%Y%m%d").zfill(8))


@pytest.mark.parametrize(
    ("typed", "forms"),
    [
        ("1990-04-05", ("19900405", "19900504")),
        ("1990-04-04", ("19900404", "")),
        ("1990-04-13", ("19900413", "")),
        ("2000-02-29", ("20000229", "")),
        ("19900405", ("19900405", "19900504")),
        ("1990.04.05", ("19900405", "19900504")),
        ("1990/04/05", ("19900405", "19900504")),
    ],
)
def test_a_birth_date_is_compared_as(typed, forms):
    assert birth_forms(typed) == forms


@pytest.mark.parametrize(
    "typed",
    [
        *("", "1990", "1990-02-30", "1999-02-29", "1900-02-29", "1990-13-01", "1990-00-10", "0000-01-01", "90-04-05"),
        *("1990-04/05", "1990-4-5", "1990-04-0５", "１９９０-04-05", "abcd-04-05", "1990-04-05T", "1990-04-05\n"),
        "²990-04-05",
    ],
)
def test_what_is_no_date_has_no_form(typed):
    assert birth_forms(typed) == ("", "")


@given(any_text)
def test_any_text_has_forms_or_none(text):
    plain, swapped = birth_forms(text)
    if swapped:
        assert birth_forms(swapped) == (swapped, plain)
