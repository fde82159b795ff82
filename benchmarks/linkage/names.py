"""Recall and precision of `same_name` on real names: `python -m benchmarks.linkage.names --gold FILE`.

The gold file is a CSV with the columns `hangul` and `romanised`: how the bearer of a Korean name spells it in Latin
letters. Every Hangul name is compared with every spelling; a pair is true where the file has a row with both. The
names stay in the file: what is reported is numbers.
"""

import argparse
import csv
import sys
import time
from pathlib import Path
from typing import NamedTuple

from claims.rules.normalise import PersonName, certainly_same_given, read_name, same_name


class NameFigures(NamedTuple):
    """What was measured. `pairs` are the true ones; `seconds` includes reading and every comparison.

    `found_by_key`: the share of true pairs whose sounds are equal, so that a block key finds them. `certain`: the
    share of true pairs whose given names are certainly the same; `certain_wrong` counts such pairs that are not true.
    """

    recall: float
    precision: float
    pairs: int
    seconds: float
    missed: int
    false: int
    found_by_key: float
    certain: float
    certain_wrong: int


def measure(gold: Path) -> NameFigures:
    """Compare every Hangul name of the file with every spelling in it."""
    with gold.open(encoding="utf-8", newline="") as file:
        true = {(row["hangul"], row["romanised"]) for row in csv.DictReader(file)}
    started = time.perf_counter()
    hangul = {name: read_name(name) for name, _ in true}
    latin = {name: read_name(name) for _, name in true}
    said = {(a, b) for a, x in hangul.items() for b, y in latin.items() if x and y and same_name(x, y)}
    seconds = time.perf_counter() - started
    right = len(said & true)
    read = {pair: (hangul[pair[0]], latin[pair[1]]) for pair in said | true}
    certain = {pair for pair in said if _certain(*read[pair])}
    return NameFigures(
        recall=right / len(true),
        precision=right / len(said) if said else 1.0,
        pairs=len(true),
        seconds=seconds,
        missed=len(true) - right,
        false=len(said) - right,
        found_by_key=sum(_one_key(*read[pair]) for pair in true) / len(true),
        certain=len(certain & true) / len(true),
        certain_wrong=len(certain - true),
    )


def _certain(a: PersonName | None, b: PersonName | None) -> bool:
    return a is not None and b is not None and certainly_same_given(a, b)


def _one_key(a: PersonName | None, b: PersonName | None) -> bool:
    return a is not None and b is not None and (a.surname_sound, a.given_sound) == (b.surname_sound, b.given_sound)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Measure how names are matched across scripts.")
    parser.add_argument("--gold", type=Path, required=True, help="CSV with the columns hangul and romanised")
    figures = measure(parser.parse_args(arguments).gold)
    for field, value in figures._asdict().items():
        sys.stdout.write(f"{field:15}{value:.4f}\n" if isinstance(value, float) else f"{field:15}{value}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
