"""A scratch system for a benchmark: embedded servers with durable settings in a temporary place, and gunicorn."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def scratch_system() -> Iterator[Path]:
    """An empty, migrated database with the demonstration case, and Valkey; Django is set up. All goes at the end.

    PostgreSQL runs with its default profile: what it has committed survives a power cut.
    """
    var = Path(tempfile.mkdtemp(prefix="redress-bench-"))
    os.environ |= {
        "REDRESS_VAR": str(var),
        "REDRESS_DEMONSTRATION": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "REDRESS_FILING_BURST": "100000000",
        "REDRESS_FILING_PER_MINUTE": "100000000",
        "REDRESS_LOG_LEVEL": "WARNING",
    }
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    from config import embedded

    embedded.ensure(var)
    try:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from claims.demonstration.load import load_case

        load_case()
        yield var
    finally:
        from django.db import connections

        for connection in connections.all():
            connection.close()
            connection.close_pool()
        embedded.release(var)
        shutil.rmtree(var, ignore_errors=True)


@contextlib.contextmanager
def gunicorn(application: str, **environment: str) -> Iterator[int]:
    """Serve an application with the project's gunicorn settings on a free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", application],
        cwd=PROJECT,
        env=os.environ | {"PORT": str(port)} | environment,
    )
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            if process.poll() is not None:
                raise SystemExit(f"{application} did not start")
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def machine() -> str:
    """The machine in a line, for RESULTS.md."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        "unknown processor",
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 2**20
    return f"{os.cpu_count()} cores ({model}), {memory} GiB, Python {sys.version.split()[0]}"
