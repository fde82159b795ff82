"""What a filing leaves for the abuse score: digests that only tell equal from different, for a limited time."""

import logging
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from claims.crypto.masked import mask_number
from claims.models import Claim, FilingSignal, IdempotencyRecord
from claims.queries.abuse_signals import MAILBOX_NUMBER
from claims.queries.filing_terms import filing_case
from claims.rules.ids import new_id
from claims.rules.submission import parse
from claims.services import filing, filing_signals, throttle
from claims.services.filing import Filing, Origin
from claims.services.filing_signals import signals_of
from claims.tasks import purge_signals
from tests.people import body, someone_else

pytestmark = pytest.mark.django_db

HOME = Origin("203.0.113.77", 300)


def submission(**changes):
    case = filing_case("coupang-2025")
    return parse(someone_else(case, **changes), case.terms, mode="complete")


def signals(origin=HOME, *, incident=1, claim=None, **changes):
    return signals_of(submission(**changes), origin, incident_id=incident, claim_id=claim or new_id())


def file(origin=HOME, door="api", **changes):
    case = filing_case("coupang-2025")
    raw = someone_else(case, **changes)
    filed = filing.file_claim(
        Filing(filing.parse_submission(raw, case), raw["email"], origin=origin), case=case, door=door
    )
    return Claim.objects.get(number=filed.claim_number)


def test_equal_things_have_equal_digests_and_other_things_others(coupang):
    text = {"kind": "mediation", "details": "A long enough story that somebody pastes again and again"}
    same = {"phone": "010-2345-6789", "name": "김하늘", "other_proceedings": text}
    one, again = signals(**same), signals(Origin("203.0.113.78"), **{**same, "phone": "+82 10 2345 6789"})
    assert (one.phone, one.name, one.text, one.network) == (again.phone, again.name, again.text, again.network)
    assert one.address != again.address
    other = signals(Origin("198.51.100.1"), phone="010-9876-5432", name="박바다", email="sea9@example.com")
    assert not {*one[:6]} & {*other[:6]} - {None}


def test_digests_of_two_incidents_never_agree(coupang):
    same = {"phone": "010-2345-6789", "name": "김하늘", "email": "minsu001@example.org"}
    assert not {*signals(**same)[:6]} & {*signals(incident=2, **same)[:6]} - {None}


def test_one_value_in_two_places_leaves_nothing_that_agrees(coupang):
    """A digest is of its own kind: the name 김하늘 and a text 김하늘 are not the same thing."""
    made = signals(name="가" * 30, other_proceedings={"kind": "mediation", "details": "가" * 30})
    assert made.name != made.text


def test_the_number_of_a_mailbox_is_masked_claim_by_claim(coupang):
    claims = [new_id(), new_id()]
    made = [signals(claim=claim, email="kim1990@example.org") for claim in claims]
    assert made[0].mailbox == made[1].mailbox
    masked = [each.mailbox_number for each in made]
    assert masked[0] != masked[1]
    assert 1990 not in masked
    assert [mask_number(MAILBOX_NUMBER, *pair) for pair in zip(claims, masked, strict=True)] == [1990, 1990]
    assert all(0 <= number < 2**63 for number in masked)


def test_what_a_door_does_not_know_is_left_empty(coupang):
    made = signals(filing_signals.UNKNOWN, email="minsu@example.org")
    assert (made.address, made.network, made.seconds, made.mailbox, made.mailbox_number) == (None,) * 5
    assert made.throw_away is False


@pytest.mark.parametrize(("seconds", "kept"), [(-5, 0), (0, 0), (300, 300), (10**12, 86400)])
def test_seconds_stay_within_a_day(coupang, seconds, kept):
    assert signals(Origin(None, seconds)).seconds == kept


def test_throw_away_mail_is_flagged_also_from_the_operator_s_own_list(coupang, settings):
    assert signals(email="a@mailinator.com").throw_away
    assert not signals(email="a@ours.example.org").throw_away
    settings.THROW_AWAY_DOMAINS = frozenset({"ours.example.org"})
    assert signals(email="a@ours.example.org").throw_away


def test_a_claim_and_its_signals_are_written_by_one_statement(coupang, django_assert_num_queries):
    file()  # so that the process knows the case and what to index by
    case = filing_case("coupang-2025")
    raw = body(case)
    with django_assert_num_queries(1):
        filing.file_claim(Filing(filing.parse_submission(raw, case), "k", origin=HOME), case=case, door="api")
    claim = Claim.objects.latest("id")
    kept = FilingSignal.objects.get(claim=claim)
    assert (kept.seconds, kept.reached, kept.at) == (300, 0, claim.received_at)


def test_a_retry_leaves_no_second_row(coupang):
    case = filing_case("coupang-2025")
    raw = body(case)
    for _ in range(2):
        filing.file_claim(Filing(filing.parse_submission(raw, case), "k", origin=HOME), case=case, door="api")
    assert FilingSignal.objects.count() == 1


def test_imports_leave_signals_without_an_origin(coupang):
    case = filing_case("coupang-2025")
    filings = [Filing(submission(), f"r{n}", external_ref=f"r{n}") for n in range(3)]
    filing.file_claims(filings, case=case, door="import", on_file=True)
    assert list(FilingSignal.objects.values_list("address", "network", "seconds").distinct()) == [(None, None, None)]
    assert FilingSignal.objects.filter(phone__isnull=False).count() == 3


def test_neither_address_nor_digest_is_in_a_log_an_error_or_a_repr(coupang, caplog):
    caplog.set_level(logging.DEBUG)
    claim = file(Origin("203.0.113.77", 12), email="minsu001@example.org")
    kept = FilingSignal.objects.get(claim=claim)
    case = filing_case("coupang-2025")
    again = Filing(submission(), "other", origin=HOME)
    said = (
        caplog.text
        + repr(HOME)
        + repr(again)
        + repr(kept)
        + str(kept)
        + repr(filing.seal_claims([again], case=case, door="api"))
    )
    with connection.cursor() as cursor, cursor.copy("COPY claims_filingsignal TO STDOUT") as copy:
        row = b"".join(bytes(part) for part in copy).decode()
    assert "203.0.113" not in said + row
    assert "minsu" not in said + row
    for digest in (kept.address, kept.network, kept.phone, kept.name, kept.mailbox):
        assert digest is not None
        assert str(digest) not in said
        assert digest.hex not in said


def test_the_address_is_the_one_that_the_limits_count(coupang, client, settings):
    """Both read TRUSTED_PROXY_COUNT, so an invented forwarding header hides nobody and blames nobody."""
    case = filing_case("coupang-2025")

    def post(forwarded, count):
        settings.TRUSTED_PROXY_COUNT = count
        raw = someone_else(case)
        answer = client.post(
            "/api/v1/cases/coupang-2025/claims",
            raw,
            content_type="application/json",
            headers={"idempotency-key": raw["email"], "x-forwarded-for": forwarded},
        )
        assert answer.status_code == 201
        return FilingSignal.objects.get(claim__number=answer.json()["claim_number"]).address

    believed = post("198.51.100.9, 203.0.113.77", 1)
    assert believed == post("203.0.113.77", 1) != post("203.0.113.78", 1)
    assert post("203.0.113.77", 0) == post("198.51.100.9", 0) != believed
    assert throttle.client_address({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.9"}) == "127.0.0.1"


def test_signals_are_deleted_when_their_time_is_over(coupang, settings):
    settings.ABUSE_SIGNAL_DAYS = 180
    old, young = (signal_of_age(days) for days in (181, 179))
    purge_signals()
    assert list(FilingSignal.objects.values_list("claim_id", flat=True)) == [young]
    assert old != young
    assert filing_signals.purge() == 0
    assert django_settings.ABUSE_SIGNAL_DAYS == 180


def signal_of_age(days):
    """A row as a filing of that many days ago left it; its id carries the time."""
    at = timezone.now() - timedelta(days=days)
    claim_id = new_id()
    claim_id = type(claim_id)(int=int(at.timestamp() * 1000) << 80 | claim_id.int & (1 << 80) - 1)
    FilingSignal.objects.create(claim_id=claim_id, at=at)
    return claim_id


def test_a_claim_that_was_refused_leaves_nothing(coupang):
    case = filing_case("coupang-2025")
    raw = body(case)
    filing.file_claim(Filing(filing.parse_submission(raw, case), "k", origin=HOME), case=case, door="api")
    with pytest.raises(filing.IdempotencyConflict):
        filing.file_claim(Filing(submission(), "k", origin=HOME), case=case, door="api")
    assert FilingSignal.objects.count() == IdempotencyRecord.objects.count() == 1
