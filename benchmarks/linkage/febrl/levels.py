"""How two FEBRL records are compared: for each part an ordered list of levels as SQL, the closest first.

Columns ending in `_l` and `_r` are the two records'. Names and addresses are compared without spaces, which FEBRL
inserts and drops; `*_share` is the share of records that have the value, so that a rare agreement tells more.
"""

from typing import Final, NamedTuple

MISSING: Final = "missing"
ELSE: Final = "else"


class Part(NamedTuple):
    """One part of a record; `levels` are (code, SQL), closest first, without the last one that holds otherwise."""

    code: str
    missing_sql: str
    levels: tuple[tuple[str, str], ...]

    def level_code(self, gamma: int) -> str:
        """Return the code of a level by Splink's number: the closest has the highest, 0 is otherwise, -1 missing."""
        if gamma < 0:
            return MISSING
        return ELSE if gamma == 0 else self.levels[len(self.levels) - gamma][0]

    def codes(self) -> list[str]:
        """Return all codes of the part."""
        return [MISSING, *(code for code, _ in self.levels), ELSE]


def _likeness(a: str, b: str) -> str:
    return f"(1 - damerau_levenshtein({a}, {b}) / greatest(length({a}), length({b}), 1.0))"


def _missing(column: str) -> str:
    return f"{column}_l = '' OR {column}_r = ''"


def _text(code: str, column: str, *, shares: bool) -> Part:
    a, b = f"{column}_l", f"{column}_r"
    same: tuple[tuple[str, str], ...] = (("same", f"{a} = {b}"),)
    if shares:
        share = f"{a} = {b} AND {column}_share_l <= "
        same = (("same_rare", f"{share} 0.0012"), ("same_uncommon", f"{share} 0.006"), *same)
    return Part(
        code,
        _missing(column),
        (
            *same,
            ("slip", f"(damerau_levenshtein({a}, {b}) <= 1 AND length({a}) > 3) OR {_likeness(a, b)} >= 0.85"),
            ("near", f"{_likeness(a, b)} >= 0.7"),
            ("far", f"{_likeness(a, b)} >= 0.5"),
            ("alike", f"jaro_winkler_similarity({a}, {b}) > 0.8"),
        ),
    )


def _number(code: str, column: str) -> Part:
    a, b = f"{column}_l", f"{column}_r"
    return Part(
        code,
        _missing(column),
        (
            ("same", f"{a} = {b}"),
            ("slip", f"damerau_levenshtein({a}, {b}) <= 1 AND greatest(length({a}), length({b})) > 1"),
            ("same_digits", f"list_sort(string_split({a}, '')) = list_sort(string_split({b}, ''))"),
            ("two_slips", f"damerau_levenshtein({a}, {b}) <= 2 AND length({a}) >= 4"),
        ),
    )


def _crossed(code: str, one: str, other: str) -> Part:
    """Two fields that FEBRL swaps: is each near the other record's other field?"""

    def near(a: str, b: str) -> str:
        return f"({a} <> '' AND {b} <> '' AND {_likeness(a, b)} >= 0.75)"

    there, back = near(f"{one}_l", f"{other}_r"), near(f"{other}_l", f"{one}_r")
    return Part(code, "id_l IS NULL OR id_r IS NULL", (("both", f"{there} AND {back}"), ("one", f"{there} OR {back}")))


_BIRTH: Final = Part(
    "birth",
    _missing("birth"),
    (
        ("same", "birth_l = birth_r"),
        ("slip", "damerau_levenshtein(birth_l, birth_r) <= 1"),
        ("two_slips", "damerau_levenshtein(birth_l, birth_r) <= 2"),
        ("year", "substr(birth_l, 1, 4) = substr(birth_r, 1, 4)"),
        ("three_slips", "damerau_levenshtein(birth_l, birth_r) <= 3"),
    ),
)

PARTS: Final = (
    _text("given", "given", shares=True),
    _text("family", "family", shares=True),
    _crossed("names_crossed", "given", "family"),
    _number("street_number", "street_number"),
    _text("street", "street", shares=True),
    _text("place", "place", shares=False),
    _crossed("places_crossed", "street", "place"),
    _text("suburb", "suburb", shares=True),
    _number("postcode", "postcode"),
    Part("state", _missing("state"), (("same", "state_l = state_r"),)),
    _BIRTH,
)
IDENTIFIER: Final = _number("identifier", "identifier")


def parts(*, identifier: bool) -> tuple[Part, ...]:
    """Return the parts that are compared, with or without the social security number."""
    return (*PARTS, IDENTIFIER) if identifier else PARTS


#: The table that is compared, from the fields as they come.
COLUMNS_SQL: Final = """
    SELECT id, source, replace(given_name, ' ', '') AS given, replace(surname, ' ', '') AS family,
        replace(address_1, ' ', '') AS street, replace(address_2, ' ', '') AS place, replace(suburb, ' ', '') AS suburb,
        street_number, postcode, state, date_of_birth AS birth, soc_sec_id AS identifier,
        count(*) OVER (PARTITION BY given) / count(*) OVER () AS given_share,
        count(*) OVER (PARTITION BY family) / count(*) OVER () AS family_share,
        count(*) OVER (PARTITION BY street) / count(*) OVER () AS street_share,
        count(*) OVER (PARTITION BY suburb) / count(*) OVER () AS suburb_share
    FROM febrl
"""


def _same(*columns: str) -> str:
    return " AND ".join(f"l.{column} = r.{column} AND l.{column} <> ''" for column in columns)


def _swapped(one: str, other: str) -> str:
    return f"l.{one} = r.{other} AND l.{one} <> ''"


#: Candidate pairs agree in one of these: generous, for the files are small.
BLOCKS: Final = (
    _same("birth"), _same("postcode"), _same("suburb"), _same("street"), _same("place"), _swapped("street", "place"),
    _swapped("place", "street"), _same("given", "family"), _swapped("given", "family") + " AND l.family = r.given",
    _same("given", "state"), _same("family", "state"), _same("given", "street_number"),
    _same("family", "street_number"),
)  # fmt: skip
IDENTIFIER_BLOCK: Final = _same("identifier")
