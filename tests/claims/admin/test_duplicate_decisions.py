"""What counsel decides about pairs: one by one, many at once, from a claim's page; and taking it back."""

import re

import pytest

from claims.models import DuplicateCluster, DuplicatePair, PairDecision
from claims.queries.duplicates import PairFilter, queue
from claims.rules.stages import ActorKind
from claims.services.actors import Actor
from claims.services.duplicates.decisions import decide
from tests.claims.admin.cast import MINJUN, file_claim, open_pair, put_to_a_person
from tests.claims.admin.pairs import CASE, another_pair, at, form, listed, stages
from tests.claims.admin.test_claim_page import text

pytestmark = pytest.mark.django_db

# Deciding


def test_a_link_merges_the_later_claim_and_brings_the_next_pair_at_once(reviewer, coupang):
    pair, following = open_pair(coupang), another_pair(coupang)
    answer = reviewer.post(at(pair, "decide/"), form(pair, "link"))
    assert answer["location"] == at(following)
    assert stages(pair) == ("verified", "merged")
    page = text(reviewer.get(answer["location"]))
    assert f"Linked {pair.earlier.number} and {pair.later.number}: the same person. Undo" in page
    assert "Undo" not in text(reviewer.get(answer["location"]))


@pytest.mark.parametrize("kind", ["apart", "household"])
def test_keeping_apart_frees_the_claim_that_waited(reviewer, coupang, kind):
    pair = open_pair(coupang)
    answer = reviewer.post(at(pair, "decide/"), form(pair, kind))
    assert answer["location"] == CASE
    assert stages(pair) == ("verified", "verified")
    assert "Nothing is left to decide." in text(reviewer.get(CASE))
    assert "0 pairs left to decide · 1 decided today" in text(reviewer.get(CASE))


def test_counsel_can_let_the_later_claim_go_on(reviewer, coupang):
    pair = open_pair(coupang)
    reviewer.post(at(pair, "decide/"), form(pair, "link", survivor=str(pair.later_id)))
    assert stages(pair) == ("merged", "verified")
    assert DuplicateCluster.objects.get().survivor_id == pair.later_id


def test_a_note_is_sealed_and_read_only_where_personal_data_is(reviewer, auditor, coupang):
    pair = open_pair(coupang)
    reviewer.post(at(pair, "decide/"), form(pair, "apart", note="두 사람은 형제입니다", reason="claimant_said"))
    assert "형제" not in str(PairDecision.objects.values_list("note", flat=True).get())
    assert "두 사람은 형제입니다" in text(reviewer.get(at(pair)))
    page = text(auditor.get(at(pair)))
    assert "형제" not in page
    assert "A note was written; your role does not read it." in page
    assert "A claimant said so" in page


def test_whoever_decided_meanwhile_is_named_and_nothing_of_theirs_is_changed(reviewer, lead, coupang):
    pair = open_pair(coupang)
    late = form(pair, "link", note="방금 전화했습니다")
    reviewer.post(at(pair, "decide/"), form(pair, "apart"))
    answer = lead.post(at(pair, "decide/"), late)
    page = text(answer)
    assert answer.status_code == 409
    assert "nothing of theirs was changed: Kept apart: two people (reviewer)." in page
    assert "방금 전화했습니다" in page
    pair.refresh_from_db()
    assert (pair.decided, pair.decisions.count()) == ("apart", 1)


def test_a_second_click_decides_once_and_goes_on(reviewer, coupang):
    pair = open_pair(coupang)
    sent = form(pair, "apart")
    answers = [reviewer.post(at(pair, "decide/"), sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert PairDecision.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"kind": "merge"}, {"reason": "because"}, {"kind": "automatic"}, {"kind": ""}])
def test_what_nobody_can_decide_is_refused(reviewer, coupang, wrong):
    pair = open_pair(coupang)
    assert reviewer.post(at(pair, "decide/"), form(pair, "link") | wrong).status_code == 422
    assert not PairDecision.objects.exists()


def test_a_decision_that_contradicts_others_is_refused_with_what_to_do(reviewer, coupang):
    first, mail = open_pair(coupang), {"email": "t@example.org", "account": {"email": "t@example.org"}}
    third = file_claim(coupang, **MINJUN | mail | {"name": "김민쥰"})
    for claim in (first.earlier, first.later):
        put_to_a_person(claim, third)
    pairs = {(p.earlier_id, p.later_id): p for p in DuplicatePair.objects.all()}
    second, between = pairs[first.earlier_id, third.pk], pairs[first.later_id, third.pk]
    reviewer.post(at(first, "decide/"), form(first, "link"))
    reviewer.post(at(between, "decide/"), form(between, "apart"))
    answer = reviewer.post(at(second, "decide/"), form(second, "link"))
    assert answer.status_code == 409
    assert "This contradicts decisions on other pairs" in text(answer)


def test_what_is_skipped_comes_again_when_the_rest_is_done(reviewer, coupang):
    first, second = open_pair(coupang), another_pair(coupang)
    assert reviewer.post(at(first, "decide/"), {"kind": "skip"})["location"] == at(second)
    assert reviewer.get(f"{CASE}next/")["location"] == at(second)
    assert reviewer.post(at(second, "decide/"), form(second, "apart"))["location"] == at(first)
    assert PairDecision.objects.count() == 1


def test_the_filters_lead_through_the_queue(reviewer, coupang):
    first = open_pair(coupang)
    another_pair(coupang)
    sent = form(first, "apart", query="?agrees=name.same")
    assert reviewer.post(at(first, "decide/"), sent)["location"] == f"{CASE}?agrees=name.same"


def test_an_undone_decision_leaves_both_claims_as_they_were(reviewer, coupang):
    pair = open_pair(coupang)
    before = stages(pair)
    reviewer.post(at(pair, "decide/"), form(pair, "link"))
    pair.refresh_from_db()
    answer = reviewer.post(at(pair, "undo/"), {"seen": str(pair.decision_id)}, follow=True)
    page = text(answer)
    assert "The decision was undone." in page
    assert stages(pair) == before
    assert [each.kind for each in pair.decisions.all()] == ["link", "withdrawn"]
    assert re.search(r"Decision undone reviewer .*Linked: the same person reviewer", page)
    assert listed(reviewer.get(CASE)) == [pair.pk]
    assert "1 pair left to decide · 0 decided today" in text(reviewer.get(CASE))


def test_undoing_what_somebody_else_has_redecided_is_refused(reviewer, lead, coupang):
    pair = open_pair(coupang)
    reviewer.post(at(pair, "decide/"), form(pair, "link"))
    pair.refresh_from_db()
    seen = str(pair.decision_id)
    lead.post(at(pair, "undo/"), {"seen": seen})
    lead.post(at(pair, "decide/"), form(pair, "apart"))
    answer = reviewer.post(at(pair, "undo/"), {"seen": seen})
    assert answer.status_code == 409
    assert "Kept apart: two people (lead)" in text(answer)


def test_a_get_decides_nothing(reviewer, coupang):
    pair = open_pair(coupang)
    for end in ("decide/?kind=link", "undo/"):
        assert reviewer.get(at(pair, end)).status_code == 302
    assert not PairDecision.objects.exists()


# Many at once


def preview(client, kind: str = "apart", query: str = "") -> str:
    return client.post(f"{CASE}at-once/", {"kind": kind, "query": query})["location"]


def test_a_bulk_decision_hits_exactly_what_was_previewed(reviewer, coupang):
    shown = {open_pair(coupang).pk, another_pair(coupang).pk}
    address = preview(reviewer)
    page = reviewer.get(address)
    assert "Keep apart: 2 pairs" in text(page)
    assert set(listed(page)) == shown
    later = another_pair(coupang, 5)
    result = text(reviewer.post(address, {"reason": "documents"}, follow=True))
    assert "2 pairs decided." in result
    later.refresh_from_db()
    assert later.decided == ""
    assert set(PairDecision.objects.values_list("pair", "kind", "reason")) == {
        (pk, "apart", "documents") for pk in shown
    }


def test_what_somebody_decided_meanwhile_is_left_alone_and_reported(reviewer, lead, coupang):
    mine, theirs = open_pair(coupang), another_pair(coupang)
    address = preview(reviewer)
    lead.post(at(theirs, "decide/"), form(theirs, "household"))
    page = text(reviewer.post(address, {"reason": "compared"}, follow=True))
    assert "1 pair decided" in page
    assert "1 pair left alone" in page
    assert "Changed meanwhile: Kept apart: one household" in page
    assert {pair.pk: pair.decided for pair in DuplicatePair.objects.all()} == {mine.pk: "apart", theirs.pk: "household"}


def test_a_bulk_decision_is_undone_as_a_whole(reviewer, lead, coupang):
    pairs = [open_pair(coupang), another_pair(coupang)]
    before = [stages(pair) for pair in pairs]
    address = preview(reviewer, "link")
    reviewer.post(address, {"reason": "compared"})
    assert [stages(pair)[1] for pair in pairs] == ["merged", "merged"]
    page = text(lead.post(f"{address}undo/", follow=True))
    assert "2 decisions undone." in page
    assert [stages(pair) for pair in pairs] == before
    assert "0 decisions undone." in text(lead.post(f"{address}undo/", follow=True))


def test_a_preview_is_confirmed_once_and_by_whoever_made_it(reviewer, lead, coupang):
    open_pair(coupang)
    address = preview(reviewer)
    refused = lead.post(address, {"reason": "compared"})
    assert (refused.status_code, PairDecision.objects.count()) == (422, 0)
    for _ in range(2):
        assert reviewer.post(address, {"reason": "compared"}).status_code == 302
    assert PairDecision.objects.count() == 1


def test_a_bulk_decision_leaves_out_claims_of_other_cases(coupang, other_case, log_in):
    earlier = file_claim(other_case, **MINJUN)
    put_to_a_person(earlier, file_claim(coupang, **MINJUN | {"name": "김민중", "email": "o@example.org"}))
    client = log_in(coupang, "lead_counsel")
    assert len(queue(coupang.pk, PairFilter())) == 1
    assert preview(client) == CASE


def test_nothing_is_stored_for_filters_that_find_nothing(reviewer, coupang):
    assert "no pair fits these filters" in text(reviewer.post(f"{CASE}at-once/", {"kind": "link"}, follow=True))


# A claim's page


def test_a_claims_page_leads_to_its_pairs_for_those_who_may_compare(reviewer, clerk, coupang):
    pair = open_pair(coupang)
    address = f"/counsel/claims/{pair.later.number}/"
    assert at(pair) in reviewer.get(address).content.decode()
    assert at(pair) not in clerk.get(address).content.decode()


def test_counsel_chooses_the_claim_that_goes_on_from_a_claims_page(reviewer, auditor, coupang):
    pair = open_pair(coupang)
    reviewer.post(at(pair, "decide/"), form(pair, "link"))
    address = f"/counsel/claims/{pair.later.number}/"
    page = text(reviewer.get(f"/counsel/claims/{pair.earlier.number}/"))
    assert "Goes on in place of the others by the rule: the first complete claim" in page
    assert "Let this one go on instead" not in text(auditor.get(address))
    done = text(reviewer.post(f"{address}survivor/", {"reason": "claimant_said"}, follow=True))
    assert f"{pair.later.number} goes on in place of the others." in done
    assert stages(pair) == ("merged", "verified")
    refused = text(reviewer.post(f"{address}survivor/", {"reason": "no reason"}, follow=True))
    assert "Choose a reason." in refused


def test_a_claim_that_is_joined_with_none_has_no_survivor_to_choose(reviewer, file):
    claim = file()
    page = reviewer.post(f"/counsel/claims/{claim.number}/survivor/", {"reason": "compared"}, follow=True)
    assert "not joined with others" in text(page)


def test_the_audit_trail_tells_decisions_in_words(lead, coupang):
    pair = open_pair(coupang)
    decide(pair_id=pair.pk, kind="apart", reason="documents", actor=Actor(ActorKind.STAFF, lead.user.pk), seen=None)
    lead.get(at(pair))
    page = text(lead.get("/counsel/audit/"))
    assert "Decided that two claims are two people" in page
    assert "Documents show it" in page
