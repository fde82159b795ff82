"""A standing cast of invented people and the bodies that they would file."""

import copy
from typing import Any
from uuid import uuid4

BODY: dict[str, Any] = {
    "language": "ko",
    "claimant_type": "account_holder",
    "name": "김하늘",
    "birth_date": "1990-04-05",
    "email": "haneul@example.com",
    "phone": "010-2345-6789",
    "address": {"postcode": "04524", "line": "서울특별시 중구 세종대로 110, 101동 1204호"},
    "account": {"email": "haneul@example.com", "phone": "010-2345-6789"},
    "notices": ["N3"],
    "data_items": ["name", "email", "phone"],
    "entrance_code_stored": "no",
    "damages_sought": {"amount": "200000", "currency": "KRW"},
    "other_proceedings": {"kind": "none"},
    "attested": True,
}


def body(case: Any, **changes: Any) -> dict[str, Any]:
    """A complete body for a case (a FilingCase), with every required consent given; changes replace whole fields."""
    filled = copy.deepcopy(BODY)
    filled["consents"] = [{"code": c.code, "version": c.version, "given": c.required} for c in case.terms.consents]
    return filled | changes


def someone_else(case: Any, **changes: Any) -> dict[str, Any]:
    """A body of another invented person each time: nothing in it agrees with any other."""
    unique = uuid4().int
    mail = f"person{unique % 10**12}@example.org"
    phone = f"010-{2000 + unique // 7 % 3000:04}-{unique // 13 % 10000:04}"
    return (
        body(
            case,
            name="이" + "".join(chr(0xAC00 + (unique // 11172**place) % 11172) for place in range(2)),
            birth_date=f"{1950 + unique % 50}-{1 + unique // 50 % 12:02}-{1 + unique // 600 % 28:02}",
            email=mail,
            phone=phone,
            account={"email": mail, "phone": phone},
        )
        | changes
    )
