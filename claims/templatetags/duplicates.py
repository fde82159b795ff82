"""Bands, decisions and scores of pairs as words, for counsel's templates."""

from django import template

from claims.wording import duplicates

register = template.Library()


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
