"""Rows of an affected-account list: whose account, and what leaked of it.

An account is known by its e-mail address and its mobile number in account form 1: `normal_email` and `normal_phone`,
and no more. What equals is the same address in the eyes of Unicode and the DNS; nothing is guessed and no provider's
custom is used (Gmail's dots, tags after +, daum and hanmail), for one mailbox may hold several accounts at a
controller, of which different items leaked, and a hit is proof. A claim that is missed goes to a person.
A list is imported and never made anew, so this form must give the same for ever: `tests` pin it by examples.
"""

import csv
import re
from array import array
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from claims.rules.normalise import normal_email, normal_phone

ACCOUNT_FORM: Final = 1
"""The version of the normal form below. Keys of two versions never agree."""

COLUMNS: Final = ("account_ref", "email", "phone", "items")

#: The longest row that could be good has some 2,000 characters; what is longer is not read as a row.
LONGEST_LINE: Final = 10_000


class Code(StrEnum):
    """What is wrong with a row, or with one of its cells."""

    NOT_UTF8 = "not_utf8"
    TOO_LONG = "too_long"
    QUOTES = "quotes"
    CELLS = "cells"
    CONTROL = "control_character"
    NO_ITEMS = "items_missing"
    UNKNOWN_ITEM = "item_unknown"
    NO_IDENTIFIER = "identifier_missing"
    EMAIL = "email_unreadable"
    PHONE = "phone_unreadable"


SENTENCES: Final[Mapping[Code, str]] = {
    Code.NOT_UTF8: "The row is not UTF-8.",
    Code.TOO_LONG: f"The row is longer than {LONGEST_LINE:,} bytes.",
    Code.QUOTES: "The quotation marks do not pair; no cell may hold a line break.",
    Code.CELLS: "The row does not have four cells.",
    Code.CONTROL: "The row holds a control character.",
    Code.NO_ITEMS: "No data item is named.",
    Code.UNKNOWN_ITEM: "A data item is named that the incident does not have.",
    Code.NO_IDENTIFIER: "There is neither an e-mail address nor a phone number.",
    Code.EMAIL: "This is no e-mail address.",
    Code.PHONE: "This is no phone number.",
}


class Problem(NamedTuple):
    """What is wrong, and in which column; an empty column means the whole row."""

    column: str
    code: Code


class Row(NamedTuple):
    """One row as read. `email` and `phone` are in account form; both None means that the row is rejected.

    `problems` may stand beside a good identifier: then the other one could not be read.
    """

    email: str | None
    phone: str | None
    mask: int
    problems: tuple[Problem, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the row says of an account what leaked."""
        return self.email is not None or self.phone is not None


def account_email(text: str) -> str | None:
    """The address in account form, or None for what cannot be one."""
    return normal_email(text)


def account_phone(text: str) -> str | None:
    """The number in account form (+821012345678), or None for what is no valid number."""
    return normal_phone(text)


class Accounts(NamedTuple):
    """What many rows say: identifiers in account form, each with its mask at the same place.

    `rows` counts those that are not empty; `troubled` are the numbers and rows that have a problem.
    """

    emails: list[bytes]
    email_masks: array
    phones: list[bytes]
    phone_masks: array
    rows: int
    troubled: list[tuple[int, Row]]


#: Most rows: an address in plain ASCII with a domain of two or three labels, a Korean mobile, no quotation marks.
#: What does not match is no worse, it is read by `RowReader.read`; what matches must give what that gives, which a
#: test holds it to. The last group is any other line.
_PLAIN_ROW: Final = re.compile(
    rb"""^(?:
        [ !\#-+\--~]{0,200},
        ((?=[^@]{1,64}@)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*@(?:[A-Za-z0-9]{1,63}\.){1,2}[A-Za-z]{2,24})?,
        (?:0(1[16789]|10(?!-?59[7-9]))-?([0-9]{3,4})-?([0-9]{4}))?,
        ([!\#-+\--~]{1,4000})\r?
    |(.*))$""",
    re.MULTILINE | re.VERBOSE,
)


class RowReader:
    """Reads the rows of one incident's list. `items`: the data items' codes with their places."""

    def __init__(self, items: Mapping[str, int]) -> None:
        self._items = dict(items)
        self._masks: dict[bytes, int] = {}

    def read_all(self, lines: bytes, first: int = 1) -> Accounts:
        """Every line, the first having the number `first`. Says what `read` says of each; some 1.5 µs a line."""
        emails, phones, troubled = list[bytes](), list[bytes](), list[tuple[int, Row]]()
        email_masks, phone_masks = array("Q"), array("Q")
        add_email, add_phone, mark_email, mark_phone = (
            emails.append,
            phones.append,
            email_masks.append,
            phone_masks.append,
        )
        known, empty = self._masks.get, 0
        matches = _PLAIN_ROW.findall(lines.removesuffix(b"\n"))
        for number, (email, operator, middle, last, items, other) in enumerate(matches, first):
            mask = known(items)
            if mask is not None and (email or operator):
                if email:
                    add_email(email.lower())
                    mark_email(mask)
                if operator:
                    add_phone(b"+82" + operator + middle + last)
                    mark_phone(mask)
                continue
            if items:
                # Its shape is good; its items are new here or unknown, or it has no identifier.
                other = b",%b,%b,%b" % (email, operator and b"0" + operator + middle + last, items)
            row = self.read(other)
            if row is None:
                empty += 1
                continue
            if row.email is not None:
                add_email(row.email.encode())
                mark_email(row.mask)
            if row.phone is not None:
                add_phone(row.phone.encode())
                mark_phone(row.mask)
            if row.problems:
                troubled.append((number, row))
        return Accounts(emails, email_masks, phones, phone_masks, len(matches) - empty, troubled)

    def read(self, line: bytes) -> Row | None:
        """One line, without the line feed at its end: its row, or None for a line of empty cells."""
        line = line.removesuffix(b"\r")
        if not line.strip(b", \t"):
            return None
        if len(line) > LONGEST_LINE:
            return _rejected("", Code.TOO_LONG)
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            return _rejected("", Code.NOT_UTF8)
        if _CONTROL.search(text):
            return _rejected("", Code.CONTROL)
        try:
            cells = next(csv.reader([text], strict=True)) if '"' in text else text.split(",")
        except csv.Error:
            return _rejected("", Code.QUOTES)
        if len(cells) != len(COLUMNS):
            return _rejected("", Code.CELLS)
        _, email, phone, items = (cell.strip() for cell in cells)
        mask = self._mask(items)
        if isinstance(mask, Code):
            return _rejected("items", mask)
        return _identified(email, phone, mask)

    def _mask(self, items: str) -> int | Code:
        written = items.encode()
        if (known := self._masks.get(written)) is not None:
            return known
        codes = {code for part in items.split(";") if (code := part.strip())}
        if not codes:
            return Code.NO_ITEMS
        if not codes <= self._items.keys():
            return Code.UNKNOWN_ITEM
        mask = sum(1 << self._items[code] for code in codes)
        if len(self._masks) < _MASKS_KEPT:
            self._masks[written] = mask
        return mask


_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_MASKS_KEPT: Final = 10_000


def _identified(email: str, phone: str, mask: int) -> Row:
    if not email and not phone:
        return _rejected("email;phone", Code.NO_IDENTIFIER)
    address, number = account_email(email) if email else None, account_phone(phone) if phone else None
    problems = []
    if email and address is None:
        problems.append(Problem("email", Code.EMAIL))
    if phone and number is None:
        problems.append(Problem("phone", Code.PHONE))
    return Row(address, number, mask, tuple(problems))


def _rejected(column: str, code: Code) -> Row:
    return Row(None, None, 0, (Problem(column, code),))
