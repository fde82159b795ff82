"""What a change of the leaked-field list would do to claims, before it is made.

The change is made for good and judged by the functions that judge claims, in a transaction that is then rolled back.
So a preview cannot differ from what saving does, but for claims that arrive in between.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from claims.models import Case, LeakedFieldList
from claims.queries.leaked_list import derived
from claims.rules.leaked_list import Change, diff
from claims.rules.stages import CaseType
from claims.rules.stages.joint_action import PENDING_IN_COURT
from claims.rules.verdict_path import path_after
from claims.rules.verification import RULES
from claims.services.judging import case_states
from claims.services.leaked_list import READ_BY
from claims.services.rejudging.groups import Group, judge_groups

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


def preview(change: Callable[[], LeakedFieldList], *, example_cases: Collection[int] | None = None) -> Impact:
    """Return what a change that publishes a list would do. Nothing of it stays.

    Raises whatever the change raises. `example_cases`: the cases whose claims may be named; None: all.
    """
    found: list[Impact] = []
    try:
        with transaction.atomic():
            found.append(_impact(change, example_cases))
            raise _RolledBack
    except _RolledBack:
        return found[0]


def _impact(change: Callable[[], LeakedFieldList], example_cases: Collection[int] | None) -> Impact:
    version = change()
    before = LeakedFieldList.objects.filter(incident=version.incident_id, number__lt=version.number).first()
    changes = diff(derived(before), derived(version))
    cases = Case.objects.filter(incident=version.incident_id).values_list("pk", flat=True)
    states = case_states(list(cases), timezone.now())
    groups = judge_groups(list(states.values()), rules=[rule for rule in RULES if rule.number in READ_BY])
    tally = _Tally(example_cases)
    items = {bit: code for state in states.values() for code, bit in state.context.items.items()}
    for group in groups:
        tally.add(group, states[group.case_id].case.case_type, items)
    return tally.impact(version.number, changes)


class _Tally:
    """Adds up groups. `example_cases` as in `preview`."""

    def __init__(self, example_cases: Collection[int] | None) -> None:
        self._named = example_cases
        self._stages: Counter[tuple[str, str]] = Counter()
        self._verdicts: Counter[tuple[str, str]] = Counter()
        self._items: Counter[tuple[str, str, str]] = Counter()
        self._examples: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        self._looked_at = self._otherwise = self._in_court = 0

    def add(self, group: Group, case_type: str, items: Mapping[int, str]) -> None:
        self._looked_at += group.claims
        if not group.judged_otherwise:
            return
        self._otherwise += group.claims
        if group.stage in PENDING_IN_COURT and case_type != CaseType.CLASS_SETTLEMENT:
            self._in_court += group.claims
        named = group.examples if self._named is None or group.case_id in self._named else ()
        if group.before != group.after:
            self._verdicts[group.before, group.after] += group.claims
            self._examples["verdict", group.before, group.after] += named
        path = path_after(case_type, group.stage, group.after, group.before)
        if path:
            self._stages[group.stage, path[-1]] += group.claims
            self._examples["stage", group.stage, path[-1]] += named
        for bit, code in items.items():
            if group.claimed >> bit & 1:
                before, after = group.items_before.of(bit), group.items_after.of(bit)
                if before != after:
                    self._items[code, before, after] += group.claims

    def impact(self, number: int, changes: Iterable[Change]) -> Impact:
        return Impact(
            number=number,
            changes=tuple(changes),
            looked_at=self._looked_at,
            judged_otherwise=self._otherwise,
            stages=tuple(
                StageShift(before, after, claims, self._named_of("stage", before, after))
                for (before, after), claims in self._stages.most_common()
            ),
            verdicts=tuple(
                VerdictShift(before, after, claims, self._named_of("verdict", before, after))
                for (before, after), claims in self._verdicts.most_common()
            ),
            items=tuple(ItemShift(*shift, claims) for shift, claims in self._items.most_common()),
            in_court=self._in_court,
        )

    def _named_of(self, *shift: str) -> tuple[str, ...]:
        return tuple(sorted(set(self._examples[shift]))[:EXAMPLES])
