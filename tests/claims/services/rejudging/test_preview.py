"""What a change of the list would do: the very numbers that saving it then brings about, and nothing that stays."""

from collections import Counter
from random import Random

import pytest

from claims.models import Claim, LeakedFieldList, Rejudgement, Verification
from claims.rules.leaked_list import Says
from claims.rules.verification import ItemMasks
from claims.services.leaked_list import ListChangeRefused
from claims.services.list_preview import EXAMPLES, preview
from claims.services.moves import move_claim
from tests.claims.admin.cast import file_claim, make_case
from tests.claims.rules.coupang import BITS
from tests.claims.services.rejudging.cast import ITEMS, file_many, handle, rows, speak
from tests.working import do_all_work

pytestmark = pytest.mark.django_db

WORDS = (
    ("main", "email", Says.NOT_LEAKED),
    ("main", "login", Says.LEAKED),
    ("main", "phone", Says.UNKNOWN),
    ("main", "entrance_code", Says.NOT_LEAKED),
    ("found_later", "payment", Says.NOT_LEAKED),
    ("first_notified", "name", Says.NOT_LEAKED),
)


@pytest.fixture
def other(coupang, counsel, django_user_model):
    return make_case(coupang, django_user_model.objects.create_user("founder", is_staff=True))


@pytest.fixture
def claims(coupang, other, counsel):
    chance = Random(20260210)
    filed = file_many(coupang, 150, chance) + file_many(other, 50, chance)
    for asked in ({"data_items": ["name", "entrance_code"]}, {"data_items": ["login"]}, {"data_items": ["email"]}):
        filed += [file_claim(coupang, judged=False, **asked).pk for _ in range(5)]
    do_all_work()
    handle(filed[::2], counsel, chance)
    in_court = file_claim(coupang, data_items=["email"]).pk
    for stage in ("authorised", "batched", "filed"):
        move_claim(claim_id=in_court, to=stage, actor=counsel, reason="seen")
    do_all_work()
    return [*filed, in_court]


def standing(claims):
    """Stage, verdict and the verdicts of the items claimed, by claim."""
    found = {}
    for claim in Claim.objects.filter(pk__in=claims).select_related("verification"):
        run = claim.verification
        masks = ItemMasks(run.proven, run.supported, run.contradicted)
        items = {code: masks.of(bit).value for code, bit in BITS.items() if claim.items_mask >> bit & 1}
        found[claim.number] = (claim.stage, run.verdict, items)
    return found


def shifts(before, after):
    """How claims moved, and how their verdicts and those of their items changed, counted."""
    stages, verdicts, items = Counter(), Counter(), Counter()
    for number, (stage, verdict, said) in before.items():
        stage_now, verdict_now, said_now = after[number]
        stages[stage, stage_now] += stage != stage_now
        verdicts[verdict, verdict_now] += verdict != verdict_now
        for item, word in said.items():
            items[item, word, said_now[item]] += word != said_now[item]
    return +stages, +verdicts, +items


def test_the_preview_says_what_saving_then_does(coupang, counsel, claims):
    before = standing(claims)
    runs = Verification.objects.count()
    impact = preview(lambda: speak(coupang.incident_id, counsel, "a", *WORDS))
    assert standing(claims) == before
    version = speak(coupang.incident_id, counsel, "a", *WORDS)
    do_all_work()
    stages, verdicts, items = shifts(before, standing(claims))
    assert len(stages) >= 2
    assert len(verdicts) >= 3
    assert len(items) >= 4
    assert {(shift.before, shift.after): shift.claims for shift in impact.stages} == stages
    assert {(shift.before, shift.after): shift.claims for shift in impact.verdicts} == verdicts
    assert {(shift.item, shift.before, shift.after): shift.claims for shift in impact.items} == items
    order = Rejudgement.objects.get()
    assert (impact.number, impact.judged_otherwise) == (version.number, order.judged_otherwise)
    assert sum(stages.values()) == order.moved
    assert Verification.objects.count() - runs == impact.judged_otherwise
    in_court = Verification.objects.filter(cause="list", claim__stage="filed").count()
    assert impact.in_court == in_court > 0
    assert {(change.cohort, change.item) for change in impact.changes} == {(where, item) for where, item, _ in WORDS}


def test_examples_are_claims_that_then_go_that_way(coupang, counsel, claims):
    before = standing(claims)
    impact = preview(lambda: speak(coupang.incident_id, counsel, "a", *WORDS))
    speak(coupang.incident_id, counsel, "a", *WORDS)
    do_all_work()
    after = standing(claims)
    for shift in impact.stages:
        assert 1 <= len(shift.examples) <= EXAMPLES
        assert {(before[number][0], after[number][0]) for number in shift.examples} == {(shift.before, shift.after)}
    for shift in impact.verdicts:
        assert 1 <= len(shift.examples) <= EXAMPLES
        assert {(before[number][1], after[number][1]) for number in shift.examples} == {(shift.before, shift.after)}


def test_nothing_stays_after_a_preview(coupang, counsel, claims):
    counted, newest = rows(), LeakedFieldList.objects.values().order_by("-number").first()
    assert counted["claims_claim"] == len(claims)
    assert preview(lambda: speak(coupang.incident_id, counsel, "a", *WORDS)).judged_otherwise
    assert rows() == counted
    assert LeakedFieldList.objects.values().order_by("-number").first() == newest
    assert not Rejudgement.objects.exists()


def test_claims_are_named_only_of_the_cases_that_the_reader_may_see(coupang, other, counsel, claims):
    theirs = set(Claim.objects.filter(case=other).values_list("number", flat=True))

    def named(cases):
        impact = preview(lambda: speak(coupang.incident_id, counsel, "a", *WORDS), example_cases=cases)
        counted = sum(shift.claims for shift in impact.verdicts)
        return {number for shift in (*impact.stages, *impact.verdicts) for number in shift.examples}, counted

    everybody, all_claims = named(None)
    assert everybody
    ours, counted = named([coupang.pk])
    assert ours
    assert not ours & theirs
    only_theirs, _ = named([other.pk])
    assert only_theirs
    assert only_theirs <= theirs
    assert named([]) == (set(), all_claims)
    assert counted == all_claims


def test_a_change_that_is_refused_has_no_preview_and_leaves_nothing(coupang, counsel, claims):
    speak(coupang.incident_id, counsel, "a", WORDS[0])
    counted = rows()
    with pytest.raises(ListChangeRefused, match="notice_exists"):
        preview(lambda: speak(coupang.incident_id, counsel, "a", WORDS[0]))
    assert rows() == counted


def test_a_change_that_says_nothing_new_moves_nobody(coupang, counsel, claims):
    impact = preview(lambda: speak(coupang.incident_id, counsel, "a", ("main", "email", Says.LEAKED)))
    assert (impact.judged_otherwise, impact.stages, impact.verdicts, impact.items) == (0, (), (), ())
    assert len(impact.changes) == 1  # a court decides the cell now
    assert set(ITEMS) <= set(BITS)
