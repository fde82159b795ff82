"""Everything that touches duplicates at once: nobody waits for ever or is rolled back, and the end is consistent."""

import threading
from datetime import date

import pytest
from django.db import connection

from claims.models import Claim, ClusterMember, DuplicateCluster, DuplicatePair, WorkItem
from claims.rules.clusters import Edge, split
from claims.rules.leaked_list import Says
from claims.rules.stages import ActorKind, MoveNotAllowed
from claims.services import leaked_list, moves, work, work_kinds
from claims.services.actors import Actor
from claims.services.duplicates import decisions
from claims.services.duplicates.decisions import DecisionChanged, DecisionRefused
from claims.services.leaked_list import NewAssertion, NewNotice
from tests.claims.services.duplicates.cast import haneul
from tests.working import do_all_work


@pytest.mark.django_db(transaction=True)
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

    def decide(actor, kinds):
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

    def change_list():
        for number in range(5):
            leaked_list.add_notices(
                incident_id=coupang.incident_id,
                notices=[
                    NewNotice(
                        code=f"T{number}",
                        cohort="main",
                        source="court",
                        dated=date(2026, 9, 1 + number),
                        citation="invented for this test",
                        to_claimants=False,
                        assertions=[NewAssertion(item="email", says=[Says.NOT_LEAKED, Says.LEAKED][number % 2])],
                    )
                ],
                reason="judgment of first instance",
                actor=reviewer,
            )

    def do_work():
        kinds = ("match", "verify", "rejudge")
        while not over.is_set() or WorkItem.objects.filter(state__in=["pending", "leased"], kind__in=kinds).exists():
            for kind in kinds:
                work.drain(kind, work_kinds.HANDLERS[kind], batch=5)

    workers = [run(do_work) for _ in range(3)]
    people = [
        run(file),
        run(lambda: decide(reviewer, ["link", "apart", "link"])),
        run(lambda: decide(colleague, ["link", "household", "link"])),
        run(withdraw),
        run(change_list),
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
