"""Counsel's review of duplicate pairs: the queue, and the two claims side by side."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import AuditEntry, Claim, Claimant, DuplicatePair
from claims.rules.stages import ActorKind
from claims.services.actors import Actor
from tests.claims.admin.cast import MINJUN, file_claim, open_pair, put_to_a_person
from tests.claims.admin.pairs import CASE, VALUES, another_pair, at, form, listed
from tests.claims.admin.test_claim_page import text

pytestmark = pytest.mark.django_db

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

    actor = Actor(ActorKind.STAFF, get_user_model().objects.create_user("mover").pk)
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
