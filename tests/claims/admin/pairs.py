"""Pairs as the tests of counsel's review meet them, and the forms that decide on them."""

import re
from typing import Any

from claims.models import Claim, DuplicatePair
from tests.claims.admin.cast import file_claim, put_to_a_person

CASE = "/counsel/cases/coupang-2025/duplicates/"
VALUES = ("김민", "1988", "minjun", "2345", "하늘길")


def at(pair: DuplicatePair, end: str = "") -> str:
    return f"{CASE}{pair.pk}/{end}"


def form(pair: DuplicatePair, kind: str, **more) -> dict:
    pair.refresh_from_db()
    return {"kind": kind, "reason": "compared", "seen": str(pair.decision_id or ""), **more}


def listed(answer) -> list[int]:
    return [int(pk) for pk in re.findall(rf'<th scope="row">\s*<a href="{CASE}(\d+)/', answer.content.decode())]


def stages(pair: DuplicatePair) -> tuple[str, str]:
    found = dict(Claim.objects.filter(pk__in=[pair.earlier_id, pair.later_id]).values_list("pk", "stage"))
    return found[pair.earlier_id], found[pair.later_id]


ROADS = ("가람로", "누리길", "다솜길", "라온로", "마루길")
PEOPLE = ("박서연", "최지우", "정하은", "강도현", "윤채원")


def another_pair(coupang, number: int = 1, **differs) -> DuplicatePair:
    """A pair of two further people's claims; those of another `number` agree with them in nothing."""
    phone, mail, name = f"010-3{number}00-{number:04}", f"someone{number}{number}@example.org", PEOPLE[number - 1]
    person: dict[str, Any] = {"name": name, "birth_date": f"19{50 + 9 * number}-0{number}-{10 + 3 * number}"}
    person |= {"phone": phone, "email": mail, "account": {"email": mail, "phone": phone}}
    person |= {
        "address": {"postcode": f"0{number}524", "line": f"부산광역시 중구 {ROADS[number - 1]} 7, {number}01동 305호"}
    }
    earlier = file_claim(coupang, **person)
    other: dict[str, Any] = {"name": f"{name[:-1]}율", "email": f"x{mail}", "account": {"email": f"x{mail}"}}
    later = file_claim(coupang, **person | other | differs)
    return put_to_a_person(earlier, later)
