"""The list of claims: what is on it, filters, order, pages, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import AuditEntry, Claim
from claims.queries import claim_search
from claims.queries.claim_search import ClaimFilter, count_claims, list_claims
from claims.rules.stages import ActorKind
from claims.services.actors import Actor
from claims.services.moves import move_claim
from tests.claims.admin.cast import MINJUN, file_claim

pytestmark = pytest.mark.django_db


def numbers(answer) -> list[str]:
    return re.findall(r'class="code">(R-[0-9A-Z-]+)<', answer.content.decode())


def since(claim: Claim, days: float) -> Claim:
    """Let a claim have stood in its stage for so long."""
    claim.stage_since = timezone.now() - timedelta(days=days)
    claim.save(update_fields=["stage_since"])
    return claim


def test_a_row_says_where_the_claim_stands_and_nothing_about_the_person(lead, file):
    claim = since(file(name="김새롬", email="saerom@example.org", phone="010-9876-5432"), 12.5)
    page = lead.get("/counsel/claims/").content.decode()
    row = page[page.index(claim.number) :].split("</tr>")[0]
    for shown in ("Checked", ">12<", "Verified", "Account holder", "API"):
        assert shown in row
    for hidden in ("김새롬", "saerom", "9876"):
        assert hidden not in page


def test_drawing_the_list_reads_no_personal_data_and_so_records_nothing(lead, file):
    file()
    lead.get("/counsel/claims/")
    assert not AuditEntry.objects.filter(subject_type="claim", action__in=["claim.view", "claim.reveal"]).exists()


def test_only_claims_of_ones_own_cases_are_listed(lead, file, other_case):
    mine, theirs = file(), file_claim(other_case)
    assert numbers(lead.get("/counsel/claims/")) == [mine.number]
    assert theirs.number not in lead.get("/counsel/claims/?case=other-case").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"held", "lacking", "fine", "old"}),
        ("stage=any", {"held", "lacking", "fine", "old", "gone"}),
        ("stage=withdrawn", {"gone"}),
        ("stage=verified", {"fine", "old"}),
        ("stage=to_decide", {"held"}),
        ("stage=with_claimant", {"lacking"}),
        ("stage=ready", {"fine", "old"}),
        ("verdict=duplicate_hold", {"held"}),
        ("claimant_type=heir", {"lacking"}),
        ("door=api", {"held", "lacking", "fine", "old"}),
        ("door=import", set()),
        ("waiting_over=9", {"old"}),
        ("waiting_over=10", set()),
        ("stage=verified&waiting_over=9&case=coupang-2025", {"old"}),
        ("stage=nonsense&order=nonsense&after=nonsense&waiting_over=-1", {"held", "lacking", "fine", "old"}),
    ],
)
def test_filters_combine_and_nonsense_counts_as_not_given(lead, file, query, found):
    claims = {
        "fine": file(**MINJUN),
        "held": file(**MINJUN),
        "old": since(file(), 10),
        "lacking": file(claimant_type="heir", other_proceedings={"kind": "other_suit"}),
        "gone": file(),
    }
    move_claim(
        claim_id=claims["gone"].pk,
        to="withdrawn",
        actor=Actor(ActorKind.STAFF, lead.user.pk),
        reason="They wrote to us.",
    )
    names = {claim.number: name for name, claim in claims.items()}
    assert {names[number] for number in numbers(lead.get(f"/counsel/claims/?{query}"))} == found


@pytest.mark.parametrize("query", ["", "door=api", "stage=submitted", "order=-received"])
def test_pages_follow_each_other_forth_and_back_without_a_gap(lead, file, query, monkeypatch):
    monkeypatch.setattr("claims.admin.claim_list.list_claims", _by_three)
    everything = [since(file(judged=False), day % 3).number for day in range(8)]
    pages, address = [], f"/counsel/claims/?{query}"
    while address:
        answer = lead.get(address)
        pages.append(numbers(answer))
        address = _link(answer, "next")
    assert [len(page) for page in pages] == [3, 3, 2]
    assert sorted(number for page in pages for number in page) == sorted(everything)
    back, address = [pages[-1]], _link(answer, "prev")
    while address:
        answer = lead.get(address)
        back.append(numbers(answer))
        address = _link(answer, "prev")
    assert back == pages[::-1]


def _by_three(wanted, **more):
    return list_claims(wanted, **{"rows": 3} | more)


def _link(answer, rel: str) -> str | None:
    found = re.search(rf'<a href="(\?[^"]+)" rel="{rel}">', answer.content.decode())
    return "/counsel/claims/" + found[1].replace("&amp;", "&") if found else None


def test_the_orders(file, coupang):
    long, short, middle = since(file(), 9), since(file(), 1), since(file(), 5)
    wanted, now = ClaimFilter(cases=[coupang.pk]), timezone.now()

    def order(name):
        return [row.number for row in list_claims(wanted, now=now, order=name).rows]

    assert order("waiting") == [long.number, middle.number, short.number]
    assert order("-waiting") == [short.number, middle.number, long.number]
    assert order("received") == [long.number, short.number, middle.number]
    assert order("-received") == [middle.number, short.number, long.number]


def test_a_claim_that_moves_between_two_pages_neither_repeats_nor_hides_another(file, coupang):
    claims = [since(file(), 9 - day) for day in range(6)]
    wanted, now = ClaimFilter(cases=[coupang.pk]), timezone.now()
    first = list_claims(wanted, now=now, rows=3)
    since(claims[0], 0)
    second = list_claims(wanted, now=now, rows=3, after=first.after)
    assert [row.number for row in second.rows] == [claim.number for claim in claims[3:]]


def test_the_number_of_queries_does_not_depend_on_the_number_of_claims(lead, file):
    counts = []
    for _ in range(3):
        file()
        for query in ("", "?door=api&verdict=verified"):
            lead.get(f"/counsel/claims/{query}")
            with CaptureQueriesContext(connection) as queries:
                lead.get(f"/counsel/claims/{query}")
            counts.append(len(queries))
    assert set(counts) == {5}  # session, account, roles, page, number


def test_a_long_list_is_counted_only_so_far(file, coupang, monkeypatch):
    monkeypatch.setattr(claim_search, "COUNT_LIMIT", 2)
    for _ in range(4):
        file(judged=False)
    assert count_claims(ClaimFilter(cases=[coupang.pk]), now=timezone.now()) == 3


def test_by_waiting_time_the_claims_are_read_in_order_off_their_index(file, coupang):
    file()
    wanted, now = ClaimFilter(cases=[coupang.pk]), timezone.now()
    with CaptureQueriesContext(connection) as queries:
        list_claims(wanted, now=now)
    assert "LATERAL" in queries[0]["sql"]
