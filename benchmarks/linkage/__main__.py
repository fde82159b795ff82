"""Everything about duplicates, measured in one run, beside Splink's and recordlinkage's documented recipes.

    python -m benchmarks.linkage [--gold FILE] [--claims 1000000] [--skip-febrl] [--skip-small] [--skip-claims] …

Tables are Markdown, ready for RESULTS.md. Every heavy step runs in a process of its own, so that seconds and memory
are its own; nothing else should run on the machine meanwhile. `--gold` names a CSV of real names (hangul, romanised),
which is not part of the project. With a million claims the whole takes about an hour, most of it filling the system
for the check on arrival.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.linkage import people
from benchmarks.linkage.febrl.__main__ import results as febrl_results
from benchmarks.linkage.synthetic import OURS, STEPS, results
from benchmarks.servers import PROJECT, machine

#: recordlinkage is measured on this many claims: it compares in one table in memory.
SMALL = 50_000


def main() -> None:
    arguments = _arguments()
    print(f"# Duplicates, {time.strftime('%Y-%m-%d')}, {machine()}", flush=True)
    peers = [matcher for matcher in STEPS if not matcher.startswith("recordlinkage")]
    sections: tuple[tuple[str, str, Callable[[], str | None]], ...] = (
        ("names", "Names across scripts", lambda: _module("names", "--gold", str(arguments.gold))),
        ("normalising", "Normalising", lambda: _module("normalising")),
        ("febrl", "FEBRL", febrl_results),
        ("small", f"{SMALL:,} invented claims", lambda: results(SMALL, list(STEPS), seed=arguments.seed)),
        (
            "claims",
            f"{arguments.claims:,} invented claims",
            lambda: results(arguments.claims, [OURS] if arguments.skip_splink else peers, seed=arguments.seed),
        ),
        ("arrival", "The check on arrival", lambda: _module("arrival", "--sizes", arguments.sizes)),
    )
    for name, title, section in sections:
        if getattr(arguments, f"skip_{name}"):
            continue
        print(f"\n## {title}\n", flush=True)
        text = section()
        if text is not None:
            print(text, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.linkage", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, help="CSV with the columns hangul and romanised")
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=people.TEST_SEED, help="of the invented claims; not one trained on")
    parser.add_argument("--sizes", default="10000,100000,1000000", help="stored claims for the check on arrival")
    for name in ("normalising", "febrl", "small", "claims", "splink", "arrival"):
        parser.add_argument(f"--skip-{name}", action="store_true")
    arguments = parser.parse_args()
    if people.TRAIN_SEED <= arguments.seed < people.TEST_SEED:
        parser.error("the model may have learnt from this seed")
    arguments.skip_names = arguments.gold is None
    return arguments


def _module(name: str, *options: str) -> None:
    """Run a benchmark that prints its own figures; raises CalledProcessError if it fails."""
    command = [sys.executable, "-m", f"benchmarks.linkage.{name}", *options]
    subprocess.run(command, cwd=PROJECT, check=True)


if __name__ == "__main__":
    main()
