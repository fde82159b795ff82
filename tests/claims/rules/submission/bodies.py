"""A body that every door accepts, the terms it is held to, and ways to change one thing in it. Nobody here exists."""

import copy
from datetime import date
from typing import Any

from claims.rules.submission import (
    ConsentTerm,
    DamagesTerm,
    FilingTerms,
    NoticeTerm,
    Submission,
    SubmissionRefused,
    parse,
)
from claims.rules.submission.parse import Mode

TODAY = date(2026, 3, 1)
ITEMS = ("name", "email", "phone", "delivery_address", "address_book", "entrance_code", "order_history", "payment")
TERMS = FilingTerms(
    case="coupang-2025",
    items={code: bit for bit, code in enumerate(ITEMS)},
    notices={
        "N1": NoticeTerm(0, date(2025, 11, 20)),
        "N2": NoticeTerm(1, date(2025, 11, 29)),
        "N3": NoticeTerm(2, date(2025, 12, 7)),
        "N4": NoticeTerm(3, date(2026, 2, 5)),
    },
    entrance_item="entrance_code",
    damages=DamagesTerm(minimum=100_000, standard=200_000, maximum=1_000_000),
    consents=(
        ConsentTerm("collection", "2", required=True),
        ConsentTerm("provision", "1", required=True),
        ConsentTerm("marketing", "1", required=False),
    ),
    today=TODAY,
)

_BODY: dict[str, Any] = {
    "language": "ko",
    "claimant_type": "account_holder",
    "name": "홍길동",
    "birth_date": "1990-04-05",
    "email": "gildong@example.com",
    "phone": "010-1234-5678",
    "address": {"postcode": "06236", "line": "서울특별시 강남구 테헤란로 152, 101동 1204호"},
    "account": {"email": "gildong.old@example.com", "phone": "010-8765-4321"},
    "notices": ["N2", {"code": "N3", "received_on": "2025-12-08"}],
    "data_items": ["name", "email", "phone", "entrance_code"],
    "entrance_code_stored": "yes",
    "damages_sought": {"amount": "200000", "currency": "KRW"},
    "other_proceedings": {"kind": "none"},
    "consents": [
        {"code": "collection", "version": "2", "given": True},
        {"code": "provision", "version": "1", "given": True},
        {"code": "marketing", "version": "1", "given": False},
    ],
    "attested": True,
}

#: Instead of a value: leave the field out.
ABSENT = object()


def body(**changes: object) -> dict[str, Any]:
    """The good body with top-level fields changed; ABSENT leaves one out."""
    changed = copy.deepcopy(_BODY) | changes
    return {key: value for key, value in changed.items() if value is not ABSENT}


def within(field: str, **changes: object) -> dict[str, Any]:
    """The good body with something changed inside one of its objects."""
    inner = copy.deepcopy(_BODY).get(field, {}) | changes
    return body(**{field: {key: value for key, value in inner.items() if value is not ABSENT}})


def consent(index: int, **changes: object) -> dict[str, Any]:
    """The good body with one consent changed."""
    consents = copy.deepcopy(_BODY["consents"])
    consents[index] = {key: value for key, value in (consents[index] | changes).items() if value is not ABSENT}
    return body(consents=consents)


def accepted(raw: object, mode: Mode = "complete", terms: FilingTerms = TERMS) -> Submission:
    return parse(raw, terms, mode=mode)


def refused(raw: object, mode: Mode = "complete", terms: FilingTerms = TERMS) -> list[tuple[str, str]]:
    """Pointer and code of every error; empty when the body is accepted."""
    try:
        parse(raw, terms, mode=mode)
    except SubmissionRefused as refusal:
        return [(error.pointer, error.code) for error in refusal.errors]
    return []
