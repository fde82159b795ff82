"""What the register says that rules can say is what they say; and thresholds alter only the rules that read them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.verification import POSSIBLE, READ_BY, RULES, THRESHOLDS, Possible
from tests.claims.rules.verification.test_verdict import _contexts, _facts, _gallery_facts


def _said(facts, ctx):
    checks = [rule.judge(facts, ctx) for rule in RULES]
    return {(check.rule, Possible(check.outcome, check.reason, check.asks)) for check in checks}


DECLARED = {(number, possible) for number, each in POSSIBLE.items() for possible in each}


@given(facts=_facts, ctx=_contexts)
def test_no_rule_says_what_is_not_declared(facts, ctx):
    assert _said(facts, ctx) <= DECLARED


def test_whatever_is_declared_is_said_of_some_claim():
    assert set().union(*(_said(facts, ctx) for facts, ctx in _gallery_facts())) == DECLARED
    assert list(POSSIBLE) == [rule.number for rule in RULES]


def test_a_rule_reads_the_case_s_settings_if_a_threshold_says_that_it_does():
    assert set(READ_BY) == set(THRESHOLDS)
    assert {rule.number for rule in RULES if "rules" in rule.reads} == set().union(*READ_BY.values())


@pytest.mark.parametrize("code", THRESHOLDS)
@given(facts=_facts, ctx=_contexts, data=st.data())
def test_a_threshold_alters_only_the_rules_that_it_names(code, facts, ctx, data):
    _default, least, most = THRESHOLDS[code]
    other = replace(ctx.rules, thresholds={code: data.draw(st.integers(least, most))})
    for rule in RULES:
        if rule.number not in READ_BY[code]:
            assert rule.judge(facts, ctx) == rule.judge(facts, replace(ctx, rules=other))
