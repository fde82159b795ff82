"""Each bad input, one at a time, and the one error it gets; then what holds for all of them."""

import math
from dataclasses import replace

import pytest

from claims.rules.submission import ERROR_CODES, SubmissionRefused, parse
from tests.claims.rules.submission.bodies import ABSENT, TERMS, body, consent, refused, within

LONE_SURROGATE = "\ud800"
MILLION = 1_000_000

MISSING = [
    (body(language=ABSENT), "/language", "required"),
    (body(claimant_type=""), "/claimant_type", "required"),
    (body(name=ABSENT), "/name", "required"),
    (body(name=None), "/name", "required"),
    (body(name="   "), "/name", "required"),
    (body(name="\u200b\u3164\ufeff"), "/name", "required"),
    (body(birth_date=ABSENT), "/birth_date", "required"),
    (body(email=ABSENT, phone=ABSENT), "/email", "contact_required"),
    (body(email="", phone=None), "/email", "contact_required"),
    (body(email=" ", phone="\u3000"), "/email", "contact_required"),
    (body(account={"email": " "}), "/account/email", "account_required"),
    (within("address", postcode=ABSENT), "/address/postcode", "required"),
    (within("address", line=" "), "/address/line", "required"),
    (body(account=ABSENT), "/account/email", "account_required"),
    (body(account={}), "/account/email", "account_required"),
    (body(account={"joined": "2019-05"}), "/account/email", "account_required"),
    (body(account=ABSENT, claimant_type="heir"), "/account/email", "account_required"),
    (body(account=ABSENT, claimant_type="withdrawn_member"), "/account/email", "account_required"),
    (body(data_items=ABSENT), "/data_items", "choose_at_least_one"),
    (body(data_items=[]), "/data_items", "choose_at_least_one"),
    (body(entrance_code_stored=ABSENT), "/entrance_code_stored", "required"),
    (body(damages_sought=ABSENT), "/damages_sought/amount", "required"),
    (within("damages_sought", amount=ABSENT), "/damages_sought/amount", "required"),
    (within("damages_sought", amount=""), "/damages_sought/amount", "required"),
    (within("damages_sought", currency=ABSENT), "/damages_sought/currency", "required"),
    (body(other_proceedings=ABSENT), "/other_proceedings/kind", "required"),
    (body(other_proceedings={}), "/other_proceedings/kind", "required"),
    (body(representative={"birth_date": "1970-01-01", "relation": "parent"}), "/representative/name", "required"),
    (body(representative={"name": "홍판서", "relation": "parent"}), "/representative/birth_date", "required"),
    (body(representative={"name": "홍판서", "birth_date": "1970-01-01"}), "/representative/relation", "required"),
    (consent(2, code=ABSENT), "/consents/2/code", "required"),
    (consent(2, version=ABSENT), "/consents/2/version", "required"),
    (consent(2, given=ABSENT), "/consents/2/given", "required"),
    (body(attested=ABSENT), "/attested", "attestation_required"),
    (body(attested=False), "/attested", "attestation_required"),
]

TYPES = [
    ([], "", "wrong_type"),
    ("홍길동", "", "wrong_type"),
    (None, "", "wrong_type"),
    (body(language=1), "/language", "wrong_type"),
    (body(name=["홍길동"]), "/name", "wrong_type"),
    (body(name={"$ne": ""}), "/name", "wrong_type"),
    (body(birth_date=19900405), "/birth_date", "wrong_type"),
    (body(email=1), "/email", "wrong_type"),
    (body(phone=1012345678), "/phone", "wrong_type"),
    (body(address="서울"), "/address", "wrong_type"),
    (body(account=[]), "/account", "wrong_type"),
    (body(notices="N2"), "/notices", "wrong_type"),
    (body(notices=[1]), "/notices/0", "wrong_type"),
    (body(data_items={"name": True}), "/data_items", "wrong_type"),
    (body(data_items="name"), "/data_items", "wrong_type"),
    (body(data_items=["name", 2]), "/data_items/1", "wrong_type"),
    (body(entrance_code_stored=True), "/entrance_code_stored", "wrong_type"),
    (body(damages_sought="200000"), "/damages_sought", "wrong_type"),
    (within("damages_sought", amount=[1]), "/damages_sought/amount", "wrong_type"),
    (within("damages_sought", amount=True), "/damages_sought/amount", "wrong_type"),
    (body(other_proceedings="none"), "/other_proceedings", "wrong_type"),
    (body(representative="홍판서"), "/representative", "wrong_type"),
    (body(consents={}), "/consents", "wrong_type"),
    (consent(2, version=1.5), "/consents/2/version", "wrong_type"),
    (consent(2, version=True), "/consents/2/version", "wrong_type"),
    (consent(2, given="true"), "/consents/2/given", "wrong_type"),
    (consent(2, given=1), "/consents/2/given", "wrong_type"),
    (body(attested="true"), "/attested", "wrong_type"),
    (body(attested=1), "/attested", "wrong_type"),
]

UNKNOWN = [
    (body(stage="verified"), "/stage", "unknown_field"),
    (body(id="x"), "/id", "unknown_field"),
    (within("address", city="서울"), "/address/city", "unknown_field"),
    (within("account", entrance_code="1234"), "/account/entrance_code", "unknown_field"),
    (within("damages_sought", standard=1), "/damages_sought/standard", "unknown_field"),
    (within("other_proceedings", stage="x"), "/other_proceedings/stage", "unknown_field"),
    (body(notices=[{"code": "N2", "bit": 1}]), "/notices/0/bit", "unknown_field"),
    (consent(1, at="2026-01-01"), "/consents/1/at", "unknown_field"),
    # A key that could itself be personal data is not repeated
    (body(**{"hong@example.com": ""}), "", "unknown_field"),
    (body(**{"01012345678": ""}), "", "unknown_field"),
    (body(홍길동=""), "", "unknown_field"),
    (body(**{LONE_SURROGATE: ""}), "", "unknown_field"),
    (body(**{"a" * 41: ""}), "", "unknown_field"),
    (within("address", **{"a/b~c": ""}), "/address", "unknown_field"),
]

CHOICES = [
    (body(language="en-US"), "/language", "not_a_choice"),
    (body(claimant_type="ACCOUNT_HOLDER"), "/claimant_type", "not_a_choice"),
    (body(data_items=["name", "blood_type"]), "/data_items/1", "not_a_choice"),
    (body(data_items=["name", ""]), "/data_items/1", "required"),
    (body(data_items=["name", "name"]), "/data_items/1", "duplicate_entry"),
    (body(data_items=["name"] * 61), "/data_items", "too_many"),
    (body(notices=["N9"]), "/notices/0", "not_a_choice"),
    (body(notices=[{"received_on": "2025-12-08"}]), "/notices/0/code", "required"),
    (body(notices=[{"code": "N9"}]), "/notices/0/code", "not_a_choice"),
    (body(notices=["N2", {"code": "N2"}]), "/notices/1/code", "duplicate_entry"),
    (body(notices=[{"code": "N2"}, "N2"]), "/notices/1", "duplicate_entry"),
    (body(notices=["N2"] * 21), "/notices", "too_many"),
    (body(notices=[{"code": "N2", "received_on": "2026-03-02"}]), "/notices/0/received_on", "date_in_future"),
    (body(notices=[{"code": "N2", "received_on": "soon"}]), "/notices/0/received_on", "not_a_date"),
    (body(entrance_code_stored="1234"), "/entrance_code_stored", "not_a_choice"),
    (within("damages_sought", currency="USD"), "/damages_sought/currency", "not_a_choice"),
    (within("other_proceedings", kind="maybe"), "/other_proceedings/kind", "not_a_choice"),
    (consent(2, code="newsletter"), "/consents/2/code", "not_a_choice"),
    (consent(2, version="9"), "/consents/2/version", "consent_outdated"),
    (consent(0, given=False), "/consents/0/given", "consent_required"),
    (consent(0, version="1"), "/consents/0/version", "consent_outdated"),
    (body(consents=body()["consents"][1:]), "/consents", "consent_required"),
    (body(consents=[*body()["consents"], body()["consents"][0]]), "/consents/3/code", "duplicate_entry"),
    (body(consents=[*body()["consents"][:2], "marketing"]), "/consents/2", "wrong_type"),
    (body(consents=[1] * 21), "/consents", "too_many"),
]

NAMES = [
    ("홍", "too_short"),
    ("홍\u200b\u200b", "too_short"),
    ("홍 \u200b", "too_short"),
    ("가" * 51, "too_long"),
    ("\u1100\u1161" * 51, "too_long"),
    ("a" * 201, "too_long"),
    ("홍길동1", "name_characters"),
    ("800101-1234567", "resident_number"),
    ("홍길동 8001011234567", "resident_number"),
    ("８００１０１－１２３４５６７", "resident_number"),
    ("😀😀", "name_characters"),
    ("--", "name_characters"),
    ("ㆍㆍ", "name_characters"),
    ("洪吉童", "name_characters"),
    ("Иван", "name_characters"),
    ("Pаul", "name_characters"),  # a Cyrillic а
    ("<script>", "name_characters"),
    ("=cmd", "name_characters"),
    ("홍길동, 김철수", "name_characters"),
    ("홍\x00길동", "forbidden_character"),
    ("홍길동\n", "forbidden_character"),
    ("홍\r\n길동", "forbidden_character"),
    ("홍\t길동", "forbidden_character"),
    ("홍\x1b길동", "forbidden_character"),
    ("홍\x85길동", "forbidden_character"),
    ("홍\u2028길동", "forbidden_character"),
    (f"홍{LONE_SURROGATE}길동", "forbidden_character"),
    ("홍\udc00", "forbidden_character"),
]

DATES = [
    ("1990-13-01", "not_a_date"),
    ("1990-02-30", "not_a_date"),
    ("1990-4-5", "not_a_date"),
    ("19900405", "not_a_date"),
    ("1990-W14-4", "not_a_date"),
    ("05.04.1990", "not_a_date"),
    ("1990-04-05T00:00", "not_a_date"),
    ("0000-01-01", "not_a_date"),
    ("１９９０-04-05", "not_a_date"),
    ("9" * 65, "not_a_date"),
    ("9" * 257, "too_long"),
    ("2026-03-02", "date_in_future"),
    ("9999-12-31", "date_in_future"),
    ("1899-12-31", "date_too_early"),
]

CONTACTS = [
    (body(email="hong"), "/email", "email_invalid"),
    (body(email="hong@naver"), "/email", "email_invalid"),
    (body(email="hong@naver.com\r\nBcc: kim@naver.com"), "/email", "forbidden_character"),
    (body(email="hong@naver.com\n"), "/email", "forbidden_character"),
    (body(email="hong@naver.com\x00"), "/email", "forbidden_character"),
    (body(email=LONE_SURROGATE + "@naver.com"), "/email", "forbidden_character"),
    (body(email="h@" + "abcdefgh." * 28 + "com"), "/email", "too_long"),
    (body(email="a" * 1017), "/email", "too_long"),
    (body(phone="12345"), "/phone", "phone_invalid"),
    (body(phone="010-1234-567a"), "/phone", "phone_invalid"),
    (body(phone="800101-1234567"), "/phone", "phone_invalid"),
    (body(phone="010-1234-5678\r\n"), "/phone", "forbidden_character"),
    (within("account", email="hong"), "/account/email", "email_invalid"),
    (within("account", phone="1"), "/account/phone", "phone_invalid"),
    (within("account", joined="2019-5"), "/account/joined", "not_a_date"),
    (within("account", joined="2019-13"), "/account/joined", "not_a_date"),
    (within("account", joined="2019-05-01"), "/account/joined", "not_a_date"),
    (within("account", joined="2026-04"), "/account/joined", "date_in_future"),
    (within("account", joined="2020-05", withdrew="2020-04"), "/account/withdrew", "withdrew_before_joined"),
    (within("address", postcode="1"), "/address/postcode", "postcode_invalid"),
    (within("address", postcode="0623-"), "/address/postcode", "postcode_invalid"),
    (within("address", postcode="06236\x00"), "/address/postcode", "forbidden_character"),
    (within("address", postcode="1234567890123"), "/address/postcode", "postcode_invalid"),
    (within("address", line="서울"), "/address/line", "too_short"),
    (within("address", line="서울\u200b\u200b"), "/address/line", "too_short"),
    (within("address", line="가" * 151), "/address/line", "too_long"),
    (within("address", line="서울\n강남구"), "/address/line", "forbidden_character"),
    (within("address", line="서울시 강남구 공동현관 1234"), "/address/line", "entrance_code_typed"),
    (within("address", line="서울시 강남구 (800101-1234567)"), "/address/line", "resident_number"),
    (within("other_proceedings", details="가" * 201), "/other_proceedings/details", "too_long"),
    (within("other_proceedings", details="주민번호 800101-1234567"), "/other_proceedings/details", "resident_number"),
    (within("other_proceedings", details="비번 1234#"), "/other_proceedings/details", "entrance_code_typed"),
    (within("other_proceedings", details="\x07"), "/other_proceedings/details", "forbidden_character"),
]

SUMS = [
    ("NaN", "not_whole_won"),
    ("Infinity", "not_whole_won"),
    ("-Infinity", "not_whole_won"),
    (math.nan, "not_whole_won"),
    (math.inf, "not_whole_won"),
    ("-200000", "not_whole_won"),
    (-200000, "not_whole_won"),
    ("2e5", "not_whole_won"),
    ("1e308", "not_whole_won"),
    (1e308, "not_whole_won"),
    (200000.0, "not_whole_won"),
    ("200000.5", "not_whole_won"),
    ("9" * MILLION, "not_whole_won"),
    (10**5_000, "not_whole_won"),
    (LONE_SURROGATE, "not_whole_won"),
    ("0", "below_minimum"),
    ("99999", "below_minimum"),
    (99_999, "below_minimum"),
    ("1000001", "above_maximum"),
    ("999999999999999", "above_maximum"),
]

CASES = [
    *MISSING,
    *TYPES,
    *UNKNOWN,
    *CHOICES,
    *((body(name=name), "/name", code) for name, code in NAMES),
    *((body(birth_date=typed), "/birth_date", code) for typed, code in DATES),
    *CONTACTS,
    *((within("damages_sought", amount=amount), "/damages_sought/amount", code) for amount, code in SUMS),
]


@pytest.mark.parametrize(("raw", "pointer", "code"), CASES, ids=[f"{i}{p}:{c}" for i, (_, p, c) in enumerate(CASES)])
def test_bad_input_is_refused_where_and_why(raw, pointer, code):
    assert refused(raw) == [(pointer, code)]


@pytest.mark.parametrize(
    ("name", "code"),
    NAMES,
    ids=[f"{i}:{code}" for i, (_, code) in enumerate(NAMES)],
)
def test_a_representatives_name_is_held_to_the_same_rule(name, code):
    representative = {"name": name, "birth_date": "1970-01-01", "relation": "parent"}
    assert refused(body(representative=representative)) == [("/representative/name", code)]


def test_everything_wrong_is_told_at_once():
    raw = body(language="fr", name="홍", email="hong", birth_date=ABSENT, attested=False, stage="verified")
    assert refused(raw) == [
        ("/stage", "unknown_field"),
        ("/language", "not_a_choice"),
        ("/name", "too_short"),
        ("/birth_date", "required"),
        ("/email", "email_invalid"),
        ("/attested", "attestation_required"),
    ]


def test_limits_come_with_the_error_and_typed_values_do_not():
    typed = "몰래길동-비밀"
    raw = body(name=typed * 9, language=typed, email=typed, phone=typed, birth_date=typed, notices=[typed])
    raw[typed] = typed
    with pytest.raises(SubmissionRefused) as refusal:
        parse(raw, TERMS, mode="complete")
    assert len(refusal.value.errors) == 7
    assert typed not in repr(refusal.value.errors)
    assert typed not in str(refusal.value)
    params = {error.pointer: dict(error.params) for error in refusal.value.errors}
    assert params["/name"] == {"maximum": 50}
    assert params["/language"] == {"allowed": "ko, en"}
    assert params["/birth_date"] == {"format": "YYYY-MM-DD"}


def test_the_cases_bounds_come_with_a_refused_sum():
    with pytest.raises(SubmissionRefused) as refusal:
        parse(within("damages_sought", amount=1), TERMS, mode="complete")
    assert dict(refusal.value.errors[0].params) == {"minimum": 100_000, "maximum": 1_000_000}


def test_each_missing_required_consent_is_named():
    with pytest.raises(SubmissionRefused) as refusal:
        parse(body(consents=[]), TERMS, mode="complete")
    assert [(e.pointer, e.code, dict(e.params)) for e in refusal.value.errors] == [
        ("/consents", "consent_required", {"consent": "collection"}),
        ("/consents", "consent_required", {"consent": "provision"}),
    ]


def test_ten_thousand_unknown_fields_get_a_short_answer():
    raw = body(**{f"field_{i}": i for i in range(10_000)})
    assert len(refused(raw)) == 10


def test_a_list_may_be_as_long_as_its_limit():
    codes = [f"item_{i}" for i in range(60)]
    terms = replace(TERMS, items={code: bit for bit, code in enumerate(codes)})
    assert refused(body(data_items=codes), terms=terms) == []


def test_a_case_without_entrance_codes_does_not_ask_for_them():
    terms = replace(TERMS, entrance_item=None)
    assert refused(body(entrance_code_stored=ABSENT), terms=terms) == []


def test_every_code_is_declared_with_its_parameters():
    declared: dict[str, tuple[str, ...]] = {}
    for raw, _, _ in CASES:
        with pytest.raises(SubmissionRefused) as refusal:
            parse(raw, TERMS, mode="complete")
        declared |= {error.code: tuple(error.params) for error in refusal.value.errors}
    assert declared == ERROR_CODES
