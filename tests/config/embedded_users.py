"""Processes that use embedded servers, for tests that end them in every way a process can end."""

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parent.parent.parent

_PROGRAM = """
import json, sys
from config import embedded
try:
    urls = embedded.provide(sys.argv[1], profile="test")
except embedded.ServersUnavailable as problem:
    print(json.dumps({"problem": str(problem)}), flush=True)
    sys.exit(1)
print(json.dumps({"database": urls.database, "redis": urls.redis}), flush=True)
sys.stdin.readline()
"""


@dataclass
class User:
    """A process that uses the servers of a root until told to leave."""

    process: subprocess.Popen[str]

    def told(self) -> dict[str, str]:
        """What it said when the servers answered, or why they do not. Waits for it."""
        assert self.process.stdout is not None
        told: dict[str, str] = json.loads(self.process.stdout.readline())
        return told

    def leave(self) -> None:
        """End as programs end."""
        self.process.communicate("\n", timeout=60)
        assert self.process.returncode == 0

    def kill(self) -> None:
        """End without a chance to tidy up."""
        self.process.kill()
        self.process.communicate(timeout=10)


def start_user(root: Path) -> User:
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(root)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    return User(process)


def _server_processes(root: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            name, alive = process.name(), process.status() != psutil.STATUS_ZOMBIE
            if alive and name in {"postgres", "valkey-server"} and root in Path(process.cwd()).parents:
                found.append(process)
    return found


def servers(root: Path) -> dict[str, int]:
    """The servers of this root that live: name → process number. Fails when one runs twice."""
    processes = _server_processes(root)
    numbers = {process.pid for process in processes}
    found: dict[str, int] = {}
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.ppid() not in numbers:
                assert process.name() not in found
                found[process.name()] = process.pid
    return found


def kill_server(root: Path, name: str) -> None:
    """End it without a chance to tidy up, and wait for its orphaned children, which end by themselves."""
    psutil.Process(servers(root)[name]).kill()
    while [process for process in _server_processes(root) if process.name() == name]:
        time.sleep(0.01)


def kill_all(root: Path) -> None:
    """Whatever a failed test left running below this directory."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if root in Path(process.cwd()).parents:
                process.kill()


@contextlib.contextmanager
def temporary_root() -> Iterator[Path]:
    """A short path, as a checkout's is, with nothing running below it afterwards whatever the test did."""
    root = Path(tempfile.mkdtemp(prefix="redress-test-")).resolve()
    try:
        yield root
    finally:
        kill_all(root)
        shutil.rmtree(root, ignore_errors=True)
