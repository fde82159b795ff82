"""Reading JSON strictly: the same values as anybody reads, or a problem; never anything else."""

import io
import json
import math
import time

import pytest
from django.http.request import UnreadablePostError
from hypothesis import example, given
from hypothesis import strategies as st

from claims.api.parsers import MAXIMUM_DEPTH, MAXIMUM_VALUES, StrictJSONParser, read_json
from claims.api.problems import ApiProblem

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**38), 10**38)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), inner)
    ),
    max_leaves=20,
)


def code_of(body):
    with pytest.raises(ApiProblem) as refusal:
        read_json(body)
    assert refusal.value.code == "unreadable_body"
    return [(error.pointer, error.code) for error in refusal.value.errors]


@given(JSON, st.booleans(), st.sampled_from([None, 1]))
def test_what_is_sound_is_read_as_it_was_written(value, ascii_only, indent):
    assert read_json(json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode()) == value


@given(st.binary() | st.text().map(str.encode) | st.text('[]{},:"\\u0nNaIifty1-eE. ').map(str.encode))
@example(b'{"a":' * 100)
@example(b'"\\ud83d\\ude00"')
def test_any_bytes_give_a_value_or_a_problem(body):
    try:
        value = read_json(body)
    except ApiProblem:
        return
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()  # nothing in it that could not be stored


def nested(depth):
    return b"[" * depth + b"]" * depth


def test_nesting_is_bounded():
    assert read_json(nested(MAXIMUM_DEPTH)) is not None
    assert code_of(nested(MAXIMUM_DEPTH + 2)) == [("", "too_deep")]
    assert code_of(nested(100_000)) == [("", "too_deep")]
    assert code_of(b'{"a":' * 100_000 + b"1" + b"}" * 100_000) == [("", "too_deep")]


def test_the_number_of_values_is_bounded():
    assert len(read_json(json.dumps([0] * (MAXIMUM_VALUES - 1)).encode())) == MAXIMUM_VALUES - 1
    assert code_of(json.dumps([0] * MAXIMUM_VALUES).encode()) == [("", "too_many_values")]
    assert code_of(json.dumps([[0] * 40] * 30).encode()) == [("", "too_many_values")]


@pytest.mark.parametrize("number", ["9" * 40, "-" + "9" * 39, "1" + "0" * 39, "0." + "9" * 38, "1e" + "0" * 37 + "1"])
def test_forty_characters_are_a_number(number):
    assert math.isfinite(read_json(number.encode()))


@pytest.mark.parametrize("number", ["9" * 41, "-" + "9" * 40, "0." + "9" * 39, "1e" + "0" * 38 + "1"])
def test_one_more_is_not(number):
    assert code_of(number.encode()) == [("", "number_too_long")]


@pytest.mark.parametrize("number", ["1e309", "-1e309", "1e400", "9e999999"])
def test_numbers_beyond_a_double_are_refused(number):
    assert code_of(number.encode()) == [("", "number_out_of_range")]


def test_a_million_digits_cost_no_more_than_reading_them():
    began = time.process_time()
    assert code_of(b"9" * 1_000_000) == [("", "number_too_long")]
    assert time.process_time() - began < 0.5  # turned into a number they would take many seconds


def test_a_key_that_is_no_fields_name_is_not_repeated():
    assert code_of('{"a b": {"하늘": NaN}, "c": [{"d": NaN}]}'.encode()) == [
        ("", "not_a_number"),
        ("/c/0/d", "not_a_number"),
    ]
    assert code_of(b'{"' + b"x" * 41 + b'": NaN}') == [("", "not_a_number")]


def test_the_place_of_a_syntax_error_is_told():
    with pytest.raises(ApiProblem) as refusal:
        read_json(b'{"a": 1,\n "b": }')
    assert dict(refusal.value.errors[0].params) == {"line": 2, "column": 7}
    with pytest.raises(ApiProblem) as refusal:
        read_json(b'{"a": "\xff"}')
    assert dict(refusal.value.errors[0].params) == {"byte": 7}


def test_more_than_the_limit_is_never_read(settings):
    settings.BODY_LIMIT = 10
    stream = io.BytesIO(b"1" * 1_000)
    with pytest.raises(ApiProblem) as refusal:
        StrictJSONParser().parse(stream, "application/json")
    assert refusal.value.code == "content_too_large"
    assert stream.tell() == 11


def test_a_connection_lost_while_reading_is_a_bad_request():
    class Broken(io.BytesIO):
        def read(self, *args):
            raise UnreadablePostError

    with pytest.raises(ApiProblem) as refusal:
        StrictJSONParser().parse(Broken(), "application/json")
    assert refusal.value.code == "bad_request"
