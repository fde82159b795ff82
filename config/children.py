"""The processes that the supervisor keeps: started each in a session of its own, stopped in order, none left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_LOG_LIMIT = 10 * 1024 * 1024  # bytes; then one older file is kept
_PR_SET_PDEATHSIG = 1  # prctl(2)


@dataclass(frozen=True, slots=True)
class Child:
    """A running process, what people call it, and where its output goes (None: to ours)."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path | None

    @property
    def has_ended(self) -> bool:
        """Whether it is gone. Reaps it."""
        return self.process.poll() is not None

    @property
    def how_it_ended(self) -> str:
        """In words, with the last lines that it wrote."""
        code = self.process.poll() or 0
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        if self.log is None:
            return f"{how}."
        lines = [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        return "\n".join([f"{how}; its log is {self.log}:", *(f"    {line}" for line in lines[-3:])])


def start(name: str, command: list[str], *, log: Path | None) -> Child:
    """Start a process that a Ctrl-C at our terminal does not reach, and that is told to end should we be killed."""
    output = None
    if log is not None:
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > _LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
        output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_end_with_parent(),
        )
    finally:
        if output is not None:
            os.close(output)
    return Child(name, process, log)


def _end_with_parent() -> Callable[[], None] | None:
    """What a Linux child runs before its program. The library is loaded here: after a fork it is late for that."""
    if sys.platform != "linux":
        return None
    libc, supervisor = ctypes.CDLL(None), os.getpid()

    def ask_for_signal() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != supervisor:  # killed in between
            os._exit(1)

    return ask_for_signal


def stop(children: list[Child], *, patience: float, hurry: Callable[[], bool]) -> None:
    """Ask them to end, wait so many seconds or until `hurry()`, and then kill what is left of them and of theirs."""
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            child.process.terminate()
    give_up = time.monotonic() + patience
    while [child for child in children if not child.has_ended] and time.monotonic() < give_up and not hurry():
        time.sleep(0.02)
    for child in children:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # PermissionError: macOS, for an empty group
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
