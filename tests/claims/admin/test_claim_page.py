"""A claim's page: what the rules found, in words; personal data hidden until asked for, and every look recorded."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import AuditEntry, Claimant, WorkItem
from claims.rules.leaked_list import Says
from claims.rules.stages import ActorKind
from claims.services.actors import Actor
from claims.services.moves import move_claim
from tests.claims.admin.cast import file_claim, judge, open_pair
from tests.court import court_says

pytestmark = pytest.mark.django_db

SECRETS = {
    "name": "김새롬",
    "birth_date": "1991-02-03",
    "email": "saerom@example.org",
    "phone": "010-9876-5432",
    "address": {"postcode": "04524", "line": "서울특별시 중구 세종대로 110"},
    "account": {"email": "shop@example.net", "phone": "010-1111-2222"},
    "other_proceedings": {"kind": "mediation", "details": "2025조정1234"},
}
VALUES = ("김새롬", "1991", "saerom@example.org", "9876", "04524", "세종대로", "shop@example.net", "1111", "조정1234")


def url(claim, end: str = "") -> str:
    return f"/counsel/claims/{claim.number}/{end}"


def text(answer) -> str:
    """What a reader sees, without markup."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_no_personal_data_is_on_the_page_until_it_is_asked_for(lead, file):
    page = lead.get(url(file(**SECRETS))).content.decode()
    assert not [value for value in VALUES if value in page]
    assert page.count("••••••") == 9


def test_a_group_is_shown_on_the_answer_to_the_request_and_not_on_the_next(reviewer, file):
    claim = file(**SECRETS)
    answer = reviewer.post(url(claim, "reveal/"), {"group": "identity", "reason": "check_claim"})
    page = text(answer)
    assert "김새롬" in page
    assert "Feb. 3, 1991" in page
    assert "saerom@example.org" not in page
    assert "no-store" in answer["cache-control"]
    assert "김새롬" not in text(reviewer.get(url(claim)))


def test_a_single_field_is_shown_and_what_was_open_stays_open(reviewer, file):
    claim = file(**SECRETS)
    page = text(reviewer.post(url(claim, "reveal/"), {"field": "phone", "shown": "name", "reason": "contact_claimant"}))
    assert ("010-9876-5432" in page, "김새롬" in page, "saerom" in page) == (True, True, False)


def test_each_look_is_recorded_with_fields_and_reason_but_no_value(reviewer, coupang, file):
    claim = file(**SECRETS)
    reviewer.post(url(claim, "reveal/"), {"group": "contact", "reason": "check_duplicate"})
    entry = AuditEntry.objects.get(action="claim.reveal")
    assert (entry.actor, entry.place, entry.case, entry.subject_id) == (
        reviewer.user,
        "127.0.0.1",
        coupang,
        str(claim.pk),
    )
    assert entry.detail == {"fields": ["email", "phone", "postcode", "address"], "reason": "check_duplicate"}


@pytest.mark.parametrize(
    "form",
    [
        {"group": "identity"},
        {"group": "identity", "reason": "curiosity"},
        {"reason": "check_claim"},
        {"field": "wrapped_key", "reason": "check_claim"},
        {"group": "everything", "field": "receipt_hash", "reason": "check_claim"},
    ],
)
def test_without_a_reason_or_a_known_field_nothing_is_opened(reviewer, file, form):
    claim = file(**SECRETS)
    answer = reviewer.post(url(claim, "reveal/"), form)
    assert answer.status_code == 422
    assert not [value for value in VALUES if value in answer.content.decode()]
    assert not AuditEntry.objects.filter(action="claim.reveal").exists()


def test_nothing_is_opened_that_could_not_be_recorded(reviewer, file, monkeypatch):
    claim, opened = file(**SECRETS), []
    monkeypatch.setattr("claims.services.reveal.open_fields", lambda *args: opened.append(args))

    def full(*args, **kwargs):
        raise OSError

    monkeypatch.setattr("claims.services.reveal.audit.record", full)
    with pytest.raises(OSError):
        reviewer.post(url(claim, "reveal/"), {"group": "identity", "reason": "check_claim"})
    assert opened == []


def test_a_value_that_was_moved_from_another_person_is_an_error_and_not_shown(reviewer, file):
    claim, other = file(**SECRETS), file()
    Claimant.objects.filter(pk=claim.claimant_id).update(name=other.claimant.name)
    reviewer.raise_request_exception = False
    answer = reviewer.post(url(claim, "reveal/"), {"group": "identity", "reason": "check_claim"})
    assert answer.status_code == 500


def test_of_an_erased_person_the_page_says_so_and_shows_the_rest(reviewer, file):
    claim = file(**SECRETS)
    Claimant.objects.filter(pk=claim.claimant_id).update(wrapped_key=None)
    assert "have been erased" in text(reviewer.get(url(claim)))
    answer = reviewer.post(url(claim, "reveal/"), {"group": "identity", "reason": "check_claim"})
    assert "have been erased" in text(answer)


def test_reading_the_page_is_recorded(clerk, file):
    claim = file()
    clerk.get(url(claim))
    entry = AuditEntry.objects.get(action="claim.view")
    assert (entry.actor, entry.subject_id, entry.detail) == (clerk.user, str(claim.pk), {})


def test_every_check_is_told_with_its_rule_outcome_and_reason_in_words_what_fails_first(lead, file):
    page = text(lead.get(url(file(other_proceedings={"kind": "other_suit"}))))
    assert "13 of 14 passed · leaked-field list, version 7" in page
    first = page.index("Another suit over the same claim is pending and must be withdrawn first")
    assert "16 Other proceedings Deficiency asked of the claimant" in page[:first]
    assert first < page.index("Required answers and consents")


def items_told(page: str) -> str:
    section = page[page.index("Data items claimed", page.index("Data items claimed") + 1) :]
    return section[: section.index("Personal data")]


def test_each_data_item_is_told_with_its_verdict_and_whose_word_decides_it(lead, file):
    items = ["name", "payment", "entrance_code"]
    told = items_told(text(lead.get(url(file(data_items=items, entrance_code_stored="unknown")))))
    assert re.search(r"Name Supported \S.*: Leaked – Investigation, Feb\. 10, 2026 \(J1\)", told)
    assert re.search(r"Payment information Contradicted \S.*: Not leaked – ", told)
    assert "Unproven It leaked in the claimant's cohort; whether one was stored is not known." in told


def test_a_claimants_own_answer_contradicts_an_entrance_code(lead, file):
    told = items_told(text(lead.get(url(file(data_items=["name", "entrance_code"], entrance_code_stored="no")))))
    assert "Contradicted The claimant says that none was stored." in told


def test_without_a_known_notice_no_item_is_looked_up(lead, file):
    told = items_told(text(lead.get(url(file(notices=[])))))
    assert "Unproven No known notice is named, so there is no cohort to look in." in told


def test_the_cell_that_decides_is_one_step_away(lead, file):
    page = lead.get(url(file(data_items=["email"]))).content.decode()
    assert 'href="/counsel/cases/coupang-2025/list/cells/main/email/"' in page


def test_of_a_check_whose_inputs_were_not_kept_the_items_are_named_without_a_verdict(lead, file):
    claim = file(data_items=["name", "payment"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE claims_verification SET facts_id = NULL, context_id = NULL")
        cursor.execute("SET LOCAL session_replication_role = origin")
    told = items_told(text(lead.get(url(claim))))
    assert "was not kept with this check" in told
    assert "Name" in told
    assert "Supported" not in told


def test_a_new_list_version_leaves_the_earlier_check_to_be_read(lead, coupang, file):
    claim = file(data_items=["name", "payment"])
    actor = Actor(ActorKind.STAFF, lead.user.pk)
    court_says("payment", Says.LEAKED, case=coupang, actor=actor)
    assert "waiting for a worker" in text(lead.get(url(claim)))
    assert "there is a newer one" in text(lead.get(url(claim)))
    judge()
    page = text(lead.get(url(claim)))
    assert "leaked-field list, version 8" in page
    assert "1 earlier check" in page
    assert "Said not to have leaked: Payment information" in page


def test_a_check_that_failed_for_good_is_told(lead, file):
    claim = file()
    WorkItem.objects.filter(subject=claim.pk).update(state="dead")
    assert "failed several times" in text(lead.get(url(claim)))


def test_possible_duplicates_are_told_from_both_sides_with_what_agrees(lead, coupang):
    pair = open_pair(coupang)
    agrees = "same surname, given names one letter apart, same date of birth, same phone number and same home"
    page = text(lead.get(url(pair.later)))
    assert f"{pair.earlier.number} Checked {agrees} That one came first" in page
    page = text(lead.get(url(pair.earlier)))
    assert f"{pair.later.number} Held as a possible duplicate {agrees} This one came first" in page


def test_a_duplicate_in_a_case_of_others_is_told_without_its_number(lead, file, other_case):
    mail = {"account": {"email": "same@example.org"}}
    theirs = file_claim(other_case, **mail)
    page = text(lead.get(url(file(**mail))))
    assert "A claim in a case that you do not work on" in page
    assert theirs.number not in page


def test_the_timeline_tells_moves_with_who_and_why_newest_first(lead, reviewer, file):
    claim = file(other_proceedings={"kind": "mediation"})
    actor = Actor(ActorKind.STAFF, reviewer.user.pk)
    move_claim(claim_id=claim.pk, to="verified", actor=actor, reason="The mediation ended on 3 May.")
    page = text(lead.get(url(claim)))
    timeline = page[page.index("Timeline") :]
    events = ["Checked – Clear reviewer The mediation ended", "Being reviewed", "Being checked", "Received – Filed"]
    places = [timeline.index(event) for event in events]
    assert places == sorted(places)


def test_reasons_are_read_by_those_who_may_and_that_is_recorded(lead, auditor, reviewer, file):
    claim = file(other_proceedings={"kind": "mediation"})
    move_claim(
        claim_id=claim.pk, to="verified", actor=Actor(ActorKind.STAFF, reviewer.user.pk), reason="Kim Saerom called"
    )
    assert "Kim Saerom called" in text(lead.get(url(claim)))
    seen = text(auditor.get(url(claim)))
    assert "Kim Saerom called" not in seen
    assert "A reason was given" in seen
    of_lead, of_auditor = AuditEntry.objects.filter(action="claim.view").order_by("pk")
    assert (of_lead.detail, of_auditor.detail) == ({"fields": ["reasons"]}, {})


def test_who_looked_is_told_to_those_who_oversee_only(lead, reviewer, file):
    claim = file(**SECRETS)
    reviewer.post(url(claim, "reveal/"), {"group": "account", "reason": "check_duplicate"})
    assert "Who opened this claim" not in text(reviewer.get(url(claim)))
    page = text(lead.get(url(claim)))
    assert "Opened personal data reviewer E-mail address of the account and Phone number of the account" in page
    assert "To compare possible duplicates" in page


def test_the_next_in_the_queue_is_one_step_away(lead, file):
    claims = [file(other_proceedings={"kind": "mediation"}) for _ in range(3)]
    middle = lead.get(url(claims[1]) + "?queue=to_decide").content.decode()
    assert f'href="{url(claims[0])}?queue=to_decide" rel="prev"' in middle
    assert f'href="{url(claims[2])}?queue=to_decide" rel="next"' in middle
    move_claim(
        claim_id=claims[1].pk, to="verified", actor=Actor(ActorKind.STAFF, lead.user.pk), reason="The mediation ended."
    )
    decided = lead.get(url(claims[1]) + "?queue=to_decide").content.decode()
    assert f'href="{url(claims[0])}?queue=to_decide" rel="next"' in decided


def test_the_number_of_queries_does_not_depend_on_what_the_claim_has(lead, coupang, file):
    mail = {"account": {"email": "same@example.org"}}
    plain, rich = file(), [file(**mail, data_items=["name", "email", "payment"]) for _ in range(3)][-1]
    for _ in range(3):
        WorkItem.objects.filter(subject=rich.pk).update(state="pending", due_at="2020-01-01T00:00Z")
        judge()
    counts = []
    for claim in (plain, rich):
        lead.get(url(claim))
        with CaptureQueriesContext(connection) as queries:
            lead.get(url(claim))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 28


def test_what_a_claimant_wrote_is_shown_as_text_and_never_as_markup(reviewer, file):
    claim = file(address={"postcode": "04524", "line": "<script>alert(1)</script> 110"})
    page = reviewer.post(url(claim, "reveal/"), {"group": "contact", "reason": "check_claim"}).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
