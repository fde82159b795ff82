"""Who files: people with all that is true of them, alone and in households."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from benchmarks.linkage.invented import contacts, english, korean, latin, places
from benchmarks.linkage.invented.contacts import Mailbox, Mailboxes
from benchmarks.linkage.invented.places import Home, World

ENGLISH_SHARE: Final = 0.15
#: This share of people has a claimant of the same household; households have 2.35 claimants on average.
HOUSEHOLD_SHARE: Final = 0.12
_HOUSEHOLD_MEAN: Final = 2.35
#: Draws of a household among draws of a household or a single person, so that the share above comes out.
_HOUSEHOLD_DRAW: Final = HOUSEHOLD_SHARE / (_HOUSEHOLD_MEAN - HOUSEHOLD_SHARE * (_HOUSEHOLD_MEAN - 1))
RECYCLED_SHARE: Final = 0.01
SAME_DOOR_SHARE: Final = 0.004

_FIRST_DAY: Final = date(1942, 1, 1).toordinal()
_ADULT_DAYS: Final = date(2007, 1, 1).toordinal() - _FIRST_DAY
_YOUNGEST: Final = date(2020, 12, 31)


@dataclass(slots=True, repr=False)
class Human:
    """One person. `phone` and `mailbox` are theirs today; the account's may be older, or another's in the household."""

    person_id: int
    household_id: int
    language: str
    sex: str
    surname: str
    given: str
    middle: str
    suffix: str
    birth: date
    home: Home
    style: places.Style
    phone: str
    account_phone: str | None
    mailbox: Mailbox
    account_mailbox: Mailbox | None


class Humans:
    """Draws people by household. The same seed and chunk give the same people."""

    def __init__(self, random: Random, world: World, mailboxes: Mailboxes, *, first_id: int) -> None:
        self._random = random
        self._world = world
        self._mailboxes = mailboxes
        self._next_id = first_id
        self._recent: list[Human] = []

    def household(self) -> list[Human]:
        """Return the next person, or the next household with two to four claimants."""
        r = self._random.random
        language = "en" if r() < ENGLISH_SHARE else "ko"
        people = self._family(language) if r() < _HOUSEHOLD_DRAW else [self._single(language)]
        if len(self._recent) < 5000:
            self._recent.append(people[0])
        else:
            self._recent[int(r() * 5000)] = people[0]
        return people

    def _single(self, language: str) -> Human:
        random = self._random
        human = self._person(
            language, self._birthday(), "f" if random.random() < 0.5 else "m", self._world.home(random, language)
        )
        chance = random.random()
        if self._recent and chance < RECYCLED_SHARE + SAME_DOOR_SHARE:
            other = self._recent[int(random.random() * len(self._recent))]
            if chance >= RECYCLED_SHARE:  # who lived there before, or shares a flat
                human.home = other.home
            elif other.language == language:  # the number was given up and given out again
                human.phone = other.phone
                if human.account_phone is not None:
                    human.account_phone = other.phone
        return human

    def _family(self, language: str) -> list[Human]:
        chance = self._random.random()
        if chance < 0.45:
            people = self._couple(language)
            if chance < 0.12:
                people.append(self._child(people, grown=False))
        elif chance < 0.68:
            people = self._couple(language)[:1]
            people.append(self._child(people, grown=chance < 0.58))
            if chance > 0.62:
                people.append(self._sibling(people[1], twin=False))
        elif chance < 0.78:
            people = self._couple(language)
            people.append(self._child(people, grown=False))
            people.append(self._sibling(people[2], twin=chance > 0.74))
        elif chance < 0.88:
            first = self._person(
                language, self._birthday(), "f" if chance < 0.83 else "m", self._world.home(self._random, language)
            )
            people = [first, self._sibling(first, twin=False)]
        else:
            first = self._person(
                language, self._birthday(), "f" if chance < 0.94 else "m", self._world.home(self._random, language)
            )
            people = [first, self._sibling(first, twin=True)]
        for member in people:
            member.household_id = people[0].person_id
        return people

    def _couple(self, language: str) -> list[Human]:
        """Two adults. In Korea each keeps the surname, in English four of five share one."""
        random = self._random
        home = self._world.home(random, language)
        born = self._birthday()
        husband = self._person(language, born, "m", home)
        wife = self._person(language, self._near(born, 2500), "f", home)
        if language == "en" and random.random() < 0.8:
            wife.surname = husband.surname
        self._share(husband, wife, mailbox=0.12, phone=0.06, account=0.3)
        return [husband, wife]

    def _child(self, parents: list[Human], *, grown: bool) -> Human:
        """A child with the first parent's surname; a minor has a parent's phone and mailbox more often than not."""
        random = self._random
        parent = parents[0]
        years = 20 + random.random() * 18
        born = min(_YOUNGEST, parent.birth + timedelta(days=int(365.25 * years)))
        minor = not grown and born.year >= 2003
        sex = "f" if random.random() < 0.5 else "m"
        child = self._person(parent.language, born, sex, parent.home)
        child.surname = parent.surname
        if parent.language == "en" and sex == parent.sex == "m" and random.random() < 0.2:
            child.given, child.middle = parent.given, parent.middle
            parent.suffix, child.suffix = ("Sr", "Jr") if random.random() < 0.7 else ("", "Jr")
        elif parent.language == "ko" and random.random() < 0.06:
            child.given = korean.sister_name(random, parent.given, born=born.year, sex=sex)
        if child.given == parent.given and not child.suffix:
            child.given = self._given(child.language, born.year, "f" if sex == "m" else "m")
        giver = parents[int(random.random() * len(parents))]
        self._share(
            giver, child, mailbox=0.6 if minor else 0.05, phone=0.55 if minor else 0.05, account=0.75 if minor else 0.2
        )
        return child

    def _sibling(self, first: Human, *, twin: bool) -> Human:
        """A brother or sister: surname and door are the same, a syllable of the name often, for twins the birthday."""
        random = self._random
        born = first.birth if twin else min(_YOUNGEST, self._near(first.birth, 2200, apart=320))
        sex = first.sex if random.random() < 0.75 else ("m" if first.sex == "f" else "f")
        sibling = self._person(first.language, born, sex, first.home)
        sibling.surname = first.surname
        if first.language == "ko" and len(first.given) == 2 and random.random() < (0.75 if twin else 0.5):
            sibling.given = korean.sister_name(random, first.given, born=born.year, sex=sex)
        while sibling.given == first.given:
            sibling.given = self._given(first.language, born.year, sex)
        shared = 0.55 if born.year > 2003 else 0.08
        self._share(first, sibling, mailbox=shared, phone=shared, account=shared + 0.1)
        return sibling

    def _share(self, giver: Human, taker: Human, *, mailbox: float, phone: float, account: float) -> None:
        r = self._random.random
        if r() < mailbox:
            taker.mailbox = giver.mailbox
        if r() < phone:
            taker.phone = giver.phone
        if r() < account:  # one account for the household
            taker.account_mailbox, taker.account_phone = giver.account_mailbox, giver.account_phone

    def _person(self, language: str, birth: date, sex: str, home: Home) -> Human:
        random = self._random
        r = random.random
        number = self._next_id
        self._next_id += 1
        given = self._given(language, birth.year, sex)
        if language == "ko":
            family = korean.SURNAMES[int(r() * len(korean.SURNAMES))]
            middle = ""
            spelt = latin.official(f"{given} {family}")
        else:
            family = english.surname(random)
            middle = english.given_name(random, sex) if r() < 0.7 else ""
            spelt = f"{given} {family}"
        mailbox = self._mailboxes.draw(random, language, spelt, birth.year)
        account_mailbox: Mailbox | None = mailbox
        chance = r()
        if chance < 0.18:
            account_mailbox = self._mailboxes.draw(random, language, spelt, birth.year)
        elif chance < 0.3:
            account_mailbox = None
        phone = contacts.new_phone(random, language)
        account_phone: str | None = phone
        chance = r()
        if chance < 0.08:
            account_phone = contacts.new_phone(random, language)
        elif chance < 0.22 and account_mailbox is not None:
            account_phone = None
        return Human(number, number, language, sex, family, given, middle, "", birth, home, places.style(random), phone,
                     account_phone, mailbox, account_mailbox)  # fmt: skip

    def _given(self, language: str, born: int, sex: str) -> str:
        if language == "ko":
            return korean.given_name(self._random, born=born, sex=sex)
        return english.given_name(self._random, sex)

    def _birthday(self) -> date:
        """An adult's: most are between thirty and sixty."""
        r = self._random.random
        return date.fromordinal(_FIRST_DAY + int((r() + r() + r()) / 3 * _ADULT_DAYS))

    def _near(self, day: date, days: int, apart: int = 0) -> date:
        away = apart + int(self._random.random() * (days - apart))
        return day + timedelta(days=away if self._random.random() < 0.5 else -away)
