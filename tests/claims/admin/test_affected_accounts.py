"""The page of affected-account lists, as each role sees it."""

import pytest
from django.utils import timezone

from claims.models import AffectedAccountList, ListedClaim
from claims.services.affected_accounts import look_up
from tests.claims.affected_account_files import claim_of, list_in_force, listed

pytestmark = pytest.mark.django_db
PAGE = "/counsel/cases/coupang-2025/accounts/"


def test_counsel_see_which_lists_there_are_and_how_many_claims_they_show(coupang, log_in):
    version, _ = list_in_force([listed(number) for number in range(30)])
    AffectedAccountList.objects.filter(pk=version.pk).update(
        number=2,
        source="서울중앙지방법원 2026. 3. 2.자 결정",
        rows_accepted=12_345,
        rows_rejected=67,
        rows_in_part=8,
        keys=23_456,
    )
    AffectedAccountList.objects.create(
        incident=version.incident,
        number=1,
        state="superseded",
        form=1,
        file_digest=b"e" * 32,
        bucket_bits=0,
        switched_at=timezone.now(),
    )
    claims = [claim_of("listed1@example.org", None), claim_of("nobody@example.org", None), claim_of(None, "010-3999-1")]
    look_up(claims)
    shown = log_in(coupang, "auditor").get(PAGE, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    for figure in ("12,345", "67", "8 with one identifier only", "23,456", "서울중앙지방법원", "in force"):
        assert figure in shown
    assert ListedClaim.objects.filter(items_mask=0).count() == 1
    assert "listed1" not in shown
    assert "<input" not in shown.partition("<main")[2]


def test_an_import_that_is_not_finished_is_told(coupang, log_in):
    AffectedAccountList.objects.create(incident=coupang.incident, number=1, form=1)
    assert "import not finished" in log_in(coupang, "lead_counsel").get(PAGE).content.decode()


def test_without_a_list_the_page_says_so(coupang, log_in):
    shown = log_in(coupang, "intake_clerk").get(PAGE).content.decode()
    assert "No list of affected accounts has been handed over." in shown


def test_the_page_takes_as_many_queries_however_many_lists(coupang, log_in, django_assert_max_num_queries):
    for number in range(1, 6):
        AffectedAccountList.objects.create(
            incident=coupang.incident,
            number=number,
            state="superseded",
            form=1,
            file_digest=b"e" * 32,
            bucket_bits=0,
            switched_at=timezone.now(),
        )
    client = log_in(coupang, "lead_counsel")
    with django_assert_max_num_queries(16):
        client.get(PAGE)
