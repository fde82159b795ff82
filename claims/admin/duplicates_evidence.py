"""What speaks for one person, for a household, for two strangers: in words, with the points that each part gave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import DuplicatePair, PairDecision
from claims.queries.duplicates import PairPage
from claims.rules.matching import COMPARISONS, MatchModel, Pattern
from claims.rules.matching.comparisons import bearers_class
from claims.wording.codes import label
from claims.wording.duplicates import DECISIONS, PARTS, REASONS, level_phrase, points
from claims.wording.formats import listed

#: What a household shares, by part and level.
_HOME = {"address": "same_unit", "phone": "same", "mail": "same"}
_OTHER_GIVEN_NAME = frozenset({"surname_same", "given_slip", "different"})
_TOGETHER = "&"


@dataclass(frozen=True, slots=True)
class Points:
    """One row of the score: the part, what was found of it, and its points with their sign."""

    part: str
    found: str
    points: str


@dataclass(frozen=True, slots=True, repr=False)
class Decided:
    """One decision in words. `hidden`: a note was written that the reader does not see."""

    what: str
    who: str
    why: str
    at: datetime
    human: bool
    note: str = ""
    hidden: bool = False


def household(page: PairPage) -> list[str]:
    """Return what points to two people of one household, or to a shared telephone or mailbox, in sentences."""
    levels, said = page.pair.levels, []
    shared = [level_phrase(part, level) for part, level in _HOME.items() if levels.get(part) == level]
    if shared:
        said.append(_("Between these two: %(shared)s.") % {"shared": listed(shared)})
    if levels.get("name") in _OTHER_GIVEN_NAME:
        said.append(_("The given names differ: %(names)s.") % {"names": level_phrase("name", levels["name"])})
        if levels.get("birth") == "same":
            said.append(_("Another given name and the same date of birth: they may be twins."))
    if levels.get("birth") == "a_generation_apart":
        said.append(_("Born 15 years apart or more: they may be parent and child."))
    if levels.get("birth") == "one_digit_of_the_decade":
        said.append(_("Born decades apart but for one digit: a slip, or a parent and a child of one name."))
    return said + _shared_with_others(page)


def score_rows(pair: DuplicatePair, model: MatchModel | None) -> list[Points]:
    """Return what the weight is made of, the start before anything is compared first. Empty without the model."""
    pattern = _pattern(pair)
    if model is None or pattern is None:
        return []
    parts = model.points(pattern)
    start = model.weight(pattern) - sum(bits for _term, bits in parts)
    rows = [Points(_("Start"), _("before anything is compared"), points(start))]
    return rows + [Points(*_term_words(term), points(bits)) for term, bits in parts]


def history(page: PairPage, notes: Mapping[UUID, str]) -> list[Decided]:
    """Return every decision on a pair in words, the latest first."""
    return [in_words(each, notes.get(each.pk, "")) for each in reversed(page.decisions)]


def in_words(decision: PairDecision, note: str = "") -> Decided:
    """Return one decision in words."""
    return Decided(
        what=str(DECISIONS[decision.kind]),
        who=decision.actor.get_username() if decision.actor else label("actor_kind", decision.actor_kind),
        why=str(REASONS.get(decision.reason, decision.reason)),
        at=decision.at,
        human=decision.actor_id is not None and decision.kind != PairDecision.Kind.WITHDRAWN,
        note=note,
        hidden=decision.note is not None and not note,
    )


def _pattern(pair: DuplicatePair) -> Pattern | None:
    """The pattern that a pair was scored by; None for one that the comparisons of today cannot have."""
    try:
        numbers = [each.number_of(pair.levels[each.code]) for each in COMPARISONS]
    except (KeyError, ValueError):
        return None
    return (*numbers, bearers_class(pair.bearers))


def _term_words(term: str) -> tuple[str, str]:
    """Part and finding of a term such as `name=same`, or of two that were seen together."""
    if _TOGETHER in term:
        phrases = [level_phrase(*each.split("=", 1)) for each in term.split(_TOGETHER)]
        return _("Together"), listed(phrases)
    part, code = term.split("=", 1)
    return str(PARTS[part]), level_phrase(part, code)


def _shared_with_others(page: PairPage) -> list[str]:
    """How many further claims share a home, a telephone or a mailbox with one of the two."""
    ends = {page.pair.earlier_id, page.pair.later_id}
    said = []
    for part, level in _HOME.items():
        others = {
            claim
            for pair in page.others
            if pair.levels.get(part) == level
            for claim in (pair.earlier_id, pair.later_id)
            if claim not in ends
        }
        if others:
            words = ngettext(
                "With %(number)s further claim: %(shared)s.", "With %(number)s further claims: %(shared)s.", len(others)
            )
            said.append(words % {"number": f"{len(others):,}", "shared": level_phrase(part, level)})
    households = sum(pair.decided == PairDecision.Kind.HOUSEHOLD for pair in page.others)
    if households:
        words = ngettext(
            "%(number)s pair of these claims with others was decided to be a household.",
            "%(number)s pairs of these claims with others were decided to be a household.",
            households,
        )
        said.append(words % {"number": f"{households:,}"})
    return said
