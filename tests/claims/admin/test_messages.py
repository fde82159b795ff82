"""Messages that did not go out for certain, where counsel sees them."""

import pytest
from django.utils import timezone

from claims.models import AuditEntry, Message, WorkItem
from claims.services import messages
from tests.asking import asking, move
from tests.claims.admin.test_claim_page import text

pytestmark = pytest.mark.django_db

WORK, AGAIN = "/counsel/work/", "/counsel/work/messages/again/"


@pytest.fixture
def unclear(coupang):
    """A request that may have arrived."""
    (claim,) = asking(coupang)
    messages.request_information([claim.pk])
    Message.objects.update(state="unclear", error="SMTPServerDisconnected")
    WorkItem.objects.filter(kind="send").update(state="done")
    return Message.objects.get()


def test_an_unclear_message_is_shown_with_its_claim_to_those_of_its_case(unclear, auditor, log_in, other_case):
    page = text(auditor.get(WORK))
    assert f"{unclear.claim.number} Request for information E-mail Unclear SMTPServerDisconnected" in page
    assert "Send again" not in page
    stranger = log_in(other_case, "lead_counsel")
    assert unclear.claim.number not in text(stranger.get(WORK))
    assert stranger.post(AGAIN, {"message": str(unclear.pk)}).status_code == 404


def test_it_is_sent_again_only_when_counsel_says_so_and_only_once(unclear, lead):
    for said in ("The message goes out again.", "Nothing was sent"):
        assert said in text(lead.post(AGAIN, {"message": str(unclear.pk)}, follow=True))
    assert sorted(Message.objects.values_list("state", flat=True)) == ["pending", "withdrawn"]
    assert WorkItem.objects.filter(kind="send", state="pending", due_at__lte=timezone.now()).count() == 1
    entry = AuditEntry.objects.get(action="message.send_again")
    assert (entry.actor, entry.subject_id) == (lead.user, str(unclear.claim_id))
    assert unclear.claim.number not in text(lead.get(WORK))


def test_once_nothing_is_asked_any_more_it_is_gone(unclear, lead):
    move([unclear.claim], "verifying", "verified")
    assert unclear.claim.number not in text(lead.get(WORK))
    assert "Nothing was sent" in text(lead.post(AGAIN, {"message": str(unclear.pk)}, follow=True))
    assert Message.objects.get().state == "unclear"


def test_lost_codes_are_counted(unclear, lead):
    Message.objects.update(kind="contact_code", stay=None, state="failed")
    page = text(lead.get(WORK))
    assert "1 one-time code of the last day did not arrive" in page
    assert unclear.claim.number not in page


def test_a_dead_letter_of_a_message_names_its_claim(unclear, lead):
    WorkItem.objects.filter(kind="send").update(state="dead", attempts=5, last_error="DecryptionFailed")
    assert f"{unclear.claim.number} 5 DecryptionFailed" in text(lead.get(WORK))
