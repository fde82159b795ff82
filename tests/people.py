"""A standing cast of invented people and the bodies that they would file."""

import copy
from datetime import date, timedelta
from typing import Any

import factory


class Body(factory.DictFactory):
    """What another invented person would file each time: nothing in it agrees with anybody else's."""

    class Params:
        serial = factory.Sequence(int)
        # People next to each other in number are strangers: nothing of theirs is one keystroke apart.
        mail = factory.LazyAttribute(lambda body: f"{_word(body.serial)}@example.org")
        mobile = factory.LazyAttribute(lambda body: _mobile(_scattered(body.serial, 39_000_000)))

    language = "ko"
    claimant_type = "account_holder"
    name = factory.LazyAttribute(lambda body: _name(body.serial))
    birth_date = factory.LazyAttribute(
        lambda body: (date(1950, 1, 1) + timedelta(_scattered(body.serial, 18_000))).isoformat()
    )
    email = factory.SelfAttribute("mail")
    phone = factory.SelfAttribute("mobile")
    address = factory.LazyAttribute(lambda body: _address(body.serial))
    account = factory.LazyAttribute(lambda body: {"email": body.mail, "phone": body.mobile})
    notices = factory.LazyFunction(lambda: ["N3"])
    data_items = factory.LazyFunction(lambda: ["name", "email", "phone"])
    entrance_code_stored = "no"
    damages_sought = factory.Dict({"amount": "200000", "currency": "KRW"})
    other_proceedings = factory.Dict({"kind": "none"})
    attested = True


_SURNAMES = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심"
_FIRST = "가나다라마바사아자차하거너더러머버서어저처허고노도로모보소오조초호구누두루무부수우주추후"
_SECOND = "건곤균길남년담덕돈란람령림만명문민별복봄빈산삼선섭성솔숙순승식신심안연열영완용욱운원윤은을인"
_ROADS = ("가람로", "나루로", "다솜로", "라온길", "마루길", "바다로", "새벽로", "하늘길")


def _scattered(number: int, size: int) -> int:
    """A number below `size` that its neighbours' are far from; each number gets another one, up to `size` of them."""
    return (number * 7_654_321 + 1_234_567) % size


def _name(number: int) -> str:
    first, rest = divmod(_scattered(number, 30 * 44 * 46), 44 * 46)
    second, third = divmod(rest, 46)
    return _SURNAMES[first] + _FIRST[second] + _SECOND[third]


def _mobile(number: int) -> str:
    """Below 010-5970: some of those above are given out to nobody."""
    return f"010-{2000 + number // 10_000:04}-{number % 10_000:04}"


def _word(number: int) -> str:
    letters, left = "", _scattered(number, 26**6)
    for _ in range(6):
        left, letter = divmod(left, 26)
        letters += chr(ord("a") + (letter * 11 + 7 * len(letters)) % 26)
    return f"{letters}.{letters[::-1]}"


def _address(number: int) -> dict[str, str]:
    place = _scattered(number, 8 * 900)
    road, house = _ROADS[place % 8], 1 + place // 8
    unit = f"{101 + number % 7}동 {1 + number % 20}0{1 + number % 4}호"
    return {"postcode": f"{10_000 + place * 7:05}", "line": f"서울특별시 중구 {road} {house}, {unit}"}


HANEUL: dict[str, Any] = {
    "name": "김하늘",
    "birth_date": "1990-04-05",
    "email": "haneul@example.com",
    "phone": "010-2345-6789",
    "account": {"email": "haneul@example.com", "phone": "010-2345-6789"},
    "address": {"postcode": "04524", "line": "서울특별시 중구 세종대로 110, 101동 1204호"},
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
