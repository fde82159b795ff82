"""Workers killed with -9 while claims are judged again: what they leave is what nobody's death would have left."""

from random import Random

import pytest
from django.db import connection, transaction

from claims.models import Claim, Message, Rejudgement, Verification, WorkItem
from claims.rules.leaked_list import Says
from claims.rules.stages import ActorKind
from claims.services import work
from claims.services.actors import Actor
from tests.claims.services.rejudging.cast import file_many, speak, state, walk
from tests.faults.worker import wait_until
from tests.working import do_all_work

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]

CLAIMS = 2_000
CHUNK = 20


class Undone(Exception):
    """Ends a transaction that only shows what would be."""


def blocked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def test_workers_killed_at_any_point_end_where_an_undisturbed_walk_ends(
    coupang, django_user_model, settings, start_worker, monkeypatch
):
    settings.REJUDGE_CHUNK = CHUNK
    monkeypatch.setenv("REDRESS_REJUDGE_CHUNK", str(CHUNK))
    counsel = Actor(ActorKind.STAFF, django_user_model.objects.create_user("counsel", is_staff=True).pk)
    claims = file_many(coupang, CLAIMS, Random(20251207))
    # Strangers all: nobody need be compared with anybody.
    WorkItem.objects.update(state="done")
    work.add("verify", claims)
    do_all_work()
    start = state(claims)
    words = [("main", item, Says.NOT_LEAKED) for item in ("email", "phone", "entrance_code")]
    speak(coupang.incident_id, counsel, "a", *words, ("main", "login", Says.LEAKED))
    try:
        with transaction.atomic():
            walk()
            wanted, runs, asked = state(claims), Verification.objects.count(), Message.objects.count()
            raise Undone
    except Undone:
        pass
    otherwise = [claim for claim in Claim.objects.order_by("pk") if start[claim.number] != wanted[claim.number]]
    assert len(otherwise) > CLAIMS / 5
    order = Rejudgement.objects.filter(finished_at=None)
    assert order.get().reached is None

    def looked_at():
        return Rejudgement.objects.values_list("looked_at", flat=True).get()

    kills = 0
    worker = start_worker()
    for share, child in ((0.1, False), (0.3, True)):
        wait_until(lambda share=share: looked_at() > CLAIMS * share or not order.exists(), seconds=30, what="a share")
        if order.exists():
            kills += worker.kill(child=child)
            if not child:
                worker = start_worker()
    # In the middle of a chunk: a person holds a claim of it, the worker waits for them, and is killed.
    with transaction.atomic():
        held = Claim.objects.select_for_update().get(pk=otherwise[-1].pk)
        wait_until(lambda: blocked() or not order.exists(), seconds=30, what="a chunk that waits")
        before = looked_at()
        kills += worker.kill(child=False)
    assert kills == 3
    assert 0 < before < CLAIMS
    assert state([held.pk]) == {held.number: start[held.number]}
    start_worker()
    wait_until(lambda: not order.exists(), seconds=40, what="the end")
    assert looked_at() == CLAIMS
    assert state(claims) == wanted
    assert (Verification.objects.count(), Message.objects.count()) == (runs, asked)
    assert not WorkItem.objects.filter(kind__in=["rejudge", "verify"]).exclude(state="done").exists()
