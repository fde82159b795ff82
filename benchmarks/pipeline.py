"""How fast imported claims are processed to the end by two worker processes, and whether the cost of one grows.

    python -m benchmarks.pipeline [--sizes 10000,100000]

For each size: an empty system, a CSV of invented people (2 % of them again under the same account), `import_claims`,
then two `work drain` processes until nothing is pending. Memory is each process's peak resident set.
"""

import argparse
import csv
import multiprocessing
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from benchmarks.people import People
from benchmarks.servers import PROJECT, machine, scratch_system


def write_csv(path: Path, size: int) -> None:
    from claims.services.import_file import COLUMNS

    people = People(seed=size)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for number in range(size):
            writer.writerow(
                {
                    **people.next(),
                    "external_ref": f"bench-{number}",
                    "language": "ko",
                    "claimant_type": "account_holder",
                    "notices": "N3",
                    "data_items": "name;email;phone;delivery_address",
                    "entrance_code_stored": "no",
                    "damages_sought": "200000",
                    "submitted_at": "2026-02-01",
                }
            )


class PeakMemory:
    """Watches processes and remembers the largest resident set of any of them, in MiB."""

    def __init__(self, processes: list[subprocess.Popen[bytes]]) -> None:
        self._watched = [psutil.Process(process.pid) for process in processes]
        self._done = threading.Event()
        self.mib = 0.0
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        while not self._done.wait(0.1):
            for process in self._watched:
                try:
                    self.mib = max(self.mib, process.memory_info().rss / 2**20)
                except psutil.NoSuchProcess:
                    continue

    def stop(self) -> float:
        self._done.set()
        self._thread.join()
        return self.mib


def manage(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "manage.py", *arguments], cwd=PROJECT, stdout=subprocess.DEVNULL
    )


def timed(*commands: tuple[str, ...]) -> tuple[float, float]:
    """Run commands side by side; returns seconds and peak MiB of one process."""
    began = time.perf_counter()
    processes = [manage(*command) for command in commands]
    memory = PeakMemory(processes)
    codes = [process.wait() for process in processes]
    seconds = time.perf_counter() - began
    peak = memory.stop()
    if any(codes):
        raise SystemExit(f"a command failed: {codes}")
    return seconds, peak


def measure(size: int) -> float:
    """Import and drain so many claims in a system of their own; returns seconds a claim of the drain."""
    with scratch_system(), tempfile.TemporaryDirectory() as folder:
        from django.db.models import Count

        from claims.models import Claim, WorkItem

        path = Path(folder) / "claims.csv"
        write_csv(path, size)
        seconds, peak = timed(("import_claims", "--case", "coupang-2025", "--on-file", str(path)))
        print(f"{size:>8,} imported   {size / seconds:7.0f} claims/s   peak {peak:5.0f} MiB", flush=True)
        stored = Claim.objects.count()
        seconds, peak = timed(("work", "drain"), ("work", "drain"))
        left = WorkItem.objects.exclude(state="done").count()
        stages = dict(Claim.objects.values_list("stage").annotate(Count("id")).order_by("stage"))
        print(
            f"{size:>8,} drained    {stored / seconds:7.0f} claims/s   peak {peak:5.0f} MiB a process   {stages}",
            flush=True,
        )
        if left or stored != size:
            raise SystemExit(f"{stored} of {size} stored, {left} not done")
        return seconds / stored


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000")
    arguments = parser.parse_args()
    print(f"{time.strftime('%Y-%m-%d')}, {machine()}")
    # A process for each size, for Django knows one database in its life.
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        costs = pool.map(measure, [int(size) for size in arguments.sizes.split(",")], chunksize=1)
    print(f"cost a claim, largest against smallest: {costs[-1] / costs[0]:.2f}   (aim 1.2 at most)")


if __name__ == "__main__":
    main()
