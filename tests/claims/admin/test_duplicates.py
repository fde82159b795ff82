"""Counsel's review of duplicate pairs: the queue, the two claims side by side, and what a decision does."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import AuditEntry, Claim, Claimant, DuplicateCluster, DuplicatePair, PairDecision
from claims.queries.duplicates import PairFilter, queue
from claims.rules.stages import ActorKind
from claims.services.actors import Actor
from claims.services.duplicates.decisions import decide
from tests.claims.admin.cast import MINJUN, file_claim, open_pair, put_to_a_person
from tests.claims.admin.test_claim_page import text

pytestmark = pytest.mark.django_db

CASE = "/counsel/cases/coupang-2025/duplicates/"
VALUES = ("김민", "1988", "minjun", "2345", "하늘길")


def at(pair: DuplicatePair, end: str = "") -> str:
    return f"{CASE}{pair.pk}/{end}"


def form(pair: DuplicatePair, kind: str, **more) -> dict:
    pair.refresh_from_db()
    return {"kind": kind, "reason": "compared", "seen": str(pair.decision_id or ""), **more}


def listed(answer) -> list[int]:
    return [int(pk) for pk in re.findall(rf'<th scope="row">\s*<a href="{CASE}(\d+)/', answer.content.decode())]


def stages(pair: DuplicatePair) -> tuple[str, str]:
    found = dict(Claim.objects.filter(pk__in=[pair.earlier_id, pair.later_id]).values_list("pk", "stage"))
    return found[pair.earlier_id], found[pair.later_id]


ROADS = ("가람로", "누리길", "다솜길", "라온로", "마루길")
PEOPLE = ("박서연", "최지우", "정하은", "강도현", "윤채원")


def another_pair(coupang, number: int = 1, **differs) -> DuplicatePair:
    """A pair of two further people's claims; those of another `number` agree with them in nothing."""
    phone, mail, name = f"010-3{number}00-{number:04}", f"someone{number}{number}@example.org", PEOPLE[number - 1]
    person = {"name": name, "birth_date": f"19{50 + 9 * number}-0{number}-{10 + 3 * number}"}
    person |= {"phone": phone, "email": mail, "account": {"email": mail, "phone": phone}}
    person |= {
        "address": {"postcode": f"0{number}524", "line": f"부산광역시 중구 {ROADS[number - 1]} 7, {number}01동 305호"}
    }
    earlier = file_claim(coupang, **person)
    other = {"name": f"{name[:-1]}율", "email": f"x{mail}", "account": {"email": f"x{mail}"}}
    later = file_claim(coupang, **person | other | differs)
    return put_to_a_person(earlier, later)


# The queue


def test_the_queue_tells_how_far_claims_agree_and_nothing_about_the_people(reviewer, coupang):
    pair = open_pair(coupang)
    page = reviewer.get(CASE)
    assert listed(page) == [pair.pk]
    shown = text(page)
    assert "1 pair left to decide · 0 decided today" in shown
    assert "same surname, given names one letter apart · same date of birth · same phone number" in shown
    assert not [value for value in VALUES if value in shown]
    assert not AuditEntry.objects.filter(action__in=["claim.reveal", "claim.compare"]).exists()


def test_what_holds_up_a_claim_comes_first_then_the_higher_sum_then_the_older(reviewer, coupang):
    small = another_pair(coupang, 1)
    dear = another_pair(coupang, 2, damages_sought={"amount": "300000", "currency": "KRW"})
    idle = another_pair(coupang, 3, damages_sought={"amount": "900000", "currency": "KRW"})
    late = another_pair(coupang, 4)
    _let_stand(idle.later, "authorised")
    assert listed(reviewer.get(CASE)) == [dear.pk, small.pk, late.pk, idle.pk]


def _let_stand(claim: Claim, stage: str) -> None:
    from claims.services.moves import move_claim

    actor = Actor(ActorKind.STAFF, PairDecision.actor.field.related_model.objects.create_user("mover").pk)
    for to in ("verified", stage):
        move_claim(claim_id=claim.pk, to=to, actor=actor, reason="x")


def test_pages_of_the_queue_follow_each_other_without_a_gap(reviewer, coupang, monkeypatch):
    pairs = [another_pair(coupang, number) for number in range(1, 6)]
    monkeypatch.setattr("claims.admin.duplicates.PAGE", 2)
    seen, address = [], CASE
    while address:
        page = reviewer.get(address)
        seen += listed(page)
        following = re.search(r'href="(\?[^"]*)" rel="next"', page.content.decode())
        address = CASE + following[1].replace("&amp;", "&") if following else None
    assert seen == [pair.pk for pair in pairs]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"near", "twins"}),
        ("agrees=birth.same", {"near", "twins"}),
        ("agrees=name.surname_same", {"twins"}),
        ("score=99", set()),
        ("score=0&show=", {"twins"}),
        ("stage=duplicate_hold", {"near", "twins"}),
        ("stage=verified", set()),
        ("language=both", set()),
        ("language=ko", {"near", "twins"}),
        ("show=nonsense&score=x&after=1-2-3-4", {"near", "twins"}),
        ("show=automatic", {"linked"}),
    ],
)
def test_filters_combine_and_nonsense_counts_as_not_given(reviewer, coupang, query, found):
    near = open_pair(coupang)
    twins = another_pair(coupang, 2, name="최도윤")
    linked = another_pair(coupang, 3, name="정하은")
    DuplicatePair.objects.filter(pk=near.pk).update(probability=0.7)
    DuplicatePair.objects.filter(pk=twins.pk).update(band="review", probability=0.2)
    names = {near.pk: "near", twins.pk: "twins", linked.pk: "linked"}
    assert DuplicatePair.objects.get(pk=linked.pk).decided == "automatic"
    page = reviewer.get(f"{CASE}?{query}")
    assert page.status_code == 200
    assert {names[pk] for pk in listed(page)} == found


def test_a_pair_is_found_by_the_number_of_either_claim_however_it_is_typed(reviewer, coupang):
    pair, _other = open_pair(coupang), another_pair(coupang)
    for claim in (pair.earlier, pair.later):
        assert listed(reviewer.get(CASE, {"claim": claim.number.lower().replace("-", " ")})) == [pair.pk]
    page = reviewer.get(CASE, {"claim": "R-nonsense"})
    assert page.status_code == 422
    assert "This is not a claim number." in text(page)


def test_the_case_says_on_its_tab_how_many_are_left(lead, clerk, coupang):
    open_pair(coupang)
    assert "Duplicates 1 to decide" in text(lead.get("/counsel/cases/coupang-2025/"))
    assert "to decide" not in text(clerk.get("/counsel/cases/coupang-2025/"))


# The pair


def test_both_claims_are_opened_side_by_side_and_both_records_say_so(reviewer, coupang):
    pair = open_pair(coupang)
    page = reviewer.get(at(pair))
    shown = page.content.decode()
    assert '김민<mark class="differs">준</mark>' in shown
    assert '김민<mark class="differs">중</mark>' in shown
    assert "Earlier “준”, later “중”" in text(page)
    assert "no-store" in page["cache-control"]
    looks = AuditEntry.objects.filter(action="claim.reveal")
    assert {each.subject_id for each in looks} == {str(pair.earlier_id), str(pair.later_id)}
    assert {(each.actor, each.place, each.detail["reason"]) for each in looks} == {
        (reviewer.user, "127.0.0.1", "check_duplicate")
    }


def test_an_auditor_sees_how_far_they_agree_and_no_personal_data(auditor, coupang):
    pair = open_pair(coupang)
    page = text(auditor.get(at(pair)))
    assert "same surname, given names one letter apart" in page
    assert "••••••" in page
    assert not [value for value in VALUES if value in page]
    assert "Your role does not decide on duplicates." in page
    assert set(AuditEntry.objects.filter(action="claim.compare").values_list("subject_id", flat=True)) == {
        str(pair.earlier_id),
        str(pair.later_id),
    }
    assert not AuditEntry.objects.filter(action="claim.reveal").exists()


def test_nothing_is_opened_that_could_not_be_recorded(reviewer, coupang, monkeypatch):
    pair, opened = open_pair(coupang), []
    monkeypatch.setattr("claims.services.reveal.open_fields", lambda *args: opened.append(args))

    def full(*args, **kwargs):
        raise OSError

    monkeypatch.setattr("claims.services.reveal.audit.record", full)
    with pytest.raises(OSError):
        reviewer.get(at(pair))
    assert opened == []


def test_a_claim_of_somebody_elses_case_is_not_named_opened_or_decided(coupang, other_case, log_in):
    earlier = file_claim(other_case, **MINJUN)
    later = file_claim(coupang, **MINJUN | {"name": "김민중", "email": "o@example.org"})
    pair = put_to_a_person(earlier, later)
    client = log_in(coupang, "lead_counsel")
    page = text(client.get(at(pair)))
    assert "A claim in a case that you do not work on" in page
    assert earlier.number not in page
    assert not [value for value in VALUES if value in page]
    assert client.post(at(pair, "decide/"), form(pair, "link")).status_code == 403
    assert earlier.number not in client.get(CASE).content.decode()


def test_of_an_erased_person_the_page_says_so_and_shows_the_other(reviewer, coupang):
    pair = open_pair(coupang)
    Claimant.objects.filter(pk=pair.earlier.claimant_id).update(wrapped_key=None)
    page = text(reviewer.get(at(pair)))
    assert "have been erased" in page
    assert "김민중" in page


def test_the_score_is_told_part_by_part_and_adds_up(reviewer, coupang):
    pair = open_pair(coupang)
    page = reviewer.get(at(pair)).content.decode()
    table = page[page.index('class="points"') :]
    found = [float(each.replace("−", "-")) for each in re.findall(r'<td class="num">([+−][\d.]+)</td>', table)]
    assert found[-1] == pytest.approx(pair.weight, abs=0.06)
    assert sum(found[:-1]) == pytest.approx(pair.weight, abs=0.06 * len(found))
    assert f"Model {pair.model}," in text(reviewer.get(at(pair)))


def test_how_rare_name_and_birth_date_are_is_said_among_the_claims_there_are(reviewer, coupang):
    pair = open_pair(coupang, name="김민준")
    DuplicatePair.objects.filter(pk=pair.pk).update(bearers=2)
    page = text(reviewer.get(at(pair)))
    assert "2 of 2 claims bear this name" in page
    assert "This name and birth date together: about 1 person in 18,000." in page


def test_a_household_is_told_by_what_it_shares(reviewer, coupang):
    home = {"postcode": "04524", "line": "서울특별시 중구 세종대로 110, 101동 1204호"}
    earlier = file_claim(coupang, **MINJUN | {"address": home})
    child = {
        "name": "김하린",
        "birth_date": "2001-01-02",
        "email": "h@example.org",
        "account": {"email": "h@example.org"},
    }
    later = file_claim(coupang, **MINJUN | child | {"address": home})
    pair = DuplicatePair.objects.get(earlier=earlier, later=later)
    page = text(reviewer.get(at(pair)))
    assert "Between these two: same home and same phone number" in page
    assert "same surname, another given name" in page


def test_a_pair_costs_the_same_however_many_there_are(reviewer, coupang):
    pair = open_pair(coupang)
    reviewer.get(at(pair))  # the session is written once
    with CaptureQueriesContext(connection) as alone:
        reviewer.get(at(pair))
    for number in (1, 2, 3):
        another_pair(coupang, number)
    file_claim(coupang, **MINJUN | {"name": "김서진", "birth_date": "1990-09-09"})
    with CaptureQueriesContext(connection) as among_others:
        reviewer.get(at(pair))
    assert len(among_others) <= len(alone) <= 40


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
