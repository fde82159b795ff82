"""Invented people, deterministic by seed, cheap to make: enough variety that blind keys and indexes are exercised."""

import json
import random
from typing import Any

_FAMILY = "김이박최정강조윤장임한오서신권황안송전홍"
_GIVEN = "가나다라마바사아자하민서지우도윤하은시현수빈채원준호예린"


class People:
    """A stream of people. `share` of them file again with the account of someone before them."""

    def __init__(self, seed: int, *, again: float = 0.02) -> None:
        self._random = random.Random(seed)
        self._again = again
        self._count = 0
        self._seed = seed

    def next(self) -> dict[str, str]:
        """One person as flat values."""
        r = self._random
        self._count += 1
        number = r.randrange(self._count) if self._count > 10 and r.random() < self._again else self._count
        return {
            "name": r.choice(_FAMILY) + r.choice(_GIVEN) + r.choice(_GIVEN),
            "birth_date": f"{r.randrange(1945, 2004)}-{r.randrange(1, 13):02}-{r.randrange(1, 29):02}",
            # Numbers far apart: mailboxes in a row would be taken for a machine's.
            "email": f"p{self._seed}.{self._count * 6180339 % 9999991:07}@example.com",
            "phone": f"010-{2000 + self._count % 3000:04}-{r.randrange(10000):04}",
            "postcode": f"{r.randrange(1000, 63000):05}",
            "address": f"서울 중구 세종대로 {r.randrange(1, 400)}, {r.randrange(101, 130)}동 {r.randrange(101, 990)}호",
            "account_email": f"a{self._seed}.{number}@example.com",
            "account_phone": f"010-{2000 + number % 3000:04}-{number * 7919 % 10000:04}",
        }


def api_body(person: dict[str, str], consents: list[dict[str, Any]]) -> bytes:
    """The person's claim as the API takes it."""
    return json.dumps(
        {
            "language": "ko",
            "claimant_type": "account_holder",
            "name": person["name"],
            "birth_date": person["birth_date"],
            "email": person["email"],
            "phone": person["phone"],
            "address": {"postcode": person["postcode"], "line": person["address"]},
            "account": {"email": person["account_email"], "phone": person["account_phone"]},
            "notices": ["N3"],
            "data_items": ["name", "email", "phone", "delivery_address"],
            "entrance_code_stored": "no",
            "damages_sought": {"amount": "200000", "currency": "KRW"},
            "other_proceedings": {"kind": "none"},
            "consents": consents,
            "attested": True,
        },
        ensure_ascii=False,
    ).encode()
