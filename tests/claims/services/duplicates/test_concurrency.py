"""Everything that touches duplicates at once: nobody waits for ever or is rolled back, and the end is consistent."""

import threading

import pytest
from django.db import connection, transaction

from claims.models import Claim, ClusterMember, DuplicateCluster, DuplicatePair, WorkItem
from claims.rules.clusters import Edge, split
from claims.rules.leaked_list import Says
from claims.rules.stages import ActorKind, MoveNotAllowed
from claims.services import moves, work, work_kinds
from claims.services.actors import Actor
from claims.services.duplicates import decisions
from claims.services.duplicates.decisions import DecisionChanged, DecisionRefused
from claims.services.verification import verify_claims
from tests.claims.services.duplicates.cast import haneul, pair_of
from tests.claims.services.rejudging.cast import speak
from tests.waiting import wait_until_blocked
from tests.working import do_all_work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.usefixtures("connections_for_all")
def test_filing_deciding_withdrawing_and_changing_the_list_at_once_ends_consistent(coupang, reviewer, colleague):
    for number in range(12):
        haneul(email=f"haneul{number}@example.com")
    do_all_work()
    errors, over = [], threading.Event()

    def run(act):
        def loop():
            try:
                act()
            except Exception as error:  # noqa: BLE001 - told to the test's own thread
                errors.append(error)
            finally:
                connection.close()

        return threading.Thread(target=loop)

    def file():
        for number in range(20):
            haneul(email=f"late{number}@example.com")

    def decide_often(actor, kinds):
        for number in range(40):
            pair = DuplicatePair.objects.order_by("?").first()
            try:
                if number % 4 == 3 and pair.decision_id:
                    decisions.undo(pair_id=pair.pk, actor=actor, seen=pair.decision_id)
                else:
                    kind = kinds[number % len(kinds)]
                    seen = pair.decision_id
                    decisions.decide(pair_id=pair.pk, kind=kind, reason="compared", actor=actor, seen=seen)
            except (DecisionChanged, DecisionRefused):
                continue

    def withdraw():
        for claim in list(Claim.objects.order_by("?")[:6]):
            try:
                moves.move_claim(claim_id=claim.pk, to="withdrawn", actor=Actor(ActorKind.CLAIMANT))
            except MoveNotAllowed:
                continue

    def change_lists():
        for number in range(5):
            change_list(coupang, reviewer, number)

    def do_work():
        kinds = ("match", "verify", "rejudge")
        while not over.is_set() or WorkItem.objects.filter(state__in=["pending", "leased"], kind__in=kinds).exists():
            for kind in kinds:
                work.drain(kind, work_kinds.HANDLERS[kind], batch=5)

    workers = [run(do_work) for _ in range(3)]
    people = [
        run(file),
        run(lambda: decide_often(reviewer, ["link", "apart", "link"])),
        run(lambda: decide_often(colleague, ["link", "household", "link"])),
        run(withdraw),
        run(change_lists),
    ]
    for thread in (*workers, *people):
        thread.start()
    for thread in people:
        thread.join(120)
    over.set()
    for thread in workers:
        thread.join(120)
    assert not errors
    assert not any(thread.is_alive() for thread in (*workers, *people))
    assert not WorkItem.objects.exclude(state="done").exists()
    assert_clusters_follow_from_pairs()


def test_a_decision_has_no_claim_yet_when_it_notes_what_claims_are_judged_under(coupang, reviewer, elsewhere):
    first, second = haneul(), haneul()
    do_all_work()
    change_list(coupang, reviewer)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE claims_judgingcontext IN SHARE MODE")  # to be read, and not added to

        @elsewhere
        def batch():
            with transaction.atomic():
                verify_claims([first.pk])

        wait_until_blocked()
        decided = elsewhere(lambda: decide(first, second, "apart", reviewer))
        wait_until_blocked(2)
    batch.result(20)
    decided.result(20)
    assert pair_of(first, second).decided == "apart"


def test_choosing_a_survivor_locks_claims_in_the_order_of_all(coupang, reviewer, elsewhere):
    first, second = haneul(), haneul()
    do_all_work()
    cluster = DuplicateCluster.objects.get()
    with transaction.atomic():
        Claim.objects.select_for_update(no_key=True).get(pk=first.pk)
        chosen = elsewhere(
            lambda: decisions.choose_survivor(
                cluster_id=cluster.pk, claim_id=second.pk, actor=reviewer, reason="compared"
            )
        )
        wait_until_blocked()
        Claim.objects.select_for_update(no_key=True).get(pk=second.pk)
    chosen.result(20)
    cluster.refresh_from_db()
    assert cluster.survivor == second


def decide(first, second, kind, actor):
    pair = pair_of(first, second)
    decisions.decide(pair_id=pair.pk, kind=kind, reason="compared", actor=actor, seen=pair.decision_id)


def change_list(case, actor, number=0):
    """A court's word on e-mail addresses: that they did not leak, and with the next number that they did."""
    speak(case.incident_id, actor, f"T{number}", ("main", "email", (Says.NOT_LEAKED, Says.LEAKED)[number % 2]))


def assert_clusters_follow_from_pairs():
    """The stored clusters are what one computation over all pairs gives."""
    edges, apart, doubted = [], [], []
    for pair in DuplicatePair.objects.all():
        if pair.decided in ("automatic", "link"):
            edges.append(Edge(pair.earlier_id, pair.later_id, pair.decided == "link", pair.weight))
        elif pair.decided in ("apart", "household"):
            apart.append((pair.earlier_id, pair.later_id))
        elif pair.band in ("household", "distinct"):
            doubted.append((pair.earlier_id, pair.later_id))
    stored = {}
    for member in ClusterMember.objects.order_by("claim"):
        stored.setdefault(member.cluster_id, []).append(member.claim_id)
    assert set(split(edges, apart=apart, doubted=doubted).components) == {tuple(claims) for claims in stored.values()}
    assert DuplicateCluster.objects.count() == len(stored)
    for cluster in DuplicateCluster.objects.select_related("survivor"):
        members = Claim.objects.filter(cluster_member__cluster=cluster)
        if members.exclude(stage__in=["withdrawn", "merged"]).exists():
            assert cluster.survivor.stage not in ("withdrawn", "merged")
