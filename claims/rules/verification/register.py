"""All rules in order, and what follows from their checks."""

from collections.abc import Iterable
from typing import Final

from claims.rules.verification.abuse import abuse_score
from claims.rules.verification.checks import Check, Outcome, Rule, Verdict
from claims.rules.verification.facts import CaseContext, ClaimFacts
from claims.rules.verification.leak import account_window, entrance_code, leaked_items, notice_match
from claims.rules.verification.person import age, is_held, required_fields
from claims.rules.verification.standing import conflict_of_interest, duplicates, other_proceedings
from claims.rules.verification.timing import cut_off, limitation

RULES: Final = (
    Rule(1, "required_fields", 1, "Civil Procedure Act 249; PIPA 15, 17, 22", required_fields),
    Rule(4, "age", 1, "Civil Code 4, 5; PIPA 22-2", age),
    Rule(9, "notice_match", 1, "PIPA 34", notice_match),
    Rule(10, "leaked_items", 1, "PIPA 34, 39, 39-2", leaked_items, per_item=True),
    Rule(11, "entrance_code", 1, "PIPA 34, 39, 39-2", entrance_code, per_item=True),
    Rule(13, "account_window", 1, "PIPA 39, 39-2", account_window),
    Rule(16, "other_proceedings", 1, "Civil Procedure Act 259", other_proceedings),
    Rule(17, "duplicates", 2, "Civil Procedure Act 259", duplicates),
    Rule(18, "abuse_score", 1, "PIPA 37-2", abuse_score),
    Rule(20, "limitation", 1, "Civil Code 157, 160, 161, 766", limitation),
    Rule(21, "conflict_of_interest", 1, "Attorney-at-Law Act 31", conflict_of_interest),
    Rule(23, "cut_off", 1, "the case's own timetable", cut_off),
)
"""In the order of their numbers; a number that is missing is a rule whose facts are not collected yet."""

_BY_NUMBER: Final = {rule.number: rule for rule in RULES}
_AGE: Final = _BY_NUMBER[4]
_IF_HELD: Final = (_BY_NUMBER[1], _AGE)
_DUPLICATES: Final = 17


def rule(number: int) -> Rule:
    """Return the rule of that number. Raises KeyError where there is none."""
    return _BY_NUMBER[number]


def run(facts: ClaimFacts, ctx: CaseContext) -> tuple[Check, ...]:
    """Return every rule's check on one claim, in the order of the rules' numbers.

    A claim of a child under 14 without a representative is held: only what must be asked for is looked at (rules
    1 and 4), for nobody has consented to more (PIPA 22-2).
    """
    rules = _IF_HELD if is_held(_AGE.judge(facts, ctx)) else RULES
    return tuple([rule.judge(facts, ctx) for rule in rules])


def verdict(checks: Iterable[Check]) -> Verdict:
    """Return what becomes of a claim with these checks.

    First what the claimant can cure, so that they are asked once and early; then the question whether the claim is
    another one again; then anything else that a person must look at, which a failure is that takes more than an
    item away and that nobody can be asked to cure. Nothing of it rejects.
    """
    found = Verdict.VERIFIED
    for check in checks:
        if check.asks:
            return Verdict.NEEDS_INFORMATION
        if check.outcome is Outcome.PASS:
            continue
        if check.outcome is Outcome.REVIEW and check.rule == _DUPLICATES:
            found = Verdict.DUPLICATE_HOLD
        elif found is Verdict.VERIFIED and not (check.outcome is Outcome.FAIL and _BY_NUMBER[check.rule].per_item):
            found = Verdict.REVIEW
    return found
