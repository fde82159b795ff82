"""Taking a version along: CSV, JSON and a page to print; each is on record, and the JSON is the same years later."""

import csv
import hashlib
import io
import json
from datetime import date

import pytest

from claims.models import AuditEntry, BreachNotice, Cohort, DataItem, LeakAssertion, LeakedFieldList
from claims.queries.leaked_list import current_list, derived
from claims.rules.leaked_list import Says
from claims.rules.stages import ActorKind
from claims.services.actors import Actor
from claims.services.leaked_list import NewAssertion, NewNotice, add_notices, pin_assertion, remove_pin
from claims.services.leaked_list_export import version_json
from tests.claims.admin.test_claim_page import text
from tests.claims.admin.test_leaked_list import ADD, LIST, carried, notice_form
from tests.claims.admin.test_leaked_list_documents import upload

pytestmark = pytest.mark.django_db


def taken(client, number: int, form: str):
    return client.post(f"{LIST}versions/{number}/download/", {"form": form})


@pytest.fixture
def pinned(coupang, lead):
    """A version with a pin; its number."""
    said = LeakAssertion.objects.get(notice__code="C2", item__code="entrance_code")
    version = pin_assertion(assertion_id=said.pk, reason="=1+1 conceded", actor=Actor(ActorKind.STAFF, lead.user.pk))
    return version.number


def table(answer) -> list[dict[str, str]]:
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_csv_has_a_line_a_cell_with_what_decides_and_the_others(reviewer, pinned):
    answer = taken(reviewer, pinned, "csv")
    assert answer["Content-Disposition"] == f'attachment; filename="leaked-field-list-coupang-2025-v{pinned}.csv"'
    lines = table(answer)
    assert len(lines) == Cohort.objects.count() * DataItem.objects.count()
    line = next(each for each in lines if (each["Cohort code"], each["Data item code"]) == ("main", "entrance_code"))
    assert (line["It says"], line["Disputed"], line["Pinned"]) == ("Leaked", "yes", "yes")
    assert line["Reason of the pin"] == "'=1+1 conceded"
    assert (line["Deciding notice"], line["Source"], line["Date"]) == ("C2", "Controller", "2026-02-10")
    assert line["Number"] == "2609"
    assert "Leaked (J1, Investigation, 2026-02-10)" in line["Other statements"]
    silent = next(
        each for each in lines if each["Data item code"] == "payment" and each["Cohort code"] == "found_later"
    )
    assert (silent["It says"], silent["Deciding notice"], silent["Other statements"]) == ("Unknown", "", "")


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1"])
def test_no_cell_of_the_csv_is_a_formula(reviewer, coupang, evil):
    notice = NewNotice(
        code="EVIL",
        cohort="main",
        source="court",
        dated=date(2026, 3, 1),
        citation=evil,
        to_claimants=False,
        term_used_en=evil,
        source_detail_en=evil,
        assertions=[NewAssertion(item="payment", says=Says.LEAKED)],
    )
    version = add_notices(
        incident_id=coupang.incident_id, notices=[notice], reason=evil, actor=Actor(ActorKind.OPERATOR)
    )
    values = [value for line in table(taken(reviewer, version.number, "csv")) for value in line.values()]
    assert f"'{evil}" in values
    assert not [value for value in values if value.startswith(("=", "+", "-", "@", "\t", "＝"))]


def test_the_json_holds_the_version_and_every_source_of_it(reviewer, pinned):
    whole = json.loads(taken(reviewer, pinned, "json").content)
    assert whole["format"] == "redress.leaked-field-list"
    assert whole["version"]["number"] == pinned
    assert whole["version"]["made_by"] == "lead"
    version = LeakedFieldList.objects.get(number=pinned)
    cells = {(cell["cohort"], cell["data_item"]): cell for cell in whole["cells"]}
    said = {each["id"]: each for each in whole["assertions"]}
    notices = {notice["code"]: notice for notice in whole["notices"]}
    assert cells.keys() == derived(version).keys()
    for key, cell in derived(version).items():
        assert (cells[key]["says"], cells[key]["deciding"]) == (cell.says, cell.deciding)
        assert cells[key]["others"] == list(cell.others)
        for each in (*cell.others, *([cell.deciding] if cell.deciding else [])):
            assert (notices[said[each]["notice"]]["cohort"], said[each]["data_item"]) == key
    assert cells["main", "entrance_code"]["pin"] == {"reason": "=1+1 conceded", "by": "lead", "since_version": pinned}
    assert notices["N3"]["supersedes"] == "N2"
    assert notices["C1"]["accounts"] is None
    assert {item["code"] for item in whole["data_items"]} == {item for _cohort, item in cells}


def test_the_json_is_the_same_to_the_byte_after_everything_that_came_later(lead, coupang, pinned):
    version = LeakedFieldList.objects.get(number=pinned)
    before = version_json(version)
    pin = LeakAssertion.objects.get(notice__code="C2", item__code="entrance_code").pins.get()
    remove_pin(pin_id=pin.pk, reason="withdrawn", actor=Actor(ActorKind.STAFF, lead.user.pk))
    DataItem.objects.create(incident=coupang.incident, code="wallet", bit=10, name_ko="지갑", name_en="Wallet")
    Cohort.objects.create(incident=coupang.incident, code="new", name_ko="새", name_en="New")
    shown = lead.post(ADD, notice_form(pinned + 1, file=upload()))
    assert lead.post(ADD, carried(shown)).status_code == 302
    assert version_json(LeakedFieldList.objects.get(number=pinned)) == before
    assert before != version_json(current_list(coupang.incident_id))


def test_a_file_stands_in_json_and_csv_by_its_hash(lead, pinned):
    shown = lead.post(ADD, notice_form(pinned, file=upload()))
    lead.post(ADD, carried(shown))
    paper = BreachNotice.objects.get(code="COURT1").document
    whole = json.loads(taken(lead, pinned + 1, "json").content)
    notice = next(each for each in whole["notices"] if each["code"] == "COURT1")
    assert notice["file"] == {
        "name": "판결.pdf",
        "media_type": "application/pdf",
        "bytes": paper.size,
        "sha256": paper.sha256,
    }
    assert paper.sha256 in {line["File (SHA-256)"] for line in table(taken(lead, pinned + 1, "csv"))}
    assert paper.sha256 in text(lead.get(f"{LIST}versions/{pinned + 1}/print/"))


def test_the_page_to_print_bears_version_hash_and_a_footnote_for_every_statement(reviewer, coupang, pinned):
    answer = reviewer.get(f"{LIST}versions/{pinned}/print/")
    page, html = text(answer), answer.content.decode()
    whole = taken(reviewer, pinned, "json").content
    assert hashlib.sha256(whole).hexdigest() in page
    assert f"Version {pinned}" in page
    notes = len(json.loads(whole)["assertions"])
    assert [f'id="source-{number}"' in html for number in (1, notes, notes + 1)] == [True, True, False]
    assert "148,056,502" in page
    assert "Pinned by lead: =1+1 conceded" in page
    assert "Coupang, statement of 25 December 2025" in page  # speaks of no item and so is no footnote


def test_every_form_is_on_record_with_the_hash_of_what_was_taken(reviewer, coupang, pinned):
    made = {form: hashlib.sha256(taken(reviewer, pinned, form).content).hexdigest() for form in ("csv", "json")}
    reviewer.get(f"{LIST}versions/{pinned}/print/")
    made["page"] = made["json"]
    entries = AuditEntry.objects.filter(action="list.export", actor=reviewer.user, case=coupang.pk)
    assert {entry.detail["form"]: entry.detail["sha256"] for entry in entries} == made
    assert {entry.detail["version"] for entry in entries} == {pinned}


def test_an_old_version_is_exported_as_it_was(reviewer):
    first = json.loads(taken(reviewer, 1, "json").content)
    assert [notice["code"] for notice in first["notices"]] == ["N1"]
    assert {cell["cohort"] for cell in first["cells"]} == {"first_notified"}


def test_nobody_is_sent_what_is_no_form_or_no_version(reviewer, auditor):
    assert taken(reviewer, 1, "xlsx").status_code == 404
    assert taken(reviewer, 99, "csv").status_code == 404
    assert taken(auditor, 1, "csv").status_code == 403
    assert not AuditEntry.objects.filter(action="list.export").exists()
