"""Invented people. Names are drawn syllable by syllable from skewed pools, as real ones cluster.

Nothing here can reach anyone: mail domains are reserved (RFC 2606), Korean mobiles begin with 010-0000, which is not
given out, American numbers are 555-01xx, postcodes begin with 00, and the streets do not exist.
"""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

# Each pool lists the frequent first; `_skewed` draws the n-th with weight 1/n.
_SURNAMES: Final = (
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민진나엄채원천방공현함변"
)
_FIRST: Final = "지서민하은수예도현유재준시승태성영우채다소윤가나정동상경나혜세진아라이보해기연인주찬건규"
_SECOND: Final = "우윤준서현아은민호연진영원희수빈훈림율린솔결별찬겸담온유라나이하후슬샘빛길재섭식철숙순자"
_SURNAMES_LATIN: Final = (
    ("Har", "Bel", "Wes", "Mor", "Tan", "Cal", "Fen", "Lor", "Ash", "Dun"),
    ("low", "ton", "mer", "den", "ford", "wick", "ley", "ham", "son", "by"),
)
_GIVEN_LATIN: Final = (
    ("Ma", "El", "Jo", "An", "Lo", "Ka", "Ro", "Te", "Vi", "So"),
    ("ra", "len", "nah", "rin", "la", "mi", "na", "vin", "dan", "rie"),
)
_PLACES: Final = (
    "서울특별시 마포구 견본로",
    "서울특별시 강서구 보기대로",
    "경기도 성남시 분당구 가상로",
    "경기도 고양시 일산동구 견본대로",
    "부산광역시 해운대구 보기로",
    "인천광역시 연수구 가상대로",
    "대전광역시 유성구 견본길",
    "광주광역시 북구 보기길",
    "강원특별자치도 춘천시 가상길",
)
_FIRST_SYLLABLE: Final = ord("가")
_UNCLEAR: Final = frozenset("우수윤율")
_N, _NG = 4, 21  # final consonants
_INITIALS: Final = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_VOWELS: Final = (
    *("a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo"),
    *("u", "wo", "we", "wi", "yu", "eu", "ui", "i"),
)
_FINALS: Final = (
    *("", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p"),
    *("t", "t", "ng", "t", "t", "k", "t", "p", "t"),
)
_MAIL: Final = ("example.com", "example.org", "example.net")
_AREA_CODES: Final = ("202", "312", "415", "617")


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """One invented person; `language` is the one they use the site in."""

    language: str
    name: str
    birth_date: date
    email: str
    phone: str
    postcode: str
    address: str


class People:
    """Draws people, each unlike any before. The same seed gives the same people."""

    def __init__(self, random: Random, *, today: date) -> None:
        self._random = random
        self._today = today
        self._count = 0
        self._names: set[str] = set()
        self._namesake_free: set[str] = set()

    def draw(self, *, youngest: int = 20, oldest: int = 79, namesakes: bool = True) -> Person:
        """The next person, between `youngest` and `oldest` years old; about one in seven uses English.

        Without `namesakes` nobody else, before or after, has the name.
        """
        random = self._random
        self._count += 1
        language = "en" if random.random() < 0.15 else "ko"
        name = self._name(language, namesakes=namesakes)
        american = language == "en" and random.random() < 0.4
        return Person(
            language=language,
            name=name,
            birth_date=self._born(random.randint(youngest, oldest)),
            # Numbers far apart: mailboxes in a row would look made by a machine.
            email=f"claimant{self._count * 6180339 % 9999991:07}@{_skewed(random, _MAIL)}",
            phone=self._american_phone() if american else f"010-0000-{self._count:04}",
            postcode=f"00{random.randint(100, 999)}",
            address=self._address(language),
        )

    def _name(self, language: str, *, namesakes: bool) -> str:
        taken = self._namesake_free if namesakes else self._names
        name = None
        while name is None or name in taken:
            name = self._latin_name() if language == "en" else self._korean_name()
        self._names.add(name)
        if not namesakes:
            self._namesake_free.add(name)
        return name

    def _korean_name(self) -> str:
        random = self._random
        return _skewed(random, _SURNAMES) + _skewed(random, _FIRST) + _skewed(random, _SECOND)

    def _latin_name(self) -> str:
        given = "".join(_skewed(self._random, pool) for pool in _GIVEN_LATIN)
        surname = "".join(_skewed(self._random, pool) for pool in _SURNAMES_LATIN)
        return f"{given} {surname}"

    def _american_phone(self) -> str:
        return f"+1 {_AREA_CODES[self._count // 100 % len(_AREA_CODES)]} 555 01{self._count % 100:02}"

    def _address(self, language: str) -> str:
        random = self._random
        place, number = _skewed(random, _PLACES), random.randint(1, 240)
        building, flat = random.randint(101, 118), 100 * random.randint(1, 24) + random.randint(1, 6)
        if language == "en":
            return f"{number} Sample-ro, Apt. {building}-{flat}, Seoul"
        return f"{place} {number}, {building}동 {flat}호"

    def _born(self, years: int) -> date:
        day = date(self._today.year - years, self._random.randint(1, 12), self._random.randint(1, 28))
        # Whoever has this year's birthday still to come was born a year earlier.
        return day if (day.month, day.day) <= (self._today.month, self._today.day) else day.replace(year=day.year - 1)


def in_latin_letters(name: str) -> str:
    """A Korean name of three syllables as its bearer may write it in Latin letters: given name first."""
    surname, *given = [_romanised(syllable) for syllable in name]
    return f"{''.join(given).capitalize()} {surname.capitalize()}"


def unclear_in_latin(person: Person) -> bool:
    """Whether a Korean given name may be read as another once it is in Latin letters: "yun" is 윤 to some, 연 to
    others, "u" is 우 or 어."""
    return person.language == "ko" and not _UNCLEAR.isdisjoint(person.name[1:])


def with_a_slip(name: str) -> str:
    """A Korean name whose last syllable ends in another consonant: one wrong key."""
    rest, final = divmod(ord(name[-1]) - _FIRST_SYLLABLE, 28)
    return name[:-1] + chr(_FIRST_SYLLABLE + rest * 28 + (_NG if final != _NG else _N))


def other_phone(person: Person) -> str:
    """A second number of a person, which nobody else has."""
    return f"010-0000-9{person.email[len('claimant') + 1 : len('claimant') + 4]}"


def _romanised(syllable: str) -> str:
    """A syllable in the Revised Romanisation, sounds not assimilated: as people write their names."""
    initial, rest = divmod(ord(syllable) - _FIRST_SYLLABLE, 588)
    vowel, final = divmod(rest, 28)
    return _INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]


def _skewed(random: Random, pool: str | tuple[str, ...]) -> str:
    return random.choices(pool, weights=[1 / place for place in range(1, len(pool) + 1)])[0]
