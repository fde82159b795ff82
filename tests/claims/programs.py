"""Commands as processes of their own, on the test's database, to be killed as the kernel kills."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from django.conf import settings

PROJECT = Path(__file__).resolve().parents[2]

_started: list[subprocess.Popen[bytes]] = []


def environment(**changes: str) -> dict[str, str]:
    """This process's environment, with the test database and `changes` in it."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{settings.DATABASES['default']['NAME']}")
    return os.environ | {"DATABASE_URL": url.geturl()} | changes


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "ignore", "manage.py", *arguments, "--skip-checks"]


def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, one minute at most."""
    return subprocess.run(
        command(*arguments), cwd=PROJECT, env=environment(**changes), capture_output=True, text=True, timeout=60
    )


def start(*arguments: str, **changes: str) -> subprocess.Popen[bytes]:
    """Start a command and come back at once; it ends with the test at the latest (`end_all`)."""
    process = subprocess.Popen(command(*arguments), cwd=PROJECT, env=environment(**changes), stdout=subprocess.DEVNULL)
    _started.append(process)
    return process


def end_all() -> None:
    """Kill what a test that failed has left running, with its children: they would disturb those behind it."""
    while _started:
        process = _started.pop()
        if process.poll() is None:
            children = psutil.Process(process.pid).children(recursive=True)
            process.kill()
            process.wait()
            for child in children:
                with suppress(psutil.NoSuchProcess):
                    child.kill()
            psutil.wait_procs(children, timeout=30)
