"""Steps of the benchmark, each in a process of its own, so that its peak of memory is its own.

A step is `module:function`; it takes keyword arguments that JSON can hold and returns figures that JSON can hold.
"""

import importlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

_PROJECT = Path(__file__).resolve().parents[2]


def run(step: str, **arguments: Any) -> dict[str, Any]:
    """Run a step and return its figures, with `seconds` from its start and `peak_mib` of its memory added.

    `seconds` that the step itself returned stand: it may leave out imports and reading. Raises SystemExit with the
    step's last lines if it fails.
    """
    with tempfile.TemporaryDirectory(prefix="redress-bench-") as folder:
        answer = Path(folder, "answer.json")
        command = [sys.executable, "-m", "benchmarks.linkage.child", step, json.dumps(arguments), str(answer)]
        done = subprocess.run(command, cwd=_PROJECT, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise SystemExit(f"{step} failed ({done.returncode}):\n{done.stderr[-3000:]}")
        figures: dict[str, Any] = json.loads(answer.read_text())
        return figures


def _main(step: str, arguments: str, answer: str) -> None:
    module, _, function = step.partition(":")
    start = time.perf_counter()
    figures = getattr(importlib.import_module(module), function)(**json.loads(arguments)) or {}
    figures = {"seconds": time.perf_counter() - start} | figures | {"peak_mib": _peak_mib()}
    Path(answer).write_text(json.dumps(figures))


def _peak_mib() -> float:
    """The most memory this process had. On Linux `ru_maxrss` includes the parent's before exec: its own is read."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    _main(*sys.argv[1:])
