"""The page that answers why: the same for whoever asks, in either language, with nothing personal on it."""

import re
from dataclasses import fields

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import AuditEntry, Claim, Verification
from claims.rules.leaked_list import Says
from claims.rules.stages import ActorKind
from claims.rules.verification import RULES, THRESHOLDS, AgeBand, ClaimFacts, Contact, Identity
from claims.services import work
from claims.services.actors import Actor
from claims.services.moves import move_claim
from claims.services.reproduction import Fidelity, Part
from claims.wording import verdict
from tests.claims.admin.cast import judge
from tests.claims.admin.test_claim_page import SECRETS, VALUES, text
from tests.court import court_says

pytestmark = pytest.mark.django_db


def why(claim: Claim, run: Verification | None = None) -> str:
    claim.refresh_from_db()
    return f"/counsel/claims/{claim.number}/runs/{run.pk if run else claim.verification_id}/"


def content(answer) -> str:
    """What the page itself says, without the frame around it."""
    page = answer.content.decode()
    return page[page.index("<h1>") : page.index("</main>") if "</main>" in page else None]


def court_denies(item: str, coupang, user) -> None:
    court_says(item, Says.NOT_LEAKED, case=coupang, actor=Actor(ActorKind.STAFF, user.pk))
    judge()


def test_everything_that_a_verdict_follows_from_is_told(lead, file):
    claim = file(data_items=["name", "payment"], other_proceedings={"kind": "mediation"})
    page = text(lead.get(why(claim)))
    assert "Outcome of the check: Review by a person" in page
    assert "The claim came in" in page
    assert "came out exactly as they stand here" in page
    assert "Received → , then Being checked" in page
    assert "Being checked → , then Being reviewed by a person" in page
    assert "16 Other proceedings Review A mediation over the same claim is pending" in page
    assert "Version 1 of the rule · Civil Procedure Act 259 · It reads: Other proceedings" in page
    assert re.search(r"Payment information Contradicted", page)
    assert "Data items claimed Name and Payment information" in page
    assert "Leaked-field list version 7" in page
    assert "Affected-account list none in force" in page
    assert "Rule settings default settings" in page
    assert "End of the limitation period" in page


def test_two_people_are_told_the_same(lead, auditor, clerk, file):
    claim = file(data_items=["name", "payment"])
    pages = {content(browser.get(why(claim))) for browser in (lead, auditor, clerk)}
    assert len(pages) == 1


def test_both_languages_tell_the_same_facts(lead, file):
    claim = file(data_items=["name", "payment", "entrance_code"], entrance_code_stored="unknown")
    english, korean = (content(lead.get(why(claim), headers={"accept-language": code})) for code in ("en", "ko"))
    marks = re.compile(r'href="[^"]+"|class="[^"]+"|<dt>|<li')
    assert marks.findall(english) == marks.findall(korean)
    assert not re.findall(r"[가-힣]", re.sub(r"<[^>]+>", "", english))
    assert "Version" not in korean
    assert "It reads" not in korean


def test_nothing_personal_is_on_it(lead, file):
    page = lead.get(why(file(**SECRETS))).content.decode()
    assert not [value for value in VALUES if value in page]


def test_a_check_tells_what_it_took_over_and_from_which(lead, coupang, file):
    claim = file(data_items=["email", "name"])
    first = Verification.objects.get(claim=claim)
    court_denies("email", coupang, lead.user)
    page = lead.get(why(claim)).content.decode()
    assert "The leaked-field list changed" in page
    assert page.count("Taken over from an earlier check:") == first.judged.bit_count() - 2  # 10 and 11 read the list
    assert f'href="{why(claim, first)}"' in page
    assert "It stayed where it was: the outcome was the one of the check before." in text(lead.get(why(claim)))
    assert re.search(r"Contradicted \S.*: Not leaked – Court, March 1, 2026 \(Cemail\)", text(lead.get(why(claim))))


def test_an_earlier_check_is_told_as_it_was(lead, coupang, file):
    claim = file(data_items=["email"])
    first = Verification.objects.get(claim=claim)
    before = content(lead.get(why(claim, first)))
    court_denies("email", coupang, lead.user)
    assert content(lead.get(why(claim, first))) == before


def test_why_a_claim_stayed_is_told(lead, file):
    claim = file(other_proceedings={"kind": "mediation"})
    work.add("verify", [claim.pk])
    judge()
    assert "a person had it in hand" in text(lead.get(why(claim)))
    move_claim(
        claim_id=claim.pk, to="verified", actor=Actor(ActorKind.STAFF, lead.user.pk), reason="The mediation ended."
    )
    work.add("verify", [claim.pk])
    judge()
    assert "the outcome was the one of the check before" in text(lead.get(why(claim)))


def test_a_changed_run_is_told_to_be_changed(lead, file):
    claim = file()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE claims_verification SET verdict = 'review', findings[16] = NULL")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert "does not come out as it stands here: rule 16 and the outcome" in text(lead.get(why(claim)))


def test_inputs_that_cannot_be_read_back_are_told(lead, file):
    claim = file()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE claims_judgedfacts SET facts = '{}'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert "the inputs, which cannot be read back" in text(lead.get(why(claim)))
    assert lead.get(f"/counsel/claims/{claim.number}/").status_code == 200


def test_a_check_from_before_inputs_were_kept_tells_what_it_found(lead, file):
    claim = file()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE claims_verification SET facts_id = NULL, context_id = NULL")
        cursor.execute("SET LOCAL session_replication_role = origin")
    page = text(lead.get(why(claim)))
    assert "from before inputs were kept" in page
    assert "No other proceedings over the same leak." in page
    assert "What held for all claims" not in page


def test_a_check_of_another_claim_is_not_found_under_this_one(lead, file):
    claim, other = file(), file()
    assert lead.get(why(claim, other.verification)).status_code == 404


def test_reading_it_is_recorded(clerk, file):
    claim = file()
    clerk.get(why(claim))
    entry = AuditEntry.objects.get(action="claim.view")
    assert (entry.actor, entry.subject_id) == (clerk.user, str(claim.pk))


def test_the_number_of_queries_does_not_depend_on_the_claim(lead, coupang, file):
    plain, rich = file(data_items=["name"]), file(data_items=["name", "email", "payment"])
    court_denies("email", coupang, lead.user)
    counts = []
    for claim in (plain, rich):
        address = why(claim)
        lead.get(address)
        with CaptureQueriesContext(connection) as queries:
            lead.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 26


def test_whatever_a_check_is_made_of_has_words_and_no_words_are_left_over():
    assert set().union(*(rule.reads for rule in RULES)) <= {*verdict.FACTS, *verdict.CONTEXT}
    assert set(verdict.FACTS) == {field.name for field in fields(ClaimFacts)}
    for words, codes in (
        (verdict.RUN_CAUSES, Verification.Cause.values),
        (verdict.THRESHOLDS, THRESHOLDS),
        (verdict.AGES, AgeBand),
        (verdict.CONTACTS, Contact),
        (verdict.IDENTITIES, Identity),
        (verdict.FIDELITIES, Fidelity),
        (verdict.PARTS, Part),
    ):
        assert set(words) == set(codes)
