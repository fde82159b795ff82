"""What differs when a person files again, with the share of repeated claims that it befalls.

Several befall one claim: the draws are independent, except that whoever hides behind other contacts changes them all.
"""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from benchmarks.linkage.invented import contacts, english, korean, latin, places
from benchmarks.linkage.invented.contacts import Mailboxes
from benchmarks.linkage.invented.humans import Human
from benchmarks.linkage.invented.places import World

#: Share of repeated claims with each kind of difference, by language ("ko", "en").
SHARES: Final = {
    "romanised": (0.12, 0.0),
    "name_dressed": (0.08, 0.0),
    "given_typo": (0.035, 0.04),
    "surname_typo": (0.01, 0.025),
    "nickname": (0.0, 0.12),
    "middle_name": (0.0, 0.3),
    "name_order": (0.0, 0.04),
    "married_surname": (0.0, 0.03),
    "other_mailbox": (0.2, 0.2),
    "mailbox_variant": (0.14, 0.14),
    "mailbox_typo": (0.02, 0.02),
    "new_phone": (0.08, 0.08),
    "phone_format": (0.35, 0.35),
    "phone_digit": (0.025, 0.025),
    "other_contacts": (0.02, 0.02),
    "contact_account_swapped": (0.08, 0.08),
    "account_missing": (0.1, 0.1),
    "moved": (0.09, 0.09),
    "address_respelled": (0.4, 0.4),
    "address_typo": (0.02, 0.05),
    "unit_missing": (0.05, 0.05),
    "unit_digit": (0.015, 0.015),
    "postcode_missing": (0.03, 0.03),
    "birth_missing": (0.02, 0.02),
    "birth_swapped": (0.012, 0.02),
    "birth_digit": (0.02, 0.02),
}
#: One English name in ten is repeated in capitals or in small letters.
CASE_SHARE: Final = 0.1
KINDS: Final = (*SHARES, "name_case")
_SHARE: Final = {"ko": [share for share, _ in SHARES.values()], "en": [share for _, share in SHARES.values()]}


class Writing:
    """What is typed into one claim, field by field; `kinds` are the differences from how the person usually writes."""

    __slots__ = (
        "account_email",
        "account_phone",
        "address",
        "birth_date",
        "email",
        "kinds",
        "name",
        "phone",
        "postcode",
    )

    def __init__(self, human: Human, phone_style: float) -> None:
        self.kinds: tuple[str, ...] = ()
        self.name = usual_name(human)
        self.birth_date: str | None = human.birth.isoformat()
        self.phone: str | None = contacts.written_phone(human.phone, phone_style)
        self.account_phone = human.account_phone and contacts.written_phone(human.account_phone, phone_style)
        self.email: str | None = str(human.mailbox)
        self.account_email = human.account_mailbox and str(human.account_mailbox)
        self.address: str | None = places.written(human.home, human.style)
        self.postcode: str | None = human.home.postcode


def usual_name(human: Human) -> str:
    """Return the name as the person writes it at first."""
    if human.language == "ko":
        return human.surname + human.given
    middle = human.middle if human.style[5] < 0.25 else human.middle[:1] if human.style[5] < 0.5 else ""
    return " ".join(part for part in (human.given, middle, human.surname, human.suffix) if part)


def first_claim(random: Random, human: Human, phone_style: float) -> Writing:
    """Return the person's first claim: right, but for what people leave out."""
    writing = Writing(human, phone_style)
    chance = random.random()
    if chance < 0.005:
        writing.birth_date = None
    elif chance < 0.02:
        writing.phone = None
    elif chance < 0.03:
        writing.email = None
    elif chance < 0.04:
        writing.postcode = None
    elif chance < 0.045:
        writing.address = writing.postcode = None
    return writing


def repeated_claim(random: Random, human: Human, phone_style: float, world: World, mailboxes: Mailboxes) -> Writing:
    """Return another claim of the person, with what differs drawn by `SHARES`."""
    r = random.random
    drawn = {kind for kind, share in zip(SHARES, _SHARE[human.language], strict=True) if share and r() < share}
    other = _other_facts(random, human, drawn, world, mailboxes)
    if "phone_format" in drawn:
        phone_style = contacts.phone_style(random)
    writing = Writing(other, phone_style)
    writing.name = _name(random, other, drawn)
    _mail(random, writing, other, drawn)
    _birth(random, writing, human.birth, drawn)
    if "contact_account_swapped" in drawn:
        if writing.account_phone is not None:
            writing.phone, writing.account_phone = writing.account_phone, writing.phone
        if writing.account_email is not None:
            writing.email, writing.account_email = writing.account_email, writing.email
    if "account_missing" in drawn:
        if r() < 0.5 and writing.account_phone is not None:
            writing.account_email = None
        else:
            writing.account_phone = None
    if "postcode_missing" in drawn:
        writing.postcode = None
    writing.kinds = tuple(kind for kind in KINDS if kind in drawn)
    return writing


def _other_facts(random: Random, human: Human, drawn: set[str], world: World, mailboxes: Mailboxes) -> Human:
    """Return the person with other contacts, another home or another way of writing it."""
    r = random.random
    other = replace(human)
    language = human.language
    if "other_contacts" in drawn:
        drawn -= {"other_mailbox", "new_phone", "mailbox_variant", "contact_account_swapped"}
        other.phone = other.account_phone = contacts.new_phone(random, language)
        other.mailbox = other.account_mailbox = _another_mailbox(random, human, mailboxes)
    if "other_mailbox" in drawn:
        other.mailbox = _another_mailbox(random, human, mailboxes)
        if r() < 0.3:
            other.account_mailbox = other.mailbox
    if "new_phone" in drawn:
        other.phone = contacts.new_phone(random, language)
        if r() < 0.3:
            other.account_phone = other.phone
    if "phone_digit" in drawn:
        other.phone = contacts.wrong_digit(random, other.phone)
        if r() < 0.3 and other.account_phone is not None:
            other.account_phone = other.phone
    if "moved" in drawn:
        other.home = world.home(random, language)
    home = other.home
    if "address_typo" in drawn:
        home = places.misspelt(random, home)
    if home.door and "unit_missing" in drawn:
        home = home._replace(building="", door="")
    elif home.door and "unit_digit" in drawn:
        door, place = home.door, len(home.door) - 1 - int(r() * min(3, len(home.door) - 1))
        home = home._replace(door=door[:place] + str((int(door[place]) + 1 + int(r() * 8)) % 10) + door[place + 1 :])
    else:
        drawn -= {"unit_missing", "unit_digit"}
    other.home = home
    if "address_respelled" in drawn:
        other.style = (*places.style(random)[:5], human.style[5])
    return other


def _another_mailbox(random: Random, human: Human, mailboxes: Mailboxes) -> contacts.Mailbox:
    spelt = (
        latin.official(f"{human.given} {human.surname}") if human.language == "ko" else f"{human.given} {human.surname}"
    )
    return mailboxes.draw(random, human.language, spelt, human.birth.year)


def _name(random: Random, human: Human, drawn: set[str]) -> str:
    if human.language == "en":
        return _english_name(random, human, drawn)
    surname, given = human.surname, human.given
    if "given_typo" in drawn:
        given = korean.slip(random, given)
    if "surname_typo" in drawn:
        surname = korean.slip(random, surname)
    if "romanised" in drawn:
        drawn.discard("name_dressed")
        return latin.romanised(random, surname, given)
    return korean.dressed(random, surname, given) if "name_dressed" in drawn else surname + given


def _english_name(random: Random, human: Human, drawn: set[str]) -> str:
    other = replace(human)
    if "nickname" in drawn:
        short = english.short_form(random, human.given)
        if short is None:
            drawn.discard("nickname")
        other.given = short or human.given
    if "married_surname" in drawn and human.sex == "f":
        other.surname = english.surname(random)
    else:
        drawn.discard("married_surname")
    if "middle_name" in drawn and human.middle:
        other.style = (*human.style[:5], random.random())
    else:
        drawn.discard("middle_name")
    if "given_typo" in drawn:
        other.given = english.slip(random, other.given)
    if "surname_typo" in drawn:
        other.surname = english.slip(random, other.surname)
    name = f"{other.surname} {other.given}" if "name_order" in drawn else usual_name(other)
    chance = random.random()
    if chance >= CASE_SHARE:
        return name
    drawn.add("name_case")
    return name.upper() if chance < CASE_SHARE / 2 else name.lower()


def _mail(random: Random, writing: Writing, human: Human, drawn: set[str]) -> None:
    if "mailbox_variant" in drawn:
        if human.account_mailbox is not None and random.random() < 0.4:
            writing.account_email = contacts.variant(random, human.account_mailbox)
        else:
            writing.email = contacts.variant(random, human.mailbox)
    elif "mailbox_typo" in drawn:
        writing.email = contacts.mistyped(random, human.mailbox)


def _birth(random: Random, writing: Writing, birth: date, drawn: set[str]) -> None:
    if "birth_missing" in drawn:
        drawn -= {"birth_swapped", "birth_digit"}
        writing.birth_date = None
    elif "birth_swapped" in drawn and birth.day <= 12 and birth.day != birth.month:
        drawn.discard("birth_digit")
        writing.birth_date = birth.replace(month=birth.day, day=birth.month).isoformat()
    elif "birth_digit" in drawn:
        drawn.discard("birth_swapped")
        writing.birth_date = _wrong_day(random, birth).isoformat()
    else:
        drawn.discard("birth_swapped")


def _wrong_day(random: Random, birth: date) -> date:
    """Return the date with one digit mistyped that leaves a date not in the future."""
    digits = birth.strftime("%Y%m%d")
    while True:
        place = random.choice((2, 3, 3, 4, 5, 5, 6, 6, 7, 7, 7))
        typed = digits[:place] + str(random.randrange(10)) + digits[place + 1 :]
        try:
            wrong = date(int(typed[:4]), int(typed[4:6]), int(typed[6:]))
        except ValueError:
            continue
        if wrong != birth and wrong - birth < timedelta(days=36500) and wrong.year <= 2024:
            return wrong
