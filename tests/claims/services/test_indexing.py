"""Blind keys made anew: whoever is looked for is found before, while and after, and nothing of the old keys stays."""

import json
import threading
import time
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connection, transaction

from claims.crypto.blind import BlindField, Generation
from claims.crypto.blind_forms import person_keys
from claims.crypto.keyring import KeyUnavailable, reload_key_ring
from claims.models import AuditEntry, BlindKey, Claim, Claimant, IndexGeneration, WorkItem
from claims.queries import filing_terms
from claims.queries.claim_search import search_keys
from claims.queries.duplicates import candidates
from claims.queries.filing_terms import filing_case, forget_terms
from claims.queries.generations import filing_generations, live_generations
from claims.queries.people import sealed_people
from claims.rules.normalise import NORMAL_FORM
from claims.rules.stages import ActorKind
from claims.services import filing, indexing, keys, work
from claims.services.actors import OPERATOR, Actor
from claims.services.filing import Filing
from claims.services.indexing import Turn
from claims.services.person_search import find_people
from tests.people import body, someone_else

STAFF = Actor(ActorKind.STAFF)


@pytest.fixture
def first_form(coupang):
    """An installation of before: its claims have keys of normal form 1."""
    IndexGeneration.objects.update(normal_form=1)
    forget_terms()


def file(answers=None):
    case = filing_case("coupang-2025")
    answers = answers or someone_else(case)
    filed = filing.file_claim(
        Filing(filing.parse_submission(answers, case), f"{answers['email']} {Claim.objects.count()}"),
        case=case,
        door="api",
    )
    return Claim.objects.get(number=filed.claim_number)


def file_as_of_before(answers=None):
    """File by a process that has not learned yet of the generation which was just opened."""
    number = IndexGeneration.objects.exclude(state="building").get(state="current").number
    with_old = [generation for generation in live_generations() if generation.number == number]
    forget_terms()
    case = replace(filing_case("coupang-2025"), generations=tuple(with_old))
    filing_terms._kept["coupang-2025"] = (time.monotonic() + 60, case)
    claim = file(answers)
    forget_terms()
    return claim


def begin(**wanted):
    forget_terms()
    return indexing.begin(actor=OPERATOR, **wanted)


def finish(**options):
    """Take steps until nothing is left to do."""
    for _ in range(1000):
        if indexing.step(rest=0, **options) is Turn.IDLE:
            forget_terms()
            return
    raise AssertionError("no end")


def keys_of(claim, generation):
    (person,) = sealed_people([claim.pk])
    return person_keys(person.open(), generation)


def assert_indexed(generation):
    """Every claim has exactly its keys of this generation and no others."""
    for claim in Claim.objects.all():
        stored = {row.value: (row.field, row.generation) for row in claim.blind_keys.all()}
        wanted = {UUID(key): (kind.value, generation.number) for key, kind in keys_of(claim, generation).items()}
        assert stored == wanted
        assert wanted


def found(typed):
    case = Claim.objects.values_list("case", flat=True)[0]
    return {row.id for row in find_people(typed=typed, cases=[case], actor=STAFF).rows}


def pair(one, other):
    return (min(one.pk, other.pk), max(one.pk, other.pk))


@pytest.mark.django_db
def test_a_new_database_begins_with_the_present_normal_form_and_nothing_to_do(coupang):
    assert [generation.normal_form for generation in live_generations()] == [NORMAL_FORM]
    assert begin() is None
    assert indexing.step() is Turn.IDLE


@pytest.mark.django_db
def test_keys_of_before_there_were_generations_are_of_the_first_form(coupang):
    claim = file()
    IndexGeneration.objects.all().delete()
    indexing.open_first()
    indexing.open_first()
    assert live_generations() == [Generation(1, 1, 1)]
    assert set(claim.blind_keys.values_list("generation", flat=True)) == {1}


@pytest.mark.django_db
def test_every_claim_gets_the_new_form_and_nothing_of_the_old_stays(first_form):
    for _ in range(7):
        file()
    assert_indexed(Generation(1, 1, 1))
    new = begin()
    assert new == Generation(2, 1, NORMAL_FORM)
    file()
    finish(batch=3)
    file()
    assert_indexed(new)
    assert live_generations() == [new]
    entries = AuditEntry.objects.filter(subject_type="index_generation").order_by("pk")
    assert [(entry.action, entry.detail.get("claims_indexed")) for entry in entries] == [
        ("index.open", None),
        ("index.complete", 7),
    ]


@pytest.mark.django_db
def test_a_person_is_found_at_every_moment_of_a_re_index(first_form):
    claims = {answers["email"]: file(answers) for answers in (someone_else(filing_case("coupang-2025")),) * 1}
    case = filing_case("coupang-2025")
    for answers in [someone_else(case) for _ in range(5)]:
        claims[answers["email"]] = file(answers)

    def all_found():
        return all(found(email) == {claim.pk} for email, claim in claims.items())

    assert all_found()
    begin()
    assert all_found()
    states = set()
    while (turn := indexing.step(batch=2, rest=0)) is not Turn.IDLE:
        assert turn is Turn.WORKED
        states.add(IndexGeneration.objects.get(number=1).state)
        assert all_found()
        answers = someone_else(case)
        claims[answers["email"]] = file(answers)
        assert all_found()
        if len(claims) > 30:
            raise AssertionError("no end")
    assert states == {"current", "retired"}
    assert_indexed(live_generations()[0])


@pytest.mark.django_db
def test_duplicates_filed_before_during_and_after_meet_each_other(first_form):
    case = filing_case("coupang-2025")
    before = [file(body(case)), file()]
    begin()
    during = [file(body(case))]
    assert pair(before[0], during[0]) in candidates([during[0].pk])  # under the old keys; the old claim has no others
    finish(batch=1)
    after = file(body(case))
    everyone = [before[0], during[0], after]
    wanted = {pair(one, other) for one in everyone for other in everyone if one != other}
    assert candidates([claim.pk for claim in everyone]) == wanted


@pytest.mark.django_db
def test_claims_are_matched_again_when_the_form_changes_for_only_now_they_may_meet(first_form):
    """Romanised and in Hangul, with another mailbox and number: normal form 1 knew nothing that joined the two."""
    case = filing_case("coupang-2025")
    one = file(body(case))
    other = file(
        body(case, name="Kim Haneul", email="h@example.net", phone="010-7777-1234", account={"email": "h@example.net"})
    )
    assert candidates([one.pk, other.pk]) == set()
    WorkItem.objects.all().delete()
    begin()
    finish()
    assert candidates([one.pk]) == {pair(one, other)}
    assert set(WorkItem.objects.filter(kind="match").values_list("subject", flat=True)) == {one.pk, other.pk}


@pytest.mark.django_db
def test_the_walk_waits_while_many_claims_wait_to_be_matched(first_form, monkeypatch):
    monkeypatch.setattr(indexing, "_MATCH_BACKLOG", 2)
    for _ in range(4):
        file()
    WorkItem.objects.all().delete()
    begin()
    assert indexing.step(batch=3) is Turn.WORKED
    assert indexing.step(batch=3) is Turn.WAITING
    WorkItem.objects.filter(kind="match").update(state="done")
    finish(batch=3)
    assert_indexed(live_generations()[0])


@pytest.mark.django_db
def test_a_claim_filed_by_a_process_that_knew_nothing_yet_is_indexed_before_the_old_keys_go(first_form):
    begin()
    late = file_as_of_before()
    assert set(late.blind_keys.values_list("generation", flat=True)) == {1}
    assert WorkItem.objects.filter(kind="index", subject=late.pk, state="pending").exists()
    assert indexing.step() is Turn.WAITING
    assert IndexGeneration.objects.get(number=1).state == "current"
    WorkItem.objects.filter(kind="match").delete()
    work.drain("index", indexing.index_claims)
    assert WorkItem.objects.filter(kind="match", subject=late.pk).exists()
    finish()
    assert_indexed(live_generations()[0])


@pytest.mark.django_db
def test_a_process_that_slept_through_the_change_leaves_no_keys_of_the_old_generation(first_form):
    old = live_generations()
    begin()
    finish()
    case = replace(filing_case("coupang-2025"), generations=tuple(old))
    filing_terms._kept["coupang-2025"] = (time.monotonic() + 60, case)
    late = file()
    assert late.blind_keys.count() == 0
    work.drain("index", indexing.index_claims)
    assert_indexed(live_generations()[0])


@pytest.mark.django_db
def test_a_dead_letter_keeps_the_old_keys_in_use(first_form):
    begin()
    late = file_as_of_before()
    WorkItem.objects.filter(kind="index").update(state="dead")
    assert indexing.step(rest=0) is Turn.WAITING
    assert IndexGeneration.objects.get(number=1).state == "current"
    assert indexing.status().dead == 1
    work.retry(kind="index")
    work.drain("index", indexing.index_claims)
    finish()
    assert_indexed(live_generations()[0])
    assert late.blind_keys.exists()


@pytest.mark.django_db
def test_data_that_does_not_open_is_counted_and_stops_nobody_else(first_form):
    claims = [file() for _ in range(3)]
    Claimant.objects.filter(pk=claims[1].claimant_id).update(name=b"\x01" + bytes(40))
    begin()
    late = file_as_of_before()
    Claimant.objects.filter(pk=late.claimant_id).update(name=b"\x01" + bytes(40))
    work.drain("index", indexing.index_claims)
    finish(batch=2)
    row = IndexGeneration.objects.get(state="current")
    assert (row.number, row.claims_done, row.claims_damaged) == (2, 2, 1)
    assert [claim.blind_keys.exists() for claim in [*claims, late]] == [True, False, True, False]


@pytest.mark.django_db
def test_the_erased_get_no_keys(first_form):
    erased, other = file(), file()
    Claimant.objects.filter(pk=erased.claimant_id).update(wrapped_key=None)
    begin()
    finish()
    assert [erased.blind_keys.exists(), other.blind_keys.exists()] == [False, True]


@pytest.mark.django_db
def test_an_old_release_that_still_runs_does_not_go_back(coupang, monkeypatch):
    file()
    monkeypatch.setattr(indexing, "NORMAL_FORM", NORMAL_FORM - 1)
    assert begin() is None


@pytest.mark.django_db
def test_a_claim_is_taken_by_a_process_that_can_make_no_key_and_indexed_by_one_that_can(ring, coupang):
    assert keys.add_key(keys.INDEX) == 2
    assert begin(index_key=2) == Generation(2, 2, NORMAL_FORM)
    finish()
    content = json.loads(ring.read_text())
    second = content["index"].pop("2")
    ring.write_text(json.dumps(content))
    reload_key_ring()
    forget_terms()
    assert filing_generations() == ()
    claim = file()
    assert claim.blind_keys.count() == 0
    with pytest.raises(KeyUnavailable, match="index key of version 2"):
        search_keys("nobody@example.org")
    assert indexing.status().missing == (2,)
    content["index"]["2"] = second
    ring.write_text(json.dumps(content))
    reload_key_ring()
    work.drain("index", indexing.index_claims)
    assert_indexed(live_generations()[0])


@pytest.mark.django_db
def test_an_index_key_that_the_ring_lacks_opens_nothing(ring, coupang):
    with pytest.raises(KeyUnavailable, match="index key of version 2"):
        begin(index_key=2)
    assert live_generations() == [Generation(1, 1, NORMAL_FORM)]


@pytest.mark.django_db(transaction=True)
def test_a_filing_that_waited_for_the_opening_already_knows_of_it(first_form):
    """The statement was sent before the generation was there, and is held up by its opening."""
    claims = []

    def file_meanwhile():
        claims.append(file_as_of_before())
        connection.close()

    with transaction.atomic():
        indexing._stop_filing()
        other = threading.Thread(target=file_meanwhile)
        other.start()
        with connection.cursor() as cursor:
            waiting = (
                "SELECT count(*) FROM pg_locks WHERE relation = 'claims_indexgeneration'::regclass AND NOT granted"
            )
            while not cursor.execute(waiting).fetchone()[0]:
                assert other.is_alive()
        IndexGeneration.objects.create(number=2, index_key=1, normal_form=NORMAL_FORM, state="building")
    other.join()
    assert WorkItem.objects.filter(kind="index", subject=claims[0].pk).exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_opened_or_switched_while_a_filing_is_under_way_and_filing_does_not_wait_long(first_form):
    filed, done = threading.Event(), threading.Event()

    def file_slowly():
        with transaction.atomic():
            file()
            filed.set()
            done.wait(20)
        connection.close()

    other = threading.Thread(target=file_slowly)
    other.start()
    filed.wait(20)
    assert begin() is None
    done.set()
    other.join()
    assert begin() is not None


@pytest.mark.django_db(transaction=True)
def test_several_at_once_take_turns_and_index_each_claim_once(first_form):
    for _ in range(60):
        file()
    failures = []

    def index():
        try:
            ends = time.monotonic() + 30
            while indexing.wanted() and indexing.begin(actor=OPERATOR) is None:
                assert time.monotonic() < ends
            while indexing.step(batch=5, rest=0) is not Turn.IDLE:
                assert time.monotonic() < ends
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must tell it
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=index) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert [row.number for row in IndexGeneration.objects.order_by("number")] == [1, 2]
    assert IndexGeneration.objects.get(number=2).claims_done == 60
    forget_terms()
    assert_indexed(live_generations()[0])


@pytest.mark.django_db
def test_a_field_for_every_block_key_and_none_that_is_not_looked_for(coupang):
    claim = file()
    fields = set(claim.blind_keys.values_list("field", flat=True))
    assert BlindKey.objects.filter(claim=claim, field=BlindField.ANY_PHONE).count() == 1  # contact and account in one
    assert not fields & {BlindField.EMAIL, BlindField.PHONE, BlindField.ACCOUNT_EMAIL, BlindField.ACCOUNT_PHONE}
