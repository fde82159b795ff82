"""How the leaked-field list came about: a cell version by version, pins that went, any two versions compared."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import BreachNotice, LeakAssertion, LeakedFieldList
from claims.queries.leaked_list import current_list
from claims.rules.leaked_list import Says
from claims.rules.stages import ActorKind
from claims.services.actors import Actor
from claims.services.leaked_list import (
    NewAssertion,
    NewNotice,
    add_assertion,
    add_notices,
    pin_assertion,
    remove_pin,
)
from tests.claims.admin.test_claim_page import text
from tests.claims.admin.test_leaked_list import CELL, LIST

pytestmark = pytest.mark.django_db

DIFFERENCES = f"{LIST}differences/"


@pytest.fixture
def by(lead):
    return Actor(ActorKind.STAFF, lead.user.pk)


def rows(answer, section: str) -> list[str]:
    """The body rows of the table in a section, as text."""
    html = answer.content.decode().split(f'id="{section}"', 1)[1].split("</section>", 1)[0]
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in re.findall(r"<tr.*?</tr>", html, re.S)[1:]
    ]


def test_a_cell_tells_version_by_version_what_it_said_on_whose_word_and_why(auditor):
    now, second, first = rows(auditor.get(CELL), "history-title")
    assert first.startswith("3 Leaked Regulator, Dec. 3, 2025 (R1) Came with it: Leaked (R1)")
    assert "The Commission orders a new notice" in first
    assert second.startswith("4 – 6 Leaked Regulator, Dec. 3, 2025 (R1) Came with it: Leaked (N3)")
    assert now.startswith("7 Leaked disputed Investigation, Feb. 10, 2026 (J1) Came with it: Leaked (J1), Leaked (C2)")


def test_a_cell_that_nobody_spoke_of_has_no_history(auditor):
    page = text(auditor.get(f"{LIST}cells/first_notified/payment/"))
    assert "Nobody has said anything." in page
    assert "History" not in page


def test_pins_that_were_taken_away_stay_with_both_reasons_and_authors(auditor, lead, coupang, by):
    c2, j1 = (LeakAssertion.objects.get(notice__code=code, item__code="entrance_code") for code in ("C2", "J1"))
    pin_assertion(assertion_id=c2.pk, reason="Conceded in court", actor=by)
    pin_assertion(assertion_id=j1.pk, reason="The concession was withdrawn", actor=by)
    remove_pin(pin_id=j1.pins.get().pk, reason="No longer needed", actor=by)
    answer = auditor.get(CELL)
    page = text(answer).split("Pins that were taken away", 1)[1]
    later, earlier = page.split("Since version 9"), page.split("Since version 8")
    assert re.search(
        r"Since version 9 \(.*, lead\) The concession was withdrawn Taken away by version 10 .*lead\)", page
    )
    assert "No longer needed" in later[1]
    assert re.search(r"Since version 8 \(.*, lead\) Conceded in court Taken away by version 9", page)
    assert "The concession was withdrawn" in earlier[1]
    said = rows(answer, "history-title")
    assert [row.split(" ")[0] for row in said] == ["10", "9", "8", "7", "4", "3"]
    assert "Leaked disputed pinned Controller, Feb. 10, 2026 (C2)" in said[2]
    assert "pinned" not in said[0]


def test_a_pinned_cell_bears_its_reason_in_every_version_that_had_the_pin(auditor, by):
    c2 = LeakAssertion.objects.get(notice__code="C2", item__code="entrance_code")
    pin_assertion(assertion_id=c2.pk, reason="Conceded in court", actor=by)
    remove_pin(pin_id=c2.pins.get().pk, reason="No longer needed", actor=by)
    pinned, unpinned = (text(auditor.get(f"{DIFFERENCES}?to={number}")) for number in (8, 9))
    assert re.search(r"Investigation, Feb. 10, 2026 \(J1\).*pinned Controller.*Conceded in court", pinned)
    assert re.search(r"pinned Controller.*Conceded in court.*Investigation, Feb. 10, 2026 \(J1\)", unpinned)


def test_two_versions_are_compared_cell_by_cell_with_what_came_in_between(auditor):
    answer = auditor.get(f"{DIFFERENCES}?from=2&to=4")
    page = text(answer)
    assert "What changed from version 2 to version 4" in page
    changed = rows(answer, "changes-title")
    entrance = next(row for row in changed if row.startswith("Shared-entrance code"))
    assert "Unknown Nobody has said anything. Leaked Regulator, Dec. 3, 2025 (R1)" in entrance
    name = next(row for row in changed if row.startswith("Name"))
    assert "same word, other grounds" in name
    assert re.search(r"Leaked Controller, Nov. 29, 2025 \(N2\) Leaked Controller, Dec. 7, 2025 \(N3\)", name)
    assert [row.split(" ")[0] for row in rows(answer, "added-title")] == ["R1", "N3"]
    assert "Versions made in between" in page
    assert "New notice, with the entrance codes" in page


def test_the_order_of_naming_two_versions_and_what_is_left_out_do_not_matter(auditor):
    def told(query: str) -> str:
        return auditor.get(f"{DIFFERENCES}{query}").content.decode().split('id="changes-title"', 1)[1]

    assert told("?from=4&to=2") == told("?from=2&to=4")
    assert told("") == told("?from=6&to=7") == told("?to=7")
    assert "This is one and the same version." in told("?from=3&to=3")
    assert "(N1)" in told("?to=1")


@pytest.mark.parametrize("query", ["?to=99", "?to=-1", "?to=x", "?from=1&to=" + "9" * 20, "?from=0&to=0", "?from=²"])
def test_there_is_no_comparison_with_a_version_that_there_is_not(auditor, query):
    assert auditor.get(f"{DIFFERENCES}{query}").status_code == 404


def test_a_word_added_to_a_known_notice_is_told_as_such(auditor, by):
    add_assertion(
        notice_id=BreachNotice.objects.get(code="J1").pk,
        assertion=NewAssertion(item="login", says=Says.LEAKED, citation="p. 40"),
        reason="Annex",
        actor=by,
    )
    page = text(auditor.get(DIFFERENCES))
    assert "Words added to earlier notices" in page
    assert "Log-in credentials, Accounts notified from 29 November 2025: Leaked – Investigation" in page
    assert "Notices added in between" not in page


def grow(incident_id: int, by: Actor, rounds: int) -> None:
    """More versions, each with a notice that speaks of every cohort's entrance code and payment."""
    for number in range(rounds):
        notice = NewNotice(
            code=f"X{number}",
            cohort="main",
            source="court",
            dated=date(2026, 3, 1) + timedelta(days=number),
            citation=f"decision {number}",
            to_claimants=False,
            assertions=[NewAssertion(item=item, says=Says.LEAKED) for item in ("entrance_code", "payment", "login")],
        )
        add_notices(incident_id=incident_id, notices=[notice], reason=f"round {number}", actor=by)


@pytest.mark.parametrize(
    "address", [LIST, CELL, f"{DIFFERENCES}?from=1&to={{newest}}", f"{LIST}versions/{{newest}}/print/"]
)
def test_the_number_of_queries_does_not_grow_with_the_list(lead, coupang, by, address):
    lead.get(LIST)  # the first request of a session writes it
    counts = []
    for rounds in (0, 12):
        grow(coupang.incident_id, by, rounds)
        newest = current_list(coupang.incident_id).number
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(address.format(newest=newest)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20
    assert LeakedFieldList.objects.count() == newest == 19
