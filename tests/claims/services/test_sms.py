"""Text messages through a gateway: what was taken, what was not, and what nobody can tell."""

import contextlib
import json
import socket
import threading
import time
from uuid import uuid4

import pytest

from claims.models import ContactProof, Message
from claims.services import contact_proof, messages
from claims.services.providers import sms
from claims.services.providers.outcomes import NotSent, Unclear
from tests.asking import asking, file_claims, ids
from tests.claims.services.test_sending import send, states
from tests.loopback import http_server


@pytest.fixture
def gateway(settings):
    with http_server() as server:
        settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = f"{server.url}/send", "secret-of-ours"
        yield server


def hand_over():
    sms.send(message_id=uuid4(), to="+821023456789", text="인증번호 123456")


def test_a_message_is_json_with_the_token_and_its_own_id(gateway):
    message_id = uuid4()
    sms.send(message_id=message_id, to="+821023456789", text="인증번호 123456")
    (asked,) = gateway.asked
    assert (asked.method, asked.path) == ("POST", "/send")
    assert json.loads(asked.body) == {"id": str(message_id), "to": "+821023456789", "text": "인증번호 123456"}
    assert asked.headers["Authorization"] == "Bearer secret-of-ours"
    assert asked.headers["Idempotency-Key"] == str(message_id)


@pytest.mark.parametrize(("status", "temporary"), [(400, False), (401, False), (302, False), (429, True), (503, True)])
def test_what_the_gateway_did_not_take_was_not_sent(gateway, status, temporary):
    gateway.answer = lambda asked: (status, {"Location": gateway.url}, b"")
    with pytest.raises(NotSent) as raised:
        hand_over()
    assert (raised.value.code, raised.value.temporary) == (f"http {status}", temporary)
    assert len(gateway.asked) == 1


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_gateway_that_failed_may_have_sent_it(gateway, status):
    gateway.answer = lambda asked: (status, {}, b"")
    with pytest.raises(Unclear, match=f"http {status}"):
        hand_over()


def test_a_gateway_that_hangs_up_may_have_sent_it(gateway):
    gateway.answer = lambda asked: None
    with pytest.raises(Unclear):
        hand_over()


def test_a_gateway_that_does_not_answer_in_time_may_have_sent_it(gateway, monkeypatch):
    monkeypatch.setattr(sms, "_STEP_SECONDS", 0.2)
    given_up = threading.Event()
    gateway.answer = lambda asked: (200, {}, b"") if given_up.wait(10) else None
    with pytest.raises(Unclear, match="TimeoutError"):
        hand_over()
    given_up.set()


def test_an_answer_that_drips_is_waited_for_only_so_long(settings, monkeypatch):
    """Each byte comes in time and the whole never does."""
    monkeypatch.setattr(sms, "_WHOLE_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{listening.getsockname()[1]}/"

        def drip():
            connected, _ = listening.accept()
            pause = threading.Event()
            with connected, contextlib.suppress(OSError):
                for letter in "HTTP/1.1 200 OK\r\n" + "X-Slow: yes\r\n" * 100:
                    connected.sendall(letter.encode())
                    pause.wait(0.05)

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        began = time.monotonic()
        with pytest.raises(Unclear):
            hand_over()
        assert time.monotonic() - began < 2
        thread.join(5)


def test_no_gateway_there_is_not_sent_for_now(settings):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:1/"
    with pytest.raises(NotSent) as raised:
        hand_over()
    assert raised.value.temporary


@pytest.mark.django_db
def test_a_code_by_text_message_proves_the_phone(gateway, coupang):
    (claim,) = file_claims(coupang, phone="010-2345-6789")
    contact_proof.ask_code(claim_id=claim.pk, channel="phone", language="ko", client="192.0.2.1")
    send()
    told = json.loads(gateway.asked[0].body)
    assert told["to"] == "+821023456789"
    code = next(word for word in told["text"].split() if word.isdigit())
    assert "http" not in told["text"]
    assert contact_proof.enter_code(claim_id=claim.pk, channel="phone", typed=code)
    assert ContactProof.objects.get().channel == "phone"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_request_by_text_message_holds_no_link(gateway, coupang, language):
    messages.request_information(ids(asking(coupang, email=None, language=language)))
    send()
    text = json.loads(gateway.asked[0].body)["text"]
    assert states() == ["sent"]
    assert not any(sign in text for sign in ("http", "://", "www.", ".com", "localhost"))


@pytest.mark.django_db
def test_a_gateway_that_is_taken_away_fails_in_the_end(gateway, coupang, settings):
    messages.request_information(ids(asking(coupang, email=None)))
    settings.SMS_GATEWAY_URL = ""
    for _ in range(8):
        send()
    assert (states(), Message.objects.get().error) == (["failed"], "no gateway")
