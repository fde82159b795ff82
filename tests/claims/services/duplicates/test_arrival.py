"""On arrival: who is found, what is done about it, and that doing it again does nothing."""

import threading

import pytest
from django.db import connection, transaction

from claims.models import Claim, ClusterMember, DuplicateCluster, DuplicatePair, PairDecision, Verification, WorkItem
from claims.queries.filing_terms import filing_case
from claims.rules.stages import ActorKind
from claims.services import filing, moves, work, work_kinds
from claims.services.actors import Actor
from claims.services.duplicates.arrival import match_claims
from tests.claims.services.duplicates.cast import (
    file,
    group,
    groups,
    haneul,
    pair_of,
    stage,
    stranger,
    strangers,
    survivor_of,
)
from tests.people import body
from tests.working import do_all_work

CLAIMANT = Actor(ActorKind.CLAIMANT)


@pytest.mark.django_db
def test_filing_queues_matching_and_matching_queues_verification(coupang):
    claim = stranger()
    assert list(WorkItem.objects.values_list("kind", "subject")) == [("match", claim.pk)]
    work.drain("match", work_kinds.HANDLERS["match"])
    assert list(WorkItem.objects.filter(state="pending").values_list("kind", "subject")) == [("verify", claim.pk)]


@pytest.mark.django_db
def test_a_second_claim_of_one_person_is_linked_and_waits(coupang):
    first, second = haneul(), haneul(email="other@example.net", account={"email": "third@example.net"})
    do_all_work()
    pair = pair_of(first, second)
    assert (pair.band, pair.decided, pair.levels["name"], pair.bearers) == ("certain", "automatic", "same", 2)
    decision = pair.decision
    assert (decision.actor_kind, decision.reason, decision.model) == ("worker", "score", pair.model)
    assert groups() == {group(first, second)}
    assert survivor_of(second) == first
    assert (stage(first), stage(second)) == ("verified", "duplicate_hold")


@pytest.mark.django_db
def test_strangers_are_no_pair(coupang):
    strangers(30)
    do_all_work()
    assert not DuplicatePair.objects.exclude(band="household").exists()
    assert set(Claim.objects.values_list("stage", flat=True)) == {"verified"}


@pytest.mark.django_db
def test_spouses_share_everything_but_name_and_birth_and_are_a_household(coupang):
    haneul()
    spouse = haneul(name="이도윤", birth_date="1988-11-30")
    do_all_work()
    assert DuplicatePair.objects.get().band == "household"
    assert not ClusterMember.objects.exists()
    assert stage(spouse) == "verified"


@pytest.mark.django_db
@pytest.mark.parametrize("twin", ["김하늘", "김하람", "김바다"])
def test_twins_are_never_linked_by_the_worker(coupang, twin):
    sibling = haneul(name="김하눌" if twin == "김하늘" else "김하늘")
    other = haneul(name=twin)
    do_all_work()
    assert pair_of(sibling, other).band != "certain"
    assert not ClusterMember.objects.exists()


@pytest.mark.django_db
def test_parent_and_child_are_never_linked_by_the_worker(coupang):
    parent, child = haneul(), haneul(name="김도하", birth_date="2010-04-05")
    do_all_work()
    assert pair_of(parent, child).band in ("household", "review")
    assert not ClusterMember.objects.exists()


@pytest.mark.django_db
def test_another_claim_of_the_same_claimant_is_no_duplicate(coupang):
    first, second = haneul(), haneul()
    # The same claimant's: a revision, however it came to be stored.
    Claim.objects.filter(pk=second.pk).update(claimant=first.claimant)
    match_claims([first.pk, second.pk])
    assert not DuplicatePair.objects.exists()


@pytest.mark.django_db
def test_doing_the_work_twice_changes_nothing(coupang):
    first, second = haneul(), haneul()
    do_all_work()

    def everything():
        return (
            list(DuplicatePair.objects.values()),
            list(PairDecision.objects.values()),
            list(DuplicateCluster.objects.values()),
            list(ClusterMember.objects.values()),
            Verification.objects.count(),
            list(Claim.objects.values_list("stage", "stage_seq")),
        )

    before = everything()
    work.add("match", [first.pk])
    do_all_work()
    match_claims([second.pk, first.pk])
    assert everything()[:4] == before[:4]
    assert everything()[5] == before[5]


@pytest.mark.django_db
def test_a_claim_whose_candidate_does_not_open_is_matched_all_the_same(coupang):
    damaged = haneul()
    damaged.claimant.name = b"\x01" + b"x" * 60
    damaged.claimant.save(update_fields=["name"])
    WorkItem.objects.all().delete()
    claim = haneul()
    assert do_all_work().failed == 0
    assert stage(claim) == "verified"


@pytest.mark.django_db
def test_a_withdrawn_claim_is_nobodys_duplicate(coupang):
    first = haneul()
    do_all_work()
    moves.move_claim(claim_id=first.pk, to="withdrawn", actor=CLAIMANT)
    second = haneul()
    do_all_work()
    assert not DuplicatePair.objects.exists()
    assert stage(second) == "verified"


@pytest.mark.django_db
def test_a_third_claim_finds_the_person_through_a_merged_one(coupang, reviewer):
    """The third resembles only the second, which is merged by now; it belongs to the same cluster all the same."""
    first = haneul()
    second = haneul(account={"email": "haneul.two@example.net"}, phone="010-7777-0001")
    do_all_work()
    moves.move_claim(claim_id=second.pk, to="merged", actor=reviewer, reason="one person")
    third = haneul(
        email="haneul.two@example.net",
        account={"email": "haneul.two@example.net", "phone": "010-7777-0001"},
        phone="010-7777-0001",
    )
    do_all_work()
    assert groups() == {group(first, second, third)}
    assert (survivor_of(third), stage(first), stage(third)) == (first, "verified", "duplicate_hold")


@pytest.mark.django_db
def test_the_survivor_of_a_merge_is_not_held_by_the_merged_claim(coupang, reviewer):
    first, second = haneul(), haneul()
    do_all_work()
    moves.move_claim(claim_id=second.pk, to="merged", actor=reviewer, reason="one person")
    work.add("verify", [first.pk])
    do_all_work()
    assert stage(first) == "verified"


@pytest.mark.django_db
def test_when_the_survivor_withdraws_the_next_claim_goes_on(coupang):
    first, second, third = haneul(), haneul(), haneul()
    do_all_work()
    moves.move_claim(claim_id=first.pk, to="withdrawn", actor=CLAIMANT)
    do_all_work()
    assert survivor_of(third) == second
    second.refresh_from_db()
    # Only a person takes it out of hold, but nothing of the rules stands against it any more.
    assert (second.stage, second.verification.verdict) == ("duplicate_hold", "verified")


@pytest.mark.django_db
@pytest.mark.parametrize("number", [2, 20])
def test_a_batch_costs_the_same_number_of_queries_whatever_its_size(coupang, number, django_assert_num_queries):
    claims = [haneul() for _ in range(number)]
    # Incidents, candidates, people, bearers, model; lock, pairs before, upsert, decisions; lock, region, pairs, places,
    # ranks, cluster, members; verification queued.
    with django_assert_num_queries(17):
        match_claims([claim.pk for claim in claims])
    assert groups() == {group(*claims)}


@pytest.mark.django_db
def test_a_claim_without_candidates_opens_nobody(coupang, django_assert_num_queries):
    claim = stranger()
    with django_assert_num_queries(7):  # incidents, candidates, lock, region, pairs, places, verification queued
        match_claims([claim.pk])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first_matched", [0, 1])
def test_two_claims_that_arrive_at_once_find_each_other_whichever_commits_first(coupang, first_matched):
    """One claim is matched before the other has committed; the other then finds it."""
    case = filing_case("coupang-2025")
    written, go_on = threading.Event(), threading.Event()
    numbers = {}

    def file_late():
        with transaction.atomic():
            filed = filing.file_claim(
                filing.Filing(filing.parse_submission(body(case), case), "late"), case=case, door="api"
            )
            numbers["late"] = filed.claim_number
            written.set()
            assert go_on.wait(20)
        connection.close()

    late = threading.Thread(target=file_late)
    if first_matched == 0:  # the earlier id commits later
        late.start()
        assert written.wait(20)
        prompt = haneul()
    else:  # the later id commits later
        prompt = haneul()
        late.start()
        assert written.wait(20)
    do_all_work()
    assert (stage(prompt), DuplicatePair.objects.count()) == ("verified", 0)
    go_on.set()
    late.join(20)
    do_all_work()
    other = Claim.objects.get(number=numbers["late"])
    earlier, later = sorted((prompt, other), key=lambda claim: claim.pk)
    assert pair_of(prompt, other).decided == "automatic"
    assert (stage(earlier), stage(later)) == ("verified", "duplicate_hold")


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_two_claims_of_one_person_make_one_pair(coupang):
    first, second = haneul(), haneul()
    both_read = threading.Barrier(2, timeout=20)
    errors = []

    def match(claim):
        try:
            with transaction.atomic():
                both_read.wait()
                match_claims([claim.pk])
        except Exception as error:  # noqa: BLE001 - told to the test's own thread
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=match, args=(claim,)) for claim in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not errors
    assert (DuplicatePair.objects.count(), PairDecision.objects.count()) == (1, 1)
    assert groups() == {group(first, second)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("connections_for_all")
def test_two_hundred_simultaneous_claims_of_one_person_are_one_cluster_with_one_survivor(coupang):
    """Filed at eight doors while four workers match and verify; nobody is lost and one goes on."""
    case = filing_case("coupang-2025")
    filed_all = threading.Event()
    errors = []

    def submit(part):
        try:
            for number in range(part, 200, 8):
                parsed = filing.parse_submission(body(case, email=f"haneul{number}@example.com"), case)
                filing.file_claim(filing.Filing(parsed, f"flood-{number}"), case=case, door="api")
        except Exception as error:  # noqa: BLE001 - told to the test's own thread
            errors.append(error)
        finally:
            connection.close()

    def do_work():
        try:
            while not filed_all.is_set() or WorkItem.objects.filter(state__in=["pending", "leased"]).exists():
                for kind in ("match", "verify"):
                    work.drain(kind, work_kinds.HANDLERS[kind], batch=7)
        except Exception as error:  # noqa: BLE001 - told to the test's own thread
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=do_work) for _ in range(4)]
    doors = [threading.Thread(target=submit, args=(part,)) for part in range(8)]
    for thread in (*workers, *doors):
        thread.start()
    for thread in doors:
        thread.join(120)
    filed_all.set()
    for thread in workers:
        thread.join(240)
    assert not errors
    assert not any(thread.is_alive() for thread in (*workers, *doors))
    assert Claim.objects.count() == 200
    cluster = DuplicateCluster.objects.get()
    assert cluster.members.count() == 200
    assert cluster.survivor == Claim.objects.order_by("id").first()
    assert sorted(set(Claim.objects.values_list("stage", flat=True))) == ["duplicate_hold", "verified"]
    assert Claim.objects.get(stage="verified") == cluster.survivor
    assert not WorkItem.objects.exclude(state="done").exists()


@pytest.mark.django_db
def test_the_first_complete_claim_survives(coupang):
    case = filing_case("coupang-2025")
    raw = body(case)
    incomplete = file(raw)
    Claim.objects.filter(pk=incomplete.pk).update(items_mask=0)
    complete = haneul()
    do_all_work()
    assert survivor_of(incomplete) == complete
    assert (stage(incomplete), stage(complete)) == ("needs_information", "verified")
