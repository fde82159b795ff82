"""Valkey, only as messenger and counter: emptying or losing it loses nothing.

A nudge tells a worker that there is work of a kind. At most one nudge a kind waits in the broker: the flag that says
so is taken down before the first lease, so a claim committed later either sees no flag and nudges, or its nudge is
still to be taken. When Valkey is away, intake goes on and the schedule's sweep finds the work.
"""

import logging
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
_PAUSE_SECONDS = 2.0
_paused_until = 0.0


@lru_cache(maxsize=1)
def valkey() -> redis.Redis:
    """This process's connection pool to Valkey. Short time-outs: a request must not wait for a messenger."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0)
    )


def nudge(kind: str) -> None:
    """Tell the workers about work of a kind, after its transaction has committed. Never raises for a lost Valkey."""
    global _paused_until
    if time.monotonic() < _paused_until:
        return
    try:
        if valkey().set(_flag(kind), b"1", nx=True, ex=_FLAG_SECONDS):
            celery.current_app.send_task(_TASK, args=[kind], ignore_result=True)
    except (redis.RedisError, kombu.exceptions.OperationalError, OSError) as error:
        # One slow failure must not become one for every request: the sweep takes over meanwhile.
        _paused_until = time.monotonic() + _PAUSE_SECONDS
        log.warning("nudge_failed", extra={"kind": kind, "error": type(error).__name__})


def taken(kind: str) -> None:
    """A worker is about to look for work of a kind: from now on new work nudges again."""
    try:
        valkey().delete(_flag(kind))
    except (redis.RedisError, OSError) as error:
        log.warning("nudge_flag_failed", extra={"kind": kind, "error": type(error).__name__})


def _flag(kind: str) -> str:
    return f"nudge:{kind}"
