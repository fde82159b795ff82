"""Counsel's page of the abuse settings, and the score on a claim's page."""

import re

import pytest

from claims.models import AbuseSettingsVersion
from claims.rules.abuse import DEFAULTS, INDICATORS
from tests.claims.admin.cast import judge
from tests.claims.admin.test_claim_page import text

pytestmark = pytest.mark.django_db

PAGE = "/counsel/cases/coupang-2025/abuse/"


def typed(**changes):
    """The form as it stands when nothing was changed, with these changes."""
    numbers = {f"points_{each.code}": DEFAULTS.points[each.code] for each in INDICATORS}
    numbers |= {f"limit_{each.code}": DEFAULTS.limits[each.code] for each in INDICATORS if each.adjustable}
    return numbers | {"medium": 40, "high": 70, "seen_version": 0, "reason": "Bots since Monday"} | changes


def test_the_page_shows_every_indicator_with_its_limit_and_points(lead):
    page = lead.get(PAGE).content.decode()
    for name, value in typed().items():
        if name not in {"reason", "seen_version"}:
            assert re.search(rf'name="{name}" value="{value}"', page), name
    assert "The defaults are in force." in text(lead.get(PAGE))


def test_a_change_makes_a_version_with_author_and_reason_and_judges_the_case_again(lead, file):
    claim = file()
    answer = lead.post(PAGE, typed(points_text_names=33, medium=30), follow=True)
    assert "Saved. 1 claim of the case is being checked again." in text(answer)
    version = AbuseSettingsVersion.objects.get()
    assert (version.number, version.medium, version.points["text_names"]) == (1, 30, 33)
    assert version.made_by.get_username() == "lead"
    page = text(lead.get(PAGE))
    assert re.search(r"Version 1 in force .* · lead Bots since Monday Medium from 30, high from 70", page)
    judge()
    assert "medium from 30, high from 70 · settings, version 1" in text(lead.get(f"/counsel/claims/{claim.number}/"))
    assert "Changed the settings of the abuse score" in text(lead.get("/counsel/audit/"))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"reason": ""}, "This field is required"),
        ({"medium": "70"}, "The score for “high” must be above the score for “medium”."),
        ({"limit_text_names": "501"}, "Limits are whole numbers from 1 to 500"),
        ({"points_text_names": "x"}, "Enter a whole number"),
        ({"points_text_names": "9" * 30}, "less than or equal"),
        ({}, "Nothing was changed."),
        ({"medium": "41", "seen_version": "7"}, "Somebody changed the settings while you were reading them."),
        ({"limit_throw_away_mail": "3"}, "Nothing was changed."),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_typed(lead, changes, told):
    answer = lead.post(PAGE, typed(**changes))
    assert answer.status_code == 422
    assert told in text(answer)
    assert not AbuseSettingsVersion.objects.exists()


def test_a_claim_s_page_shows_each_indicator_with_points_and_thresholds(lead, file):
    claims = [file(email=f"minsu{n:03}@mailinator.com") for n in range(5)]
    page = text(lead.get(f"/counsel/claims/{claims[0].number}/"))
    assert "Abuse score 65 Medium medium from 40, high from 70 · default settings" in page
    assert "Mailboxes with running numbers 5 4 40" in page or "Mailboxes with running numbers 4 4 40" in page
    assert "Throw-away mailbox Yes – 25" in page
    assert "Different names with one phone number – 6 0" in page
    assert "Abuse score 65, medium (from 40; high from 70)" in page


def test_the_list_of_claims_can_be_asked_for_a_level(lead, file):
    bots = [file(email=f"minsu{n:03}@mailinator.com") for n in range(4)]
    person = file()
    listed = text(lead.get("/counsel/claims/?abuse=medium"))
    assert all(claim.number in listed for claim in bots)
    assert person.number not in listed
    assert bots[0].number not in text(lead.get("/counsel/claims/?abuse=high"))
