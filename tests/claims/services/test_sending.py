"""Sending: at most once, tried again where it certainly failed, shown to people where nobody can tell."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import ContactCode, ContactProof, Message, WorkItem
from claims.services import contact_proof, messages, sending, work
from claims.services.work_kinds import HANDLERS
from config.delivery import mail_settings
from tests.asking import asking, file_claims, ids, move
from tests.loopback import mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
        settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
        yield server


@pytest.fixture
def requested(coupang):
    """Returns messages that ask for information and are due."""

    def request(count=1, **changes):
        claims = asking(coupang, count, **changes)
        messages.request_information(ids(claims))
        return claims

    return request


def make_due():
    WorkItem.objects.filter(kind="send", state="pending").update(due_at=timezone.now() - timedelta(seconds=1))


def send():
    make_due()
    return work.drain("send", HANDLERS["send"])


def states():
    return sorted(Message.objects.values_list("state", flat=True))


def waits():
    """Seconds until the work that waits is due."""
    return [
        round((item.due_at - timezone.now()).total_seconds())
        for item in WorkItem.objects.filter(kind="send", state="pending")
    ]


def test_a_request_goes_out_once_over_one_connection(server, requested):
    requested(3, language="en")
    assert send().done == 3
    assert states() == ["sent"] * 3
    assert (len(server.taken), server.connections) == (3, 1)
    assert Message.objects.filter(sent_at__isnull=False).count() == 3
    sending.send_messages(list(Message.objects.values_list("pk", flat=True)))
    assert len(server.taken) == 3


@pytest.mark.parametrize(
    ("language", "subject"), [("en", "We need something more"), ("ko", "신청에 보완이 필요합니다")]
)
def test_what_is_written_speaks_of_nobody(server, requested, settings, coupang, language, subject):
    settings.PUBLIC_URL = "https://claims.example.org"
    settings.DEFAULT_FROM_EMAIL = "Somebody & Partners <no-reply@claims.example.org>"
    (claim,) = requested(language=language, name="햐뎌륨", phone="010-2345-6789")
    send()
    (mail,) = server.taken
    text = mail.get_content()
    assert subject in mail["Subject"]
    assert f"https://claims.example.org/{language}/status/" in text
    assert text.count("http") == 1
    for personal in ("햐뎌륨", "2345", claim.number):
        assert personal not in text + mail["Subject"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@claims.example.org>")
    assert mail.get_content_type() == "text/plain"


def test_a_claim_that_needs_nothing_any_more_is_told_nothing(server, requested):
    claims = requested(2)
    move(claims[:1], "verifying", "verified")
    send()
    assert states() == ["sent", "withdrawn"]
    assert len(server.taken) == 1


def test_an_address_that_is_refused_has_failed_and_the_others_flow(server, requested):
    requested(2)
    server.replies["RCPT"] = "550 no such mailbox"
    send()
    assert states() == ["failed", "failed"]
    assert set(Message.objects.values_list("error", flat=True)) == {"smtp 550"}
    assert not WorkItem.objects.filter(kind="send").exclude(state="done").exists()


@pytest.mark.parametrize(
    ("reply", "error"),
    [({"RCPT": "450 try later"}, "smtp 450"), ({"MAIL": "530 log in"}, "smtp 530"), ({"DATA": "451 busy"}, "smtp 451")],
)
def test_what_did_not_go_out_for_now_goes_out_later(server, requested, reply, error):
    requested()
    server.replies.update(reply)
    send()
    assert (states(), Message.objects.get().error) == (["pending"], error)
    assert 55 < waits()[0] <= 60
    server.replies.clear()
    send()
    assert (states(), len(server.taken)) == (["sent"], 1)


def test_a_mail_that_the_server_looked_at_and_refused_has_failed(server, requested):
    requested()
    server.on_content = lambda mail: "554 not here"
    send()
    assert (states(), Message.objects.get().error) == (["failed"], "smtp 554")


def test_no_mail_server_is_no_failed_work_and_ends_some_day(requested, settings, server):
    requested()
    settings.EMAIL_PORT = 1
    for _ in range(7):
        assert send().failed == 0
        assert states() == ["pending"]
    send()
    assert (states(), Message.objects.get().error) == (["failed"], "ConnectionRefusedError")


def test_a_server_that_hangs_up_after_the_mail_leaves_it_unclear_and_it_is_not_sent_again(server, requested):
    requested()
    server.on_content = lambda mail: None
    send()
    assert (states(), len(server.taken)) == (["unclear"], 1)
    assert not WorkItem.objects.filter(kind="send", state="pending").exists()
    sending.send_messages([Message.objects.get().pk])
    assert len(server.taken) == 1


def test_a_server_that_never_answers_for_the_mail_leaves_it_unclear(server, requested, monkeypatch):
    import threading

    from claims.services.providers import mail as provider

    monkeypatch.setattr(provider, "_LAST_ANSWER_SECONDS", 0.2)
    silent = threading.Event()
    server.on_content = lambda mail: silent.wait(10) and None
    requested()
    send()
    silent.set()
    assert (states(), Message.objects.get().error) == (["unclear"], "SMTPServerDisconnected")


def test_one_found_sending_is_unclear(server, requested):
    requested()
    Message.objects.update(state="sending")
    send()
    assert (states(), server.taken) == (["unclear"], [])


def test_whoever_sent_it_knows_better_than_who_found_it(server, requested):
    requested()
    message = Message.objects.get()
    begun = sending._begin(message.pk)
    Message.objects.filter(pk=message.pk).update(state="unclear")
    with sending._Couriers() as couriers:
        sending._send(begun, couriers)
    assert states() == ["sent"]


def test_what_a_round_has_no_time_for_goes_back_to_the_queue(server, requested, monkeypatch):
    requested(3)
    monkeypatch.setattr(sending, "_ROUND_SECONDS", -1)
    make_due()
    leased = work.lease("send", limit=5)
    work.process(leased, HANDLERS["send"], work.Tally())
    assert WorkItem.objects.filter(kind="send", state="pending").count() == 3
    assert server.taken == []
    monkeypatch.undo()
    assert send().done == 3
    assert len(server.taken) == 3


def test_an_erased_person_is_written_nothing(server, requested):
    (claim,) = requested()
    claim.claimant.wrapped_key = None
    claim.claimant.save(update_fields=["wrapped_key"])
    send()
    assert (states(), Message.objects.get().error) == (["failed"], "no address")


def test_poison_is_dead_lettered_alone(server, requested, settings):
    settings.WORK_MAX_ATTEMPTS = 1
    claims = requested(3)
    claims[1].claimant.email = b"\x01" + b"x" * 40
    claims[1].claimant.save(update_fields=["email"])
    tally = send()
    assert (tally.done, tally.failed, len(server.taken)) == (2, 1, 2)
    assert WorkItem.objects.get(state="dead").last_error == "DecryptionFailed"


def test_a_code_is_made_when_it_goes_out_and_only_its_digest_stays(server, coupang):
    (claim,) = file_claims(coupang)
    contact_proof.ask_code(claim_id=claim.pk, channel="email", language="en", client="192.0.2.1")
    assert not ContactCode.objects.exists()
    send()
    (mail,) = server.taken
    code = next(word.strip(".") for word in mail.get_content().split() if word.strip(".").isdigit())
    assert len(code) == 6
    assert code not in mail["Subject"]
    assert code.encode() not in bytes(ContactCode.objects.get().digest)
    assert contact_proof.enter_code(claim_id=claim.pk, channel="email", typed=f" {code[:3]} {code[3:]} ")


def test_a_code_for_a_contact_that_is_proven_meanwhile_does_not_go_out(server, coupang):
    (claim,) = file_claims(coupang)
    contact_proof.ask_code(claim_id=claim.pk, channel="email", language="en", client="192.0.2.1")
    ContactProof.objects.create(claim=claim, channel="email")
    send()
    assert (states(), server.taken) == (["withdrawn"], [])


def test_without_a_mail_server_mails_are_files_for_their_owner_alone(requested, settings, tmp_path):
    made = mail_settings("", tmp_path / "mail")
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = made.backend, made.file_path
    requested(2)
    send()
    assert states() == ["sent", "sent"]
    (file,) = (tmp_path / "mail").iterdir()
    assert file.read_text().count("Subject: ") == 2
    assert (tmp_path / "mail").stat().st_mode & 0o077 == 0
