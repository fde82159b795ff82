"""What was really said about the Coupang leak, by whom, when and of whom: the four notices and three later words.

Restated from the notices, the Commission's order of 3 December 2025 and the joint investigation's report of
10 February 2026.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from claims.rules.leaked_list import Assertion, Says, Source

ITEMS = (
    "name",
    "email",
    "phone",
    "delivery_address",
    "address_book",
    "entrance_code",
    "order_history",
    "payment",
    "login",
    "customs_code",
)
BITS = {code: bit for bit, code in enumerate(ITEMS)}


@dataclass(frozen=True)
class Statement:
    code: str
    dated: date
    cohort: str
    source: Source
    leaked: str
    not_leaked: str = ""
    count: int | None = None
    replaces: str | None = None


STATEMENTS = (
    Statement(
        "N1",
        date(2025, 11, 20),
        "first_notified",
        Source.CONTROLLER,
        leaked="name email address_book order_history",
        count=4_536,
    ),
    Statement(
        "N2",
        date(2025, 11, 29),
        "main",
        Source.CONTROLLER,
        leaked="name email phone delivery_address address_book order_history",
        not_leaked="payment login",
        count=33_700_000,
    ),
    Statement("order", date(2025, 12, 3), "main", Source.REGULATOR, leaked="entrance_code"),
    Statement(
        "N3",
        date(2025, 12, 7),
        "main",
        Source.CONTROLLER,
        leaked="name email phone delivery_address address_book order_history entrance_code",
        not_leaked="payment login customs_code",
        count=33_700_000,
        replaces="N2",
    ),
    Statement("3,000 kept", date(2025, 12, 25), "main", Source.CONTROLLER, leaked="name", count=3_000),
    Statement(
        "N4",
        date(2026, 2, 5),
        "found_later",
        Source.CONTROLLER,
        leaked="name phone delivery_address",
        count=165_455,
    ),
    Statement("report: accounts", date(2026, 2, 10), "main", Source.INVESTIGATION, "name email", count=33_673_817),
    Statement("report: codes", date(2026, 2, 10), "main", Source.INVESTIGATION, "entrance_code", count=50_000),
    Statement("2,609 codes", date(2026, 2, 10), "main", Source.CONTROLLER, "entrance_code", count=2_609),
)


def assertions_on(day: date) -> list[Assertion]:
    """Every assertion made by `day`, as counsel would have recorded them."""
    said = [statement for statement in STATEMENTS if statement.dated <= day]
    replaced = {statement.replaces for statement in said}
    return list(_numbered(said, replaced))


def assertion_id(statement: str, item: str) -> int:
    """The id that `assertions_on` gives one statement's word on one item."""
    order = next(i for i, s in enumerate(STATEMENTS) if s.code == statement)
    return order * 100 + BITS[item]


def _numbered(said: list[Statement], replaced: set[str | None]) -> Iterator[Assertion]:
    for order, statement in enumerate(said):
        for says, items in ((Says.LEAKED, statement.leaked), (Says.NOT_LEAKED, statement.not_leaked)):
            for item in items.split():
                yield Assertion(
                    id=assertion_id(statement.code, item),
                    cohort=statement.cohort,
                    item=item,
                    says=says,
                    source=statement.source,
                    date=statement.dated,
                    order=order,
                    # A notice counts accounts when it says that they leaked.
                    count=statement.count if says is Says.LEAKED else None,
                    superseded=statement.code in replaced,
                )
