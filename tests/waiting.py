"""Waiting for what other connections do, for a bounded time."""

import time

from django.db import connection


def wait_until_blocked(count=1):
    """Wait until so many connections wait for a lock."""
    ends = time.monotonic() + 15
    while True:
        with connection.cursor() as cursor:
            # Not pg_stat_activity, of which a transaction sees one state.
            cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] >= count:
                return
        assert time.monotonic() < ends, "nobody waits"
        time.sleep(0.01)
