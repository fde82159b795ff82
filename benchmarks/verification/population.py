"""A million judged claims: some filed and verified through the services, the rest copied from them row by row in SQL.

A copy has its own ids and number, and the facts, ciphertexts, runs and transitions of its original. Its ciphertexts do
not open, for each is bound to its own row; judging set by set opens none.
"""

import random
import time
from itertools import islice
from typing import Any

import psycopg

from benchmarks.linkage.people import TEST_SEED, claims

CASE = "coupang-2025"
_BATCH = 500

# Notices and shares: most were told twice, few first, some later; some name none.
_NOTICES = ((("N3",), 70), (("N2", "N3"), 10), (("N1",), 5), (("N4",), 8), (("N1", "N3"), 2), ((), 5))
_ITEMS = ("name", "email", "phone", "delivery_address", "address_book", "order_history", "entrance_code", "payment")
_CLAIMED = (0.98, 0.9, 0.85, 0.8, 0.3, 0.6, 0.35, 0.05)
_STORED = (("yes", 60), ("no", 5), ("unknown", 35))


def body(claim: Any, chance: random.Random) -> dict[str, object]:
    """An invented claim in the shape of the API's body, with items and notices as people claim them."""
    items = [item for item, share in zip(_ITEMS, _CLAIMED, strict=True) if chance.random() < share] or ["name"]
    return {
        "language": claim.language,
        "claimant_type": chance.choices(("account_holder", "withdrawn_member"), (93, 7))[0],
        "name": claim.name,
        "birth_date": claim.birth_date,
        "email": claim.email,
        "phone": claim.phone,
        "address": {"postcode": claim.postcode, "line": claim.address},
        "account": {
            "email": claim.account_email,
            "phone": claim.account_phone,
            "joined": f"{chance.randint(2014, 2024)}-{chance.randint(1, 12):02}",
        },
        "notices": [{"code": code} for code in chance.choices(*zip(*_NOTICES, strict=True))[0]],
        "data_items": items,
        "entrance_code_stored": chance.choices(*zip(*_STORED, strict=True))[0] if "entrance_code" in items else "no",
        "damages_sought": {"amount": "200000", "currency": "KRW"},
        "other_proceedings": {"kind": chance.choices(("none", "mediation", "other_suit"), (96, 2, 2))[0]},
    }


def fill(originals: int, total: int) -> None:
    """File and verify `originals` claims, and copy them until there are `total`."""
    from django.db import connection, transaction

    from claims.queries.filing_terms import filing_case
    from claims.rules.submission import SubmissionRefused, parse
    from claims.services import work, work_kinds
    from claims.services.filing import Filing, file_claims

    case, chance = filing_case(CASE), random.Random(TEST_SEED)
    start = time.perf_counter()
    people = iter(claims(originals, seed=TEST_SEED))
    while batch := list(islice(people, _BATCH)):
        filings = []
        for person in batch:
            try:
                filings.append(
                    Filing(
                        parse(body(person, chance), case.terms, mode="lenient"),
                        key=str(person.id),
                        external_ref=str(person.id),
                    )
                )
            except SubmissionRefused:
                continue  # a name that the form does not take
        file_claims(filings, case=case, door="import", on_file=True)
    tallies = [work.drain(kind, work_kinds.HANDLERS[kind]) for kind in ("match", "verify")]
    if any(tally.failed for tally in tallies):
        raise SystemExit(f"not every claim was judged: {tallies}")
    print(f"  {tallies[1].done:,} filed and verified in {time.perf_counter() - start:,.0f} s", flush=True)
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM claims_workitem")
        for table in _COPIED:
            cursor.execute(f"CREATE TEMP TABLE first_{table} AS SELECT * FROM {table}")
        cursor.execute("SELECT count(*) FROM claims_claim")
        (filed,) = cursor.fetchone()
        for number in range(1, -(-total // filed)):
            with transaction.atomic():
                for table, ids in _COPIED.items():
                    _copy(cursor, table, ids, number)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT count(*) FROM claims_claim")
        (stored,) = cursor.fetchone()
    _settle(connection.settings_dict)
    print(f"  {stored:,} claims stored after {time.perf_counter() - start:,.0f} s of copying", flush=True)


def _settle(database: dict[str, Any]) -> None:
    """Write what was copied to the disk now, and not while something is measured. Only the servers' owner may ask."""
    with psycopg.connect(
        host=database["HOST"], port=database["PORT"], user="postgres", dbname=database["NAME"], autocommit=True
    ) as owner:
        owner.execute("CHECKPOINT")


_COPIED = {
    "claims_claimant": ("id",),
    "claims_judgedfacts": ("id", "claim_id"),
    "claims_verification": ("id", "claim_id", "facts_id"),
    "claims_claim": ("id", "claimant_id", "verification_id"),
    "claims_claimtransition": ("claim_id",),
    "claims_filingsignal": ("claim_id",),
}
"""Tables with the columns that name a row that is copied too."""


def _copy(cursor: Any, table: str, ids: tuple[str, ...], number: int) -> None:
    """Add one copy of every original: the same ids but for eight digits of the random part, so they sort as before."""
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped", [table]
    )
    names = [name for (name,) in cursor.fetchall()]

    def value(name: str) -> str:
        if name in ids:
            return f"(substr({name}::text, 1, 24) || lpad(to_hex({number}), 8, '0') || substr({name}::text, 33))::uuid"
        if table == "claims_claim" and name == "number":
            return f"left(md5(number || {number}), 13)"
        if table == "claims_claim" and name == "external_ref":
            return f"external_ref || '-{number}'"
        return name

    cursor.execute(f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(map(value, names))} FROM first_{table}")
