"""Invented claims with the truth beside them: deterministic by seed, in chunks of flat memory.

    python -m benchmarks.linkage.people --claims 1000 --seed 1 > claims.jsonl

85 in 100 are Korean; 12 in 100 people share a household with another claimant; 10 in 100 claims repeat an earlier
person's, written differently (`invented/errors.py` states how often each difference occurs).
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from benchmarks.linkage.invented import contacts, errors
from benchmarks.linkage.invented.humans import Human, Humans
from benchmarks.linkage.invented.places import World

#: Train on these and test on others: no figure may come from a seed that a model has seen.
TRAIN_SEED: Final = 20_261_101
TEST_SEED: Final = 20_261_122
CHUNK: Final = 100_000
#: One claim in ten is a repeated one. Of those who file again, these shares file one, two, three, four more.
DUPLICATE_SHARE: Final = 0.10
_MORE: Final = ((0.8, 1), (0.94, 2), (0.98, 3), (1.0, 4))
_MORE_MEAN: Final = 1.28
_AGAIN: Final = DUPLICATE_SHARE / (1 - DUPLICATE_SHARE) / _MORE_MEAN
#: Person numbers of one chunk: far more than it has people.
_IDS: Final = 1_000_000


class Claim(NamedTuple):
    """One claim as typed, and the truth about it.

    `id` counts in the order of filing. `person_id` is who filed, `household_id` whom they live with (their own
    number if nobody else of it files). `corruptions` are kinds of `errors.KINDS`, empty for an original.
    """

    id: int
    name: str
    birth_date: str | None
    phone: str | None
    account_phone: str | None
    email: str | None
    account_email: str | None
    address: str | None
    postcode: str | None
    language: str
    person_id: int
    household_id: int
    original: bool
    corruptions: tuple[str, ...]


def claims(count: int, *, seed: int, chunk: int = CHUNK) -> Iterator[Claim]:
    """Yield `count` claims in the order of filing. The same arguments give the same claims."""
    for rows in chunks(count, seed=seed, chunk=chunk):
        yield from rows


def chunks(count: int, *, seed: int, chunk: int = CHUNK) -> Iterator[list[Claim]]:
    """Yield the same claims in lists of `chunk`, the last one shorter. A person's claims are all in one list."""
    world, mailboxes = World(str(seed)), contacts.Mailboxes()
    for number, start in enumerate(range(0, count, chunk)):
        random = Random(f"{seed} {number}")
        people = Humans(random, world, mailboxes, first_id=number * _IDS)
        yield _chunk(random, people, world, mailboxes, start, min(chunk, count - start))


def _chunk(
    random: Random, people: Humans, world: World, mailboxes: contacts.Mailboxes, start: int, count: int
) -> list[Claim]:
    written: list[tuple[Human, bool, errors.Writing]] = []
    while len(written) < count:
        for human in people.household():
            phone_style = contacts.phone_style(random)
            written.append((human, True, errors.first_claim(random, human, phone_style)))
            if random.random() < _AGAIN:
                chance = random.random()
                for _ in range(next(more for share, more in _MORE if chance < share)):
                    again = errors.repeated_claim(random, human, phone_style, world, mailboxes)
                    written.append((human, False, again))
    del written[count:]
    random.shuffle(written)
    return [
        Claim(start + place, w.name, w.birth_date, w.phone, w.account_phone, w.email, w.account_email, w.address,
              w.postcode, human.language, human.person_id, human.household_id, original, w.kinds)
        for place, (human, original, w) in enumerate(written)
    ]  # fmt: skip


def save(path: Path, count: int, *, seed: int) -> None:
    """Write the claims to a Parquet file, chunk by chunk; `load` reads them."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    texts = (
        "name",
        "birth_date",
        "phone",
        "account_phone",
        "email",
        "account_email",
        "address",
        "postcode",
        "language",
    )
    schema = pa.schema(
        [
            ("id", pa.int64()),
            *((name, pa.string()) for name in texts),
            ("person_id", pa.int64()),
            ("household_id", pa.int64()),
            ("original", pa.bool_()),
            ("corruptions", pa.list_(pa.string())),
        ]
    )
    with parquet.ParquetWriter(path, schema) as writer:
        for rows in chunks(count, seed=seed):
            columns = [
                pa.array(column, type=field.type) for field, column in zip(schema, zip(*rows, strict=True), strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def load(path: Path) -> Iterator[Claim]:
    """Yield the claims of a file that `save` wrote."""
    import pyarrow.parquet as parquet

    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(20_000):
            columns = [column.to_pylist() for column in batch.columns]
            columns[-1] = [tuple(kinds) for kinds in columns[-1]]
            yield from map(Claim._make, zip(*columns, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=TRAIN_SEED)
    arguments = parser.parse_args()
    for claim in claims(arguments.claims, seed=arguments.seed):
        print(json.dumps(claim._asdict(), ensure_ascii=False))


if __name__ == "__main__":
    main()
