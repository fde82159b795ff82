"""Workers killed with -9 around a mail: it goes out at most once; what nobody can tell is shown and not repeated."""

import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.utils import timezone

from claims.models import Message, WorkItem
from claims.services import messages
from tests.asking import asking, ids
from tests.loopback import mail_server
from tests.serving import PROJECT, environment, wait_until_disconnected

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]
SECONDS = 30


@contextmanager
def sending(server, name):
    """A process that sends whatever is due, with a name for the database."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "manage.py", "work", "drain", "--kind", "send"],
        cwd=PROJECT,
        env=environment(REDRESS_EMAIL_URL=server.url, PGAPPNAME=name),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
        wait_until_disconnected(name)


def request(case, count):
    messages.request_information(ids(asking(case, count)))
    make_due()


def make_due():
    """What waits and what was leased is due: the lease of whoever was killed has run out."""
    WorkItem.objects.filter(kind="send", state__in=["pending", "leased"]).update(
        due_at=timezone.now() - timedelta(seconds=1)
    )


def finish(server, name="sender-after"):
    with sending(server, name) as process:
        _, complaints = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, complaints.decode()


def states():
    return sorted(Message.objects.values_list("state", flat=True))


def in_transaction(name):
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
        (count,) = server.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND xact_start IS NOT NULL", [name]
        ).fetchone() or (None,)
    return count


def test_a_worker_killed_while_the_server_holds_the_mail_leaves_one_unclear_and_the_others_go_out(coupang):
    request(coupang, 4)
    held, released, open_transactions = threading.Event(), threading.Event(), []
    with mail_server() as server:

        def hold_the_second(mail):
            if len(server.taken) == 2:
                open_transactions.append(in_transaction("sender-killed"))
                held.set()
                released.wait(SECONDS)
            return "250 taken"

        server.on_content = hold_the_second
        with sending(server, "sender-killed") as process:
            assert held.wait(SECONDS), process.poll()
            process.kill()
            process.wait()
        released.set()
        assert states() == ["pending", "pending", "sending", "sent"]
        assert open_transactions == [0]  # however slow a mail server is, it holds no transaction open
        make_due()
        finish(server)
        assert states() == ["sent", "sent", "sent", "unclear"]
        assert len({mail["To"] for mail in server.taken}) == len(server.taken) == 4
        make_due()
        finish(server)
    assert len(server.taken) == 4
    assert not WorkItem.objects.filter(kind="send").exclude(state="done").exists()


def test_a_worker_killed_before_the_mail_left_sends_nothing_twice_either(coupang):
    request(coupang, 1)
    with mail_server() as server:
        asked, killed = threading.Event(), threading.Event()

        class Held(dict):
            def get(self, command, default=None):
                if command == "RCPT":
                    asked.set()
                    killed.wait(SECONDS)
                return default

        server.replies = Held()
        with sending(server, "sender-early") as process:
            assert asked.wait(SECONDS), process.poll()
            process.kill()
            process.wait()
        killed.set()
        server.replies = {}
        make_due()
        finish(server)
    assert (states(), server.taken) == (["unclear"], [])


def test_two_workers_at_once_send_each_message_once(coupang):
    request(coupang, 60)
    with mail_server() as server, sending(server, "sender-one") as one, sending(server, "sender-two") as two:
        for process in (one, two):
            _, complaints = process.communicate(timeout=SECONDS)
            assert process.returncode == 0, complaints.decode()
    assert states() == ["sent"] * 60
    assert len({mail["To"] for mail in server.taken}) == len(server.taken) == 60
