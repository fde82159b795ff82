"""A re-index under load, killed with -9 and begun again: it misses nobody, and every duplicate is found."""

import pytest

from claims.crypto.blind_forms import person_keys
from claims.models import BlindKey, Claim, DuplicatePair, IndexGeneration, WorkItem
from claims.queries.filing_terms import filing_case, forget_terms
from claims.queries.generations import live_generations
from claims.queries.people import sealed_people
from claims.services import filing
from claims.services.filing import Filing
from tests.faults.worker import wait_until
from tests.people import body, someone_else

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]


def file(answers, key):
    case = filing_case("coupang-2025")
    filing.file_claims([Filing(filing.parse_submission(answers, case), key)], case=case, door="api")


def haneul(number):
    """One person, with another mailbox and account each time."""
    mail = f"{'abcdefgh'[number] * 6}@example.org"
    return body(filing_case("coupang-2025"), email=mail, account={"email": mail, "phone": "010-2345-6789"})


def test_workers_killed_in_the_middle_of_a_re_index_miss_nobody(coupang, start_worker):
    IndexGeneration.objects.update(normal_form=1)
    case = filing_case("coupang-2025")
    file(haneul(0), "haneul-0")
    for _ in range(6):
        people = [someone_else(case) for _person in range(250)]
        filing.file_claims(
            [Filing(filing.parse_submission(answers, case), answers["email"]) for answers in people],
            case=case,
            door="api",
        )
    file(haneul(1), "haneul-1")
    # The old claims were matched long ago.
    WorkItem.objects.update(state="done")
    generation = IndexGeneration.objects.filter(number=2)
    worker, filed, kills = start_worker(), 2, 0

    def done():
        return generation.filter(state="current").exists()

    def reached():
        return generation.values_list("claims_done", flat=True).first() or 0

    seen = 0
    while not done():
        wait_until(lambda seen=seen: done() or reached() > seen, what="the next step")
        seen = reached()
        if filed < 7:
            file(haneul(filed), f"haneul-{filed}")
            filed += 1
        file(answers := someone_else(case), answers["email"])
        if not done() and kills < 3:
            worker.kill(child=False)
            worker, kills = start_worker(), kills + 1
    assert kills
    file(haneul(7), "haneul-7")
    wait_until(lambda: IndexGeneration.objects.get(number=1).emptied_at is not None, what="emptying")
    forget_terms()
    current, *building = live_generations()
    assert (current.number, building) == (2, [])
    assert not BlindKey.objects.exclude(generation=2).exists()
    assert missed(current) == []
    still_to_do = WorkItem.objects.filter(kind="match", state__in=["pending", "leased"])
    wait_until(lambda: not still_to_do.exists(), what="matching")
    first, *others = claims_of_haneul()
    assert len(others) == filed
    assert set(DuplicatePair.objects.filter(earlier=first).values_list("later", flat=True)) >= set(others)


def missed(generation):
    """Claims that lack a key of the generation or have one too many."""
    wrong = []
    for person in sealed_people(list(Claim.objects.values_list("pk", flat=True))):
        stored = {key.hex for key in BlindKey.objects.filter(claim=person.claim_id).values_list("value", flat=True)}
        if stored != set(person_keys(person.open(), generation)):
            wrong.append(person.claim_id)
    return wrong


def claims_of_haneul():
    people = sealed_people(list(Claim.objects.values_list("pk", flat=True)))
    return sorted(person.claim_id for person in people if person.open().name == "김하늘")
