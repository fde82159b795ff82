"""Whatever code the rules can speak has words in both languages, and no words are kept for codes that are gone."""

import ast
import inspect
import re
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

import pytest
from django.utils import translation

from claims.models import (
    BreachNotice,
    CaseRole,
    Channel,
    Claim,
    ConflictParty,
    Ending,
    LeakAssertion,
    Message,
    PairDecision,
    WorkItem,
)
from claims.rules.abuse import IndicatorCode, Level
from claims.rules.case_deadlines import DeadlineKind
from claims.rules.matching import Band
from claims.rules.matching.model import PARTS
from claims.rules.matching.model import codes as level_codes
from claims.rules.stages import TABLES, ActorKind, CaseType, Refusal, Subject
from claims.rules.submission import ERROR_CODES
from claims.rules.submission.terms import CLAIMANT_TYPES, ENTRANCE_ANSWERS, PROCEEDING_KINDS, RELATIONS
from claims.rules.timetable import JOBS
from claims.rules.verification import (
    RULES,
    THRESHOLDS,
    Agreement,
    Conflict,
    Field,
    ItemVerdict,
    Outcome,
    Reason,
    Verdict,
    leak,
    person,
    standing,
    timing,
)
from claims.services import stale_claims
from claims.services.duplicates import decisions
from claims.wording import (
    abuse,
    codes,
    counsel,
    deadlines,
    duplicates,
    errors,
    next_steps,
    reasons,
    rules,
    schedule,
    stages,
)

CASE_TABLES = {case_type: table for (case_type, subject), table in TABLES.items() if subject is Subject.CASE}
CLAIM_TABLES = {case_type: table for (case_type, subject), table in TABLES.items() if subject is Subject.CLAIM}
# Nobody holds a receipt of what was never submitted.
NEVER_LOOKED_UP = {"draft", "abandoned"}
PAIR_CAUSES = [f"duplicate_{cause}" for cause in (*decisions.KINDS, "undo", "survivor")]


def of(tables, read):
    return {code for table in tables.values() for code in read(table)}


def stages_of(table):
    return {stage.value for stage in table.stages}


def moves_of(table):
    return {move.name for move in table.moves}


def steps_of(table):
    return {str(step.name) for step in table.journey}


def asking_reasons(*modules: ModuleType) -> set[str]:
    """The reasons of every `Check(…, asks=True)` in the source of the rules."""
    found = set()
    for module in modules:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Check":
                asks = any(keyword.arg == "asks" for keyword in node.keywords)
                if asks and isinstance(node.args[2], ast.Attribute):
                    found.add(Reason[node.args[2].attr].value)
    return found


WORDED: dict[str, tuple[Mapping[Any, Any], Iterable[Any]]] = {
    "errors": (errors.ERRORS, ERROR_CODES),
    "item verdicts": (counsel.ITEM_VERDICTS, [verdict.value for verdict in ItemVerdict]),
    "reasons": (reasons.REASONS, [reason.value for reason in Reason]),
    "asks": (reasons.ASKS, asking_reasons(leak, person, standing, timing)),
    "rules": (rules.TITLES, [rule.number for rule in RULES]),
    "what rules ask": (rules.QUESTIONS, [rule.number for rule in RULES]),
    "what rules rest on": (rules.SOURCES, [rule.number for rule in RULES]),
    "what rules read": (rules.FACTS, set().union(*(rule.reads for rule in RULES))),
    "thresholds of rules": (rules.THRESHOLDS, THRESHOLDS),
    "case stages": (stages.CASE_STAGES, of(CASE_TABLES, stages_of)),
    "claim stages": (stages.CLAIM_STAGES, of(CLAIM_TABLES, stages_of)),
    "case moves": (stages.CASE_MOVES, of(CASE_TABLES, moves_of)),
    "claim moves": (stages.CLAIM_MOVES, of(CLAIM_TABLES, moves_of)),
    "claim steps": (stages.STEPS, of(CLAIM_TABLES, steps_of)),
    "case steps": (stages.CASE_STEPS, of(CASE_TABLES, steps_of) - set(stages.CASE_STAGES)),
    "refusals": (stages.REFUSALS, [refusal.value for refusal in Refusal]),
    "causes": (
        stages.CAUSES,
        ["verification", stale_claims.CAUSE, *(f"filed_by_{door}" for door in Claim.Door.values), *PAIR_CAUSES],
    ),
    "what happens next": (
        next_steps.NEXT,
        {stages.public_stage(stage) for stage in of(CLAIM_TABLES, stages_of)} - NEVER_LOOKED_UP,
    ),
    "claimant_type": (codes.LABELS["claimant_type"], CLAIMANT_TYPES),
    "relation": (codes.LABELS["relation"], RELATIONS),
    "entrance_code_stored": (codes.LABELS["entrance_code_stored"], ENTRANCE_ANSWERS),
    "other_proceedings": (codes.LABELS["other_proceedings"], PROCEEDING_KINDS),
    "field": (codes.LABELS["field"], [field.value for field in Field]),
    "outcome": (codes.LABELS["outcome"], [outcome.value for outcome in Outcome]),
    "verdict": (codes.LABELS["verdict"], [verdict.value for verdict in Verdict]),
    "source": (codes.LABELS["source"], BreachNotice.Source.values),
    "says": (codes.LABELS["says"], LeakAssertion.Says.values),
    "agreement": (codes.LABELS["agreement"], [agreement.value for agreement in Agreement]),
    "indicator": (codes.LABELS["indicator"], [code.value for code in IndicatorCode]),
    "what indicators found": (abuse.FOUND, [code.value for code in IndicatorCode]),
    "abuse_level": (codes.LABELS["abuse_level"], [level.value for level in Level]),
    "conflict": (codes.LABELS["conflict"], [conflict.value for conflict in Conflict]),
    "case_type": (codes.LABELS["case_type"], [case_type.value for case_type in CaseType]),
    "work_kind": (codes.LABELS["work_kind"], WorkItem.Kind.values),
    "message_kind": (codes.LABELS["message_kind"], Message.Kind.values),
    "message_state": (codes.LABELS["message_state"], Message.State.values),
    "channel": (codes.LABELS["channel"], Channel.values),
    "role": (codes.LABELS["role"], CaseRole.Role.values),
    "door": (codes.LABELS["door"], Claim.Door.values),
    "actor_kind": (codes.LABELS["actor_kind"], [kind.value for kind in ActorKind]),
    "deadline": (deadlines.KINDS, [kind.value for kind in DeadlineKind]),
    "what to check of a deadline": (deadlines.CHECKS, [kind.value for kind in DeadlineKind]),
    "source of a deadline": (deadlines.SOURCES, [kind.value for kind in DeadlineKind]),
    "scheduled job": (schedule.JOBS, JOBS),
    "how a scheduled run ended": (schedule.ENDINGS, Ending.values),
    "band": (duplicates.BANDS, [band.value for band in Band]),
    "band's meaning": (duplicates.BAND_MEANINGS, [band.value for band in Band]),
    "part of a pattern": (duplicates.PARTS, PARTS),
    "bearers": (duplicates.BEARERS, level_codes("bearers")),
    "decision on a pair": (duplicates.DECISIONS, PairDecision.Kind.values),
    "reason of a decision": (duplicates.REASONS, PairDecision.Reason.values),
    "button": (duplicates.BUTTONS, decisions.KINDS),
    "consequence": (duplicates.CONSEQUENCES, decisions.KINDS),
    "done": (duplicates.DONE, decisions.KINDS),
    **{f"levels of {part}": (duplicates.LEVELS[part], level_codes(part)) for part in duplicates.LEVELS},
}


@pytest.mark.parametrize("kind", WORDED)
def test_each_code_has_words_and_no_words_are_left_over(kind):
    words, wanted = WORDED[kind]
    assert set(words) == set(wanted)


def test_every_kind_of_label_is_held_to_its_codes():
    assert set(codes.LABELS) <= set(WORDED)
    assert set(ConflictParty.Kind.values) == {conflict.value for conflict in Conflict}


@pytest.mark.parametrize("kind", WORDED)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_words_are_in_the_readers_language(kind, language):
    with translation.override(language):
        for code, words in WORDED[kind][0].items():
            text = words % {"claims": 1, "agreements": ""} if "duplicate" in str(code) and kind == "reasons" else words
            assert bool(re.search("[가-힣]", str(text))) is (language == "ko"), code


def test_the_words_of_a_settlement_are_for_stages_and_steps_that_it_has():
    table = CLAIM_TABLES[CaseType.CLASS_SETTLEMENT]
    assert set(stages.SETTLEMENT_CLAIM_STAGES) <= stages_of(table)
    assert set(stages.SETTLEMENT_STEPS) <= steps_of(table)
    assert set(next_steps.SETTLEMENT_NEXT) <= stages_of(table)


def test_what_a_rule_rests_on_is_the_register_s_own_source():
    with translation.override("en"):
        assert {number: str(words) for number, words in rules.SOURCES.items()} == {r.number: r.source for r in RULES}


@pytest.mark.parametrize("code", ERROR_CODES)
def test_an_error_needs_no_param_that_it_does_not_have(code):
    needed = set(re.findall(r"%\((\w+)\)", str(errors.ERRORS[code])))
    assert needed <= set(ERROR_CODES[code])
