"""Valkey, only as messenger and counter: emptying or losing it loses nothing.

A nudge tells the workers that there is work of a kind. It is sent by a thread of its own after the commit, so that no
request waits for the messenger, and claims that arrive together share one. In the broker at most one nudge a kind
waits: the flag that says so is taken down before the first lease, so a claim committed later either sees no flag and
nudges, or its nudge is still to be taken. Whatever is lost on the way (this process, Valkey), the schedule's sweep
finds the work.
"""

import logging
import os
import threading
import time
from functools import lru_cache

import celery
import kombu.exceptions
import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)

# By name: the task module stands above the services.
_TASK = "claims.tasks.do_work"
_FLAG_SECONDS = 30
# Claims within this time share a nudge; after a failure the next attempt waits longer, for the sweep has taken over.
_GATHER_SECONDS = 0.05
_PAUSE_SECONDS = 2.0


@lru_cache(maxsize=1)
def valkey() -> redis.Redis:
    """This process's connection pool to Valkey. Short time-outs: nobody waits long for a messenger."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0)
    )


def nudge(kind: str) -> None:
    """Tell the workers about work of a kind whose transaction has committed. Returns at once and never fails."""
    _messenger.send(kind)


def taken(kind: str) -> None:
    """A worker is about to look for work of a kind: from now on new work nudges again."""
    try:
        valkey().delete(_flag(kind))
    except (redis.RedisError, OSError) as error:
        log.warning("nudge_flag_failed", extra={"kind": kind, "error": type(error).__name__})


class _Messenger:
    """The thread that sends nudges, started with the first one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted: set[str] = set()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def send(self, kind: str) -> None:
        with self._lock:
            self._wanted.add(kind)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="nudges", daemon=True)
                self._thread.start()
        self._wake.set()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            with self._lock:
                kinds, self._wanted = self._wanted, set()
            sent = [_deliver(kind) for kind in kinds]
            time.sleep(_GATHER_SECONDS if all(sent) else _PAUSE_SECONDS)


def _deliver(kind: str) -> bool:
    try:
        if valkey().set(_flag(kind), b"1", nx=True, ex=_FLAG_SECONDS):
            celery.current_app.send_task(_TASK, args=[kind], ignore_result=True)
    except (redis.RedisError, kombu.exceptions.OperationalError, OSError) as error:
        log.warning("nudge_failed", extra={"kind": kind, "error": type(error).__name__})
        return False
    return True


def _flag(kind: str) -> str:
    return f"nudge:{kind}"


def _new_messenger() -> None:
    """A forked child has no thread of its parent's, and maybe its lock in the middle of something."""
    global _messenger
    _messenger = _Messenger()


_messenger = _Messenger()
os.register_at_fork(after_in_child=_new_messenger)
