"""A standing cast of invented people and the bodies that they would file."""

import copy
from datetime import date, timedelta
from typing import Any

import factory


class Body(factory.DictFactory):
    """What another invented person would file each time: nothing in it agrees with anybody else's."""

    class Params:
        serial = factory.Sequence(int)
        mail = factory.LazyAttribute(lambda body: f"person{body.serial}@example.org")
        mobile = factory.LazyAttribute(lambda body: f"010-{2000 + body.serial % 3000:04}-{body.serial // 3000:04}")

    language = "ko"
    claimant_type = "account_holder"
    name = factory.LazyAttribute(lambda body: "이" + _syllable(body.serial) + _syllable(body.serial // 11172))
    birth_date = factory.LazyAttribute(lambda body: (date(1950, 1, 1) + timedelta(body.serial % 18000)).isoformat())
    email = factory.SelfAttribute("mail")
    phone = factory.SelfAttribute("mobile")
    address = factory.Dict({"postcode": "04524", "line": "서울특별시 중구 세종대로 110, 101동 1204호"})
    account = factory.LazyAttribute(lambda body: {"email": body.mail, "phone": body.mobile})
    notices = factory.LazyFunction(lambda: ["N3"])
    data_items = factory.LazyFunction(lambda: ["name", "email", "phone"])
    entrance_code_stored = "no"
    damages_sought = factory.Dict({"amount": "200000", "currency": "KRW"})
    other_proceedings = factory.Dict({"kind": "none"})
    attested = True


def _syllable(number: int) -> str:
    return chr(ord("가") + number % 11172)


HANEUL: dict[str, Any] = {
    "name": "김하늘",
    "birth_date": "1990-04-05",
    "email": "haneul@example.com",
    "phone": "010-2345-6789",
    "account": {"email": "haneul@example.com", "phone": "010-2345-6789"},
}


def answers() -> dict[str, Any]:
    """A body of another invented person, without consents."""
    made: Any = Body()  # a factory's call gives what it makes, whatever its type says
    return dict(made)


def body(case: Any, **changes: Any) -> dict[str, Any]:
    """Haneul Kim's complete body for a case (a FilingCase), with every required consent; changes replace fields."""
    return someone_else(case, **copy.deepcopy(HANEUL) | changes)


def someone_else(case: Any, **changes: Any) -> dict[str, Any]:
    """A complete body of another invented person each time; changes replace whole fields."""
    consents = [{"code": c.code, "version": c.version, "given": c.required} for c in case.terms.consents]
    return answers() | {"consents": consents} | changes
