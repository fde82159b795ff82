"""How many claims a second one core brings into normal form: name, phone, mail, address and birth date.

    python -m benchmarks.linkage.normalising --claims 200000

Every field of the invented claims is read once, as a full match reads them, and no claim is read twice before a figure
is taken, so that what the rules remember (roads, districts, domains) is what they would remember of strangers. Time is
the process's own, taken over windows of a few thousand rows: the median, and the best, for other work on the machine
only adds.
"""

import argparse
import time
from collections.abc import Callable, Iterable
from statistics import median
from typing import NamedTuple

from benchmarks.linkage.people import TEST_SEED, claims
from claims.rules.normalise import birth_forms, mailbox, normal_phone, read_address, read_name

WINDOW = 5_000


class Row(NamedTuple):
    """One of each field, as in the aim: rows without an empty field, so that nothing is gained by what is missing."""

    name: str
    phone: str
    mail: str
    address: str
    postcode: str | None
    birth: str


def rows(count: int, seed: int) -> list[Row]:
    return [
        Row(claim.name, claim.phone, claim.email, claim.address, claim.postcode, claim.birth_date)
        for claim in claims(count, seed=seed)
        if claim.phone and claim.email and claim.address and claim.birth_date
    ]


def whole(stream: Iterable[Row]) -> None:
    for name, phone, mail, address, postcode, birth in stream:
        read_name(name)
        normal_phone(phone)
        mailbox(mail)
        read_address(address, postcode)
        birth_forms(birth)


#: What is timed, each over the same rows. The loop around the calls is part of it.
FIELDS: dict[str, Callable[[list[Row]], object]] = {
    "name": lambda stream: [read_name(row[0]) for row in stream],
    "phone": lambda stream: [normal_phone(row[1]) for row in stream],
    "mail": lambda stream: [mailbox(row[2]) for row in stream],
    "address": lambda stream: [read_address(row[3], row[4]) for row in stream],
    "birth": lambda stream: [birth_forms(row[5]) for row in stream],
}


def seconds(read: Callable[[list[Row]], object], stream: list[Row]) -> float:
    started = time.process_time()
    read(stream)
    return time.process_time() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=TEST_SEED)
    arguments = parser.parse_args()
    stream = rows(arguments.claims, arguments.seed)
    windows = [stream[start : start + WINDOW] for start in range(0, len(stream) - WINDOW + 1, WINDOW)]
    if not windows:
        parser.error(f"too few claims for a window of {WINDOW:,} rows")
    half = len(windows) // 2 or 1
    times = [seconds(whole, window) / WINDOW for window in windows[:half]]
    print(
        f"whole row: median {1 / median(times):,.0f} rows/s a core, best window {1 / min(times):,.0f}"
        f" ({median(times) * 1e6:.1f} and {min(times) * 1e6:.1f} µs a row; aim: 100,000 rows/s)"
    )
    for field, read in FIELDS.items():
        times = [seconds(read, window) / WINDOW for window in windows[half:] or windows]
        print(f"{field:>9}: median {median(times) * 1e6:.2f} µs, best {min(times) * 1e6:.2f} µs")


if __name__ == "__main__":
    main()
