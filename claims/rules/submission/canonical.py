"""A submission as bytes that do not depend on how the body was written."""

import json
from dataclasses import fields
from datetime import date

from claims.rules.submission.values import Submission

_NAMES = tuple(sorted(field.name for field in fields(Submission)))


def canonical(submission: Submission) -> bytes:
    """Return the same bytes for the same submission, whatever the order of keys, notices, items or consents.

    The idempotency record compares submissions, not bodies: a program that retries may write its JSON another
    way. A name in another Unicode form is another body, for it is stored as typed.

    The bytes hold personal data, some of which can be guessed: keep only a keyed hash of them.
    """
    plain = {name: _plain(getattr(submission, name)) for name in _NAMES}
    return json.dumps(plain, separators=(",", ":")).encode("ascii")


def _plain(value: object) -> object:
    match value:
        case None | str() | int():
            return value
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(value)
        case tuple():
            return sorted((_plain(entry) for entry in value), key=json.dumps)
        case _:
            return [_plain(getattr(value, name)) for name in value.__slots__]  # type: ignore[attr-defined]
