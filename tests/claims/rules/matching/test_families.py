"""Families share address, telephone, mailbox and, twins, the day of birth. No two of them are ever linked by a machine.

Every family here is the hardest that the policy must stand: all of them use one telephone and one mailbox, twins have
names that differ in one jamo or one letter where chance allows, sons bear their fathers' names, and anybody may write
their name in Latin letters, in either order, or leave the date of birth away.
"""

from collections import Counter
from datetime import date
from itertools import combinations
from random import Random

import pytest

from benchmarks.linkage.invented import english, korean, latin
from claims.rules.matching import Band, Person, committed, judge_pair, match_record

_FAMILIES = 4000


def sibling_name(random: Random, taken: list[str], born: int, sex: str) -> str:
    """Another name: shares a syllable with the first, often differs from it in one jamo only."""
    while (other := korean.sister_name(random, taken[0], born=born, sex=sex)) in taken:
        pass
    return other


def korean_family(random: Random) -> list[tuple[str, str, str, str]]:
    """(surname, given, birth, who) of a family: parents, twins, another child."""
    surname, born = random.choice(korean.SURNAMES), random.randrange(1990, 2015)
    sex = random.choice("mf")
    twins = date(born, random.randrange(1, 13), random.randrange(1, 29)).isoformat()
    given = [korean.given_name(random, born=born, sex=sex)]
    given.append(sibling_name(random, given, born, sex))
    given.append(sibling_name(random, given, born, sex))
    father, mother = (date(born - 30 + n, random.randrange(1, 13), random.randrange(1, 29)).isoformat() for n in (0, 1))
    return [
        (surname, given[0], twins, "twin"),
        (surname, given[1], twins, "twin"),
        (surname, given[2], date(born + 2, 5, 7).isoformat(), "sibling"),
        (surname, korean.given_name(random, born=born - 30, sex="m"), father, "father"),
        (random.choice(korean.SURNAMES), korean.given_name(random, born=born - 30, sex="f"), mother, "mother"),
    ]


def english_family(random: Random) -> list[tuple[str, str, str, str]]:
    """The same among people whose sons may bear their fathers' names."""
    surname, born = english.surname(random), random.randrange(1990, 2015)
    father, first = english.given_name(random, "m"), english.given_name(random, "m")
    twins = date(born, random.randrange(1, 13), random.randrange(1, 29)).isoformat()
    return [
        (surname, first, twins, "twin"),
        (surname, english.slip(random, first), twins, "twin"),  # Jon and Joan, Eric and Erin
        (surname, father, date(born + 3, 1, 2).isoformat(), "junior"),
        (surname, father, date(born - 30, random.randrange(1, 13), 11).isoformat(), "senior"),
    ]


def written(random: Random, surname: str, given: str, *, is_korean: bool) -> str:
    if not is_korean:
        return random.choice((f"{given} {surname}", f"{surname}, {given}", f"{given[0]}. {surname}"))
    return latin.romanised(random, surname, given) if random.random() < 0.4 else surname + given


def people(random: Random, number: int) -> list[tuple[tuple[str, str, str], Person]]:
    """Everyone of a family twice, each time written differently, with who they are."""
    is_korean = number % 4 != 0
    family = korean_family(random) if is_korean else english_family(random)
    phone, mail = f"010-{2000 + number % 8000:04}-{number % 10_000:04}", f"family{number}@naver.com"
    address = f"서울 강남구 테헤란로 {number}, 101동 {number % 900 + 100}호"
    return [
        (
            (surname, given, who + birth),
            Person(
                written(random, surname, given, is_korean=is_korean),
                None if random.random() < 0.15 else birth,
                (phone,),
                (mail,),
                address,
                "06236",
            ),
        )
        for surname, given, birth, who in family
        for _ in range(2)
    ]


@pytest.fixture(scope="module")
def judged():
    """(the same person?, who they are, band) for all pairs within each family, names as rare as can be."""
    random, model = Random(20_261_122), committed()
    found = []
    for number in range(_FAMILIES):
        records = [(who, person, match_record(person)) for who, person in people(random, number)]
        for (one, a, left), (other, b, right) in combinations(records, 2):
            band = judge_pair(left, right, bearers=1, model=model).band
            found.append((one == other, (one[2][:6], other[2][:6]), band, (a, b)))
    return found


def test_nobody_of_a_family_is_linked_with_another(judged):
    linked = [(who, a.name, b.name) for same, who, band, (a, b) in judged if not same and band is Band.CERTAIN]
    assert linked == []


def test_the_families_are_as_hard_as_they_should_be(judged):
    bands = Counter(band for same, _, band, _ in judged if not same)
    assert sum(bands.values()) > 100_000
    assert bands[Band.REVIEW] > 100  # twins whose names are nearly one
    assert bands[Band.HOUSEHOLD] > 50_000


def test_one_person_who_files_twice_is_still_found(judged):
    bands = Counter(band for same, _, band, _ in judged if same)
    assert bands[Band.DISTINCT] == 0
    assert bands[Band.CERTAIN] > 0.5 * sum(bands.values())
