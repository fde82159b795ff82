"""A claimant as the matcher sees them: every field in normal form, flat, so that Python and SQL compare the same."""

from collections.abc import Callable
from typing import NamedTuple

from claims.rules.matching.letters import letters
from claims.rules.normalise import PersonName, birth_forms, mailbox, normal_phone, read_address, read_name


class Person(NamedTuple):
    """What one claim tells about a person, opened and as typed. Anything may be missing.

    `phones` and `emails` are those of contact and account, in this order; `birth_date` is ISO 8601. The repr hides all.
    """

    name: str | None
    birth_date: str | None
    phones: tuple[str | None, ...]
    emails: tuple[str | None, ...]
    address: str | None
    postcode: str | None

    def __repr__(self) -> str:
        return "Person(…)"


class MatchRecord(NamedTuple):
    """One person's fields in normal form; an empty text is "not known". The repr hides all.

    `*_letters` spell a name with one ASCII character for each jamo or letter, so that a slip of the keyboard is one
    edit; `*_sound` are equal across scripts. `birth` is YYYYMMDD, `birth_swapped` the same with day and month changed
    over where that is a date. `phone_2`, `mail_2` are those of the account where they differ from the contact's.
    """

    script: str
    surname: str
    given: str
    middle: str
    surname_sound: str
    given_sound: str
    surname_letters: str
    given_letters: str
    birth: str
    birth_swapped: str
    birth_year: int
    phone_1: str
    phone_2: str
    mail_1: str
    mail_2: str
    local_1: str
    local_2: str
    road: str
    number: str
    unit: str
    area: str
    postcode: str

    def __repr__(self) -> str:
        return "MatchRecord(…)"


_NO_NAME = ("", "", "", "", "", "")
_NO_ADDRESS = ("", "", "", "")
#: Local parts that many people share tell nothing of a person.
_LOCAL_MINIMUM = 5


def match_record(person: Person, *, reading: Callable[[str], PersonName | None] = read_name) -> MatchRecord:
    """Bring a person's fields into normal form. What has none is left out; nothing raises.

    `reading` reads names: a full match passes one that remembers them, since names repeat; nobody else should keep
    people's names in memory.
    """
    name = reading(person.name) if person.name else None
    script, surname, given, middle, surname_sound, given_sound = name or _NO_NAME
    birth, swapped = birth_forms(person.birth_date) if person.birth_date else ("", "")
    phone_1, phone_2 = _two([normal_phone(phone) for phone in person.phones if phone])
    mail_1, mail_2 = _two([mailbox(email) for email in person.emails if email])
    address = read_address(person.address, person.postcode) if person.address else None
    road, number, unit, area = address or _NO_ADDRESS
    return MatchRecord(
        script,
        surname,
        given,
        middle,
        surname_sound,
        given_sound,
        letters(surname),
        letters(given),
        birth,
        swapped,
        int(birth[:4]) if birth else 0,
        phone_1,
        phone_2,
        mail_1,
        mail_2,
        _local(mail_1),
        _local(mail_2),
        road,
        number,
        unit,
        area,
        (person.postcode or "").strip(),
    )


def _two(normal: list[str | None]) -> tuple[str, str]:
    first, second = "", ""
    for value in normal:
        if value and not first:
            first = value
        elif value and value != first:
            second = value
    return first, second


def _local(mail: str) -> str:
    local = mail.partition("@")[0]
    return local if len(local) >= _LOCAL_MINIMUM and local.isascii() else ""
