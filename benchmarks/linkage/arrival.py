"""The check on arrival: how long one new claim takes to be compared with all others, at growing numbers of claims.

    python -m benchmarks.linkage.arrival [--sizes 10000,100000,1000000] [--checks 1000]

One system is filled size by size with invented claims, through the same service as every door. At each size claims are
drawn at random, and the whole work of one is timed as a worker does it: leasing the row, finding candidates, opening
and comparing them, storing pairs and clusters, queueing what follows, commit. The planner's statistics are fresh.
"""

import argparse
import multiprocessing
import random
import statistics
import time
from collections.abc import Sequence
from itertools import islice

from benchmarks.linkage.people import TEST_SEED, Claim, claims
from benchmarks.servers import machine, scratch_system

_CASE = "coupang-2025"
_BATCH = 500


def body(claim: Claim) -> dict[str, object]:
    """An invented claim in the shape of the API's body."""
    return {
        "language": claim.language,
        "claimant_type": "account_holder",
        "name": claim.name,
        "birth_date": claim.birth_date,
        "email": claim.email,
        "phone": claim.phone,
        "address": {"postcode": claim.postcode, "line": claim.address},
        "account": {"email": claim.account_email, "phone": claim.account_phone},
        "notices": [{"code": "N3"}],
        "data_items": ["name", "email"],
        "entrance_code_stored": "no",
        "damages_sought": {"amount": "200000", "currency": "KRW"},
    }


def fill(part: tuple[int, int, int]) -> tuple[int, int]:
    """File every second one of the claims from one number to another; returns how many were filed and refused."""
    import django

    django.setup()
    from claims.queries.filing_terms import filing_case
    from claims.rules.submission import SubmissionRefused, parse
    from claims.services.filing import Filing, file_claims

    begin, end, parity = part
    case = filing_case(_CASE)
    filed = refused = 0
    mine = (claim for claim in islice(claims(end, seed=TEST_SEED), begin, None) if claim.id % 2 == parity)
    while batch := list(islice(mine, _BATCH)):
        filings = []
        for claim in batch:
            try:
                submission = parse(body(claim), case.terms, mode="lenient")
            except SubmissionRefused:
                refused += 1
                continue
            filings.append(Filing(submission, key=str(claim.id), external_ref=str(claim.id)))
        filed += sum(file_claims(filings, case=case, door="import", on_file=True))
    return filed, refused


def check(count: int, seed: int) -> list[float]:
    """Time the work of `count` claims drawn at random, one by one, in seconds."""
    from claims.models import Claim as Stored
    from claims.models import WorkItem
    from claims.services import work, work_kinds

    kind = WorkItem.Kind.MATCH.value
    handler = work_kinds.HANDLERS[kind]
    ids = random.Random(seed).sample(list(Stored.objects.values_list("pk", flat=True)), count)
    seconds = []
    tally = work.Tally()
    for claim_id in ids:
        work.add(kind, [claim_id])
        start = time.perf_counter()
        leased = work.lease(kind, limit=1)
        assert leased is not None
        work.process(leased, handler, tally)
        seconds.append(time.perf_counter() - start)
    if tally.done != count:
        raise SystemExit(f"{tally.failed} of {count} checks failed")
    return seconds


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure(sizes: Sequence[int], checks: int) -> list[dict[str, float]]:
    """Fill one system size by size; returns for each the times of a check in milliseconds and what was found."""
    rows = []
    with scratch_system():
        from django.db import connection

        before = 0
        for size in sizes:
            start = time.perf_counter()
            with multiprocessing.get_context("spawn").Pool(2) as pool:
                parts = pool.map(fill, [(before, size, 0), (before, size, 1)])
            spent = time.perf_counter() - start
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM claims_workitem")
                cursor.execute("VACUUM ANALYZE")
            stored = sum(filed for filed, _ in parts)
            print(f"{size:>9,} filed in {spent:,.0f} s ({stored / spent:,.0f}/s)", flush=True)
            check(100, seed=size + 1)  # connections, plans and caches of the process, not of the claims
            seconds = check(checks, seed=size)
            rows.append(
                {
                    "claims": size,
                    "p50_ms": 1000 * percentile(seconds, 0.50),
                    "p99_ms": 1000 * percentile(seconds, 0.99),
                    "mean_ms": 1000 * statistics.fmean(seconds),
                    "worst_ms": 1000 * max(seconds),
                }
            )
            print(
                "{claims:>9,} claims   p50 {p50_ms:6.2f} ms   p99 {p99_ms:6.2f} ms   mean {mean_ms:6.2f} ms"
                "   worst {worst_ms:6.2f} ms".format(**rows[-1]),
                flush=True,
            )
            before = size
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--checks", type=int, default=1000)
    arguments = parser.parse_args()
    print(f"{time.strftime('%Y-%m-%d')}, {machine()}")
    measure([int(size) for size in arguments.sizes.split(",")], arguments.checks)


if __name__ == "__main__":
    main()
