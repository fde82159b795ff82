"""Make `.venv` and install the pinned, hashed requirements into it, only when something changed.

`python -m config.install run` or `… test`. Standard library only, for any Python that the project supports.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from config.console import CannotContinue, clear_status, complain, say, status, step

PROJECT = Path(__file__).resolve().parent.parent
SUPPORTED = ((3, 11), (3, 14))
FILES = {"run": ["requirements.txt"], "test": ["requirements.txt", "requirements-dev.txt"]}
_SPACE = 1_500_000_000  # bytes: both files installed, and what pip unpacks meanwhile

# What pip says, and what it means. The first that matches is told.
_MEANINGS = (
    (r"No space left on device", "The disk is full: free some space and run this again."),
    (
        r"Temporary failure in name resolution|NewConnectionError|ConnectTimeout|ReadTimeout|Network is unreachable"
        r"|Connection refused|ProxyError|getaddrinfo failed|NameResolutionError",
        "The package index cannot be reached: check the network (or PIP_INDEX_URL and the proxy) and run this again.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED",
        "The package index's certificate is not trusted here: set PIP_CERT.",
    ),
    (
        r"HASHES FROM THE REQUIREMENTS FILE|THESE PACKAGES DO NOT MATCH THE HASHES",
        "A downloaded package is not the one that was pinned (its hash differs); nothing was installed. "
        "Run this again, and if it stays so, do not trust this network or index.",
    ),
    (
        r"No matching distribution found|Could not find a version",
        "A pinned package is not offered for this machine and Python. Linux (x86-64, ARM64) and macOS are supported.",
    ),
    (r"Permission denied", "The directory .venv cannot be written: it belongs to another user. Remove it."),
)


def main(arguments: list[str]) -> int:
    """Install what the named target needs. Returns the exit code; says one sentence when it fails."""
    try:
        with _alone():
            python = _environment()
            for name in FILES[arguments[0]]:
                _install(python, PROJECT / name)
    except CannotContinue as problem:
        clear_status()
        complain(str(problem))
        return 1
    except KeyboardInterrupt:
        clear_status()
        complain("Interrupted; run it again to go on.")
        return 130
    return 0


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """`make run` and `make test` at once in a fresh clone: one installs, the other waits."""
    with open(PROJECT / "requirements.txt") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _environment() -> Path:
    """The environment's Python, made when it is missing, broken, or of a Python that is not supported."""
    place = PROJECT / ".venv"
    python = place / "bin" / "python"
    if _works(python):
        return python
    if shutil.disk_usage(PROJECT).free < _SPACE:
        raise CannotContinue(
            f"The disk that holds {PROJECT} has less than {_SPACE / 1e9:.1f} GB free: "
            "free some space and run this again."
        )
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if importlib.util.find_spec("ensurepip") is None:
        raise CannotContinue(
            f"Python {version} is here without its venv module; on Debian or Ubuntu install it with "
            f"`sudo apt install python{version}-venv` and run this again."
        )
    with step(f"Virtual environment .venv (Python {version})"):
        made = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "venv", "--clear", str(place)], capture_output=True, text=True
        )
        if made.returncode or not _works(python):
            raise CannotContinue(
                _meaning(made.stdout + made.stderr, f"The virtual environment {place} cannot be made.")
            )
    return python


def _works(python: Path) -> bool:
    program = f"import sys, pip; sys.exit(not {SUPPORTED[0]} <= sys.version_info[:2] <= {SUPPORTED[1]})"
    try:
        return subprocess.run([python, "-c", program], capture_output=True).returncode == 0  # noqa: S603
    except OSError:
        return False


def _install(python: Path, requirements: Path) -> None:
    """Install one file, unless the environment already holds exactly that file's packages."""
    content = requirements.read_bytes()
    stamp = PROJECT / ".venv" / f".installed-{requirements.name}"
    digest = hashlib.sha256(content).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    total = len(re.findall(rb"^[a-z0-9]\S*==", content, re.MULTILINE))
    text = f"{total} packages of {requirements.name}"
    with step(text):
        if not sys.stdout.isatty():
            say(f"… {text} (the first time: some minutes)")
        output = _run_pip(python, requirements, text)
        if output is not None:
            log = PROJECT / ".venv" / "install.log"
            log.write_text(output)
            raise CannotContinue(_meaning(output, "The packages could not be installed.") + f" Details: {log}")
        stamp.write_text(digest)


def _run_pip(python: Path, requirements: Path, text: str) -> str | None:
    """Run pip, showing which package it is at. None when all went well, else all that it said.

    Its output is read, not shown: pip warns about each configured location that it does not use, at length.
    """
    command: list[str | Path] = [python, "-m", "pip", "install", "--require-hashes", "-r", requirements]
    command += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--retries", "3"]
    lines: list[str] = []
    number = 0
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            if found := re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line):
                number += 1
                status(f"{text}: {number}, {found[1]}")
            elif line.startswith("Installing collected packages"):
                status(f"{text}: unpacking")
    return "".join(lines) if pip.returncode else None


def _meaning(output: str, otherwise: str) -> str:
    for pattern, sentence in _MEANINGS:
        if re.search(pattern, output):
            return sentence
    errors = [line for line in output.splitlines() if line.startswith("ERROR:")]
    return f"{otherwise} pip says: {errors[-1][7:]}" if errors else otherwise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
