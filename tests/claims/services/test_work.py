"""The work queue: nothing accepted is lost, nothing is done twice, poison stands alone."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from claims.models import WorkItem
from claims.services import work

KIND = "verify"


def accept(count):
    subjects = [uuid4() for _ in range(count)]
    work.add(KIND, subjects)
    return subjects


def states():
    return sorted(WorkItem.objects.values_list("state", flat=True))


@pytest.mark.django_db
def test_work_is_leased_oldest_first_and_only_once():
    first, second = accept(1), accept(1)
    one = work.lease(KIND, limit=1)
    other = work.lease(KIND, limit=5)
    assert (one.subjects, other.subjects) == (first, second)
    assert work.lease(KIND, limit=5) is None


@pytest.mark.django_db
def test_asking_again_for_waiting_work_is_the_same_work_but_for_begun_work_is_new():
    (subject,) = accept(1)
    work.add(KIND, [subject])
    assert states() == ["pending"]
    work.lease(KIND, limit=1)
    work.add(KIND, [subject])
    assert states() == ["leased", "pending"]


@pytest.mark.django_db
def test_effect_and_completion_are_one_transaction():
    accept(3)

    def effect_then_error(subjects):
        work.add("other", subjects)
        raise ValueError("after the effect")

    tally = work.drain(KIND, effect_then_error)
    assert (tally.done, tally.failed) == (0, 3)
    assert not WorkItem.objects.filter(kind="other").exists()


@pytest.mark.django_db
def test_poison_is_retried_alone_then_dead_while_the_others_flow(settings):
    settings.WORK_MAX_ATTEMPTS = 2
    subjects = accept(9)
    poison = subjects[4]
    done = []

    def handler(batch):
        if poison in batch:
            raise ValueError("this text quotes a person and must not be kept")
        done.extend(batch)

    tally = work.drain(KIND, handler)
    assert (tally.done, tally.failed) == (8, 1)
    assert sorted(done) == sorted(set(subjects) - {poison})
    WorkItem.objects.filter(state="pending").update(due_at=timezone.now() - timedelta(seconds=1))
    work.drain(KIND, handler)
    dead = WorkItem.objects.get(state="dead")
    assert (dead.subject, dead.attempts, dead.last_error) == (poison, 2, "ValueError")
    assert work.retry() == 1
    assert WorkItem.objects.get(subject=poison).state == "pending"


@pytest.mark.django_db
def test_an_expired_lease_is_taken_over_and_its_late_holder_changes_nothing():
    accept(2)
    late = work.lease(KIND, limit=2)
    WorkItem.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    taken_over = work.lease(KIND, limit=2)
    assert taken_over.subjects == late.subjects
    tally = work.Tally()
    work.process(late, lambda subjects: work.add("effect", subjects), tally)
    assert (tally.done, tally.lost) == (0, 2)
    assert not WorkItem.objects.filter(kind="effect").exists()
    work.process(taken_over, lambda subjects: work.add("effect", subjects), tally)
    assert tally.done == 2
    assert WorkItem.objects.filter(kind="effect").count() == 2


@pytest.mark.django_db
def test_a_failure_of_work_that_was_asked_for_again_leaves_the_newer_request():
    (subject,) = accept(1)

    def fails_after_someone_asked_again(subjects):
        raise ValueError

    leased = work.lease(KIND, limit=1)
    work.add(KIND, [subject])
    work.process(leased, fails_after_someone_asked_again, work.Tally())
    assert states() == ["done", "pending"]


@pytest.mark.django_db(transaction=True)
def test_work_added_while_a_worker_looks_is_not_lost():
    """A waiting row that is asked for again is locked until the asker commits: no worker does it on old state."""
    (subject,) = accept(1)
    seen = {}

    def look():
        seen["during"] = work.lease(KIND, limit=1)
        connection.close()

    with transaction.atomic():
        work.add(KIND, [subject])
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen["during"] is None
    assert work.lease(KIND, limit=1).subjects == [subject]


@pytest.mark.django_db(transaction=True)
def test_eight_workers_do_five_hundred_items_once_each():
    accept(500)
    lock, done = threading.Lock(), []

    def handler(subjects):
        with lock:
            done.extend(subjects)

    def worker():
        work.drain(KIND, handler, batch=7)
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == len(set(done)) == 500
    assert states() == ["done"] * 500
