"""JSON as the API takes it: RFC 8259 to the letter, in bounds, and nothing that databases or people could misread."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final

from django.conf import settings
from django.http.request import UnreadablePostError
from django.utils.http import parse_header_parameters
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser

from claims.api.problems import ApiProblem
from claims.rules.submission import FieldError

MAXIMUM_DEPTH: Final = 12
MAXIMUM_VALUES: Final = 1_000

# Digits are counted before they are read: turning a million of them into a number takes minutes, and no sum has forty.
_LONGEST_NUMBER: Final = 40
_NAMED_ERRORS: Final = 20
# A pointer repeats a key only when it looks like a field's name; anything else may be what somebody typed.
_FIELD_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


class StrictJSONParser(BaseParser):
    """The body as dicts, lists, strings, ints, floats, booleans and None.

    Takes `application/json` in UTF-8 only (415 otherwise), up to settings.BODY_LIMIT bytes (413), at most
    MAXIMUM_DEPTH containers deep and MAXIMUM_VALUES values in all. Refuses (400 `unreadable_body`, with a pointer
    wherever the text could be read so far) what other parsers let pass: NaN and infinities, numbers beyond a double
    or of more than 40 characters, keys given twice, NUL and lone surrogates in strings and keys. Work grows linearly
    with the body, and no exception but a problem leaves.
    """

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Read and check the body. Raises ApiProblem or UnsupportedMediaType."""
        if parse_header_parameters(media_type or "")[1].get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
            raise UnsupportedMediaType(media_type or "")
        try:
            body = stream.read(settings.BODY_LIMIT + 1)
        except UnreadablePostError:
            raise ApiProblem("bad_request") from None
        if len(body) > settings.BODY_LIMIT:
            raise ApiProblem("content_too_large")
        return read_json(body)


def read_json(body: bytes) -> Any:
    """The value that `body` is, under the rules of StrictJSONParser. Raises ApiProblem."""
    if not body:
        raise _unreadable(FieldError("", "body_empty"))
    try:
        text = body.decode()
        value = _DECODER.decode(text)
    except UnicodeDecodeError as error:
        raise _unreadable(FieldError("", "not_utf8", {"byte": error.start})) from None
    except json.JSONDecodeError as error:
        raise _unreadable(FieldError("", "not_json", {"line": error.lineno, "column": error.colno})) from None
    except RecursionError:
        raise _unreadable(FieldError("", "too_deep", {"maximum": MAXIMUM_DEPTH})) from None
    # Written out, neither character gets past the decoding above; only an escape can bring one in.
    _inspect(value, escapes="\\u" in text)
    return value


class _Refused:
    """Stands in the tree for a value that the text holds and the API does not take, so that its place can be told."""

    __slots__ = ("code", "key")

    def __init__(self, code: str, key: str = "") -> None:
        self.code = code
        self.key = key


def _object(pairs: list[tuple[str, object]]) -> "dict[str, object] | _Refused":
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return _Refused("duplicate_key", twice)


def _integer(digits: str) -> int | _Refused:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else _Refused("number_too_long")


def _real(digits: str) -> float | _Refused:
    if len(digits) > _LONGEST_NUMBER:
        return _Refused("number_too_long")
    value = float(digits)
    return value if math.isfinite(value) else _Refused("number_out_of_range")


def _constant(_: str) -> _Refused:
    return _Refused("not_a_number")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_real, parse_constant=_constant
)


def _inspect(root: object, *, escapes: bool) -> None:
    """Hold a decoded value to the bounds, level by level; refuse it with the places of all that may not be there."""
    level: list[object] = [root]
    values, sound = 0, True
    for _ in range(MAXIMUM_DEPTH + 1):
        values += len(level)
        if values > MAXIMUM_VALUES:
            raise _unreadable(FieldError("", "too_many_values", {"maximum": MAXIMUM_VALUES}))
        below: list[object] = []
        for value in level:
            kind = type(value)
            if kind is dict:
                below.extend(value.values())  # type: ignore[attr-defined]
                sound = sound and not (escapes and any(map(_UNSTORABLE.search, value)))  # type: ignore[call-overload]
            elif kind is list:
                below.extend(value)  # type: ignore[arg-type]
            elif kind is _Refused or (escapes and kind is str and _UNSTORABLE.search(value)):  # type: ignore[call-overload]
                sound = False
        if not below:
            break
        level = below
    else:
        raise _unreadable(FieldError("", "too_deep", {"maximum": MAXIMUM_DEPTH}))
    if not sound:
        raise _unreadable(*_unsound(root, ""))


def _unsound(value: object, pointer: str) -> Iterator[FieldError]:
    """Every value and key under `value` that is refused. Only for trees whose depth has been checked."""
    match value:
        case _Refused():
            yield FieldError(_below(pointer, value.key) if value.key else pointer, value.code)
        case dict():
            for key, child in value.items():
                if code := _unstorable(key):
                    yield FieldError(pointer, code)
                yield from _unsound(child, _below(pointer, key))
        case list():
            for index, child in enumerate(value):
                yield from _unsound(child, f"{pointer}/{index}")
        case str():
            if code := _unstorable(value):
                yield FieldError(pointer, code)


def _unstorable(text: str) -> str | None:
    found = _UNSTORABLE.search(text)
    return found and ("nul_character" if found[0] == "\x00" else "lone_surrogate")


def _below(pointer: str, key: str) -> str:
    """The pointer to a member; to its object where the key is no field's name. See `_FIELD_NAME`."""
    return f"{pointer}/{key}" if _FIELD_NAME.fullmatch(key) else pointer


def _unreadable(*errors: FieldError) -> ApiProblem:
    return ApiProblem("unreadable_body", errors=errors[:_NAMED_ERRORS])
