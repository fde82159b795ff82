"""The leaked-field list on counsel's site: what it shows; every change makes a version and checks claims again."""

import re
from html.parser import HTMLParser

import pytest

from claims.models import AssertionPin, AuditEntry, BreachNotice, LeakAssertion, LeakedFieldList, WorkItem
from claims.queries.leaked_list import current_list
from tests.claims.admin.cast import judge
from tests.claims.admin.test_claim_page import text

pytestmark = pytest.mark.django_db

LIST = "/counsel/cases/coupang-2025/list/"
ADD = f"{LIST}notices/add/"
CELL = f"{LIST}cells/main/entrance_code/"


def cell(answer, item: str, place: int) -> str:
    """What a cell of the matrix says; `place` 1 is the first cohort."""
    row = next(row for row in answer.content.decode().split("<tr>") if f'<th scope="row">{item}</th>' in row)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row.split("<td")[place].split(">", 1)[1])).strip()


class Fields(HTMLParser):
    """The inputs of a page, by name; of one name the last."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "input" and given.get("name"):
            self.found[given["name"]] = given.get("value") or ""


def carried(answer) -> dict[str, str]:
    """What the preview carries along, as its save button sends it."""
    fields = Fields()
    fields.feed(answer.content.decode().split('<section class="card"', 1)[1])
    assert {"key", "seen_version"} <= fields.found.keys()
    return fields.found | {"step": "save"}


def save(client, address: str, form):
    """Ask for a change, look at the preview, save it; returns the answer to the last click."""
    shown = client.post(address, form)
    assert shown.status_code == 200, text(shown)
    return client.post(address, carried(shown))


@pytest.fixture
def version(coupang):
    return current_list(coupang.incident_id).number


def notice_form(version: int, **changes):
    return {
        "seen_version": version,
        "code": "COURT1",
        "cohort": BreachNotice.objects.get(code="N3").cohort_id,
        "source": "court",
        "dated": "2026-03-13",
        "citation": "2025가합1",
        "says_payment": "leaked",
        "count_payment": "12",
        "reason": "Judgment of first instance",
    } | changes


def test_each_cell_tells_what_holds_on_whose_word_and_who_else_spoke(auditor, coupang):
    answer = auditor.get(LIST)
    entrance = cell(answer, "Shared-entrance code", 2)
    assert entrance.startswith("Leaked disputed Investigation, Feb. 10, 2026 (J1) 3 other statements")
    for other in ("Leaked – Regulator, Dec. 3, 2025 (R1)", "Leaked – Controller, Feb. 10, 2026 (C2), 2,609"):
        assert other in entrance
    assert cell(answer, "Payment information", 2).startswith("Not leaked Controller, Dec. 7, 2025 (N3)")
    assert cell(answer, "Shared-entrance code", 1).startswith("Unknown Nobody has said anything.")


def test_whoever_may_not_change_the_list_is_shown_no_form(auditor, lead):
    assert "Add a notice" in text(lead.get(LIST))
    assert "Add a notice" not in text(auditor.get(LIST))
    assert "Add an assertion" in text(lead.get(CELL))
    assert "Add an assertion" not in text(auditor.get(CELL))


def test_every_version_can_be_read_as_it_was(lead):
    first = lead.get(f"{LIST}versions/1/")
    assert cell(first, "Shared-entrance code", 2).startswith("Unknown")
    assert cell(lead.get(f"{LIST}versions/7/"), "Shared-entrance code", 2).startswith("Leaked disputed")
    history = text(lead.get(LIST))
    assert "The Commission orders a new notice" in history


def test_a_new_notice_makes_a_version_and_has_the_claims_it_touches_checked_again(lead, coupang, file, version):
    touched, untouched = file(data_items=["name", "payment"]), file(data_items=["name", "email"])
    assert save(lead, ADD, notice_form(version)).status_code == 302
    answer = lead.get(LIST)
    assert f"Version {version + 1} is in force. 1 claim is being checked again." in text(answer)
    assert list(WorkItem.objects.filter(state="pending").values_list("kind", flat=True)) == ["rejudge"]
    assert untouched.pk != touched.pk
    said = LeakAssertion.objects.get(notice__code="COURT1")
    assert (said.item.code, said.says, said.count) == ("payment", "leaked", 12)
    assert LeakedFieldList.objects.get(number=version + 1).made_by == lead.user
    entry = AuditEntry.objects.get(action="list.add_notice", subject_id=current_list(coupang.incident_id).pk)
    assert (entry.actor, entry.place) == (lead.user, "127.0.0.1")
    judge()
    assert "Every item claimed leaked" in text(lead.get(f"/counsel/claims/{touched.number}/"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "N3"}, "A notice with this code exists already."),
        ({"code": "not a slug"}, "valid “slug”"),
        ({"says_payment": ""}, "Say for at least one data item"),
        ({"says_payment": "perhaps"}, "Select a valid choice"),
        ({"count_payment": "-1"}, "greater than or equal to 0"),
        ({"count_payment": "1e9"}, "whole number"),
        ({"reason": " "}, "This field is required."),
        ({"dated": "2026-02-30"}, "valid date"),
        ({"dated": "2999-01-01"}, "This date is still to come."),
        ({"cohort": "999999"}, "Select a valid choice"),
        ({"citation": "x\0y"}, "Null characters"),
        ({"document": "999999"}, "Select a valid choice"),
        ({"supersedes": "J1", "source": "court"}, "only an earlier one of the same source to the same cohort"),
        ({"supersedes": "N4", "source": "controller"}, "only an earlier one of the same source to the same cohort"),
        ({"supersedes": "N3", "source": "controller", "dated": "2025-12-06"}, "only an earlier one"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_typed_is_lost(lead, coupang, version, changes, words):
    form = notice_form(version, note_en="A note that took long to write") | changes
    if "supersedes" in form:
        form["supersedes"] = BreachNotice.objects.get(code=form["supersedes"]).pk
    for step in ({}, {"step": "save"}):
        answer = lead.post(ADD, form | step)
        assert answer.status_code == 422
        assert words in text(answer)
        assert "A note that took long to write" in answer.content.decode()
    assert current_list(coupang.incident_id).number == version


def test_one_more_assertion_of_a_known_notice(lead, coupang, version):
    form = {
        "change": "assert",
        "seen_version": version,
        "notice": BreachNotice.objects.get(code="J1").pk,
        "says": "not_leaked",
        "count": "",
        "citation": "p. 12",
        "reason": "The investigation corrects itself",
    }
    assert save(lead, f"{CELL}change/", form).status_code == 302
    answer = lead.get(LIST)
    assert cell(answer, "Shared-entrance code", 2).startswith("Not leaked disputed Investigation")


def test_a_pin_decides_until_it_is_removed_and_both_stand_in_the_history(lead, coupang, version):
    controllers = LeakAssertion.objects.get(notice__code="C2", item__code="entrance_code")
    pin = {"change": "pin", "seen_version": version, "assertion": controllers.pk, "reason": "Conceded in court"}
    assert save(lead, f"{CELL}change/", pin).status_code == 302
    assert "pinned Controller, Feb. 10, 2026 (C2)" in cell(lead.get(LIST), "Shared-entrance code", 2)
    assert "Conceded in court" in text(lead.get(CELL))
    unpin = {"change": "unpin", "seen_version": version + 1, "reason": "Withdrawn again"}
    assert save(lead, f"{CELL}change/", unpin).status_code == 302
    assert "Investigation, Feb. 10, 2026 (J1)" in cell(lead.get(LIST), "Shared-entrance code", 2)
    assert "pinned" in cell(lead.get(f"{LIST}versions/{version + 1}/"), "Shared-entrance code", 2)
    assert not AssertionPin.objects.filter(until_version__isnull=True).exists()
    assert lead.post(f"{CELL}change/", unpin | {"seen_version": version + 2}).status_code == 422


def test_an_assertion_of_another_cell_cannot_be_pinned_here(lead, coupang, version):
    elsewhere = LeakAssertion.objects.filter(item__code="payment").first()
    pin = {"change": "pin", "seen_version": version, "assertion": elsewhere.pk, "reason": "Mistake"}
    assert lead.post(f"{CELL}change/", pin).status_code == 422
    assert current_list(coupang.incident_id).number == version


@pytest.mark.parametrize("address", ["cells/main/nothing/", "cells/nobody/name/", "versions/0/"])
def test_there_is_no_page_for_what_the_incident_does_not_have(lead, address):
    assert lead.get(f"{LIST}{address}").status_code == 404
