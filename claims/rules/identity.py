"""How far the person that a provider of identity verification named agrees with the one on the form."""

from dataclasses import dataclass
from enum import StrEnum

from claims.rules.normalise import normal_name, read_name, same_name
from claims.rules.normalise.births import birth_forms
from claims.rules.normalise.text import fold


class Agreement(StrEnum):
    """`equal`: the same name as written, and the same birth date. `similar`: the names differ in spacing or in the
    letters that they are written in, and are one name. `other`: anything else."""

    EQUAL = "equal"
    SIMILAR = "similar"
    OTHER = "other"


@dataclass(frozen=True, slots=True, repr=False)
class NamedPerson:
    """A name as written, and a birth date (ISO 8601); empty where unknown."""

    name: str
    birth_date: str


def agreement(form: NamedPerson, verified: NamedPerson) -> Agreement:
    """Return how far two people are one. Capitals, full-width letters and how syllables are composed do not matter."""
    (born, _), (verified_born, _) = birth_forms(form.birth_date), birth_forms(verified.birth_date)
    if not born or born != verified_born:
        return Agreement.OTHER
    written = fold(form.name)
    if written and written == fold(verified.name):
        return Agreement.EQUAL
    normal = normal_name(form.name)
    if normal and normal == normal_name(verified.name):
        return Agreement.SIMILAR
    names = read_name(form.name), read_name(verified.name)
    return Agreement.SIMILAR if names[0] and names[1] and same_name(names[0], names[1]) else Agreement.OTHER
