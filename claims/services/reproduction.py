"""Judging again from what was kept, to show that an old verdict is what its facts, its lists and its rules make it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from claims.models import Finding, Verification
from claims.queries.verdicts import UNREADABLE, JudgedRun, RecordDamaged
from claims.rules.verification import RULES, Check, Marks, chosen, item_masks, marks, run
from claims.services.judging import PLACES

_RULES: Final = {rule.number: rule for rule in RULES}
_AGE: Final = 4
# The rules that judge what the item verdicts tell too; of a claim that rule 4 holds, nothing is looked at.
_OF_ITEMS: Final = frozenset({_AGE, 10, 11})


class Fidelity(StrEnum):
    """What became of judging a run again."""

    EXACT = "exact"
    """Every finding, mark, item verdict and the verdict came out as they stand."""
    OTHER_RULES = "other_rules"
    """All that could be compared came out as it stands; some rules of today are not those of then."""
    DIFFERS = "differs"
    """Something came out otherwise: what is stored is not what was judged."""
    NOT_KEPT = "not_kept"
    """The run is from before facts and contexts were kept."""


class Part(StrEnum):
    """What of a run can differ besides its findings. `record`: the facts or the context cannot be read back."""

    ASKS = "asks"
    PERSON = "person"
    HOLD = "hold"
    ITEMS = "items"
    ON_LIST = "on_list"
    VERDICT = "verdict"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Reproduction:
    """How a run compares with its judgement made again.

    - `other_rules`: numbers of rules that judged then in another version, or that only one of then and now judges by.
    - `findings`: numbers of rules whose stored finding is not what the rule finds; `parts`: what else differs.
    """

    fidelity: Fidelity
    other_rules: tuple[int, ...] = ()
    findings: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()


def reproduce(judged: JudgedRun) -> Reproduction:
    """Judge a run again, each rule by the facts and the context of the run that judged by it, and compare.

    A rule whose version in the code is not the stored one is named and not compared, and what it marked is taken as it
    stands. Nothing is read or written.
    """
    if not judged.kept:
        return Reproduction(Fidelity.NOT_KEPT)
    try:
        return _compare(judged, _judge(judged))
    except (RecordDamaged, *UNREADABLE):
        return Reproduction(Fidelity.DIFFERS, parts=(Part.RECORD,))


def _judge(judged: JudgedRun) -> dict[int, Check]:
    """What the rules of today find, each by the link of the chain that judged by it."""
    found: dict[int, Check] = {}
    left = (1 << PLACES + 1) - 1
    for link in judged.links:
        mine = left if link.base_id is None else left & link.judged
        if not mine:
            continue
        left &= ~mine
        facts, context = judged.facts(link), judged.context(link)
        if link.base_id is None:
            checks = run(facts, context)
        else:
            checks = tuple(rule.judge(facts, context) for rule in chosen(context.rules) if mine >> rule.number & 1)
        found |= {check.rule: check for check in checks if mine >> check.rule & 1}
    return found


def _compare(judged: JudgedRun, again: Mapping[int, Check]) -> Reproduction:
    stored, found = judged.run, judged.found
    numbers = sorted(found.keys() | again.keys())
    other = {number for number in numbers if _is_other(judged, number, again)}
    if _AGE in other:
        # Whether a claim was held, and so which rules judged it at all, follows from rule 4.
        other |= found.keys() ^ again.keys()
    findings = [number for number in numbers if number not in other and not _same(found.get(number), again.get(number))]
    expected = marks(check for number, check in again.items() if number not in other)
    taken = sum(1 << number for number in other)
    full = Marks(
        expected.asks | stored.asks & taken,
        expected.person | stored.person & taken,
        expected.hold | stored.hold & taken,
    )
    parts = [part for part in (Part.ASKS, Part.PERSON, Part.HOLD) if getattr(stored, part) != getattr(full, part)]
    of_items = judged.items_judged_by()
    if not other & _OF_ITEMS and _items_differ(judged, of_items):
        parts.append(Part.ITEMS)
    if stored.on_list != of_items.on_list:
        parts.append(Part.ON_LIST)
    if stored.verdict != full.verdict:
        parts.append(Part.VERDICT)
    fidelity = Fidelity.DIFFERS if findings or parts else Fidelity.OTHER_RULES if other else Fidelity.EXACT
    return Reproduction(fidelity, tuple(sorted(other)), tuple(findings), tuple(parts))


def _is_other(judged: JudgedRun, number: int, again: Mapping[int, Check]) -> bool:
    """Whether the rule of that number is another one today than when the run was made."""
    rule, found = _RULES.get(number), judged.found.get(number)
    if found is not None and found.rule == number and (rule is None or rule.version != found.rule_version):
        return True
    if found is None:
        # By a rule that came since, no run of then was judged.
        return not judged.judged_by(number).judged >> number & 1
    return number not in again and rule not in chosen(judged.context(judged.judged_by(number)).rules)


def _same(found: Finding | None, check: Check | None) -> bool:
    if found is None or check is None:
        return found is check
    return (found.rule, found.outcome, found.reason, found.params, found.asks) == (
        check.rule,
        check.outcome,
        check.reason,
        dict(check.params),
        check.asks,
    )


def _items_differ(judged: JudgedRun, link: Verification) -> bool:
    expected = item_masks(judged.facts(link), judged.context(link))
    run = judged.run
    return (run.proven, run.supported, run.contradicted) != (
        expected.proven,
        expected.supported,
        expected.contradicted,
    )
