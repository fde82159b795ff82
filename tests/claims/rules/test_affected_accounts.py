"""Rows of an affected-account list as they are read."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.rules.affected_accounts import Code, RowReader, account_email, account_phone

ITEMS = {"name": 0, "email": 1, "phone": 2, "entrance_code": 5}
PINNED = json.loads((Path(__file__).parent / "account_form_1.json").read_text(encoding="utf-8"))


def read(line: str | bytes):
    return RowReader(ITEMS).read(line if isinstance(line, bytes) else line.encode())


def problems(line: str | bytes):
    return [(problem.column, problem.code) for problem in read(line).problems]


@pytest.mark.parametrize(("typed", "normal"), PINNED["emails"])
def test_account_form_1_of_an_address_never_changes(typed, normal):
    assert account_email(typed) == normal


@pytest.mark.parametrize(("typed", "normal"), PINNED["phones"])
def test_account_form_1_of_a_number_never_changes(typed, normal):
    assert account_phone(typed) == normal


def test_accounts_that_may_be_two_are_not_taken_for_one():
    different = [
        "ann.lee@gmail.com",
        "annlee@gmail.com",
        "annlee+shop@gmail.com",
        "annlee@gmial.com",
        "annlee@naver.com",
    ]
    assert len({account_email(address) for address in different}) == len(different)
    assert account_email("a@daum.net") != account_email("a@hanmail.net")


def test_a_row_says_whose_account_and_what_leaked_of_it():
    assert read("A1,Ann.Lee@Example.com,010-1234-5678,name; email") == (
        "ann.lee@example.com",
        "+821012345678",
        0b11,
        (),
    )


@pytest.mark.parametrize(
    "line",
    [
        '"A1","ann@example.com","010 1234 5678","name;email"\r',
        " A1 , ann@example.com , +82 10-1234-5678 , name;email; ",
        "한글,ann@example.com,01012345678,email;name;name",
        ',ANN@EXAMPLE.COM,1012345678,"name;email"',
    ],
)
def test_spreadsheets_write_the_same_row_in_many_ways(line):
    assert read(line) == ("ann@example.com", "+821012345678", 0b11, ())


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("A1,,,name", [("email;phone", Code.NO_IDENTIFIER)]),
        ("A1,ann@example.com,,", [("items", Code.NO_ITEMS)]),
        ("A1,ann@example.com,, ; ;", [("items", Code.NO_ITEMS)]),
        ("A1,ann@example.com,,name;shoe_size", [("items", Code.UNKNOWN_ITEM)]),
        ("A1,ann@example.com,,Name", [("items", Code.UNKNOWN_ITEM)]),
        ("A1,ann(at)example.com,,name", [("email", Code.EMAIL)]),
        ("A1,ann(at)example.com,12,name", [("email", Code.EMAIL), ("phone", Code.PHONE)]),
        ("A1,ann@example.com,name", [("", Code.CELLS)]),
        ("A1,ann@example.com,,name,", [("", Code.CELLS)]),
        ("A1;ann@example.com;;name", [("", Code.CELLS)]),
        ('A1,"ann@example.com,,name', [("", Code.QUOTES)]),
        ("A1,ann\0@example.com,,name", [("", Code.CONTROL)]),
        ("A1,ann@example.com\rB2,,name", [("", Code.CONTROL)]),
        (b"A1,ann@ex\xffample.com,,name", [("", Code.NOT_UTF8)]),
        (b"A\xff1,ann@example.com,,name", [("", Code.NOT_UTF8)]),
        ("A1,ann@example.com,," + "name;" * 3000, [("", Code.TOO_LONG)]),
    ],
)
def test_what_cannot_be_used_is_rejected_with_its_column_and_a_code(line, found):
    assert problems(line) == found
    assert not read(line).accepted


@pytest.mark.parametrize("line", ["A1,ann@example.com,12,name", 'A1,ann@example.com,"no, none",name'])
def test_one_good_identifier_is_kept_beside_one_that_cannot_be_read(line):
    assert (read(line).email, read(line).phone, problems(line)) == ("ann@example.com", None, [("phone", Code.PHONE)])


@pytest.mark.parametrize("line", ["", "\r", ",,,", " , ,,\t"])
def test_a_line_of_empty_cells_is_no_row(line):
    assert read(line) is None


CELL = st.text(st.sampled_from("abcA0189.@+-_;, \"'\\\r\t\0한ﬀ"), max_size=12)
EMAIL = st.one_of(
    CELL,
    st.from_regex(r"[A-Za-z0-9._+-]{1,66}@([A-Za-z0-9-]{1,65}\.){0,4}[A-Za-z0-9]{1,26}", fullmatch=True),
)
PHONE = st.one_of(CELL, st.from_regex(r"(\+82|0|0082)?1[0-9]-?(59[0-9]{1,2}|[0-9]{2,4})-?[0-9]{3,5}", fullmatch=True))
CODES = st.one_of(CELL, st.lists(st.sampled_from([*ITEMS, "shoe_size", ""]), max_size=4).map(";".join))
LINE = st.one_of(
    st.tuples(CELL, EMAIL, PHONE, CODES).map(",".join).map(str.encode),
    st.binary(max_size=40),
    st.lists(CELL, max_size=6).map(",".join).map(str.encode),
).map(lambda line: line.replace(b"\n", b""))


@given(st.lists(LINE, min_size=1, max_size=30), st.integers(2, 9), st.booleans())
@example([b"A,a@example.com,0105971234,name", b"A,a@example.com,010-5970-1234,name"], 2, True)
@example([b"A,a@example.com,,x", b"A,a@example.com,,name", b"A,,,name", b"", b"A,b@example.com,,name\r"], 2, False)
def test_many_rows_at_once_say_what_each_says_alone(lines, first, ends):
    alone = [RowReader(ITEMS).read(line) for line in lines]
    together = RowReader(ITEMS).read_all(b"\n".join(lines) + b"\n" * ends, first)
    if not ends and lines[-1] == b"" and len(lines) > 1:
        alone.pop()  # the line feed before it ends the text
    rows = [row for row in alone if row is not None]
    assert list(zip(together.emails, together.email_masks, strict=True)) in (
        expected := [(row.email.encode(), row.mask) for row in rows if row.email is not None],
    ), expected
    assert list(zip(together.phones, together.phone_masks, strict=True)) == [
        (row.phone.encode(), row.mask) for row in rows if row.phone is not None
    ]
    assert together.rows == len(rows)
    assert together.troubled == [
        (number, row) for number, row in enumerate(alone, first) if row is not None and row.problems
    ]
