"""A new list version over a million claims: verdicts and stages settled, and what those who file notice of it.

    python -m benchmarks.verification.again [--claims 1000000] [--originals 20000]

Single claims arrive first, and each is judged by all rules: lease, judging, storing, moving, commit. Then three
versions follow one another: a court finds that entrance codes did not leak, then that they did, and then denies every
item, which is the worst there can be, for nearly every claim is judged otherwise and most move. Each is walked through
by one worker process, as in operation, from publication until the order is done. Meanwhile, and before, people file at
a steady rate; a request's time counts from the moment at which it was due, so nothing waits unseen.
"""

import argparse
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from benchmarks.http_load import Connection
from benchmarks.intake import consents_of, post_maker
from benchmarks.linkage.arrival import percentile
from benchmarks.servers import PROJECT, gunicorn, machine, scratch_system
from benchmarks.verification.population import CASE, fill

_PER_SECOND = 20.0
_EVERY_ITEM = ("name", "email", "phone", "delivery_address", "address_book", "order_history", "entrance_code")


@contextmanager
def filing(port: int, make: Callable[[], bytes]) -> Iterator[list[float]]:
    """File at a steady rate over four connections; yields the seconds that each filing took from when it was due."""
    seconds: list[float] = []
    over = threading.Event()
    begin = time.perf_counter()

    def file(which: int) -> None:
        connection, sent = Connection(port), which
        while not over.is_set():
            due = begin + sent / _PER_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            status, _, _ = connection.ask(make())
            if status == 201:
                seconds.append(time.perf_counter() - due)
            sent += 4
        connection.close()

    threads = [threading.Thread(target=file, args=(which,)) for which in range(4)]
    for thread in threads:
        thread.start()
    try:
        yield seconds
    finally:
        over.set()
        for thread in threads:
            thread.join()


def publish(code: str, says: str, items: tuple[str, ...], source: str) -> float:
    """Add a statement on these items for the main cohort; returns the seconds until it is published."""
    from claims.models import Case
    from claims.rules.leaked_list import Says
    from claims.rules.stages import ActorKind
    from claims.services.actors import Actor
    from claims.services.leaked_list import NewAssertion, NewNotice, add_notices

    start = time.perf_counter()
    add_notices(
        incident_id=Case.objects.get(slug=CASE).incident_id,
        notices=[
            NewNotice(
                code=code,
                cohort="main",
                source=source,
                dated=date(2026, 9, 1),
                citation="invented for this benchmark",
                to_claimants=False,
                assertions=[NewAssertion(item=item, says=Says(says)) for item in items],
            )
        ],
        reason="benchmark",
        actor=Actor(ActorKind.OPERATOR, None),
    )
    return time.perf_counter() - start


def walk() -> float:
    """Do the order in a process of its own; returns its seconds, the process's start included."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "manage.py", "work", "drain", "--kind", "rejudge"],
        cwd=PROJECT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - start


def arrivals(count: int, seed: int) -> list[float]:
    """File single claims, and time the judgement of each alone, in seconds."""
    import random
    from itertools import islice

    from benchmarks.linkage.people import claims
    from benchmarks.verification.population import body
    from claims.models import Claim, WorkItem
    from claims.queries.filing_terms import filing_case
    from claims.rules.submission import SubmissionRefused, parse
    from claims.services import work, work_kinds
    from claims.services.filing import Filing, file_claims

    case, chance, seconds = filing_case(CASE), random.Random(seed), []
    kind = WorkItem.Kind.VERIFY.value
    for person in islice(claims(10 * count, seed=seed), count):
        try:
            submission = parse(body(person, chance), case.terms, mode="lenient")
        except SubmissionRefused:
            continue
        reference = f"one-{seed}-{person.id}"
        file_claims([Filing(submission, key=reference, external_ref=reference)], case=case, door="import", on_file=True)
        work.drain("match", work_kinds.HANDLERS["match"])
        claim = Claim.objects.get(external_ref=reference)
        assert WorkItem.objects.filter(kind=kind, subject=claim.pk, state="pending").exists()
        start = time.perf_counter()
        leased = work.lease(kind, limit=1)
        assert leased is not None
        tally = work.Tally()
        work.process(leased, work_kinds.HANDLERS[kind], tally)
        seconds.append(time.perf_counter() - start)
        assert tally.done == 1
    return seconds


def told(name: str, seconds: list[float]) -> str:
    return (
        f"  {name:34} {len(seconds):5} filings   p50 {1000 * percentile(seconds, 0.5):6.1f} ms"
        f"   p99 {1000 * percentile(seconds, 0.99):6.1f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--originals", type=int, default=20_000)
    parser.add_argument("--arrivals", type=int, default=1_000)
    arguments = parser.parse_args()
    print(f"{time.strftime('%Y-%m-%d')}, {machine()}", flush=True)
    with scratch_system():
        fill(arguments.originals, arguments.claims)
        seconds = arrivals(arguments.arrivals, seed=77)
        print(
            f"one claim alone, all rules, lease to commit: p50 {1000 * percentile(seconds, 0.5):.1f} ms, "
            f"p99 {1000 * percentile(seconds, 0.99):.1f} ms of {len(seconds):,} (aim 20)"
        )
        from claims.models import Rejudgement
        from claims.queries.filing_terms import filing_case

        consents = consents_of(filing_case(CASE))
        with gunicorn("config.wsgi:application") as port:
            make = post_maker(port, consents, seed=7)
            with filing(port, make):
                time.sleep(5)  # connections, plans and caches
            with filing(port, make) as idle:
                time.sleep(30)
            print(told("idle", idle), flush=True)
            for code, says, items, source in (
                ("BENCH1", "not_leaked", ("entrance_code",), "court"),
                ("BENCH2", "leaked", ("entrance_code",), "court"),
                ("BENCH3", "not_leaked", _EVERY_ITEM, "court"),
            ):
                with filing(port, make) as meanwhile:
                    published, walked = publish(code, says, items, source), walk()
                order = Rejudgement.objects.order_by("-id").first()
                print(
                    f"{code}: {published + walked:.1f} s (published in {published:.1f} s) for {order.looked_at:,} "
                    f"claims: {order.judged_otherwise:,} judged otherwise, {order.moved:,} moved"
                )
                print(told("meanwhile", meanwhile), flush=True)


if __name__ == "__main__":
    main()
