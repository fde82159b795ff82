"""All rules in order, and what follows from their checks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from claims.rules.verification.abuse import abuse_score
from claims.rules.verification.accounts import account_list, recipient
from claims.rules.verification.checks import Check, Outcome, Rule, Verdict
from claims.rules.verification.facts import CaseContext, ClaimFacts
from claims.rules.verification.leak import account_window, entrance_code, leaked_items, notice_match
from claims.rules.verification.person import age, contact, identity, is_held, required_fields
from claims.rules.verification.settings import RuleSettings
from claims.rules.verification.standing import conflict_of_interest, duplicates, other_proceedings
from claims.rules.verification.timing import cut_off, limitation


def _reads(names: str) -> frozenset[str]:
    return frozenset(names.split())


RULES: Final = (
    Rule(
        number=1,
        code="required_fields",
        version=1,
        source="Civil Procedure Act 249; PIPA 15, 17, 22",
        judge=required_fields,
        reads=_reads("missing claimant_type attested attestation_on_file consents_missing"),
        always=True,
    ),
    Rule(
        number=2,
        code="contact",
        version=1,
        source="PIPA 29; Civil Procedure Act 249",
        judge=contact,
        reads=_reads("contact"),
        by_default=False,
    ),
    Rule(
        number=3,
        code="identity",
        version=1,
        source="Civil Procedure Act 58, 88; PIPA 29",
        judge=identity,
        reads=_reads("identity identity_offered"),
        by_default=False,
    ),
    Rule(
        number=4,
        code="age",
        version=2,
        source="Civil Code 4, 5; PIPA 22-2",
        judge=age,
        reads=_reads("age_band has_representative rules"),
        always=True,
    ),
    Rule(
        number=9,
        code="notice_match",
        version=1,
        source="PIPA 34",
        judge=notice_match,
        reads=_reads("notices known_notices"),
    ),
    Rule(
        number=10,
        code="leaked_items",
        version=2,
        source="PIPA 34, 39, 39-2",
        judge=leaked_items,
        reads=_reads("items_mask notices on_list cohorts items known_notices"),
        by_profile=True,
        per_item=True,
        always=True,
    ),
    Rule(
        number=11,
        code="entrance_code",
        version=2,
        source="PIPA 34, 39, 39-2",
        judge=entrance_code,
        reads=_reads("items_mask notices on_list entrance_code_stored cohorts entrance_code_mask known_notices"),
        by_profile=True,
        per_item=True,
        always=True,
    ),
    Rule(
        number=12,
        code="account_list",
        version=1,
        source="PIPA 34, 39; Civil Procedure Act 344",
        judge=account_list,
        reads=_reads("claimant_type items_mask on_list accounts items"),
        by_profile=True,
    ),
    Rule(
        number=13,
        code="account_window",
        version=1,
        source="PIPA 39, 39-2",
        judge=account_window,
        reads=_reads("claimant_type joined withdrew notices leak known_notices"),
        by_profile=True,
    ),
    Rule(
        number=14,
        code="recipient",
        version=1,
        source="PIPA 2 (3), 39",
        judge=recipient,
        reads=_reads("claimant_type on_list"),
        by_profile=True,
    ),
    Rule(
        number=16,
        code="other_proceedings",
        version=1,
        source="Civil Procedure Act 259",
        judge=other_proceedings,
        reads=_reads("other_proceedings proceedings_on_file"),
        by_profile=True,
    ),
    Rule(
        number=17,
        code="duplicates",
        version=2,
        source="Civil Procedure Act 259",
        judge=duplicates,
        reads=_reads("duplicates"),
        always=True,
    ),
    Rule(
        number=18,
        code="abuse_score",
        version=1,
        source="PIPA 37-2",
        judge=abuse_score,
        reads=_reads("abuse abuse_settings"),
    ),
    Rule(
        number=20,
        code="limitation",
        version=1,
        source="Civil Code 157, 160, 161, 766",
        judge=limitation,
        reads=_reads("limitation_ends today rules"),
        by_profile=True,
    ),
    Rule(
        number=21,
        code="conflict_of_interest",
        version=1,
        source="Attorney-at-Law Act 31",
        judge=conflict_of_interest,
        reads=_reads("conflicts"),
        always=True,
    ),
    Rule(
        number=23,
        code="cut_off",
        version=1,
        source="the case's own timetable",
        judge=cut_off,
        reads=_reads("received_at cut_off"),
    ),
)
"""In the order of their numbers; a number that is missing is a rule whose facts are not collected yet."""

OPTIONAL: Final = frozenset(rule.code for rule in RULES if not rule.always)
"""The codes of the rules that a case may do without."""

_BY_NUMBER: Final = {rule.number: rule for rule in RULES}
_AGE: Final = _BY_NUMBER[4]
_IF_HELD: Final = frozenset({1, 4})
_DUPLICATES: Final = 17


@dataclass(frozen=True, slots=True)
class Marks:
    """What a claim's checks amount to, as masks with a bit for each rule's number.

    `asks`: rules whose failure the claimant can cure. `hold`: the rule on duplicates, where it wants a person.
    `person`: rules that want a person for anything else. Marks of some rules and of the others add up,
    so a claim can be judged again by a few rules alone.
    """

    asks: int = 0
    person: int = 0
    hold: int = 0

    @property
    def verdict(self) -> Verdict:
        """What becomes of the claim.

        First what the claimant can cure, so that they are asked once and early; then the question whether the claim is
        another one again; then anything else that a person must look at. Nothing of it rejects.
        """
        if self.asks:
            return Verdict.NEEDS_INFORMATION
        if self.hold:
            return Verdict.DUPLICATE_HOLD
        return Verdict.REVIEW if self.person else Verdict.VERIFIED


def rule_mask(numbers: Iterable[int]) -> int:
    """Return rules as a mask with the rule's number as bit."""
    return sum(1 << number for number in set(numbers))


def rule(number: int) -> Rule:
    """Return the rule of that number. Raises KeyError where there is none."""
    return _BY_NUMBER[number]


def chosen(settings: RuleSettings) -> tuple[Rule, ...]:
    """Return the rules that a case with these settings is judged by, in the order of their numbers."""
    return tuple(each for each in RULES if each.always or settings.chosen.get(each.code, each.by_default))


def run(facts: ClaimFacts, ctx: CaseContext) -> tuple[Check, ...]:
    """Return the check of every rule of the case on one claim, in the order of the rules' numbers.

    A claim of a child under 14 without a representative is held: only what must be asked for is looked at (rules
    1 and 4), for nobody has consented to more (PIPA 22-2).
    """
    held = is_held(_AGE.judge(facts, ctx))
    return tuple([each.judge(facts, ctx) for each in chosen(ctx.rules) if not held or each.number in _IF_HELD])


def marks(checks: Iterable[Check]) -> Marks:
    """Return what checks amount to.

    A failure that nobody can be asked to cure goes to a person, unless it takes no more than an item away.
    """
    asks = person = hold = 0
    for check in checks:
        bit = 1 << check.rule
        if check.asks:
            asks |= bit
        elif check.outcome is Outcome.REVIEW and check.rule == _DUPLICATES:
            hold |= bit
        elif check.outcome is Outcome.REVIEW or (check.outcome is Outcome.FAIL and not _BY_NUMBER[check.rule].per_item):
            person |= bit
    return Marks(asks, person, hold)


def verdict(checks: Iterable[Check]) -> Verdict:
    """Return what becomes of a claim with these checks (`Marks.verdict`)."""
    return marks(checks).verdict
