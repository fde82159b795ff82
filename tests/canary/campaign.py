"""One campaign of distinctive personal data through every door of the real system, right and wrong."""

import itertools
import json
import secrets
import socket
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from claims.crypto.sealing import DataKey, WrappedKey
from claims.models import Case, CaseRole, Claim, Claimant, WorkItem
from tests.canary import places
from tests.canary.net import Net
from tests.people import answers
from tests.refusing import refusing_inserts
from tests.serving import Answer, Site, Visitor, manage

SLUG = "coupang-2025"
CLAIMS = f"/api/v1/cases/{SLUG}/claims"
STATUS = "/api/v1/claim-status"
CONTACT = "/en/status/claim/contact/email/"
#: By door: the person, the claim number and, where the door tells one, the receipt.
Filed = dict[str, tuple[dict[str, Any], str, str]]


class Campaign:
    """What was watched for, who saw what, and what every process said."""

    def __init__(self, site: Site, case: Any, directory: Path) -> None:
        self.net, self.site, self.directory = Net(), site, directory
        self.consents = [
            {"code": c.code, "version": c.version, "given": True} for c in case.consent_texts.filter(current=True)
        ]
        self.said: dict[str, bytes] = {}
        #: Answers that nobody may read personal data in: of strangers, of staff who did not reveal, of errors.
        self.seen: list[Answer] = []
        self._read: set[int] = set()
        #: No two people are born on one day, so that each is found by their own.
        self._weeks = itertools.count()

    def person(self, door: str) -> dict[str, Any]:
        """A body of which every personal part is watched for: a child of known age, for whom an adult files."""
        net, born = (
            self.net,
            timezone.localdate() - timedelta(days=365 * 15 + 7 * next(self._weeks) + secrets.randbelow(7)),
        )
        return answers() | {
            "claimant_type": "minor_representative",
            "name": net.name(f"{door}: name"),
            "birth_date": net.day(f"{door}: birth date", born),
            "email": net.email(f"{door}: e-mail"),
            "phone": net.phone(f"{door}: phone"),
            "address": {"postcode": "04524", "line": f"{net.word(f'{door}: address')} 11, 1204호"},
            "account": {
                "email": net.email(f"{door}: account's e-mail"),
                "phone": net.phone(f"{door}: account's phone"),
            },
            "other_proceedings": {
                "kind": "mediation",
                "details": f"With {net.word(f'{door}: details')}",
            },
            "representative": {
                "name": net.name(f"{door}: representative's name"),
                "birth_date": net.day(f"{door}: representative's birth date", long_ago()),
                "relation": "parent",
            },
            "consents": self.consents,
        }

    def visitor(self, **headers: str) -> Visitor:
        return Visitor(self.site, **headers)

    def has_seen(self, answer: Answer) -> Answer:
        """Remember an answer in which nothing may stand."""
        self.seen.append(answer)
        return answer

    def command(self, *arguments: str) -> str:
        """Run a management command and remember what it said, whatever its exit code."""
        done = manage(*arguments)
        said = f"{done.stdout}\n{done.stderr}"
        self.said[f"manage.py {' '.join(arguments[:2])} ({len(self.said)})"] = said.encode()
        return said

    def places(self) -> dict[str, bytes]:
        """Everything to be searched."""
        # The servers' logs go on from earlier runs, whose canaries were others.
        logs = [*self.directory.glob("*.log"), *places.log_directory().glob("*.log")]
        return {
            **{f"answer {number}": answer.raw for number, answer in enumerate(self.seen)},
            **{f"log {path.name}": path.read_bytes() for path in logs},
            **{f"file {path.name}": path.read_bytes() for path in self.directory.glob("*.rejected.csv")},
            **self.said,
            **places.valkey_keys(),
            **places.sessions(),
            **places.tables(),
            **places.statistics(),
        }


def file_on_pages(visitor: Visitor, person: dict[str, Any]) -> tuple[str, str]:
    """Go through the form in English; returns claim number and receipt."""
    year, month, day = person["birth_date"].split("-")
    by = person["representative"]
    their_year, their_month, their_day = by["birth_date"].split("-")
    pages: dict[str, dict[str, Any]] = {
        "claimant": {"claimant_type": person["claimant_type"]},
        "name": {
            "name": person["name"],
            "birth_date-year": year,
            "birth_date-month": month,
            "birth_date-day": day,
        },
        "representative": {
            "representative-name": by["name"],
            "representative-birth_date-year": their_year,
            "representative-birth_date-month": their_month,
            "representative-birth_date-day": their_day,
            "representative-relation": by["relation"],
        },
        "contact": {"email": person["email"], "phone": person["phone"]},
        "address": {"address-postcode": person["address"]["postcode"], "address-line": person["address"]["line"]},
        "account": {"account-email": person["account"]["email"], "account-phone": person["account"]["phone"]},
        "notices": {"notices": person["notices"]},
        "data": {"data_items": person["data_items"], "entrance_code_stored": person["entrance_code_stored"]},
        "damages": {"damages_sought": "standard"},
        "proceedings": {
            "other_proceedings-kind": person["other_proceedings"]["kind"],
            "other_proceedings-details": person["other_proceedings"]["details"],
        },
        "consents": {"consents": [consent["code"] for consent in person["consents"]]},
        "check": {"attested": "yes"},
    }
    for page, fields in pages.items():
        sent = visitor.post(f"/en/cases/{SLUG}/{page}/", fields)
        assert sent.status == 303, f"{page}: {sent.text}"
    assert sent.to.endswith("/receipt/")
    shown = visitor.get(sent.to).text
    number, secret = (part.split("<", 1)[0] for part in shown.split('class="code">')[1:3])
    return number, secret


def file_through_every_door(campaign: Campaign) -> Filed:
    """One claim each by form, API and import."""
    filed: Filed = {}
    person = campaign.person("web")
    filed["web"] = (person, *file_on_pages(campaign.visitor(), person))
    person = campaign.person("api")
    answer = campaign.has_seen(campaign.visitor().post_json(CLAIMS, person))
    assert answer.status == 201, answer.text
    told = json.loads(answer.body)
    filed["api"] = (person, told["claim_number"], told["receipt"])
    person = campaign.person("import")
    path = campaign.directory / "claims.csv"
    path.write_text(_csv([person, campaign.person("rejected row") | {"birth_date": "1990-13-40"}]))
    campaign.command("import_claims", "--case", SLUG, str(path))
    filed["import"] = (person, Claim.objects.get(door="import").number, "")
    for _, _, receipt in filed.values():
        if receipt:
            campaign.net.text("receipt secret", receipt.replace("-", "").replace(" ", ""))
    return filed


def _csv(people: list[dict[str, Any]], columns: str = "") -> str:
    header = (
        "external_ref,language,claimant_type,name,birth_date,email,phone,postcode,address,account_email,account_phone"
    )
    rows = [
        f"ref-{number},ko,minor_representative,{p['name']},{p['birth_date']},{p['email']},{p['phone']},04524,"
        f'"{p["address"]["line"]}",{p["account"]["email"]},{p["account"]["phone"]}'
        for number, p in enumerate(people)
    ]
    return "\n".join([header + columns, *rows, ""])


def look_up_and_be_refused(campaign: Campaign, filed: Filed) -> None:
    """The claimants come back; strangers try with what they have; both mistype."""
    for door in ("web", "api"):
        person, number, receipt = filed[door]
        proofs = {"claim_number": number, "receipt": receipt, "birth_date": person["birth_date"]}
        assert campaign.has_seen(campaign.visitor().post_json(STATUS, proofs)).status == 200
        for change in ({"receipt": "K7M2 " * 8}, {"birth_date": "1990-01-01"}, {"claim_number": person["name"]}):
            assert campaign.has_seen(campaign.visitor().post_json(STATUS, proofs | change)).status == 404
        year, month, day = person["birth_date"].split("-")
        typed = {"claim_number": number, "receipt": receipt}
        typed |= {"birth_date-year": year, "birth_date-month": month, "birth_date-day": day}
        owner = campaign.visitor()
        assert owner.post("/en/status/", typed).status == 303
        campaign.has_seen(owner.get("/en/status/claim/"))
        campaign.has_seen(owner.get(CONTACT))
        assert owner.post(CONTACT, {}).status == 303
        assert campaign.has_seen(owner.post(CONTACT, {"code": "000000"})).status == 422
        owner.post("/en/status/", typed | {"receipt": "wrong"})  # shows what was typed, to whom typed it
    for path in (f"/en/cases/{SLUG}/", f"/en/cases/{SLUG}/receipt/", "/en/status/claim/", f"/api/v1/cases/{SLUG}"):
        campaign.has_seen(campaign.visitor().get(path))


def mails_to(campaign: Campaign, filed: Filed, *, since: float) -> dict[str, bytes]:
    """By door, the mails to the person who filed there, whole but for the address that they go to."""
    directory = Path(settings.VAR_DIR) / "mail"
    written = b"".join(file.read_bytes() for file in directory.iterdir() if file.stat().st_mtime > since)
    found = {}
    for door, (person, _, _) in filed.items():
        address = person["email"].encode()
        mails = [mail for mail in written.split(b"-" * 79) if address in mail]
        bodies = [message_from_bytes(mail.lstrip(), policy=policy.default).get_content().encode() for mail in mails]
        found[door] = b"".join(mail.replace(b"To: " + address, b"", 1) for mail in mails) + b"".join(bodies)
    return found


def send_what_is_refused(campaign: Campaign) -> None:
    """Bad input through both public doors; no answer repeats a value but the form's own page."""
    person, visitor = campaign.person("refused"), campaign.visitor()
    for change in (
        {"birth_date": "2999-01-01"},
        {"phone": f"{person['phone']}{person['phone']}"},
        {"email": f"{person['email']} {person['name']}"},
        {"notices": [person["name"]]},
        {"damages_sought": {"amount": person["phone"], "currency": person["name"]}},
        {"language": person["name"], "claimant_type": person["email"]},
        {"attested": person["name"]},
        {"name": f"{person['name']}\0"},
    ):
        assert campaign.has_seen(visitor.post_json(CLAIMS, person | change)).status in {400, 422}
    visitor.post_json(CLAIMS, person | {person["name"]: 1})  # its answer points at the key
    whole = json.dumps(person, ensure_ascii=False).encode()
    for broken in (whole[:-1], whole + b"\xff", b"[" * 200 + whole, whole.replace(b"{", b"{" + whole + b":", 1)):
        assert campaign.has_seen(visitor.post_json(CLAIMS, broken)).status == 400
    assert campaign.has_seen(visitor.post_json(CLAIMS, whole + b" " * 70_000)).status == 413
    plain = campaign.visitor(Content_Type="text/plain")
    assert campaign.has_seen(plain.send("POST", CLAIMS, whole)).status in {400, 415}

    typist = campaign.visitor()
    typist.post(f"/en/cases/{SLUG}/claimant/", {"claimant_type": "account_holder"})
    wrong = {"name": person["name"] * 30, "birth_date-year": "1990", "birth_date-month": person["name"]}
    assert typist.post(f"/en/cases/{SLUG}/name/", wrong).status == 422
    # Forms that do not come from a page of ours, and one that is too large.
    assert campaign.has_seen(campaign.visitor().resend(f"/en/cases/{SLUG}/name/", wrong)).status == 403
    assert campaign.has_seen(typist.resend(f"/en/cases/{SLUG}/name/", {"name": person["name"] * 9000})).status == 413


def put_it_where_it_does_not_belong(campaign: Campaign) -> None:
    """Addresses, queries, headers, requests that are no HTTP: servers like to log those. Answers may repeat them."""
    person = campaign.person("misplaced")
    words = [person["email"], person["phone"], person["address"]["line"].split()[0], person["representative"]["name"]]
    headers = {"User_Agent": words[0], "Referer": words[1], "X_Forwarded_For": words[2], "Cookie": f"a={words[0]}"}
    visitor = campaign.visitor(**headers)
    for word in (quote(word, safe="") for word in words):
        for path in (
            f"/{word}",
            f"/en/cases/{word}/",
            f"/api/v1/cases/{word}/claims",
            f"/counsel/claims/{word}/",
            f"/en/?q={word}",
            f"/en/status/?name={word}&x={word}",
            f"/static/{word}",
            f"/en/%ff{word}",
        ):
            assert visitor.get(path).status < 500
        assert visitor.send("PROPFIND", f"/{word}").status < 500
    for raw in (
        b"GET /%s HTTP/1.1\r\nHost: x\r\nBad Header %s: 1\r\n\r\n",
        b"POST /%s HTTP/1.1\r\nHost: x\r\nContent-Length: %s\r\n\r\n",
        b"%s %s\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: %s\r\nX: %s\r\n\r\n",
    ):
        for word in words[:2]:
            assert b" 400 " in _raw(campaign.site, raw % ((word.encode(),) * 2))[:20]


def _raw(site: Site, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connected:
        connected.sendall(request)
        connected.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connected.recv(65536), b""))


def fail_on_purpose(campaign: Campaign, filed: Filed) -> None:
    """A database that refuses, a page that breaks, work that can never be done."""
    path = campaign.directory / "refused.csv"
    with connection.cursor() as cursor, refusing_inserts(cursor.execute, "claims_claimant", error="'refused: %', NEW"):
        person = campaign.person("refused by PostgreSQL")
        assert campaign.has_seen(campaign.visitor().post_json(CLAIMS, person)).status >= 500
        with pytest.raises(AssertionError, match="check"):
            file_on_pages(campaign.visitor(), campaign.person("refused by PostgreSQL on the pages"))
        path.write_text(_csv([campaign.person("refused by PostgreSQL in an import")]))
        campaign.command("import_claims", "--case", SLUG, str(path))

    path.write_bytes(_csv([campaign.person("undecodable row")]).encode() + b"\xff\xfe")
    campaign.command("import_claims", "--case", SLUG, str(path))
    path.write_text(_csv([campaign.person("unknown column")], f",{campaign.person('header')['email']}"))
    campaign.command("import_claims", "--case", SLUG, str(path))

    broken, number, receipt = filed["web"]
    claimant = Claim.objects.get(number=number).claimant
    whole = bytes(claimant.birth_date or b"")
    Claimant.objects.filter(pk=claimant.pk).update(birth_date=whole[:-1] + bytes([whole[-1] ^ 1]))
    proofs = {"claim_number": number, "receipt": receipt, "birth_date": broken["birth_date"]}
    assert campaign.has_seen(campaign.visitor().post_json(STATUS, proofs)).status == 500
    Claimant.objects.filter(pk=claimant.pk).update(birth_date=whole)


def poison(campaign: Campaign) -> None:
    """A claim whose birth date opens to something that is none: the error's text quotes it."""
    answer = campaign.visitor().post_json(CLAIMS, campaign.person("poison"))
    claim = Claim.objects.select_related("claimant").get(number=json.loads(answer.body)["claim_number"])
    person = claim.claimant
    key = DataKey.unwrap(WrappedKey(bytes(person.wrapped_key or b""), person.key_version), owner=person.pk)
    text = campaign.net.word("quoted by an error")
    sealed = key.seal(text, table="claimant", row=person.pk, field="birth_date")
    Claimant.objects.filter(pk=person.pk).update(birth_date=sealed)
    # It was matched before; the next failure to verify it is the last.
    WorkItem.objects.filter(subject=claim.pk).update(kind="verify", attempts=4)


def log_in(campaign: Campaign, role: str) -> Visitor:
    """Staff of the case with that role, logged in after one attempt with the password in the wrong field."""
    password = campaign.net.word(f"{role}'s password")
    user = get_user_model().objects.create_user(role, password=password, is_staff=True)
    CaseRole.objects.create(case=Case.objects.get(slug=SLUG), user=user, role=role)
    staff = campaign.visitor()
    assert staff.post("/counsel/login/", {"username": password, "password": role}).status == 200
    assert staff.post("/counsel/login/", {"username": role, "password": password}).status == 302
    return staff


def search_reveal_and_decide(campaign: Campaign, filed: Filed) -> None:
    """Staff find people by their data, read some of it, and give reasons that speak of them."""
    person, number, _ = filed["api"]
    counsel, auditor = log_in(campaign, "lead_counsel"), log_in(campaign, "auditor")
    unknown = campaign.person("searched for, never filed")
    for typed in (person["email"], person["phone"], person["name"], unknown["email"], unknown["name"], number):
        answer = counsel.post("/counsel/claims/search/", {"typed": typed})
        assert answer.status in {200, 302}
    reason = campaign.net.word("counsel's reason")
    claim = Claim.objects.get(number=number)
    page = f"/counsel/claims/{number}/"
    move = {"to": "rejected", "seq": claim.stage_seq, "reason": f"{reason}, {person['name']}"}
    assert counsel.post(f"{page}move/", move).status == 302, counsel.answers[-1].text
    revealed = counsel.post(f"{page}reveal/", {"group": "identity", "reason": "check_claim"})
    assert campaign.net.find(revealed.raw) >= {"api: name", "api: birth date"}
    assert not campaign.net.find(revealed.raw) & {"api: e-mail", "api: phone", "api: account's e-mail"}
    for path in ("/counsel/", "/counsel/claims/", page, "/counsel/work/", "/counsel/audit/", f"/counsel/cases/{SLUG}/"):
        campaign.has_seen(auditor.get(path))
    assert auditor.post(f"{page}reveal/", {"group": "identity", "reason": "check_claim"}).status == 403
    campaign.has_seen(auditor.answers[-1])
    for path in ("/counsel/", "/counsel/claims/", f"/counsel/cases/{SLUG}/", "/counsel/work/"):
        campaign.has_seen(counsel.get(path))


def long_ago() -> date:
    """A day in years in which nobody else here was born."""
    return date(1902, 1, 1) + timedelta(days=secrets.randbelow(9000))
