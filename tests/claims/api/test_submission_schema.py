"""The published schema of a submission and the validator behind it never contradict each other."""

import copy
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from claims.api.components import components
from claims.rules.submission import SubmissionRefused, parse
from tests.claims.rules.submission.bodies import TERMS
from tests.claims.rules.submission.bodies import body as good_body

with translation.override("en"):
    SCHEMA = Draft202012Validator({"$ref": "#/components/schemas/Submission", "components": {"schemas": components()}})

#: What the schema promises to catch. Everything else depends on the case, the day or Unicode.
STRUCTURAL = {
    "required",
    "wrong_type",
    "unknown_field",
    "too_many",
    "choose_at_least_one",
    "attestation_required",
}
SCHEMA_CHOICES = {
    "/language",
    "/claimant_type",
    "/entrance_code_stored",
    "/other_proceedings/kind",
    "/representative/relation",
}


def complaints(raw):
    try:
        parse(raw, TERMS, mode="complete")
    except SubmissionRefused as refusal:
        return refusal.errors
    return ()


def is_structural(error):
    return error.code in STRUCTURAL or (error.code == "not_a_choice" and error.pointer in SCHEMA_CHOICES)


def agree(raw):
    """The schema refuses what is structurally wrong, and refuses nothing that may be filed."""
    valid, errors = SCHEMA.is_valid(raw), complaints(raw)
    if valid:
        assert not [error for error in errors if is_structural(error)]
    else:
        assert errors


FULL: Any = good_body(
    representative={"name": "홍판서", "birth_date": "1970-01-01", "relation": "parent"},
    account={"email": "a@example.com", "phone": "010-8765-4321", "joined": "2019-05", "withdrew": "2024-01"},
    other_proceedings={"kind": "mediation", "details": "분쟁조정"},
)


def places(value, path=()):
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from places(child, (*path, key))


def at(value, path):
    for key in path:
        value = value[key]
    return value


def replaced(raw, path, value):
    changed = copy.deepcopy(raw)
    if not path:
        return value
    at(changed, path[:-1])[path[-1]] = value
    return changed


def removed(raw, path):
    changed = copy.deepcopy(raw)
    del at(changed, path[:-1])[path[-1]]
    return changed


PLACES = [path for path in places(FULL) if path]
VALUES: list[Any] = [
    None,
    "",
    "x",
    "ko",
    True,
    False,
    0,
    7,
    -1,
    1.5,
    [],
    ["x"],
    [[]],
    {},
    {"x": 1},
    {"code": "N2"},
    "가" * 3_000,
]


def test_the_whole_submission_agrees():
    assert complaints(FULL) == ()
    SCHEMA.validate(FULL)


@pytest.mark.parametrize("path", PLACES, ids=lambda path: "/".join(map(str, path)))
def test_they_agree_on_every_value_in_every_place(path):
    for value in VALUES:
        agree(replaced(FULL, path, value))


@pytest.mark.parametrize("path", PLACES, ids=lambda path: "/".join(map(str, path)))
def test_they_agree_on_what_may_be_left_out(path):
    agree(removed(FULL, path))


@pytest.mark.parametrize("path", [path for path in places(FULL) if isinstance(at(FULL, path), dict)])
@pytest.mark.parametrize("name", ["stage", "id", "claimant_id", "x"])
def test_they_agree_that_no_other_field_exists(path, name):
    raw = replaced(FULL, (*path, name), "verified")
    assert not SCHEMA.is_valid(raw)
    pointer = "/" + "/".join(map(str, (*path, name)))
    assert [(error.pointer, error.code) for error in complaints(raw)] == [(pointer, "unknown_field")]


@pytest.mark.parametrize(("field", "code", "maximum"), [("notices", "N2", 20), ("data_items", "name", 60)])
def test_they_agree_on_how_long_lists_may_be(field, code, maximum):
    for length in (maximum, maximum + 1):
        raw = good_body(**{field: [code] * length})
        too_many = "too_many" in {error.code for error in complaints(raw)}
        assert SCHEMA.is_valid(raw) is not too_many is (length > maximum)


@given(st.data())
def test_they_agree_on_any_few_changes(data):
    raw = FULL
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(list(places(raw))))
        if not path:
            break
        raw = data.draw(st.sampled_from([removed(raw, path), *(replaced(raw, path, value) for value in VALUES)]))
    agree(raw)


@pytest.mark.parametrize(
    "raw",
    [
        good_body(language=" ko "),
        good_body(birth_date=" 1990-04-05"),
        good_body(damages_sought={"amount": "₩200,000", "currency": "KRW"}),
    ],
)
def test_the_service_forgives_a_little_more_than_the_schema_promises(raw):
    assert complaints(raw) == ()
    assert not SCHEMA.is_valid(raw)
