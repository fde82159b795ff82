"""A Celery worker that a test may kill, and waiting for what it does."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from django.db import connection
from django.db.models import Count

from claims.models import WorkItem
from tests.serving import PROJECT


class Worker:
    """A real Celery worker with the schedule inside, on the test database, with a short lease."""

    def __init__(self, schedule: Path) -> None:
        from django.conf import settings

        database = settings.DATABASE_URL.replace("/redress?", f"/{connection.settings_dict['NAME']}?", 1)
        self._log = open(schedule.with_suffix(".log"), "ab")  # noqa: SIM115 - the process holds it
        self.process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config", "worker", "-B", "-c", "2", "--schedule", str(schedule),
             "--without-gossip", "--without-mingle", "--without-heartbeat"],
            cwd=PROJECT,
            env=os.environ | {"DATABASE_URL": database, "REDRESS_EMBEDDED": "1", "REDIS_URL": settings.REDIS_URL,
                              "REDRESS_LEASE_SECONDS": "2", "REDRESS_WORK_BATCH": "20"},
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )  # fmt: skip

    def kill(self, *, child: bool) -> bool:
        """Kill -9 the worker with all its processes, or one of its pool's children; False when there was none."""
        if not child:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            return True
        children = [p for p in psutil.Process(self.process.pid).children() if p.status() != psutil.STATUS_ZOMBIE]
        if not children:
            return False
        children[-1].kill()
        return True

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._log.close()


def wait_until(condition, *, what: str, seconds: float = 90) -> None:
    """Poll the real state, bounded; the failure says what it waited for and what there was."""
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            states = dict(WorkItem.objects.values_list("state").annotate(Count("id")))
            pytest.fail(f"{what} did not happen within {seconds} s; work: {states}")
        time.sleep(0.05)
