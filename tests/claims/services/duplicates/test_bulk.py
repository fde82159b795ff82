"""A bulk decision hits the previewed pairs, all of them and no others, and reports what it left out."""

import pytest

from claims.models import AuditEntry, PairDecision, PairSelection
from claims.queries.duplicates import PairFilter
from claims.services import work
from claims.services.duplicates import bulk, decisions
from claims.services.duplicates.decisions import DecisionRefused
from tests.claims.services.duplicates.cast import group, groups, pair_of, pair_up, scored, stage, strangers
from tests.working import do_all_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def couples(coupang):
    """Three pairs for review; the later claim of each is held."""
    claims = strangers(6)
    do_all_work()
    found = list(zip(claims[::2], claims[1::2], strict=True))
    pair_up(*(scored(one, other, "review", 3.0) for one, other in found))
    work.add("verify", [other.pk for _, other in found])
    do_all_work()
    return found


def preview(case, kind, actor, **filters):
    return bulk.preview(case_id=case.pk, kind=kind, filters=PairFilter(**filters), actor=actor)


def test_exactly_the_previewed_pairs_are_decided_though_more_came_meanwhile(coupang, couples, reviewer):
    shown = preview(coupang, "apart", reviewer)
    assert (shown.count, set(shown.pair_ids)) == (3, {pair_of(*couple).pk for couple in couples})
    late = strangers(2)
    pair_up(scored(*late, "review", 3.0))
    result = bulk.apply(preview_id=shown.id, actor=reviewer, reason="compared")
    assert (sorted(result.decided), result.changed, result.contradicted) == (sorted(shown.pair_ids), (), ())
    assert pair_of(*late).decision is None
    assert {stage(later) for _, later in couples} == {"verified"}
    assert set(PairDecision.objects.values_list("kind", "actor", "reason")) == {("apart", reviewer.user_id, "compared")}
    assert AuditEntry.objects.filter(action="pair.apart", actor=reviewer.user_id).count() == 3
    (entry,) = AuditEntry.objects.filter(action="pair.bulk")
    assert entry.detail["decided"] == 3


def test_pairs_that_were_decided_meanwhile_are_left_alone_and_reported(coupang, couples, reviewer, colleague):
    shown = preview(coupang, "link", reviewer)
    changed = pair_of(*couples[1])
    decisions.decide(pair_id=changed.pk, kind="household", reason="documents", actor=colleague, seen=None)
    result = bulk.apply(preview_id=shown.id, actor=reviewer, reason="compared")
    assert result.changed == (changed.pk,)
    assert len(result.decided) == 2
    assert pair_of(*couples[1]).decided == "household"
    assert groups() == {group(*couples[0]), group(*couples[2])}
    assert [stage(later) for _, later in couples] == ["merged", "verified", "merged"]


def test_a_link_that_contradicts_is_left_out_and_the_rest_is_done(coupang, reviewer):
    a, b, c, d, e = strangers(5)
    pair_up(scored(a, c, "review", 3.0))
    decisions.decide(pair_id=pair_of(a, c).pk, kind="apart", reason="compared", actor=reviewer, seen=None)
    pair_up(scored(a, b, "review", 4.0), scored(b, c, "review", 3.0), scored(d, e, "review", 3.0))
    result = bulk.apply(preview_id=preview(coupang, "link", reviewer).id, actor=reviewer, reason="compared")
    assert len(result.decided) == 2
    assert len(result.contradicted) == 1
    assert group(d, e) in groups()
    assert not any({a.number, c.number} <= cluster for cluster in groups())


def test_keeping_apart_what_people_linked_over_a_third_is_left_out(coupang, reviewer):
    a, b, c, d, e = strangers(5)
    pair_up(*(scored(one, other, "review", 3.0) for one, other in ((a, b), (b, c))))
    for one, other in ((a, b), (b, c)):
        decisions.decide(pair_id=pair_of(one, other).pk, kind="link", reason="compared", actor=reviewer, seen=None)
    pair_up(scored(d, e, "review", 3.0))
    shown = preview(coupang, "apart", reviewer)
    pair_up(scored(a, c, "review", 3.0))
    selection = PairSelection.objects.get(pk=shown.id)
    selection.pairs.append([pair_of(a, c).pk, None])
    selection.save(update_fields=["pairs"])
    result = bulk.apply(preview_id=shown.id, actor=reviewer, reason="compared")
    assert result.decided == (pair_of(d, e).pk,)
    assert result.contradicted == (pair_of(a, c).pk,)


def test_a_preview_is_used_once_and_by_whom_it_was_shown(coupang, couples, reviewer, colleague):
    shown = preview(coupang, "apart", reviewer)
    with pytest.raises(DecisionRefused) as refused:
        bulk.apply(preview_id=shown.id, actor=colleague, reason="compared")
    assert refused.value.code == "not_yours"
    bulk.apply(preview_id=shown.id, actor=reviewer, reason="compared")
    with pytest.raises(DecisionRefused) as refused:
        bulk.apply(preview_id=shown.id, actor=reviewer, reason="compared")
    assert refused.value.code == "used_already"
    assert PairDecision.objects.count() == 3


@pytest.mark.django_db(transaction=True)  # what claims are judged under is kept once it is committed
@pytest.mark.parametrize("number", [1, 12])
def test_a_bulk_decision_costs_the_same_number_of_queries_whatever_its_size(
    coupang, reviewer, number, django_assert_max_num_queries
):
    claims = strangers(2 * number)
    do_all_work()
    pair_up(*(scored(one, other, "review", 3.0) for one, other in zip(claims[::2], claims[1::2], strict=True)))
    work.add("verify", [claim.pk for claim in claims])
    do_all_work()
    shown = preview(coupang, "apart", reviewer)
    with django_assert_max_num_queries(47):
        assert len(bulk.apply(preview_id=shown.id, actor=reviewer, reason="compared").decided) == number
