from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.money import NotWholeWon, whole_won


@pytest.mark.parametrize(
    ("written", "won"),
    [
        ("200000", 200_000),
        (200_000, 200_000),
        ("200,000", 200_000),
        ("1,234,567", 1_234_567),
        ("200000원", 200_000),
        ("₩200,000", 200_000),
        (" ２００，０００원 ", 200_000),
        ("0", 0),
        ("000200000", 200_000),
        ("999999999999999", 999_999_999_999_999),
    ],
)
def test_a_sum_of_won_is_read(written, won):
    assert whole_won(written) == won


@pytest.mark.parametrize(
    "written",
    [
        "",
        "-1",
        -1,
        "+5",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e5",
        "1e308",
        1e308,
        200000.0,
        float("nan"),
        float("inf"),
        True,
        "200000.5",
        "200000.00",
        "20,00",
        "2,000,00",
        "0x10",
        "2_000",
        "1 000",
        "٢٠٠",
        "二十万",
        "이십만 원",
        "\ud800",
        "9" * 16,
        10**15,
    ],
)
def test_what_is_no_sum_of_whole_won_is_refused(written):
    with pytest.raises(NotWholeWon):
        whole_won(written)


@pytest.mark.parametrize("digits", [5_000, 1_000_000])
def test_a_sum_of_a_million_digits_is_refused_unread(digits):
    for written in ("9" * digits, 1 << 3 * digits, "1," + "000," * digits, " " * digits):
        with pytest.raises(NotWholeWon):
            whole_won(written)


@given(st.integers(0, 10**15 - 1))
def test_a_sum_reads_the_same_as_number_digits_and_groups(won):
    assert whole_won(won) == whole_won(str(won)) == whole_won(f"{won:,}") == won


@given(st.one_of(st.text(), st.integers(), st.floats()))
def test_nothing_but_the_refusal_is_raised(written):
    with suppress(NotWholeWon):
        assert 0 <= whole_won(written) < 10**15
