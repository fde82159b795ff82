"""Distinctive personal data, filed, looked up, searched, revealed and failed on through every door, is found nowhere.

One campaign on the real system: gunicorn, a Celery worker and commands as processes of their own. Then everything is
searched in which something could have come to rest, in every spelling that `tests.canary.net` knows.
"""

import base64
import hashlib
import json
import time
import unicodedata
from urllib.parse import quote
from uuid import UUID

import pytest

from claims.models import Claim, WorkItem
from claims.queries.personal_data import open_fields
from claims.services import work
from claims.services.nudges import valkey
from tests.canary import places
from tests.canary.campaign import (
    SLUG,
    Campaign,
    fail_on_purpose,
    file_through_every_door,
    long_ago,
    look_up_and_be_refused,
    mails_to,
    poison,
    put_it_where_it_does_not_belong,
    search_reveal_and_decide,
    send_what_is_refused,
)
from tests.canary.net import Net
from tests.serving import Site, worker

ON_DATABASE = pytest.mark.django_db(transaction=True)


def drained() -> bool:
    return not work.due_kinds() and not WorkItem.objects.filter(state="leased").exists()


@pytest.fixture
def campaign(coupang, tmp_path):
    with Site(tmp_path / "web.log") as site:
        yield Campaign(site, coupang, tmp_path)


@ON_DATABASE
def test_personal_data_is_found_nowhere_but_before_its_owner_and_counsel(campaign, tmp_path):
    began, heard = time.time() - 1, bytearray()
    with places.everything_said_to_valkey(heard):
        filed = file_through_every_door(campaign)
        assert any(key.startswith("Valkey's b'celery'") for key in places.valkey_keys())  # a nudge waits
        look_up_and_be_refused(campaign, filed)
        send_what_is_refused(campaign)
        put_it_where_it_does_not_belong(campaign)
        poison(campaign)
        with worker(tmp_path / "worker.log"):
            gives_up = time.monotonic() + 40
            while not drained():
                assert time.monotonic() < gives_up, (tmp_path / "worker.log").read_text()
                time.sleep(0.1)
        assert WorkItem.objects.get(state="dead").last_error == "ValueError"
        search_reveal_and_decide(campaign, filed)
        fail_on_purpose(campaign, filed)
        campaign.command("work", "status")
        campaign.command("work", "retry")
        campaign.command("work", "drain")
        campaign.command("keys", "rotate")
    mails = mails_to(campaign, filed, since=began)
    assert all(b"one-time code is" in mails[door] for door in ("web", "api"))
    searched = campaign.places() | {"everything said to Valkey": bytes(heard)}
    searched |= {f"mail to who filed by {door}": written for door, written in mails.items()}
    # What was filed is there, for whom it is meant: otherwise nothing would be proved.
    for person, number, _ in filed.values():
        opened = open_fields(Claim.objects.select_related("claimant").get(number=number), ("name", "email"))
        assert opened == {"name": person["name"], "email": person["email"]}
    assert b"unhandled_error" in searched["log web.log"]
    assert b"work_failed" in searched["log worker.log"]
    assert b"claim.reveal" in searched["table public.claims_auditentry"]
    assert b"claims.tasks.do_work" in heard
    found = campaign.net.find_in(searched) | campaign.net.find_in(places.files(since=began), coarse=True)
    assert not found, "\n".join(f"{place}: {', '.join(sorted(names))}" for place, names in found.items())


@pytest.mark.parametrize(
    "spell",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode().hex().encode(),
        lambda text: base64.b64encode(f"x{text}y".encode()),
        lambda text: base64.urlsafe_b64encode(f"xy{text}".encode()),
        lambda text: quote(text).encode(),
        lambda text: json.dumps({"name": text}).encode(),
        lambda text: repr(text.encode()).encode(),
        lambda text: hashlib.sha256(text.encode()).digest(),
        lambda text: unicodedata.normalize("NFD", text).encode(),
        lambda text: text.encode("cp949", "xmlcharrefreplace"),
    ],
)
def test_a_planted_canary_is_recognised_in_every_spelling(spell):
    net, name = Net(), "햐뎌륨"
    net.text("name", name)
    assert net.find(b"\x00 before " + spell(name) + b" behind") == {"name"}
    assert net.find(b"before " + spell("김하늘") + b" behind") == set()


@ON_DATABASE
def test_a_canary_planted_in_any_place_is_found_there(campaign, coupang, tmp_path):
    began, net = time.time() - 1, campaign.net
    name, number = net.name("name"), net.phone("phone")
    email, born = net.email("e-mail"), net.day("birth date", long_ago())
    heard = bytearray()
    with places.everything_said_to_valkey(heard):
        valkey().rpush("celery", json.dumps({"args": [name]}))
    WorkItem.objects.create(kind="verify", subject=UUID(int=1), state="dead", last_error=f"no such address: {email}")
    coupang.costs_en = number.replace("-", "")
    coupang.save(update_fields=["costs_en"])
    visitor = campaign.visitor()
    campaign.has_seen(visitor.get(f"/en/cases/{SLUG}/"))
    (tmp_path / "other.log").write_text(f"ValueError: Invalid isoformat string: '{born}'")
    campaign.said["a command"] = f"row 2: {name}".encode()
    found = net.find_in(campaign.places() | {"everything said to Valkey": bytes(heard)})
    assert found == {
        "answer 0": {"phone"},
        "log other.log": {"birth date"},
        "a command": {"name"},
        "Valkey's b'celery'": {"name"},
        "everything said to Valkey": {"name"},
        "table public.claims_case": {"phone"},
        "table public.claims_workitem": {"e-mail"},
    }
    in_files = net.find_in(places.files(since=began), coarse=True)
    assert set().union(*in_files.values()) >= {"some word", "phone"}
