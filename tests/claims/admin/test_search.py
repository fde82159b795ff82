"""Finding claims: by number in any spelling, by exact personal data; recorded, and never in an address."""

import unicodedata

import pytest

from claims.models import AuditEntry, Claim
from claims.rules.ids import new_claim_number
from tests.claims.admin.cast import file_claim
from tests.claims.admin.test_claim_list import numbers

pytestmark = pytest.mark.django_db

SEARCH = "/counsel/claims/search/"
SAEROM = {
    "name": "김새롬",
    "email": "Saerom@Example.org",
    "phone": "010-9876-5432",
    "account": {"email": "shop@example.net", "phone": "010-1111-2222"},
}


def test_a_claim_number_leads_to_its_claim_however_it_was_typed(clerk, file):
    number = file().number
    compact = number.replace("-", "")
    for typed in (number, number.lower(), compact, f"  {compact[:4]} {compact[4:]} "):
        assert clerk.post(SEARCH, {"typed": typed})["location"] == f"/counsel/claims/{number}/"


def test_a_number_that_nobody_has_leads_to_the_same_not_found_as_one_of_others(clerk, other_case):
    for number in (new_claim_number(), file_claim(other_case).number):
        assert clerk.post(SEARCH, {"typed": number}, follow=True).status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        "김새롬",
        " 김 새롬 ",
        unicodedata.normalize("NFD", "김새롬"),
        "saerom@example.org",
        "SAEROM@EXAMPLE.ORG",
        "shop@example.net",
        "01098765432",
        "+82 10-9876-5432",
        "010 1111 2222",
    ],
)
def test_a_person_is_found_by_name_contact_and_account_in_any_spelling(clerk, file, typed):
    claim = file(**SAEROM)
    file()
    answer = clerk.post(SEARCH, {"typed": typed})
    assert numbers(answer) == [claim.number]
    assert typed.strip() not in answer.content.decode()


@pytest.mark.parametrize("typed", ["김새", "새롬", "saerom", "9876", "1990-04-05", "' OR 1=1 --", "\0", "%"])
def test_a_part_of_it_or_anything_else_finds_nobody(clerk, file, typed):
    file(**SAEROM)
    assert numbers(clerk.post(SEARCH, {"typed": typed}, follow=True)) in ([], [Claim.objects.get().number])
    assert not AuditEntry.objects.filter(action="claim.search", detail__found__gt=0).exists()


def test_the_firms_own_reference_finds_its_claim(clerk, file):
    claim = file()
    claim.external_ref = "2025-0117/A"
    claim.save(update_fields=["external_ref"])
    assert numbers(clerk.post(SEARCH, {"typed": "2025-0117/A"})) == [claim.number]


def test_people_are_found_in_ones_own_cases_only(clerk, file, other_case):
    mine = file(**SAEROM)
    file_claim(other_case, **SAEROM)
    assert numbers(clerk.post(SEARCH, {"typed": "김새롬"})) == [mine.number]


def test_each_search_is_recorded_with_what_kind_of_data_and_a_key_that_equal_searches_share(clerk, coupang, file):
    file(**SAEROM)
    for typed in ("김새롬", "김 새롬", "saerom@example.org", "nobody@example.org"):
        clerk.post(SEARCH, {"typed": typed})
    by_name, again, by_mail, nobody = AuditEntry.objects.filter(action="claim.search").order_by("pk")
    assert (by_name.actor, by_name.case, by_name.place) == (clerk.user, coupang, "127.0.0.1")
    assert by_name.detail == {"by": ["name"], "found": 1}
    assert by_mail.detail == {"by": ["email"], "found": 1}
    assert nobody.detail == {"by": ["email"], "found": 0}
    assert by_name.subject_id == again.subject_id != by_mail.subject_id
    assert "김새롬" not in str(AuditEntry.objects.filter(action="claim.search").values())


def test_nothing_that_was_typed_comes_back_in_an_address(clerk, file):
    file(**SAEROM)
    answer = clerk.post(SEARCH, {"typed": "saerom@example.org"})
    assert answer.status_code == 200  # drawn from the POST: there is no address to keep it
    assert "no-store" in answer["cache-control"]
    assert clerk.get(f"{SEARCH}?typed=saerom@example.org")["location"] == "/counsel/claims/"


def test_many_of_one_name_are_cut_with_a_word_on_how_to_find_fewer(clerk, file, monkeypatch):
    monkeypatch.setattr("claims.services.person_search.FOUND_LIMIT", 2)
    for number in range(4):
        file(name="김새롬", email=f"n{number}@example.org", judged=False)
    answer = clerk.post(SEARCH, {"typed": "김새롬"})
    assert len(numbers(answer)) == 2
    assert "finds fewer" in answer.content.decode()


def test_a_mistyped_claim_number_is_told_as_such(clerk):
    number = new_claim_number()
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert "a character is mistyped" in clerk.post(SEARCH, {"typed": wrong}).content.decode()
