"""What becomes of a pair: the model says how likely, the family policy says what may follow without a person.

The policy is law here and not a weight: two people with different given names are never linked by a machine, nor are
two with different birth dates or quite different surnames, however well everything else agrees. Families share address,
telephone and mailbox; twins share the birth date too.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from claims.rules.matching.comparisons import ADDRESS, BIRTH, COMPARISONS, MAIL, MISSING, NAME, PHONE, Pattern
from claims.rules.matching.comparisons import pattern as pattern_of
from claims.rules.matching.model import MatchModel
from claims.rules.matching.record import MatchRecord
from claims.rules.normalise import PersonName, certainly_same_given


class Band(StrEnum):
    """What a pair is taken for."""

    CERTAIN = "certain"
    REVIEW = "review"
    HOUSEHOLD = "household"
    DISTINCT = "distinct"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A scored pair. `levels`: the level code of each comparison; `weight` in bits."""

    weight: float
    probability: float
    band: Band
    levels: dict[str, str]


_SAME_IN_HANGUL: Final = NAME.number_of("same")
_SAME_NAMES: Final = frozenset(
    NAME.number_of(code) for code in ("same", "same_in_latin", "swapped", "same_sound", "respelled", "surname_slip")
)
_SAME_BIRTHS: Final = frozenset({MISSING, *(BIRTH.number_of(code) for code in ("same", "swapped", "one_digit"))})
_HOME: Final = (
    (PHONE, PHONE.number_of("same")),
    (MAIL, MAIL.number_of("same")),
    (ADDRESS, ADDRESS.number_of("same_unit")),
)


def judge(pattern: Pattern, model: MatchModel) -> Judgement:
    """Score a pattern and decide its band.

    A certain band holds for a pair whose pattern `needs_confirmation` only once `confirmed` said so of its records;
    otherwise the pair is a review. `judge_pair` does both.
    """
    probability = model.probability(pattern)
    levels = {
        comparison.code: comparison.level_code(number) for comparison, number in zip(COMPARISONS, pattern, strict=False)
    }
    return Judgement(model.weight(pattern), probability, _band(pattern, probability, model), levels)


def judge_pair(a: MatchRecord, b: MatchRecord, *, bearers: int, model: MatchModel) -> Judgement:
    """Compare, score and band one pair. `bearers`: see `pattern`."""
    pattern = pattern_of(a, b, bearers=bearers)
    judged = judge(pattern, model)
    if judged.band is Band.CERTAIN and needs_confirmation(pattern) and not confirmed(a, b):
        return replace(judged, band=Band.REVIEW)
    return judged


def needs_confirmation(pattern: Pattern) -> bool:
    """Whether the records must be read again before a certain pair may be linked: `confirmed` then decides."""
    return pattern[0] != _SAME_IN_HANGUL


def confirmed(a: MatchRecord, b: MatchRecord) -> bool:
    """Whether two records of a certain pair cannot be two relatives'.

    - Given names that sound alike must leave no other reading, or they may be two sisters'. That goes for Korean names
      in Latin letters even where the letters are equal.
    - Without both birth dates a name may be father's and son's, unless it is the same in Hangul, which is not read
      again: Korean families do not pass names on.
    """
    one, other = (_name(a), _name(b)) if a.given == b.given or a.surname != b.given else (_name(a), _turned(_name(b)))
    return bool(a.birth and b.birth) and certainly_same_given(one, other)


def _band(pattern: Pattern, probability: float, model: MatchModel) -> Band:
    name, birth = pattern[0], pattern[1]
    may_link = name in _SAME_NAMES and birth in _SAME_BIRTHS
    if may_link and probability >= model.certain:
        return Band.CERTAIN
    if probability >= model.review:
        return Band.REVIEW
    at_home = any(pattern[COMPARISONS.index(part)] == number for part, number in _HOME)
    return Band.HOUSEHOLD if at_home else Band.DISTINCT


def _turned(name: PersonName) -> PersonName:
    return name._replace(
        surname=name.given, given=name.surname, surname_sound=name.given_sound, given_sound=name.surname_sound
    )


def _name(record: MatchRecord) -> PersonName:
    return PersonName(
        record.script, record.surname, record.given, record.middle, record.surname_sound, record.given_sound
    )
