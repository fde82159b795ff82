"""Train the committed model on invented claims, from the truth about them.

    python -m benchmarks.linkage.train --seeds 20261101 20261102 --held-out 20261103 --claims 300000 --version 1

The held-out seed chooses the penalty and the thresholds. No seed of a test may be given here.
"""

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.linkage import people
from claims.rules.matching import Band, MatchModel, Person, committed, judge, model
from claims.services.duplicates import training
from claims.services.duplicates.backends import duckdb_backend
from claims.services.duplicates.normalised import normalised_table

PENALTIES = (0.5, 2.0, 8.0, 32.0)


def counts(seed: int, claims: int, *, workers: int) -> training.PatternCounts:
    """Pattern counts over invented claims."""
    truth: list[int] = []

    def rows() -> Iterator[tuple[int, Person]]:
        for claim in people.claims(claims, seed=seed):
            truth.append(claim.person_id)
            yield claim.id, person(claim)

    table = normalised_table(rows(), workers=workers)
    with duckdb_backend() as backend:
        return training.pattern_counts(table, truth, committed(), backend)


def person(claim: people.Claim) -> Person:
    """An invented claim as the matcher takes it."""
    return Person(
        claim.name,
        claim.birth_date,
        (claim.phone, claim.account_phone),
        (claim.email, claim.account_email),
        claim.address,
        claim.postcode,
    )


def report(fitted: MatchModel, seen: training.PatternCounts) -> str:
    """Precision and recall of what would be linked, and the reviews."""
    linked, reviews = training.Seen(0, 0), training.Seen(0, 0)
    for pattern, total in seen.all.items():
        band = judge(pattern, fitted).band
        here = seen.linkable[pattern] if band is Band.CERTAIN else training.Seen(0, 0)
        linked += here
        if band in (Band.CERTAIN, Band.REVIEW):
            reviews += training.Seen(total.matches - here.matches, total.others - here.others)
    matches = sum(total.matches for total in seen.all.values()) + seen.missed
    return (
        f"linked {sum(linked):,}: precision {linked.matches / max(sum(linked), 1):.5f} ({linked.others} wrong),"
        f" recall {linked.matches / matches:.4f}; reviews {1000 * sum(reviews) / seen.claims:.2f} per 1,000 claims,"
        f" {reviews.matches / max(sum(reviews), 1):.2f} of them one person's; no key joins {seen.missed / matches:.4f};"
        f" best possible F1 of the model {best_f1(fitted, seen, matches):.4f}"
    )


def best_f1(fitted: MatchModel, seen: training.PatternCounts, matches: int) -> float:
    """The highest pair F1 over all thresholds, policy aside."""
    best, total = 0.0, training.Seen(0, 0)
    for pattern in sorted(seen.all, key=fitted.weight, reverse=True):
        total += seen.all[pattern]
        best = max(best, 2 * total.matches / (sum(total) + matches))
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[people.TRAIN_SEED, people.TRAIN_SEED + 1])
    parser.add_argument("--held-out", type=int, default=people.TRAIN_SEED + 2)
    parser.add_argument("--claims", type=int, default=300_000, help="claims of each seed")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--precision", type=float, default=0.9995)
    parser.add_argument(
        "--reviews",
        type=float,
        default=13.6,
        help="pairs for people, per 1,000 claims; two in three ask a question of their own, and only these are asked",
    )
    parser.add_argument("--version", default=model.COMMITTED)
    parser.add_argument("--out", type=Path, help="default: the committed model's file of this version")
    arguments = parser.parse_args()
    seeds = [*arguments.seeds, arguments.held_out]
    if people.TEST_SEED in seeds:
        parser.error("the test's seed is not for training")

    began = time.monotonic()
    parts = []
    for seed in seeds:
        parts.append(counts(seed, arguments.claims, workers=arguments.workers))
        print(f"seed {seed}: {len(parts[-1].all):,} patterns, {time.monotonic() - began:.0f} s", flush=True)
    *learnt, held_out = parts
    seen = sum(learnt[1:], learnt[0])
    tried = []
    for penalty in PENALTIES:
        fitted = training.fit(seen.all, version=arguments.version, penalty=penalty)
        tried.append((training.log_loss(held_out.all, fitted), penalty, fitted))
        print(
            f"penalty {penalty}: {tried[-1][0]:,.0f} bits on the held-out seed, {len(fitted.corrections)} corrections"
        )
    print(
        f"first stage alone: {training.log_loss(held_out.all, training.first_stage(seen.all, version='0')):,.0f} bits"
    )
    _, _, fitted = min(tried, key=lambda one: one[0])
    fitted = training.with_thresholds(
        fitted, held_out, precision=arguments.precision, reviews_per_1000=arguments.reviews
    )
    print(f"certain from {fitted.certain:.6f}, review from {fitted.review:.6f}")
    print(f"held out: {report(fitted, held_out)}")
    out = arguments.out or Path(model.__file__).parent / "models" / f"{arguments.version}.json"
    out.write_text(json.dumps(fitted.parameters(), indent=1, ensure_ascii=False) + "\n")
    print(f"written: {out}, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
