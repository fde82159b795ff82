"""The deadline watch: each level once, until a person has acknowledged it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from claims.models import AuditEntry, Case, DeadlineNotice
from claims.queries.deadlines import open_notices, upcoming_deadlines
from claims.rules.case_deadlines import OVER
from claims.rules.deadlines import korean_date
from claims.rules.stages import ActorKind
from claims.services import watch
from claims.services.actors import Actor
from claims.services.moves import move_case
from claims.services.watch import watch_deadlines

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(monkeypatch):
    """Puts the watch's clock to so many days after now."""

    def put(days: int):
        moment = timezone.now() + timedelta(days=days)
        monkeypatch.setattr(watch, "database_now", lambda: moment)
        return korean_date(moment)

    return put


@pytest.fixture
def counsel(django_user_model):
    return Actor(ActorKind.STAFF, django_user_model.objects.create_user("counsel", is_staff=True).pk)


@pytest.fixture
def offered(coupang, counsel):
    """The case, with a mediation proposal made today."""
    move_case(case_id=coupang.pk, to="mediation_offer", actor=counsel, reason="Proposal received")
    return Case.objects.select_related("incident").get(pk=coupang.pk)


def levels():
    return list(DeadlineNotice.objects.order_by("id").values_list("kind", "level"))


def test_each_level_is_recorded_once(offered, today):
    for day, reached in ((0, 1), (0, 0), (1, 0), (20, 1), (21, 0)):
        today(day)
        assert watch_deadlines().done == {"deadline_levels": reached}
    assert levels() == [("mediation", 15), ("mediation", OVER)]


def test_of_levels_passed_while_nobody_watched_the_narrowest_is_recorded(offered, today):
    left = upcoming_deadlines([offered], now=timezone.now())[offered.pk][0].days_left
    today(left - 1)
    watch_deadlines()
    assert levels() == [("mediation", 1)]


def test_a_deadline_that_was_moved_is_another_one(coupang, today):
    for days in (5, 6):
        coupang.cut_off = timezone.now() + timedelta(days=days)
        coupang.save(update_fields=["cut_off"])
        watch_deadlines()
    assert levels() == [("cut_off", 7), ("cut_off", 7)]


def test_a_correction_order_is_told_once_though_no_day_is_known(coupang, counsel, today):
    for to in ("collecting_documents", "batch_locked", "filed"):
        move_case(case_id=coupang.pk, to=to, actor=counsel)
    move_case(case_id=coupang.pk, to="correction_order", actor=counsel, reason="Order received")
    for day in (0, 1, 40):
        today(day)
        watch_deadlines()
    assert DeadlineNotice.objects.get(kind="correction_order").ends is None
    assert open_notices([coupang.pk])[0].kind == "correction_order"


def test_a_notice_stands_until_a_person_acknowledges_it_and_that_is_recorded(offered, counsel):
    watch_deadlines()
    (notice,) = open_notices([offered.pk])
    assert open_notices([offered.pk + 1]) == []
    assert watch.acknowledge(notice_id=notice.pk, case_id=offered.pk, actor=counsel)
    assert open_notices([offered.pk]) == []
    notice.refresh_from_db()
    assert (notice.acknowledged_by_id, notice.acknowledged_at is not None) == (counsel.user_id, True)
    entry = AuditEntry.objects.get(action="deadline.acknowledge")
    assert (entry.actor_id, entry.case_id) == (counsel.user_id, offered.pk)
    assert entry.detail == {"deadline": "mediation", "ends": notice.ends.isoformat(), "level": 15}
    assert not watch.acknowledge(notice_id=notice.pk, case_id=offered.pk, actor=counsel)
    assert AuditEntry.objects.filter(action="deadline.acknowledge").count() == 1


def test_the_narrowest_level_stands_for_all_and_its_acknowledgement_too(offered, counsel, today):
    watch_deadlines()
    today(20)
    watch_deadlines()
    wide, over = DeadlineNotice.objects.order_by("id")
    assert [notice.level for notice in open_notices([offered.pk])] == [OVER]
    assert watch.acknowledge(notice_id=over.pk, case_id=offered.pk, actor=counsel)
    assert open_notices([offered.pk]) == []
    wide.refresh_from_db()
    assert wide.acknowledged_by_id == counsel.user_id


def test_a_wide_level_acknowledged_says_nothing_of_narrower_ones(offered, counsel, today):
    watch_deadlines()
    watch.acknowledge(notice_id=DeadlineNotice.objects.get().pk, case_id=offered.pk, actor=counsel)
    today(20)
    watch_deadlines()
    assert [notice.level for notice in open_notices([offered.pk])] == [OVER]


def test_a_notice_of_another_case_is_nobodys(offered, counsel):
    watch_deadlines()
    notice = DeadlineNotice.objects.get()
    with pytest.raises(DeadlineNotice.DoesNotExist):
        watch.acknowledge(notice_id=notice.pk, case_id=offered.pk + 1, actor=counsel)


@pytest.mark.parametrize(
    "change",
    [{"level": 1}, {"ends": None}, {"noticed_at": "2020-01-01T00:00Z"}, {"acknowledged_at": None}, {"kind": "appeal"}],
)
def test_the_database_keeps_a_notice_as_it_was(offered, counsel, change):
    watch_deadlines()
    notice = DeadlineNotice.objects.filter()
    acknowledged = {"acknowledged_at": timezone.now(), "acknowledged_by": counsel.user_id}
    with pytest.raises(DatabaseError), transaction.atomic():
        notice.update(**acknowledged | change)
    notice.update(**acknowledged)
    for refused in (lambda: notice.update(**acknowledged), notice.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            refused()


def test_deadlines_take_two_queries_however_many_cases(offered, django_assert_num_queries):
    with django_assert_num_queries(1):
        upcoming_deadlines([offered], now=timezone.now())
