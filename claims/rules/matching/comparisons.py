"""How two records are compared: for each part of a person an ordered list of levels, the closest first.

Every level is written twice, side by side: as SQL over `<column>_l` and `<column>_r` for the full match (nothing but
equality, `levenshtein`, `substr` and arithmetic, so that DuckDB and Spark read it alike), and as Python for the check
on arrival. A test holds the two to the same answer. Levels are numbered as Splink numbers them: the closest has the
highest number, "nothing fits" is 0, a part that either side lacks is -1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from claims.rules.matching.letters import within_one_edit
from claims.rules.matching.record import MatchRecord

Record = MatchRecord
MISSING: Final = -1


@dataclass(frozen=True, slots=True)
class Level:
    """One way in which a part of two records can agree. `code` is stored with pairs and never changes its meaning."""

    code: str
    sql: str
    holds: Callable[[Record, Record], bool]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The levels of one part, closest first; the last one always holds."""

    code: str
    missing_sql: str
    missing: Callable[[Record, Record], bool]
    levels: tuple[Level, ...]

    def number(self, a: Record, b: Record) -> int:
        """The number of the closest level that holds for two records."""
        if self.missing(a, b):
            return MISSING
        for place, level in enumerate(self.levels):
            if level.holds(a, b):
                return len(self.levels) - 1 - place
        raise AssertionError(self.code)

    def level_code(self, number: int) -> str:
        """The code of a level by its number; `missing` for -1."""
        return "missing" if number == MISSING else self.levels[len(self.levels) - 1 - number].code

    def number_of(self, code: str) -> int:
        """The number of a level by its code."""
        if code == "missing":
            return MISSING
        (place,) = [place for place, level in enumerate(self.levels) if level.code == code]
        return len(self.levels) - 1 - place


def _anything(a: Record, b: Record) -> bool:
    return True


def _same_middle(a: Record, b: Record) -> bool:
    return not a.middle or not b.middle or a.middle[0] == b.middle[0]


def _spelt_out(a: Record, b: Record) -> bool:
    # An initial stands for many names, and "O. Jones" can be read as a Korean surname and an odd given name.
    return min(map(len, (a.given_letters, b.given_letters, a.surname_letters, b.surname_letters))) > 1


_SPELT_OUT_SQL = (
    "length(given_letters_l) > 1 and length(given_letters_r) > 1"
    " and length(surname_letters_l) > 1 and length(surname_letters_r) > 1"
)
_MIDDLE_SQL = "(middle_l = '' or middle_r = '' or substr(middle_l, 1, 1) = substr(middle_r, 1, 1))"

NAME: Final = Comparison(
    "name",
    "given_l = '' or given_r = '' or surname_l = '' or surname_r = ''",
    lambda a, b: not (a.given and b.given and a.surname and b.surname),
    (
        Level(
            "same",
            "surname_l = surname_r and given_l = given_r and script_l = 'hangul' and script_r = 'hangul'",
            lambda a, b: a.surname == b.surname and a.given == b.given and a.script == b.script == "hangul",
        ),
        Level(
            "same_in_latin",
            f"surname_l = surname_r and given_l = given_r and {_MIDDLE_SQL} and {_SPELT_OUT_SQL}",
            lambda a, b: a.surname == b.surname and a.given == b.given and _same_middle(a, b) and _spelt_out(a, b),
        ),
        Level(
            "swapped",
            f"surname_l = given_r and given_l = surname_r and {_MIDDLE_SQL} and {_SPELT_OUT_SQL}",
            lambda a, b: a.surname == b.given and a.given == b.surname and _same_middle(a, b) and _spelt_out(a, b),
        ),
        Level(
            "same_sound",
            f"script_l <> script_r and surname_sound_l = surname_sound_r and given_sound_l = given_sound_r"
            f" and {_MIDDLE_SQL}",
            lambda a, b: (
                a.script != b.script
                and a.surname_sound == b.surname_sound
                and a.given_sound == b.given_sound
                and _same_middle(a, b)
            ),
        ),
        # One script, other letters, one sound: two spellings of one name, or the names of two sisters.
        Level(
            "respelled",
            "surname_sound_l = surname_sound_r and given_sound_l = given_sound_r"
            f" and {_MIDDLE_SQL} and {_SPELT_OUT_SQL}",
            lambda a, b: (
                a.surname_sound == b.surname_sound
                and a.given_sound == b.given_sound
                and _same_middle(a, b)
                and _spelt_out(a, b)
            ),
        ),
        Level(
            "other_middle",
            f"surname_l = surname_r and given_l = given_r and {_SPELT_OUT_SQL}",
            lambda a, b: a.surname == b.surname and a.given == b.given and _spelt_out(a, b),
        ),
        Level(
            "surname_slip",
            f"script_l = script_r and given_l = given_r and {_SPELT_OUT_SQL}"
            " and levenshtein(surname_letters_l, surname_letters_r) <= 1",
            lambda a, b: (
                a.script == b.script
                and a.given == b.given
                and _spelt_out(a, b)
                and within_one_edit(a.surname_letters, b.surname_letters)
            ),
        ),
        Level(
            "given_slip",
            "script_l = script_r and surname_l = surname_r and levenshtein(given_letters_l, given_letters_r) <= 1",
            lambda a, b: (
                a.script == b.script and a.surname == b.surname and within_one_edit(a.given_letters, b.given_letters)
            ),
        ),
        Level(
            "initial",
            "script_l = 'latin' and script_r = 'latin' and surname_l = surname_r"
            " and substr(given_l, 1, 1) = substr(given_r, 1, 1) and (length(given_l) = 1 or length(given_r) = 1)",
            lambda a, b: (
                a.script == b.script == "latin"
                and a.surname == b.surname
                and a.given[0] == b.given[0]
                and (len(a.given) == 1 or len(b.given) == 1)
            ),
        ),
        Level(
            "near_sound",
            "script_l <> script_r and surname_sound_l = surname_sound_r"
            " and levenshtein(given_sound_l, given_sound_r) <= 1",
            lambda a, b: (
                a.script != b.script
                and a.surname_sound == b.surname_sound
                and within_one_edit(a.given_sound, b.given_sound)
            ),
        ),
        Level(
            "given_same",
            f"given_sound_l = given_sound_r and {_SPELT_OUT_SQL}",
            lambda a, b: a.given_sound == b.given_sound and _spelt_out(a, b),
        ),
        Level(
            "surname_same",
            "surname_sound_l = surname_sound_r",
            lambda a, b: a.surname_sound == b.surname_sound,
        ),
        Level("different", "", _anything),
    ),
)

_ONE_GENERATION_SQL = "birth_year_l - birth_year_r < 15 and birth_year_r - birth_year_l < 15"


def _one_generation(a: Record, b: Record) -> bool:
    return abs(a.birth_year - b.birth_year) < 15


BIRTH: Final = Comparison(
    "birth",
    "birth_l = '' or birth_r = ''",
    lambda a, b: not (a.birth and b.birth),
    (
        Level("same", "birth_l = birth_r", lambda a, b: a.birth == b.birth),
        Level("swapped", "birth_l = birth_swapped_r", lambda a, b: a.birth == b.birth_swapped),
        Level(
            "one_digit",
            f"levenshtein(birth_l, birth_r) <= 1 and {_ONE_GENERATION_SQL}",
            lambda a, b: within_one_edit(a.birth, b.birth) and _one_generation(a, b),
        ),
        # A slip in the decade, or a father and the son who bears his name.
        Level(
            "one_digit_of_the_decade",
            "levenshtein(birth_l, birth_r) <= 1",
            lambda a, b: within_one_edit(a.birth, b.birth),
        ),
        Level(
            "same_year_or_day",
            "birth_year_l = birth_year_r or substr(birth_l, 5, 4) = substr(birth_r, 5, 4)",
            lambda a, b: a.birth_year == b.birth_year or a.birth[4:] == b.birth[4:],
        ),
        Level(
            "different",
            _ONE_GENERATION_SQL,
            _one_generation,
        ),
        Level("a_generation_apart", "", _anything),
    ),
)


def _share(one: str, other: str) -> Callable[[Record, Record], bool]:
    def share(a: Record, b: Record) -> bool:
        a1, a2, b1, b2 = getattr(a, one), getattr(a, other), getattr(b, one), getattr(b, other)
        return a1 == b1 or (a2 != "" and a2 in (b1, b2)) or (b2 != "" and b2 == a1)

    return share


def _share_sql(one: str, other: str) -> str:
    return (
        f"({one}_l = {one}_r or ({other}_l <> '' and ({other}_l = {one}_r or {other}_l = {other}_r))"
        f" or ({other}_r <> '' and {other}_r = {one}_l))"
    )


PHONE: Final = Comparison(
    "phone",
    "phone_1_l = '' or phone_1_r = ''",
    lambda a, b: not (a.phone_1 and b.phone_1),
    (
        Level("same", _share_sql("phone_1", "phone_2"), _share("phone_1", "phone_2")),
        Level(
            "one_digit",
            "levenshtein(phone_1_l, phone_1_r) <= 1",
            lambda a, b: within_one_edit(a.phone_1, b.phone_1),
        ),
        Level("different", "", _anything),
    ),
)

_LOCALS = _share("local_1", "local_2")
MAIL: Final = Comparison(
    "mail",
    "mail_1_l = '' or mail_1_r = ''",
    lambda a, b: not (a.mail_1 and b.mail_1),
    (
        Level("same", _share_sql("mail_1", "mail_2"), _share("mail_1", "mail_2")),
        Level(
            "same_local",
            f"local_1_l <> '' and local_1_r <> '' and {_share_sql('local_1', 'local_2')}",
            lambda a, b: bool(a.local_1 and b.local_1) and _LOCALS(a, b),
        ),
        Level(
            "local_slip",
            "local_1_l <> '' and local_1_r <> '' and levenshtein(local_1_l, local_1_r) <= 1",
            lambda a, b: bool(a.local_1 and b.local_1) and within_one_edit(a.local_1, b.local_1),
        ),
        Level("different", "", _anything),
    ),
)

_BUILDING = "road_l = road_r and number_l = number_r"


def _building(a: Record, b: Record) -> bool:
    return a.road == b.road and a.number == b.number


ADDRESS: Final = Comparison(
    "address",
    "road_l = '' or road_r = ''",
    lambda a, b: not (a.road and b.road),
    (
        Level(
            "same_unit",
            f"{_BUILDING} and unit_l = unit_r and unit_l <> ''",
            lambda a, b: _building(a, b) and a.unit == b.unit != "",
        ),
        Level(
            "same_building",
            f"{_BUILDING} and (unit_l = '' or unit_r = '')",
            lambda a, b: _building(a, b) and not (a.unit and b.unit),
        ),
        Level(
            "unit_slip",
            f"{_BUILDING} and levenshtein(unit_l, unit_r) <= 1",
            lambda a, b: _building(a, b) and within_one_edit(a.unit, b.unit),
        ),
        Level("other_unit", _BUILDING, _building),
        Level(
            "number_slip",
            "road_l = road_r and unit_l = unit_r and levenshtein(number_l, number_r) <= 1",
            lambda a, b: a.road == b.road and a.unit == b.unit and within_one_edit(a.number, b.number),
        ),
        Level(
            "same_road_or_area",
            "road_l = road_r or (postcode_l <> '' and postcode_l = postcode_r)",
            lambda a, b: a.road == b.road or (a.postcode != "" and a.postcode == b.postcode),
        ),
        Level("different", "", _anything),
    ),
)

COMPARISONS: Final = (NAME, BIRTH, PHONE, MAIL, ADDRESS)

#: How many claims bear the name at most, class by class; the last class has no bound. Counted in claims and not in
#: shares: with as many bearers, as many share a birth date by chance, in an incident of any size.
BEARERS_BOUNDS: Final = (3, 12, 50, 200, 1000)


def bearers_class(bearers: int) -> int:
    """The class of a name by the number of claims that bear it: 0 for the rarest names."""
    return sum(bearers > bound for bound in BEARERS_BOUNDS)


Pattern = tuple[int, ...]
"""The level numbers of all comparisons, in their order, and last the class of the name by its bearers."""


def pattern(a: Record, b: Record, *, bearers: int) -> Pattern:
    """Compare two records: everything that the score of a pair depends on.

    `bearers`: how many claims of the incident bear the more common one of the two names as it is written.
    """
    return (*[comparison.number(a, b) for comparison in COMPARISONS], bearers_class(bearers))
