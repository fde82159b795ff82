"""The invented claims: every stage is there, every verdict is what its story says, and a killed load goes on."""

from collections import Counter

import pytest

from claims.demonstration import load
from claims.demonstration.cast import Cast
from claims.models import AuditEntry, Claim, ClaimTransition, DuplicatePair, Finding
from claims.rules.stages import CaseType, ClaimStage, Subject, table
from claims.rules.verification import RULES, Verdict

pytestmark = pytest.mark.django_db


class Killed(Exception):
    pass


def silent(doing, done, total):
    pass


def stages(slug):
    return Counter(Claim.objects.filter(case__slug=slug).values_list("stage", flat=True))


def test_every_stage_in_which_a_claim_can_be_stored_is_there():
    load.load_claims(silent)
    never_stored = {ClaimStage.DRAFT.value, ClaimStage.ABANDONED.value}
    joint = {stage.value for stage in table(CaseType.JOINT_ACTION, Subject.CLAIM).stages}
    assert set(stages("coupang-2025")) == joint - never_stored
    # A claim in a class settlement leaves its first stage as soon as a worker sees it.
    settlement = {stage.value for stage in table(CaseType.CLASS_SETTLEMENT, Subject.CLAIM).stages}
    assert set(stages("hanbit-2024-settlement")) == settlement - {ClaimStage.FILED.value}
    assert Claim.objects.filter(case__slug="coupang-2025").count() >= 300


def test_the_rules_say_of_every_claim_what_its_story_says():
    load.load_claims(silent)
    told = {part.ref: part.judged for part in Cast().judged}
    found = dict(Claim.objects.filter(external_ref__in=told).values_list("external_ref", "verifications__verdict"))
    assert found == told
    assert set(found.values()) == {verdict.value for verdict in Verdict}


def test_every_rule_has_something_to_show_besides_passing():
    load.load_claims(silent)
    found = set(Finding.objects.exclude(outcome="pass").values_list("rule", flat=True))
    # Not chosen are 2 and 3, there is no list for 12, and no claim is too late for 20 or a cut-off that is not set.
    assert found == {rule.number for rule in RULES} - {2, 3, 12, 20, 23}
    assert DuplicatePair.objects.exists()


def test_loading_again_changes_nothing():
    count = load.load_claims(silent)
    before = (Claim.objects.count(), ClaimTransition.objects.count(), AuditEntry.objects.count())
    assert before[0] == count
    assert load.load_claims(silent) == 0
    assert (Claim.objects.count(), ClaimTransition.objects.count(), AuditEntry.objects.count()) == before


@pytest.mark.parametrize("reports", [1, 6, 12])
def test_a_load_that_was_killed_goes_on_and_ends_as_if_nothing_had_happened(reports):
    left = reports

    def kill(doing, done, total):
        nonlocal left
        left -= 1
        if not left:
            raise Killed

    with pytest.raises(Killed):
        load.load_claims(kill)
    load.load_claims(silent)
    parts = Cast()
    planned = Counter(part.path[-1].value if part.path else part.judged for part in parts.judged)
    planned["submitted"] += len(parts.last)
    assert stages("coupang-2025") == planned


def test_nobody_in_the_cast_can_be_reached():
    parts = [*Cast().judged, *Cast().last]
    assert all(part.person.email.endswith(("@example.com", "@example.org", "@example.net")) for part in parts)
    assert all(part.person.phone.startswith("010-0000-") or " 555 01" in part.person.phone for part in parts)
    assert all(part.person.postcode.startswith("00") for part in parts)


def test_the_cast_is_the_same_every_time():
    first, second = Cast(), Cast()
    assert [(p.ref, p.person.name, p.body) for p in first.judged] == [
        (p.ref, p.person.name, p.body) for p in second.judged
    ]
