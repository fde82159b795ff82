"""Asking claimants for something: one request in each stay, however often it is called for."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from claims.models import Claim, Message, WorkItem
from claims.services import messages
from tests.asking import asking, file_claims, ids, move

pytestmark = pytest.mark.django_db


def test_a_request_waits_some_minutes_and_its_work_with_it(coupang, settings):
    settings.REQUEST_DELAY_MINUTES = 10
    (claim,) = asking(coupang, language="en")
    assert messages.request_information([claim.pk]) == 1
    message = Message.objects.get()
    assert (message.claim_id, message.kind, message.channel) == (claim.pk, "information_needed", "email")
    assert (message.language, message.state) == ("en", "pending")
    item = WorkItem.objects.get(kind="send")
    assert item.subject == message.pk
    for due in (message.due_at, item.due_at):
        assert timedelta(minutes=9) < due - timezone.now() <= timedelta(minutes=10)


def test_five_changes_make_one_request(coupang):
    claims = asking(coupang, 3)
    for _ in range(5):
        messages.request_information(ids(claims))
    assert Message.objects.count() == WorkItem.objects.filter(kind="send").count() == 3


def test_none_again_while_the_claim_stays_and_one_again_when_it_comes_back(coupang):
    claims = asking(coupang)
    messages.request_information(ids(claims))
    Message.objects.update(state="sent", sent_at=timezone.now())
    assert messages.request_information(ids(claims)) == 0
    move(claims, "verifying", "needs_information")
    assert messages.request_information(ids(claims)) == 1
    assert sorted(Message.objects.values_list("state", flat=True)) == ["pending", "sent"]


def test_a_request_that_waits_from_an_earlier_stay_serves_the_present_one(coupang):
    claims = asking(coupang)
    messages.request_information(ids(claims))
    move(claims, "verifying", "needs_information")
    messages.request_information(ids(claims))
    assert Message.objects.get().stay == Claim.objects.get(pk=claims[0].pk).stage_seq
    Message.objects.update(state="sent", sent_at=timezone.now())
    assert messages.request_information(ids(claims)) == 0


def test_what_needs_nothing_or_cannot_be_reached_is_left_out(coupang, settings):
    waiting, erased, by_phone, elsewhere = (
        asking(coupang),
        asking(coupang),
        asking(coupang, email=None),
        file_claims(coupang),
    )
    erased[0].claimant.wrapped_key = None
    erased[0].claimant.save(update_fields=["wrapped_key"])
    everyone = ids([*waiting, *erased, *by_phone, *elsewhere])
    assert messages.request_information([*everyone, *everyone]) == 1
    settings.SMS_GATEWAY_URL = "https://sms.example.com/"
    assert messages.request_information(everyone) == 1
    assert dict(Message.objects.values_list("claim", "channel")) == {waiting[0].pk: "email", by_phone[0].pk: "phone"}


def test_one_reminder_in_each_stay_beside_the_request(coupang):
    claims = asking(coupang)
    messages.request_information(ids(claims))
    assert messages.remind(ids(claims)) == 1
    Message.objects.update(state="sent", sent_at=timezone.now())
    assert messages.remind(ids(claims)) == 0
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["information_needed", "reminder"]
    move(claims, "verifying", "needs_information")
    assert messages.remind(ids(claims)) == 1


def test_a_request_is_accepted_with_the_move_or_not_at_all(coupang):
    claims = file_claims(coupang)
    with transaction.atomic():
        move(claims, "verifying", "needs_information")
        messages.request_information(ids(claims))
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not WorkItem.objects.filter(kind="send").exists()


def test_however_many_claims_it_is_two_statements(coupang, django_assert_num_queries):
    claims = asking(coupang, 30)
    with django_assert_num_queries(2):
        assert messages.request_information(ids(claims)) == 30
    with django_assert_num_queries(0):
        assert messages.request_information([]) == 0


def test_the_database_refuses_a_second_open_message_of_a_kind(coupang):
    (claim,) = asking(coupang)
    messages.request_information([claim.pk])
    with pytest.raises(Exception, match="message_open_once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO claims_message (id, claim_id, kind, channel, language, state, stay)"
            " SELECT gen_random_uuid(), claim_id, kind, channel, language, 'pending', 99 FROM claims_message"
        )
