"""Bands, decisions and scores of pairs as words, for counsel's templates."""

from typing import Final

from django import template

from claims.models import Case
from claims.queries.duplicates.progress import open_pairs_of
from claims.wording import duplicates

register = template.Library()

#: A tab says "99+" beyond.
_COUNTED_ON_A_TAB: Final = 99


@register.simple_tag
def open_pairs(case: Case) -> str:
    """How many pairs of a case wait for a person, as a tab shows it; empty for none. One query."""
    waiting = open_pairs_of(case.pk, at_most=_COUNTED_ON_A_TAB + 1)
    if waiting > _COUNTED_ON_A_TAB:
        return f"{_COUNTED_ON_A_TAB}+"
    return str(waiting) if waiting else ""


@register.filter
def band_name(band: str) -> str:
    """What a pair is taken for."""
    return str(duplicates.BANDS.get(band, band))


@register.filter
def decision_name(kind: str) -> str:
    """What was decided."""
    return str(duplicates.DECISIONS[kind])


@register.filter
def agreement_name(agreement: str) -> str:
    """How far one part of two claims agrees."""
    return str(duplicates.AGREEMENTS[agreement])


@register.filter
def probability(value: float) -> str:
    """A probability in percent."""
    return duplicates.probability(value)
