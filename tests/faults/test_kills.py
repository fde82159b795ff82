"""Real workers killed with -9 and Valkey emptied in the middle: nothing accepted is lost, nothing has two effects."""

import pytest
from django.db.models import Count

from claims.models import Claim, ClaimTransition, Verification, WorkItem
from claims.queries.filing_terms import filing_case
from claims.services import filing
from claims.services.nudges import valkey
from tests.faults.worker import wait_until
from tests.people import someone_else
from tests.working import do_all_work

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]


def accept(count: int) -> None:
    case = filing_case("coupang-2025")
    parsed = [filing.parse_submission(someone_else(case), case) for _ in range(count)]
    for at in range(0, count, 50):
        filing.file_claims(
            [filing.Filing(one, f"{at}-{n}") for n, one in enumerate(parsed[at : at + 50])], case=case, door="api"
        )


def done() -> int:
    return WorkItem.objects.filter(kind="verify", state="done").count()


def assert_every_claim_has_one_effect(count: int) -> None:
    work_done = WorkItem.objects.values_list("kind", "state").annotate(n=Count("id")).order_by("kind")
    assert list(work_done) == [("match", "done", count), ("verify", "done", count)]
    assert Claim.objects.exclude(stage__in=["submitted", "verifying"]).count() == count
    assert Verification.objects.count() == count
    assert ClaimTransition.objects.values("claim").annotate(n=Count("seq")).filter(n=3).count() == count


def test_killed_workers_and_an_emptied_valkey_lose_nothing_and_do_nothing_twice(coupang, start_worker):
    total = 400
    accept(total)
    worker = start_worker()
    kills = 0
    for target, child in [(20, True), (80, False), (140, True), (200, False)]:
        wait_until(lambda target=target: done() >= target, seconds=25, what=f"{target} claims done")
        valkey().flushall()
        kills += worker.kill(child=child)
        if not child:
            worker = start_worker()
    assert kills >= 3
    wait_until(lambda: done() == total, seconds=40, what="all work")
    assert_every_claim_has_one_effect(total)


def test_work_without_any_nudge_is_found_by_the_schedule(coupang, start_worker):
    accept(3)
    valkey().flushall()
    start_worker()
    wait_until(lambda: done() == 3, seconds=25, what="the sweep")
    assert_every_claim_has_one_effect(3)


def test_intake_accepts_while_valkey_is_away_and_the_sweep_finds_the_work(coupang, start_worker, settings):
    from claims.services import nudges

    nudges.valkey.cache_clear()
    settings.REDIS_URL, there = "unix:///nowhere/valkey.sock", settings.REDIS_URL
    case = filing_case("coupang-2025")
    raw = someone_else(case)
    filed = filing.file_claim(filing.Filing(filing.parse_submission(raw, case), "k"), case=case, door="api")
    assert filed.fresh
    settings.REDIS_URL = there
    nudges.valkey.cache_clear()
    start_worker()
    wait_until(lambda: done() == 1, seconds=25, what="the sweep")


def test_a_poison_claim_dies_alone_where_people_see_it(coupang, start_worker, settings):
    settings.WORK_MAX_ATTEMPTS = 1
    accept(10)
    poisoned = Claim.objects.order_by("id")[4]
    poisoned.claimant.birth_date = b"\x01" + b"x" * 40
    poisoned.claimant.save(update_fields=["birth_date"])
    tally = do_all_work()
    assert (tally.done, tally.failed) == (9, 1)
    dead = WorkItem.objects.get(state="dead")
    assert (dead.subject, dead.last_error) == (poisoned.pk, "DecryptionFailed")
    poisoned.refresh_from_db()
    assert poisoned.stage == "submitted"
