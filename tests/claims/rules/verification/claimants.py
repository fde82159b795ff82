"""The lawyer's table: invented claimants, and what each of them would hear after every step of the list.

`claimants.csv` opens in any spreadsheet. A row tells who claims what (`items`), after which step (`filed_after`), and
in a column for each step the verdict with the verdict of every item; "=" is what the step before said, "–" that the
claimant has not filed yet. The steps, in order of date:

N1  20 November 2025, the controller's first notice, to 4,536 accounts
N2  29 November 2025, the notice to 33.7 million accounts, which leaves the entrance codes out
R1  3 December 2025, the Commission's order, which names the entrance codes
N3  7 December 2025, the new notice, as a leak and with the codes; the customs code is denied for the first time
N4  5 February 2026, the notice to accounts found later
J1  10 February 2026, the joint investigation's report and the controller's reply
COURT  an invented judgment: of the accounts of N2 the log-in credentials leaked and the order history did not; of those
    of N4 the e-mail address leaked as well
LIST  an invented list of affected accounts, handed over last; `account_list` says what it shows for the claimant's
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from claims.rules.leaked_list import Assertion, Says, Source
from tests.claims.rules.coupang import BITS, assertions_on

STEPS = {
    "N1": date(2025, 11, 20),
    "N2": date(2025, 11, 29),
    "R1": date(2025, 12, 3),
    "N3": date(2025, 12, 7),
    "N4": date(2026, 2, 5),
    "J1": date(2026, 2, 10),
    "COURT": date(2026, 9, 1),
    "LIST": date(2026, 9, 1),
}
JUDGMENT = (
    ("main", "login", Says.LEAKED),
    ("main", "order_history", Says.NOT_LEAKED),
    ("found_later", "email", Says.LEAKED),
)
"""What the invented judgment says: cohort, item, word."""

# A held claim is one that waits for its claimant and of which nothing else is looked at.
_VERDICTS = {
    "verified": "verified",
    "needs information": "needs_information",
    "review": "review",
    "duplicate hold": "duplicate_hold",
    "held": "needs_information",
}


@dataclass(frozen=True)
class Opinion:
    """What a lawyer says of one claimant at one step: the verdict, and each claimed item's."""

    verdict: str
    held: bool
    items: dict[str, str]


@dataclass(frozen=True)
class Claimant:
    """One row. `notices`: code and the day that is remembered, if one is. `listed`: what the list of accounts shows;
    empty when it does not know the account, None when the claimant has none."""

    row: dict[str, str]
    notices: list[tuple[str, date | None]]
    items: list[str]
    listed: list[str] | None
    opinions: dict[str, Opinion]

    def __str__(self) -> str:
        return f"{self.row['no']} {self.row['who']}"

    def is_like(self, who: str) -> bool:
        return self.row["who"] == who


def claimants() -> list[Claimant]:
    """The table, row by row."""
    with (Path(__file__).parent / "claimants.csv").open(encoding="utf-8", newline="") as file:
        return [_claimant(row) for row in csv.DictReader(file)]


def assertions_at(step: str) -> list[Assertion]:
    """Whatever had been said by then."""
    said = assertions_on(STEPS[step])
    if step in {"COURT", "LIST"}:
        for place, (cohort, item, says) in enumerate(JUDGMENT):
            said.append(
                Assertion(
                    id=10_000 + place,
                    cohort=cohort,
                    item=item,
                    says=says,
                    source=Source.COURT,
                    date=STEPS["COURT"],
                    order=100 + place,
                )
            )
    return said


def _claimant(row: dict[str, str]) -> Claimant:
    items = _words(row["items"])
    assert set(items) <= set(BITS), row
    return Claimant(
        row=row,
        notices=[_notice(each.split()) for each in row["notices"].split("; ") if each],
        items=items,
        listed={"no account": None, "not found": []}.get(row["account_list"], _words(row["account_list"])),
        opinions=_opinions(row, items),
    )


def _notice(parts: list[str]) -> tuple[str, date | None]:
    code, *received = parts
    return code, date.fromisoformat(received[0]) if received else None


def _opinions(row: dict[str, str], items: list[str]) -> dict[str, Opinion]:
    opinions: dict[str, Opinion] = {}
    last = None
    for step in STEPS:
        match row[step]:
            case "–":
                assert last is None, (row["no"], step)
                continue
            case "=":
                assert last is not None, (row["no"], step)
            case cell:
                last = _opinion(cell)
                assert sorted(last.items) == sorted(items), (row["no"], step)
        opinions[step] = last
    assert next(iter(opinions)) == row["filed_after"], row["no"]
    return opinions


def _opinion(cell: str) -> Opinion:
    verdict, *of_items = cell.split(" | ")
    items: dict[str, str] = {}
    for part in of_items:
        word, codes = part.split(": ")
        items |= dict.fromkeys(_words(codes), word)
    return Opinion(_VERDICTS[verdict], verdict == "held", items)


def _words(cell: str) -> list[str]:
    return cell.split(", ") if cell else []
