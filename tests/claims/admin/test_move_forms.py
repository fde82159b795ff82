"""Moving claims and cases: only what table and role allow, nothing typed is lost, no click counts twice."""

import re

import pytest

from claims.models import AuditEntry, CaseTransition, Claim, ClaimTransition, WorkItem
from claims.rules.stages import ActorKind, Subject, table
from claims.services.actors import Actor
from claims.services.moves import move_claim
from tests.claims.admin.cast import judge
from tests.claims.admin.test_claim_page import text, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_review(file):
    return file(other_proceedings={"kind": "mediation"})


def ask(client, claim, to, *, seq=None, follow=False, **form):
    form = {"to": to, "seq": claim.stage_seq if seq is None else seq} | form
    return client.post(url(claim, "move/"), form, follow=follow)


def offered(client, claim) -> set[str]:
    return set(re.findall(r'name="to" value="(\w+)"', client.get(url(claim)).content.decode()))


def test_each_role_is_offered_what_it_may_do(clerk, reviewer, lead, auditor, in_review):
    assert offered(clerk, in_review) == {"withdrawn", "deceased"}
    assert offered(reviewer, in_review) == {"verified", "rejected", "merged", "withdrawn", "deceased"}
    assert offered(lead, in_review) == offered(reviewer, in_review)
    assert offered(auditor, in_review) == set()


def test_a_move_goes_back_to_the_page_and_is_recorded_with_its_sealed_reason(reviewer, in_review):
    answer = ask(reviewer, in_review, "verified", reason="The mediation ended.", follow=True)
    assert answer.redirect_chain == [(f"{url(in_review)}?queue=review", 302)]
    assert "Moved to “Checked”." in text(answer)
    made = ClaimTransition.objects.get(claim=in_review, to_stage="verified")
    assert (made.actor, made.actor_kind, made.cause) == (reviewer.user, "staff", "clear")
    assert b"mediation" not in bytes(made.reason)
    entry = AuditEntry.objects.get(action="claim.move", actor=reviewer.user)
    assert (entry.place, entry.detail["to"]) == ("127.0.0.1", "verified")


def test_a_move_of_another_role_is_refused_and_changes_nothing(clerk, auditor, in_review):
    for client in (clerk, auditor):
        assert ask(client, in_review, "verified", reason="Let me").status_code == 403
    in_review.refresh_from_db()
    assert in_review.stage == "review"


@pytest.mark.parametrize("to", ["filed", "submitted", "nonsense", ""])
def test_a_move_that_the_table_does_not_have_is_refused_in_words(lead, in_review, to):
    answer = ask(lead, in_review, to, reason="Because")
    assert answer.status_code == 409
    assert Claim.objects.get(pk=in_review.pk).stage == "review"


def test_a_missing_reason_is_asked_for(reviewer, in_review):
    answer = ask(reviewer, in_review, "rejected", reason="   ")
    assert answer.status_code == 422
    assert "Please give a reason." in text(answer)
    assert Claim.objects.get(pk=in_review.pk).stage == "review"


def test_what_was_typed_is_kept_when_somebody_else_was_faster(reviewer, lead, in_review):
    move_claim(claim_id=in_review.pk, to="rejected", actor=Actor(ActorKind.STAFF, lead.user.pk), reason="No mandate")
    answer = ask(reviewer, in_review, "verified", reason="I checked the mediation.")
    page = text(answer)
    assert answer.status_code == 409
    assert "Somebody moved it while you were reading." in page
    assert "I checked the mediation." in page
    assert "Not accepted" in page
    assert Claim.objects.get(pk=in_review.pk).stage == "rejected"


def test_a_second_click_does_nothing_more_and_complains_of_nothing(reviewer, in_review):
    first = ask(reviewer, in_review, "verified", reason="The mediation ended.")
    second = ask(reviewer, in_review, "verified", reason="The mediation ended.")
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["location"] == second["location"]
    assert ClaimTransition.objects.filter(claim=in_review, to_stage="verified").count() == 1


@pytest.mark.parametrize("seq", ["", "x", "-1", "99999999999999999999", "²"])
def test_a_form_without_a_readable_place_is_taken_for_an_old_one(reviewer, in_review, seq):
    assert ask(reviewer, in_review, "verified", seq=seq, reason="Because").status_code == 409


def test_where_there_is_no_way_back_it_must_be_confirmed(reviewer, in_review):
    refused = ask(reviewer, in_review, "withdrawn", reason="They wrote to us.")
    assert refused.status_code == 422
    assert "There is no way back" in text(refused)
    assert "They wrote to us." in text(refused)
    assert ask(reviewer, in_review, "withdrawn", reason="They wrote to us.", confirmed="yes").status_code == 302
    assert Claim.objects.get(pk=in_review.pk).stage == "withdrawn"


def test_only_moves_without_a_way_back_ask_for_it():
    stages = table("joint_action", Subject.CLAIM)
    lasting = {(move.from_stage, move.to_stage) for move in stages.moves if not stages.leads_back(move)}
    for final in (("batched", "filed"), ("review", "withdrawn"), ("filed", "awarded"), ("payable", "paid")):
        assert final in lasting
    for undone in (
        ("review", "rejected"),
        ("review", "merged"),
        ("verified", "authorised"),
        ("authorised", "batched"),
        ("filed", "deceased"),
        ("deceased", "succession"),
    ):
        assert (undone in lasting) == (undone == ("deceased", "succession"))


def test_recording_a_cure_has_the_claim_checked_again(clerk, file):
    claim = file(other_proceedings={"kind": "other_suit"})
    assert claim.stage == "needs_information"
    ask(clerk, claim, "verifying", reason="Proof of withdrawal came by post.")
    assert WorkItem.objects.filter(subject=claim.pk, state="pending").count() == 1
    judge()
    claim.refresh_from_db()
    assert claim.stage == "needs_information"


def test_a_case_moves_with_who_and_why(lead, coupang):
    page = text(lead.get("/counsel/cases/coupang-2025/"))
    assert "Record a mediation proposal" in page
    form = {"to": "mediation_offer", "seq": coupang.stage_seq, "reason": "The Commission proposes 300,000 won."}
    answer = lead.post("/counsel/cases/coupang-2025/move/", form, follow=True)
    assert "Moved to “Mediation proposed”." in text(answer)
    made = CaseTransition.objects.get(case=coupang, seq=coupang.stage_seq + 1)
    assert (made.actor, made.reason) == (lead.user, "The Commission proposes 300,000 won.")
    again = lead.post("/counsel/cases/coupang-2025/move/", form)
    assert again.status_code == 302
    assert CaseTransition.objects.filter(case=coupang).count() == made.seq


def test_a_case_that_moved_meanwhile_keeps_what_was_typed(lead, coupang):
    old = {"to": "mediation_offer", "seq": coupang.stage_seq - 1, "reason": "A proposal came."}
    answer = lead.post("/counsel/cases/coupang-2025/move/", old)
    assert (answer.status_code, "A proposal came." in text(answer)) == (409, True)


def test_a_case_is_not_closed_to_claims_without_confirmation(lead, coupang):
    form = {"to": "collecting_documents", "seq": coupang.stage_seq}
    assert lead.post("/counsel/cases/coupang-2025/move/", form).status_code == 422
    assert lead.post("/counsel/cases/coupang-2025/move/", form | {"confirmed": "yes"}).status_code == 302
