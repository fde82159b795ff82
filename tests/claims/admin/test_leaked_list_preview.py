"""The preview of a change of the leaked-field list: it shows, keeps what was typed, and is saved exactly once."""

from datetime import date

import pytest

from claims.models import AuditEntry, BreachNotice, CaseRole, LeakAssertion, LeakedFieldList, WorkItem
from claims.queries.leaked_list import current_list
from claims.rules.leaked_list import Says
from claims.rules.stages import ActorKind
from claims.services.actors import Actor
from claims.services.leaked_list import NewAssertion, NewNotice, add_notices, pin_assertion
from tests.claims.admin.cast import file_claim, judge
from tests.claims.admin.test_claim_page import text
from tests.claims.admin.test_leaked_list import ADD, CELL, carried, notice_form, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(coupang):
    return current_list(coupang.incident_id).number


def stored() -> tuple[int, ...]:
    models = (LeakedFieldList, BreachNotice, LeakAssertion, AuditEntry, WorkItem)
    return tuple(model.objects.count() for model in models)


def somebody_adds(incident_id: int, code: str = "OTHER") -> LeakedFieldList:
    notice = NewNotice(
        code=code,
        cohort="main",
        source="court",
        dated=date(2026, 3, 1),
        citation="elsewhere",
        to_claimants=False,
        assertions=[NewAssertion(item="login", says=Says.LEAKED)],
    )
    return add_notices(incident_id=incident_id, notices=[notice], reason="meanwhile", actor=Actor(ActorKind.OPERATOR))


def test_the_preview_shows_cells_and_answers_and_changes_nothing(lead, version):
    before = stored()
    answer = lead.post(ADD, notice_form(version))
    assert answer.status_code == 200
    assert stored() == before
    page = text(answer)
    assert f"This is what version {version + 1} would do. Nothing has been saved yet." in page
    assert "1 cell would change" in page
    assert "Payment information" in page
    assert "Not leaked Controller, Dec. 7, 2025 (N3)" in page
    assert "Leaked disputed Decided by what is about to be saved" in page
    assert "Citation 2025가합1" in page
    assert "Reason Judgment of first instance" in page


def test_saving_makes_the_version_that_was_shown(lead, version):
    assert save(lead, ADD, notice_form(version, note_en="first\nsecond", to_claimants="on")).status_code == 302
    notice = BreachNotice.objects.get(code="COURT1")
    assert (notice.note_en, notice.bit, notice.since_version) == ("first\nsecond", 4, version + 1)
    made = LeakedFieldList.objects.get(number=version + 1)
    assert (made.reason, made.made_by) == ("Judgment of first instance", lead.user)


def test_one_can_go_back_from_the_preview_with_everything_typed(lead, version):
    shown = lead.post(ADD, notice_form(version, note_en="A note that took long to write"))
    answer = lead.post(ADD, carried(shown) | {"step": "edit"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'value="A note that took long to write"' in page
    assert '<option value="court" selected>' in page
    assert current_list(BreachNotice.objects.get(code="N1").incident_id).number == version


def test_a_second_click_on_save_finds_the_version_of_the_first(lead, coupang, version):
    form = carried(lead.post(ADD, notice_form(version)))
    first, second = lead.post(ADD, form), lead.post(ADD, form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert BreachNotice.objects.filter(code="COURT1").count() == 1
    assert current_list(coupang.incident_id).number == version + 1


def test_a_second_click_that_unpins_finds_the_version_of_the_first(lead, coupang, version):
    said = LeakAssertion.objects.get(notice__code="C2", item__code="entrance_code")
    pin_assertion(assertion_id=said.pk, reason="conceded", actor=Actor(ActorKind.STAFF, lead.user.pk))
    unpin = {"change": "unpin", "seen_version": version + 1, "reason": "Withdrawn again"}
    form = carried(lead.post(f"{CELL}change/", unpin))
    assert [lead.post(f"{CELL}change/", form).status_code for _click in range(2)] == [302, 302]
    assert current_list(coupang.incident_id).number == version + 2


def test_a_version_in_between_refuses_the_save_and_shows_the_preview_anew(lead, coupang, version):
    form = carried(lead.post(ADD, notice_form(version, note_en="A note that took long to write")))
    somebody_adds(coupang.incident_id)
    late = lead.post(ADD, form)
    assert late.status_code == 422
    page = text(late)
    assert "Somebody changed the list while you were reading it." in page
    assert f"This is what version {version + 2} would do." in page
    assert current_list(coupang.incident_id).number == version + 1
    again = carried(late)
    assert again["note_en"] == "A note that took long to write"
    assert lead.post(ADD, again).status_code == 302
    assert current_list(coupang.incident_id).number == version + 2


def test_a_form_from_before_somebody_elses_change_is_previewed_on_the_new_version(lead, coupang, version):
    somebody_adds(coupang.incident_id)
    answer = lead.post(ADD, notice_form(version))
    assert answer.status_code == 422
    assert f"This is what version {version + 2} would do." in text(answer)
    assert lead.post(ADD, carried(answer)).status_code == 302


def test_what_became_impossible_in_between_comes_back_as_a_form(lead, coupang, version):
    form = carried(lead.post(ADD, notice_form(version)))
    somebody_adds(coupang.incident_id, code="COURT1")
    late = lead.post(ADD, form)
    assert late.status_code == 422
    assert "A notice with this code exists already." in text(late)
    assert 'value="2025가합1"' in late.content.decode()


@pytest.mark.parametrize("forged", [{"key": "x"}, {"key": ""}, {"seen_version": "-1"}, {"seen_version": "9" * 30}])
def test_a_forged_preview_saves_nothing_unseen(lead, coupang, version, forged):
    form = carried(lead.post(ADD, notice_form(version))) | forged
    answer = lead.post(ADD, form)
    if "key" in forged:  # names a preview that nobody saved
        assert answer.status_code == 302
    else:
        assert answer.status_code == 422
        assert current_list(coupang.incident_id).number == version


def test_the_preview_counts_item_by_item_and_names_claims_of_readable_cases_only(lead, coupang, other_case, version):
    mine, others = (file_claim(case, data_items=["payment"]) for case in (coupang, other_case))
    file_claim(coupang, data_items=["email"])
    page = text(lead.post(ADD, notice_form(version)))
    assert "Payment information Contradicted Supported 2" in page
    assert f"Review by a person Verified 2 {mine.number} What" in page
    assert others.number not in page
    CaseRole.objects.create(case=other_case, user=lead.user, role="auditor")
    assert others.number in text(lead.post(ADD, notice_form(version)))


def test_what_the_preview_says_is_what_happens(lead, coupang, version):
    claim = file_claim(coupang, data_items=["name"])
    assert claim.stage == "verified"
    form = notice_form(version, says_name="not_leaked")
    shown = lead.post(ADD, form)
    assert f"Checked Being reviewed by a person 1 {claim.number}" in text(shown)
    claim.refresh_from_db()
    assert claim.stage == "verified"
    assert lead.post(ADD, carried(shown)).status_code == 302
    judge()
    claim.refresh_from_db()
    assert claim.stage == "review"
