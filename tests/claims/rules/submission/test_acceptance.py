"""What is accepted, and as what."""

import unicodedata
from dataclasses import fields
from datetime import date

import pytest

from claims.rules.normalise import normal_name
from claims.rules.submission import (
    ConsentGiven,
    NoticeReceived,
    OtherProceedings,
    Submission,
    canonical,
)
from tests.claims.rules.submission.bodies import ABSENT, ITEMS, TERMS, TODAY, accepted, body, consent, refused, within


def test_a_whole_submission_becomes_typed_values():
    submission = accepted(body())
    assert {field.name: getattr(submission, field.name) for field in fields(submission)} == {
        "language": "ko",
        "claimant_type": "account_holder",
        "name": "홍길동",
        "birth_date": date(1990, 4, 5),
        "email": "gildong@example.com",
        "phone": "010-1234-5678",
        "postcode": "06236",
        "address_line": "서울특별시 강남구 테헤란로 152, 101동 1204호",
        "account_email": "gildong.old@example.com",
        "account_phone": "010-8765-4321",
        "joined": None,
        "withdrew": None,
        "notices": (NoticeReceived("N2"), NoticeReceived("N3", date(2025, 12, 8))),
        "data_items": frozenset({"name", "email", "phone", "entrance_code"}),
        "entrance_code_stored": "yes",
        "damages_sought": 200_000,
        "other_proceedings": OtherProceedings("none"),
        "representative": None,
        "consents": (
            ConsentGiven("collection", "2", True),
            ConsentGiven("provision", "1", True),
            ConsentGiven("marketing", "1", False),
        ),
        "attested": True,
    }


@pytest.mark.parametrize(
    "raw",
    [
        body(language="en"),
        body(phone=ABSENT),
        body(email=ABSENT),
        body(email=""),
        body(account={"email": "a@example.com"}),
        body(account={"phone": "010-1234-5678"}),
        body(account=ABSENT, claimant_type="non_member_recipient"),
        body(account={"email": "", "phone": None}, claimant_type="non_member_recipient"),
        body(account={"email": " "}, claimant_type=" non_member_recipient "),
        body(claimant_type="withdrawn_member"),
        body(claimant_type="heir"),
        body(notices=ABSENT),
        body(notices=[]),
        body(notices=["N1", "N2", "N3", "N4"]),
        body(notices=[{"code": "N2", "received_on": None}]),
        body(notices=[{"code": "N3", "received_on": "2025-11-01"}]),  # before the notice: a rule judges that
        body(notices=[{"code": "N3", "received_on": TODAY.isoformat()}]),
        body(data_items=["name"]),
        body(data_items=list(ITEMS)),
        body(entrance_code_stored="unknown"),
        body(birth_date="1900-01-01"),
        body(birth_date=TODAY.isoformat()),
        body(birth_date="2000-02-29"),
        body(birth_date="2015-05-05"),  # under 14 without a representative: a rule holds it
        body(claimant_type="minor_representative", birth_date="2015-05-05"),
        body(representative={"name": "홍 판서", "birth_date": "1970-01-01", "relation": "guardian"}),
        within("account", joined="2019-05", withdrew="2019-05"),
        within("account", joined=TODAY.isoformat()[:7]),
        within("account", withdrew="2024-01"),
        within("damages_sought", amount=100_000),
        within("damages_sought", amount="1,000,000"),
        within("damages_sought", amount="1000000"),
        within("other_proceedings", kind="other_suit", details="서울중앙지법 2025가합1234,\r\n첫 기일 3월"),
        within("address", postcode="SW1A 1AA", line="10 Downing Street, London"),
        within("address", postcode="135-080"),
        within("address", line="가" * 150),
        within("address", line="가나다"),
        within("address", line="\u1100\u1161\u11a8" * 150),
        body(email="g" + "\u200b" * 300 + "@example.com"),
        body(email="g" * 64 + "@" + "abcdefgh." * 20 + "bcdef.com"),
        body(consents=body()["consents"][:2]),  # an optional one need not be answered
        consent(2, given=True),
        consent(0, version=2),
        body(representative=None),
    ],
)
def test_each_of_these_may_be_filed(raw):
    assert refused(raw) == []
    assert refused(raw, mode="lenient") == []


@pytest.mark.parametrize(
    "name",
    [
        "남궁민수",
        "홍 길동",
        "가" * 50,
        "\u1100\u1161" * 50,
        "Hong Gildong",
        "KANG Gi-Jung",
        "Jean-Luc O’Neil Jr.",
        "José Ñúñez",
        "Straßer Łukasz",
        "ＨＯＮＧ　Ｇｉｌｄｏｎｇ",
        "제갈ㆍ공명",
        "김 Anna",
        "\u200b홍길\u202c동\ufeff",
        unicodedata.normalize("NFD", "홍길동"),
        unicodedata.normalize("NFD", "José"),
    ],
)
def test_a_name_is_kept_as_typed_and_has_a_normal_form(name):
    assert accepted(body(name=f" {name}\u3000")).name == name
    assert normal_name(name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Gil.Dong+x@Example.com ", "Gil.Dong+x@Example.com"),
        ("gildong@example.com\u200b", "gildong@example.com"),
        ("ｇildong＠example。com", "gildong@example.com"),
        ("gildong@한글.한국", "gildong@한글.한국"),
    ],
)
def test_an_address_is_kept_so_that_mail_arrives(typed, kept):
    submission = accepted(body(email=typed, account={"email": typed}))
    assert submission.email == submission.account_email == kept


@pytest.mark.parametrize("typed", ["+82 10-1234-5678", "\u202a010-1234-5678\u202c", "+1 650-253-0000", "02-312-3456"])
def test_a_phone_number_is_kept_as_typed(typed):
    assert accepted(body(phone=f" {typed}")).phone == typed


def test_months_become_their_first_day():
    submission = accepted(within("account", joined="2019-05", withdrew="2024-12"))
    assert (submission.joined, submission.withdrew) == (date(2019, 5, 1), date(2024, 12, 1))


def test_details_keep_their_paragraphs_without_the_browsers_carriage_returns():
    submission = accepted(within("other_proceedings", kind="mediation", details=" 분쟁조정\r\n신청함 "))
    assert submission.other_proceedings == OtherProceedings("mediation", "분쟁조정\n신청함")


def test_two_hundred_characters_in_lines_are_counted_as_the_claimant_counts_them():
    details = "가나다\r\n" * 50
    assert refused(within("other_proceedings", details=details)) == []


def test_an_import_needs_a_name_and_nothing_else():
    assert accepted({"name": "홍길동"}, mode="lenient") == Submission(
        language=None,
        claimant_type=None,
        name="홍길동",
        birth_date=None,
        email=None,
        phone=None,
        postcode=None,
        address_line=None,
        account_email=None,
        account_phone=None,
        joined=None,
        withdrew=None,
        notices=(),
        data_items=frozenset(),
        entrance_code_stored=None,
        damages_sought=None,
        other_proceedings=None,
        representative=None,
        consents=(),
        attested=False,
    )
    assert refused({}, mode="lenient") == [("/name", "required")]
    assert refused({"name": "홍길동", "address": {"line": "서울시 강남구"}}, mode="lenient") == []
    assert refused(consent(0, given=False), mode="lenient") == []
    assert refused(body(attested=False), mode="lenient") == []


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("birth_date", "tomorrow", ("/birth_date", "not_a_date")),
        ("email", "hong", ("/email", "email_invalid")),
        ("phone", "1", ("/phone", "phone_invalid")),
        ("language", "fr", ("/language", "not_a_choice")),
        ("notices", ["N9"], ("/notices/0", "not_a_choice")),
        ("data_items", ["name", "name"], ("/data_items/1", "duplicate_entry")),
        ("damages_sought", {"amount": "1", "currency": "KRW"}, ("/damages_sought/amount", "below_minimum")),
        ("damages_sought", {"amount": "200000"}, ("/damages_sought/currency", "required")),
        ("other_proceedings", {"details": "다른 소송"}, ("/other_proceedings/kind", "required")),
        ("address", {"line": "현관 비번 1234"}, ("/address/line", "entrance_code_typed")),
        ("stage", "verified", ("/stage", "unknown_field")),
    ],
)
def test_what_an_import_brings_must_be_valid(field, value, error):
    assert refused({"name": "홍길동", field: value}, mode="lenient") == [error]


def test_a_submission_shows_nobody_in_a_traceback():
    submission = accepted(
        body(
            representative={"name": "홍판서", "birth_date": "1970-01-01", "relation": "parent"},
            other_proceedings={"kind": "mediation", "details": "비밀스러운 이야기"},
        )
    )
    shown = repr(submission) + repr(submission.representative) + repr(submission.other_proceedings)
    for secret in ("홍길동", "홍판서", "1990", "gildong", "010", "비밀스러운"):
        assert secret not in shown


def test_masks_follow_the_bits_of_the_case():
    submission = accepted(body())
    assert TERMS.item_mask(submission.data_items) == 0b100111
    assert TERMS.notice_mask(notice.code for notice in submission.notices) == 0b0110


def test_the_same_submission_has_the_same_bytes_however_it_is_written():
    first = body()
    second = dict(reversed(body(notices=list(reversed(first["notices"]))).items()))
    second["data_items"] = list(reversed(first["data_items"]))
    second["consents"] = [dict(reversed(entry.items())) for entry in reversed(first["consents"])]
    second["damages_sought"] = {"currency": "KRW", "amount": 200_000}
    second["notices"] = [{"code": "N3", "received_on": "2025-12-08"}, {"code": "N2"}]
    second["representative"] = None
    second["name"] = " 홍길동 "
    assert canonical(accepted(second)) == canonical(accepted(first))


@pytest.mark.parametrize(
    "raw",
    [
        body(name="홍길순"),
        body(name=unicodedata.normalize("NFD", "홍길동")),
        body(birth_date="1990-04-06"),
        body(email=ABSENT),
        within("account", joined="2019-05"),
        body(notices=["N2", "N3"]),
        body(data_items=["name"]),
        within("damages_sought", amount="200001"),
        within("other_proceedings", details="x"),
        body(representative={"name": "홍판서", "birth_date": "1970-01-01", "relation": "parent"}),
        consent(2, given=True),
    ],
)
def test_another_submission_has_other_bytes(raw):
    assert canonical(accepted(raw)) != canonical(accepted(body()))
