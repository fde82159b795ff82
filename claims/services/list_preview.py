"""What a change of the leaked-field list would do to claims, before it is made.

The change is made for good and judged by the functions that judge claims, in a transaction that is then rolled back. So a
preview cannot differ from what saving does, but for claims that arrive in between.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from claims.models import Case, LeakedFieldList
from claims.queries.leaked_list import current_list, derived
from claims.rules.leaked_list import Change, diff
from claims.rules.verdict_path import path_after
from claims.rules.verification import RULES, ItemMasks, Marks, Verdict
from claims.services.judging import case_states
from claims.services.profiles import Group, judge_groups

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class StageShift:
    """Claims that would move from one stage to another, with the numbers of a few."""

    before: str
    after: str
    claims: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerdictShift:
    """Claims whose verdict would be another one, whether or not they move; with the numbers of a few."""

    before: str
    after: str
    claims: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemShift:
    """Claims in which one item's verdict would be another one."""

    item: str
    before: str
    after: str
    claims: int


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change would do. `number` is the version it would make, `changes` the cells that differ from today's.

    `looked_at` claims have been judged and would be looked at again; `judged_otherwise` of them would have another
    judgement; `in_court` of these are before a court, judged for counsel's information, and do not move.
    """

    number: int
    changes: tuple[Change, ...]
    looked_at: int
    judged_otherwise: int
    stages: tuple[StageShift, ...]
    verdicts: tuple[VerdictShift, ...]
    items: tuple[ItemShift, ...]
    in_court: int


class _RolledBack(Exception):
    """Ends the transaction of a preview."""


def preview(
    change: Callable[[], LeakedFieldList], *, rules: Collection[int], example_cases: Collection[int] | None = None
) -> Impact:
    """Return what a change that publishes a list would do. Nothing of it stays.

    Raises whatever the change raises. `example_cases`: the cases whose claims may be named; None: all.
    """
    found: list[Impact] = []
    try:
        with transaction.atomic():
            found.append(_impact(change, rules, example_cases))
            raise _RolledBack
    except _RolledBack:
        return found[0]


def _impact(
    change: Callable[[], LeakedFieldList], rules: Collection[int], example_cases: Collection[int] | None
) -> Impact:
    version = change()
    before = LeakedFieldList.objects.filter(incident=version.incident_id, number__lt=version.number).first()
    changes = diff(derived(before), derived(version))
    states = case_states(list(Case.objects.filter(incident=version.incident_id).select_related("incident")), timezone.now())
    groups = judge_groups(list(states.values()), rules=[rule for rule in RULES if rule.number in rules])
    tally = _Tally(example_cases)
    items = {bit: code for state in states.values() for code, bit in state.context.items.items()}
    for group in groups:
        tally.add(group, states[group.case_id].case.case_type, items)
    return tally.impact(version.number, changes)
