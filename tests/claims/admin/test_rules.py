"""Counsel's page of the rules of a case."""

import re
from html import unescape

import pytest

from claims.models import Rejudgement, RuleSettingsVersion, WorkItem
from claims.rules.verification import RULES, THRESHOLDS
from tests.claims.admin.cast import judge
from tests.claims.admin.test_claim_page import text

pytestmark = pytest.mark.django_db

PAGE = "/counsel/cases/coupang-2025/rules/"


def typed(*, on=(), off=(), **changes):
    """The form as it stands when nothing was changed, with these rules switched and these fields changed."""
    switches = {rule.code for rule in RULES if not rule.always and rule.by_default}
    form = {f"rule_{code}": "on" for code in (switches | set(on)) - set(off)}
    form |= {f"threshold_{code}": default for code, (default, *_bounds) in THRESHOLDS.items()}
    return form | {"seen_version": 0, "reason": "Ordered by the court"} | changes


def hidden(answer):
    """What the form of a page carries along, without its token."""
    inputs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.content.decode())
    return {name: value for name, value in inputs if name != "csrfmiddlewaretoken"}


def checked(lead, **changes):
    """The page that tells what a change would do."""
    answer = lead.post(PAGE, typed(**changes) | {"step": "check"})
    assert answer.status_code == 200
    return answer


def test_every_rule_is_there_with_what_it_asks_reads_and_rests_on(lead):
    page = text(lead.get(PAGE))
    for rule in RULES:
        assert rule.source in unescape(page)
    assert "Has a code that was sent to the claimant come back" in page
    assert "It reads: whether a code that was sent came back, or the firm vouches for the contact data" in page
    html = lead.get(PAGE).content.decode()
    switches = {rule.code: re.search(rf'name="rule_{rule.code}"[^>]*?(checked)?>', html) for rule in RULES}
    assert {code for code, found in switches.items() if not found} == {rule.code for rule in RULES if rule.always}
    assert {code for code, found in switches.items() if found and not found[1]} == {"contact", "identity"}
    for code, (default, least, most) in THRESHOLDS.items():
        assert re.search(rf'name="threshold_{code}" value="{default}"[^>]* min="{least}" max="{most}"', html), code
    assert "In force: 180. Can be from 0 to 1095; the default is 180." in page
    assert "The defaults are in force." in page


def test_the_page_is_in_korean_for_whoever_reads_korean(lead):
    page = text(lead.get(PAGE, headers={"accept-language": "ko"}))
    assert "개인정보 보호법 제34조, 제39조, 제39조의2" in page
    assert "통지" in page
    assert not re.search(r"PIPA|Civil", page)


def test_a_change_is_shown_with_its_reach_before_it_is_saved(lead, file):
    file()
    answer = checked(lead, on=["contact"], off=["limitation"], threshold_days_to_file=90)
    page = text(answer)
    assert "Rule 2, Contact address: begins to judge" in page
    assert "Rule 20, Limitation period: judges no more" in page
    assert "180 → 90" in page
    assert "1 claim is checked again." in page
    assert "One by one, by every rule" in page
    assert "Set by set" in text(checked(lead, off=["limitation"]))
    assert not RuleSettingsVersion.objects.exists()
    assert not WorkItem.objects.filter(state="pending").exists()


def test_what_was_shown_is_saved_with_author_and_reason_and_judged(lead, file):
    claim = file()
    shown = checked(lead, on=["contact"], threshold_days_to_file=90)
    page = text(lead.post(PAGE, hidden(shown) | {"step": "save"}, follow=True))
    assert "Version 1 of the rules is in force." in page
    version = RuleSettingsVersion.objects.get()
    assert (version.number, version.chosen["contact"], version.thresholds["days_to_file"]) == (1, True, 90)
    assert version.made_by.get_username() == "lead"
    assert re.search(
        r"Version 1 in force .* · lead Ordered by the court Rule 2, Contact address: begins to judge .*: 180 → 90", page
    )
    judge()
    claim.refresh_from_db()
    assert claim.stage == "needs_information"
    audit = text(lead.get("/counsel/audit/"))
    assert "Changed the rules of a case" in audit
    assert "version 1 · rules 2 and 20" in audit


def test_a_second_click_saves_nothing_twice(lead, file):
    file()
    sent = hidden(checked(lead, off=["limitation"])) | {"step": "save"}
    for _ in range(2):
        assert lead.post(PAGE, sent)["location"] == PAGE
    assert RuleSettingsVersion.objects.count() == Rejudgement.objects.count() == 1


def test_whoever_goes_back_finds_what_was_typed(lead):
    sent = hidden(checked(lead, on=["contact"], reason="Because of the court")) | {"step": "edit"}
    page = lead.post(PAGE, sent)
    assert page.status_code == 200
    assert re.search(r'name="rule_contact"[^>]*checked', page.content.decode())
    assert "Because of the court" in text(page)


@pytest.mark.parametrize("step", ["check", "save"])
def test_a_change_of_rules_that_somebody_changed_meanwhile_is_refused_and_kept_beside_what_holds_now(lead, step):
    lead.post(PAGE, typed(off=["limitation"], reason="Somebody else's") | {"step": "save"})
    stale = typed(on=["contact"], threshold_days_to_file=30, reason="Mine") | {"step": step}
    answer = lead.post(PAGE, stale)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody changed the rules while you were reading them." in text(answer)
    assert re.search(r'name="rule_contact"[^>]*checked', html)
    assert re.search(r'name="rule_limitation"[^>]*checked[^>]*><span>not in force', html)
    assert 'name="threshold_days_to_file" value="30"' in html
    assert "In force: 180." in html
    assert re.search(r'name="seen_version" value="1"', html)
    assert RuleSettingsVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"reason": ""}, "This field is required"),
        ({"threshold_adult_from": "15"}, "greater than or equal to 16"),
        ({"threshold_adult_from": "26"}, "less than or equal to 25"),
        ({"threshold_days_to_file": "x"}, "Enter a whole number"),
        ({"threshold_adult_from": "16", "threshold_consents_from": "17"}, "cannot be above the age of majority"),
        ({}, "Nothing was changed."),
        ({"seen_version": "7", "on": ["contact"]}, "Somebody changed the rules while you were reading them."),
    ],
)
@pytest.mark.parametrize("step", ["check", "save"])
def test_what_cannot_be_is_refused_in_words(lead, changes, told, step):
    answer = lead.post(PAGE, typed(**changes) | {"step": step})
    assert answer.status_code == 422
    assert told in text(answer)
    assert not RuleSettingsVersion.objects.exists()


def test_a_rule_that_every_case_is_judged_by_cannot_be_switched_off_by_what_is_sent(lead):
    shown = checked(lead, off=["limitation"], rule_leaked_items="")
    assert "leaked_items" not in shown.content.decode()


def test_who_switches_identity_on_is_told_that_no_provider_is_set_up(lead, settings):
    note = "No identity provider is set up here"
    settings.IDENTITY_PROVIDER = ""
    assert note in text(lead.get(PAGE))
    assert note in text(checked(lead, on=["identity"]))
    assert note not in text(checked(lead, on=["contact"]))
    settings.IDENTITY_PROVIDER = "tests.identity_provider.Provider"
    assert note not in text(lead.get(PAGE))


def test_who_switches_contact_on_is_told_when_codes_would_reach_nobody(lead, settings):
    note = "codes would reach nobody"
    settings.EMAIL_URL = settings.SMS_GATEWAY_URL = ""
    assert note in text(checked(lead, on=["contact"]))
    settings.EMAIL_URL = "smtp://mail.example.org"
    assert note not in text(lead.get(PAGE))


def test_only_lead_counsel_finds_the_tab(lead, reviewer):
    assert PAGE in lead.get("/counsel/cases/coupang-2025/").content.decode()
    assert PAGE not in reviewer.get("/counsel/cases/coupang-2025/").content.decode()
