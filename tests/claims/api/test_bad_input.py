"""Bad input: each gets one precise problem, stores nothing and is never our fault (500)."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.claims.api.calls import file, problem, stored, terms
from tests.people import body

pytestmark = pytest.mark.usefixtures("coupang")

AMOUNT = "/damages_sought/amount"


def with_amount(literal):
    """The good body with the sum written so in JSON."""
    raw = json.dumps(body(terms(), damages_sought={"amount": "@", "currency": "KRW"}))
    return raw.replace('"@"', literal).encode()


def with_name(literal):
    raw = json.dumps(body(terms(), name="@"))
    return raw.replace('"@"', literal, 1).encode()


def with_member(literal):
    """The good body with one more member, written so in JSON."""
    return (json.dumps(body(terms()))[:-1] + ", " + literal + "}").encode()


def changed(**changes):
    return json.dumps(body(terms(), **changes)).encode()


def within(field, **changes):
    return changed(**{field: body(terms())[field] | changes})


def tomorrow():
    return (timezone.localdate() + timedelta(days=2)).isoformat()


REFUSED = {
    # Sums
    "NaN": (lambda: with_amount("NaN"), 400, "unreadable_body", (AMOUNT, "not_a_number")),
    "Infinity": (lambda: with_amount("Infinity"), 400, "unreadable_body", (AMOUNT, "not_a_number")),
    "-Infinity": (lambda: with_amount("-Infinity"), 400, "unreadable_body", (AMOUNT, "not_a_number")),
    '"NaN"': (lambda: with_amount('"NaN"'), 422, "submission_refused", (AMOUNT, "not_whole_won")),
    '"Infinity"': (lambda: with_amount('"Infinity"'), 422, "submission_refused", (AMOUNT, "not_whole_won")),
    "negative": (lambda: with_amount("-200000"), 422, "submission_refused", (AMOUNT, "not_whole_won")),
    '"negative"': (lambda: with_amount('"-200000"'), 422, "submission_refused", (AMOUNT, "not_whole_won")),
    "-0": (lambda: with_amount("-0"), 422, "submission_refused", (AMOUNT, "below_minimum")),
    "1e308": (lambda: with_amount("1e308"), 422, "submission_refused", (AMOUNT, "not_whole_won")),
    "1e999": (lambda: with_amount("1e999"), 400, "unreadable_body", (AMOUNT, "number_out_of_range")),
    "-1e999": (lambda: with_amount("-1e999"), 400, "unreadable_body", (AMOUNT, "number_out_of_range")),
    "60,000 digits": (lambda: with_amount("9" * 60_000), 400, "unreadable_body", (AMOUNT, "number_too_long")),
    "60,000 decimals": (lambda: with_amount("0." + "9" * 60_000), 400, "unreadable_body", (AMOUNT, "number_too_long")),
    "60,000 exponent": (lambda: with_amount("1e" + "9" * 60_000), 400, "unreadable_body", (AMOUNT, "number_too_long")),
    '"60,000 digits"': (
        lambda: with_amount('"' + "9" * 60_000 + '"'),
        422,
        "submission_refused",
        (AMOUNT, "not_whole_won"),
    ),
    "above the bounds": (lambda: with_amount('"1000001"'), 422, "submission_refused", (AMOUNT, "above_maximum")),
    "below the bounds": (lambda: with_amount("0"), 422, "submission_refused", (AMOUNT, "below_minimum")),
    # NUL and lone surrogates
    "NUL escaped": (lambda: with_name('"김\\u0000하늘"'), 400, "unreadable_body", ("/name", "nul_character")),
    "NUL raw": (lambda: with_name('"김\x00하늘"'), 400, "unreadable_body", ("", "not_json")),
    "NUL in a key": (lambda: with_member('"a\\u0000": 1'), 400, "unreadable_body", ("", "nul_character")),
    "NUL in a list": (
        lambda: changed(data_items=["name", "\x00"]),
        400,
        "unreadable_body",
        ("/data_items/1", "nul_character"),
    ),
    "high surrogate escaped": (lambda: with_name('"김\\ud800"'), 400, "unreadable_body", ("/name", "lone_surrogate")),
    "low surrogate escaped": (lambda: with_name('"\\udc00김"'), 400, "unreadable_body", ("/name", "lone_surrogate")),
    "surrogates reversed": (
        lambda: with_name('"\\udc00\\ud800"'),
        400,
        "unreadable_body",
        ("/name", "lone_surrogate"),
    ),
    "surrogate in a key": (lambda: with_member('"\\ud800": 1'), 400, "unreadable_body", ("", "lone_surrogate")),
    "surrogate raw": (
        lambda: changed().replace(b'"04524"', b'"\xed\xa0\x80"'),
        400,
        "unreadable_body",
        ("", "not_utf8"),
    ),
    "UTF-16": (lambda: changed().decode().encode("utf-16"), 400, "unreadable_body", ("", "not_utf8")),
    "Latin-1": (lambda: with_name('"José"').decode().encode("latin-1"), 400, "unreadable_body", ("", "not_utf8")),
    # What the case does not have
    "unknown data item": (
        lambda: changed(data_items=["name", "blood_type"]),
        422,
        "submission_refused",
        ("/data_items/1", "not_a_choice"),
    ),
    "unknown notice": (
        lambda: changed(notices=["N3", "N9"]),
        422,
        "submission_refused",
        ("/notices/1", "not_a_choice"),
    ),
    "a statement that nobody received": (
        lambda: changed(notices=["R1"]),
        422,
        "submission_refused",
        ("/notices/0", "not_a_choice"),
    ),
    "birth date in the future": (
        lambda: changed(birth_date=tomorrow()),
        422,
        "submission_refused",
        ("/birth_date", "date_in_future"),
    ),
    # Mass assignment
    "stage": (lambda: changed(stage="verified"), 422, "submission_refused", ("/stage", "unknown_field")),
    "id": (lambda: changed(id="0" * 32), 422, "submission_refused", ("/id", "unknown_field")),
    "nested": (
        lambda: within("address", stage="verified"),
        422,
        "submission_refused",
        ("/address/stage", "unknown_field"),
    ),
    "__proto__": (lambda: with_member('"__proto__": {}'), 422, "submission_refused", ("/__proto__", "unknown_field")),
    # JSON that is none, or too much of it
    "key twice": (lambda: with_member('"name": "이바다"'), 400, "unreadable_body", ("/name", "duplicate_key")),
    "key twice within": (
        lambda: changed().replace(b'"kind": "none"', b'"kind": "none", "kind": "mediation"'),
        400,
        "unreadable_body",
        ("/other_proceedings/kind", "duplicate_key"),
    ),
    "trailing garbage": (lambda: changed() + b"x", 400, "unreadable_body", ("", "not_json")),
    "two documents": (lambda: changed() * 2, 400, "unreadable_body", ("", "not_json")),
    "cut off": (lambda: changed()[:-1], 400, "unreadable_body", ("", "not_json")),
    "comment": (lambda: b"/* */" + changed(), 400, "unreadable_body", ("", "not_json")),
    "byte order mark": (lambda: b"\xef\xbb\xbf" + changed(), 400, "unreadable_body", ("", "not_json")),
    "empty": (lambda: b"", 400, "unreadable_body", ("", "body_empty")),
    "blank": (lambda: b" \n", 400, "unreadable_body", ("", "not_json")),
    "arrays nested": (lambda: b"[" * 30_000 + b"]" * 30_000, 400, "unreadable_body", ("", "too_deep")),
    "arrays opened": (lambda: b"[" * 60_000, 400, "unreadable_body", None),
    "objects nested": (lambda: b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400, "unreadable_body", ("", "too_deep")),
    "13 levels": (lambda: with_member('"x": ' + "[" * 12 + "1" + "]" * 12), 400, "unreadable_body", ("", "too_deep")),
    "10,000 values": (
        lambda: with_member('"x": [' + "0," * 9_999 + "0]"),
        400,
        "unreadable_body",
        ("", "too_many_values"),
    ),
    "6,000 fields": (
        lambda: json.dumps({f"{i:x}": 0 for i in range(6_000)}, separators=(",", ":")).encode(),
        400,
        "unreadable_body",
        ("", "too_many_values"),
    ),
    "an array": (lambda: b"[]", 422, "submission_refused", ("", "wrong_type")),
    "a string": (lambda: b'"claim"', 422, "submission_refused", ("", "wrong_type")),
    "null": (lambda: b"null", 422, "submission_refused", ("", "wrong_type")),
    "a bare NaN": (lambda: b"NaN", 400, "unreadable_body", ("", "not_a_number")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_gets_a_precise_problem_and_stores_nothing(name):
    make, status, code, error = REFUSED[name]
    before = stored()
    response = file(make(), key="bad")
    found = problem(response)
    assert found[:2] == (status, code)
    if error is not None:
        assert found[2] == [error]
    assert stored() == before
    assert file(body(terms()), key="bad").status_code == 201  # the key is still free


@pytest.mark.parametrize("digits", [1_000_000, 10_000_000])
def test_a_sum_of_a_million_digits_is_not_even_read(digits):
    before = stored()
    assert problem(file(with_amount("9" * digits))) == (413, "content_too_large", [])
    assert stored() == before


def test_ten_thousand_fields_are_refused_by_their_number_where_the_limit_lets_them_in(settings):
    settings.BODY_LIMIT = 1024 * 1024
    before = stored()
    assert problem(file(body(terms()) | {f"field_{i}": i for i in range(10_000)})) == (
        400,
        "unreadable_body",
        [("", "too_many_values")],
    )
    assert stored() == before


def test_a_body_at_the_limit_is_read_and_one_byte_more_is_not(settings):
    raw = changed()
    settings.BODY_LIMIT = len(raw)
    assert file(raw).status_code == 201
    before = stored()
    assert problem(file(raw + b" ")) == (413, "content_too_large", [])
    assert stored() == before


def test_everything_wrong_with_a_submission_is_told_at_once():
    response = file(body(terms(), language="fr", name="김", data_items=["blood_type"], attested=False, stage="paid"))
    assert problem(response) == (
        422,
        "submission_refused",
        [
            ("/stage", "unknown_field"),
            ("/language", "not_a_choice"),
            ("/name", "too_short"),
            ("/data_items/0", "not_a_choice"),
            ("/attested", "attestation_required"),
        ],
    )


def test_everything_unreadable_in_a_body_is_told_at_once():
    raw = with_amount('NaN, "limit": Infinity, "text": "\\u0000", "list": [1, {"a": 1, "a": 2}]')
    assert problem(file(raw))[2] == [
        (AMOUNT, "not_a_number"),
        ("/damages_sought/limit", "not_a_number"),
        ("/damages_sought/text", "nul_character"),
        ("/damages_sought/list/1/a", "duplicate_key"),
    ]


def test_a_body_full_of_errors_gets_a_short_answer():
    assert len(problem(file(b"[" + b"NaN," * 900 + b"NaN]"))[2]) == 20


def test_problems_never_repeat_what_was_typed():
    typed = "몰래하늘"
    for raw in (
        changed(name=typed * 20, email=typed, phone=typed, notices=[typed], data_items=[typed]),
        with_member(f'"{typed}": NaN'),
        with_member(f'"{typed}": 1, "{typed}": 2'),
        with_member(f'"{typed}": 1'),
        f'{{"name": "{typed}", {typed}'.encode(),
    ):
        response = file(raw)
        assert response.status_code in {400, 422}
        assert typed not in response.content.decode()


def test_a_body_in_chunks_is_asked_for_its_length():
    before = stored()
    response = file(b"", Transfer_Encoding="chunked")  # what Django is given of it
    assert problem(response) == (411, "length_required", [])
    assert stored() == before


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/merge-patch+json",
        "application/json; charset=euc-kr",
        "application/json; charset=utf-16",
        "application/xml",
        "nonsense",
        "",
    ],
)
def test_only_json_in_utf8_is_taken(content_type):
    before = stored()
    assert problem(file(changed(), content_type=content_type)) == (415, "unsupported_media_type", [])
    assert stored() == before


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=UTF-8", "Application/JSON"])
def test_json_is_taken_however_its_type_is_written(content_type):
    assert file(changed(), content_type=content_type).status_code == 201


def test_characters_written_as_pairs_of_escapes_are_whole():
    raw = changed().replace(b'"04524"', b'"\\ud83d\\ude00"')
    assert problem(file(raw)) == (422, "submission_refused", [("/address/postcode", "postcode_invalid")])
