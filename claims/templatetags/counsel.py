"""Codes, stages, sums and times as words, for counsel's templates."""

from collections.abc import Mapping
from datetime import date, datetime

from django import template

from claims.models import Case, Finding
from claims.rules.stages import Subject
from claims.wording import codes, counsel, formats, reasons, rules, stages

register = template.Library()


@register.filter
def claim_stage(stage: str, case: Case) -> str:
    """The name of a claim's stage in a case."""
    return stages.stage_label(Subject.CLAIM, stage, case_type=case.case_type)


@register.filter
def case_stage(stage: str) -> str:
    """The name of a case's stage."""
    return stages.stage_label(Subject.CASE, stage)


@register.filter
def move_name(name: str, subject: str) -> str:
    """What to write on the button of a move."""
    return stages.move_label(name, subject)


@register.filter
def label(code: str | None, kind: str) -> str:
    """The name of a code of a kind; a dash for one that was not given."""
    return codes.label(kind, code) if code else "–"


@register.filter
def rule_title(number: int) -> str:
    """The heading of a rule."""
    return rules.rule_title(number)


@register.filter
def threshold_name(code: str) -> str:
    """What a threshold of the rules is called."""
    return rules.threshold_label(code)


@register.filter
def reason(check: Finding, names: Mapping[str, str]) -> str:
    """Why a rule judged so."""
    return reasons.reason_sentence(check.reason, check.params, names)


@register.filter
def item_verdict(verdict: str) -> str:
    """How far a claimed data item stands."""
    return str(counsel.ITEM_VERDICTS[verdict])


@register.filter
def queue_name(code: str) -> str:
    """The name of a queue of claims."""
    return str(counsel.QUEUES[code])


@register.filter
def won(amount: int | None) -> str:
    """A sum of won; a dash for none."""
    return "–" if amount is None else formats.won(amount)


@register.filter
def day(value: date | None) -> str:
    """A day; a dash for none."""
    return "–" if value is None else formats.day(value)


@register.filter
def moment(value: datetime | None) -> str:
    """A day and the time of day; a dash for none."""
    return "–" if value is None else formats.moment(value)


@register.filter
def number(value: int | None) -> str:
    """A whole number with its thousands set apart; a dash for none."""
    return "–" if value is None else f"{value:,}"


@register.filter
def lookup(mapping: Mapping[object, object], key: object) -> object:
    """The value under a key, or None."""
    return mapping.get(key)
