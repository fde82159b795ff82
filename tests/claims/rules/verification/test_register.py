"""The register: each rule reads what it says, and a judgement can be made again from its record."""

import json
from dataclasses import fields

import pytest
from hypothesis import given

from claims.rules.verification import (
    DEFAULTS,
    OPTIONAL,
    RULES,
    CaseContext,
    ClaimFacts,
    RuleSettings,
    chosen,
    invalid_settings,
    item_masks,
    marks,
    run,
)
from claims.rules.verification.record import context_from_json, context_to_json, facts_from_json, facts_to_json
from tests.claims.rules.verification.cast import COUPANG, claim
from tests.claims.rules.verification.test_verdict import _contexts, _facts, _gallery_facts


class _Watched:
    """Stands for facts or context and notes what is looked at."""

    def __init__(self, watched, seen):
        self._watched, self._seen = watched, seen

    def __getattr__(self, name):
        self._seen.add(name)
        return getattr(self._watched, name)


@given(facts=_facts, ctx=_contexts)
def test_no_rule_looks_at_more_than_it_says(facts, ctx):
    for rule in RULES:
        seen = set()
        rule.judge(_Watched(facts, seen), _Watched(ctx, seen))
        assert seen <= rule.reads, rule.code


def test_every_rule_looks_at_all_that_it_says():
    for rule in RULES:
        seen = set()
        for facts, ctx in _gallery_facts():
            rule.judge(_Watched(facts, seen), _Watched(ctx, seen))
        assert seen == rule.reads, rule.code


def test_what_a_rule_reads_is_a_field_of_the_facts_or_the_context():
    known = {field.name for field in fields(ClaimFacts)} | {field.name for field in fields(CaseContext)}
    assert all(rule.reads <= known for rule in RULES)


@given(facts=_facts, ctx=_contexts)
def test_a_judgement_made_again_from_its_record_is_the_same(facts, ctx):
    kept, held = (json.loads(json.dumps(each)) for each in (facts_to_json(facts), context_to_json(ctx)))
    again, there = facts_from_json(kept, on_list=facts.on_list), context_from_json(held)
    assert run(again, there) == run(facts, ctx)
    assert item_masks(again, there) == item_masks(facts, ctx)
    assert (facts_to_json(again), context_to_json(there)) == (kept, held)


@given(facts=_facts, ctx=_contexts)
def test_marks_of_some_rules_and_of_the_others_add_up(facts, ctx):
    checks = run(facts, ctx)
    some, others = (marks([c for c in checks if (c.rule in {10, 11, 12}) is wanted]) for wanted in (True, False))
    whole = marks(checks)
    assert (some.asks | others.asks, some.person | others.person, some.hold | others.hold) == (
        whole.asks,
        whole.person,
        whole.hold,
    )


def test_a_case_is_judged_by_the_rules_that_it_chose():
    assert {2, 3}.isdisjoint(rule.number for rule in chosen(DEFAULTS))
    choice = RuleSettings(version=1, chosen={"contact": True, "limitation": False})
    numbers = [rule.number for rule in chosen(choice)]
    assert 2 in numbers
    assert 20 not in numbers
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (RuleSettings(), None),
        (RuleSettings(chosen={"contact": True}, thresholds={"days_to_file": 90}), None),
        (RuleSettings(chosen={"leaked_items": False}), "rule_unknown"),
        (RuleSettings(chosen={"astrology": True}), "rule_unknown"),
        (RuleSettings(thresholds={"luck": 7}), "threshold_out_of_range"),
        (RuleSettings(thresholds={"days_to_file": -1}), "threshold_out_of_range"),
        (RuleSettings(thresholds={"adult_from": 16, "consents_from": 18}), "ages_out_of_order"),
    ],
)
def test_settings_that_cannot_be_used_are_named(settings, expected):
    assert invalid_settings(settings, optional=OPTIONAL) == expected


def test_nothing_personal_is_in_the_facts():
    assert not {"name", "birth_date", "email", "phone", "address"} & {field.name for field in fields(ClaimFacts)}
    assert "1988" not in repr(claim()) + json.dumps(context_to_json(COUPANG)["rules"])
