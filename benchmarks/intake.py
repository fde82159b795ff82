"""How many claims are accepted a second over HTTP, against a bare Django view in the same run.

    python -m benchmarks.intake [--seconds 8] [--stored 1000,100000] [--skip-journeys]

For each number of stored claims: POST /api/v1/…/claims and the bare view by turns, then whole form journeys. Both run
behind the same gunicorn settings on the same durable PostgreSQL, with the load on the same cores.
"""

import argparse
import itertools
import os
import secrets
import time
from collections.abc import Callable
from urllib.parse import urlencode

from benchmarks import http_load
from benchmarks.people import People, api_body
from benchmarks.servers import gunicorn, machine, scratch_system


def post_maker(port: int, consents: list[dict[str, object]], seed: int) -> Callable[[], bytes]:
    """Requests that each file a new person's claim."""
    people, numbers, run = People(seed), itertools.count(), secrets.token_hex(6)

    def make() -> bytes:
        body = api_body(people.next(), consents)
        return (
            b"POST /api/v1/cases/coupang-2025/claims HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
            b"Content-Type: application/json\r\nIdempotency-Key: %s-%d\r\nContent-Length: %d\r\n\r\n"
            % (port, run.encode(), next(numbers), len(body))
            + body
        )

    return make


def bare_maker(port: int, seed: int) -> Callable[[], bytes]:
    """Requests that each insert a new person's row through the bare view."""
    people, token = People(seed), secrets.token_hex(16)

    def make() -> bytes:
        person = people.next()
        body = urlencode(
            {**person, "notice": "N3", "items": "name,email,phone", "damages": "200000", "attested": "on"}
        ).encode()
        return (
            b"POST /insert HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Cookie: csrftoken=%s\r\nX-CSRFToken: %s\r\nContent-Length: %d\r\n\r\n"
            % (port, token.encode(), token.encode(), len(body))
            + body
        )

    return make


def fill(count: int, seed: int) -> None:
    """Bring the number of stored claims up to `count`, through the same filing service."""
    from claims.models import Claim
    from claims.queries.filing_terms import filing_case
    from claims.services import filing

    case = filing_case("coupang-2025")
    consents = consents_of(case)
    people = People(seed)
    missing = count - Claim.objects.count()
    while missing > 0:
        batch = [
            filing.Filing(filing.parse_submission(__import__("json").loads(api_body(people.next(), consents)), case),
                          secrets.token_hex(8))
            for _ in range(min(1000, missing))
        ]  # fmt: skip
        filing.file_claims(batch, case=case, door="api")
        missing -= len(batch)


def consents_of(case: object) -> list[dict[str, object]]:
    return [{"code": c.code, "version": c.version, "given": c.required} for c in case.terms.consents]


def create_bare_database() -> str:
    """A second database on the same server for the baseline; returns its URL."""
    import psycopg
    from django.conf import settings

    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("CREATE DATABASE bare")
    name = settings.DATABASES["default"]["NAME"]
    bare = url.replace(f"/{name}?", "/bare?", 1)
    import subprocess
    import sys

    subprocess.run(
        [sys.executable, "-c", "from benchmarks import bare; bare.create_table()"],
        env={**os.environ, "BARE_DATABASE_URL": bare},
        check=True,
    )
    return bare


def measure_posts(port: int, bare_port: int, consents: list[dict[str, object]], seconds: float, seed: int) -> None:
    """Redress and the bare view by turns, twice each, so that a noisy moment meets both."""
    totals: dict[str, list[http_load.Load]] = {"redress": [], "bare": []}
    for turn in range(2):
        totals["bare"].append(http_load.run(bare_port, bare_maker(bare_port, seed + turn), seconds=seconds / 2))
        totals["redress"].append(http_load.run(port, post_maker(port, consents, seed + turn), seconds=seconds / 2))
    rates = {}
    for name, loads in totals.items():
        both = http_load.Load(sum(one.seconds for one in loads), [x for one in loads for x in one.latencies])
        refused = {s: n for one in loads for s, n in one.statuses.items() if s != 201}
        rates[name] = both.per_second
        print(
            f"  POST {name:8} {both.per_second:7.0f}/s   p50 {both.percentile(0.5):6.1f} ms   "
            f"p99 {both.percentile(0.99):6.1f} ms" + (f"   NOT 201: {refused}" if refused else "")
        )
    print(f"  ratio to the bare view: {rates['redress'] / rates['bare']:.2f}   (aim 0.50)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=12.0, help="for each face and size")
    parser.add_argument("--stored", default="1000,100000")
    parser.add_argument("--skip-journeys", action="store_true")
    arguments = parser.parse_args()
    with scratch_system():
        from claims.queries.filing_terms import filing_case

        consents = consents_of(filing_case("coupang-2025"))
        bare_url = create_bare_database()
        print(f"{time.strftime('%Y-%m-%d')}, {machine()}")
        with (
            gunicorn("config.wsgi") as port,
            gunicorn("benchmarks.bare:application", BARE_DATABASE_URL=bare_url) as bare_port,
        ):
            for stored in [int(number) for number in arguments.stored.split(",")]:
                fill(stored, seed=stored)
                print(f"{stored:,} claims stored")
                measure_posts(port, bare_port, consents, arguments.seconds, seed=stored)
                if not arguments.skip_journeys:
                    from benchmarks import journeys

                    journeys.measure(port, arguments.seconds, seed=stored)


if __name__ == "__main__":
    main()
