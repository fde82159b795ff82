"""Where personal data could come to rest, as bytes to be searched: tables, files of the database, sessions, Valkey."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from claims.services.nudges import valkey
from tests.reading import written_since

_TABLES = """
SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables
WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""


def tables() -> dict[str, bytes]:
    """Every table as COPY writes it, which is what a dump holds."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        for (table,) in cursor.fetchall():
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                found[f"table {table}"] = b"".join(bytes(part) for part in copy)
    assert len(found) > 25
    return found


def statistics() -> dict[str, bytes]:
    """What PostgreSQL keeps of the data beside it: the planner's samples of columns."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        with cursor.copy("COPY (SELECT * FROM pg_stats WHERE schemaname = 'public') TO STDOUT") as copy:
            return {"the planner's statistics": b"".join(bytes(part) for part in copy)}


def files(since: float) -> dict[str, bytes]:
    """The database's own files, and the parts of the write-ahead log that were written since (seconds of Unix time).

    Of the embedded server only: another one's files are out of reach.
    """
    if os.environ.get("REDRESS_EMBEDDED") != "1":
        return {}
    at = connection.settings_dict
    owner = psycopg.connect(host=at["HOST"], port=at["PORT"], user="postgres", dbname=at["NAME"], autocommit=True)
    with owner:
        owner.execute("CHECKPOINT")
        (oid,) = owner.execute("SELECT oid::text FROM pg_database WHERE datname = current_database()").fetchone() or ()
    root = Path(settings.VAR_DIR) / "postgres"
    found = {
        f"file {path.parent.name}/{path.name}": content
        for folder in (root / "base" / oid, root / "pg_wal")
        for path, content in written_since(folder, since, deep=False)
    }
    assert any(name.startswith("file pg_wal") for name in found)
    return found


def sessions() -> dict[str, bytes]:
    """Every session, as stored and as read."""
    found = {}
    for each in Session.objects.all():
        found[f"session {each.pk[:4]}…"] = f"{each.session_data}\n{json.dumps(each.get_decoded())}".encode()
    return found


def valkey_keys() -> dict[str, bytes]:
    """Every key of Valkey with its value, the broker's queues included."""
    found, server = {}, valkey()
    for key in server.scan_iter():
        value: Any
        match server.type(key):
            case b"string":
                value = server.get(key)
            case b"list":
                value = server.lrange(key, 0, -1)
            case b"set":
                value = server.smembers(key)
            case b"hash":
                value = server.hgetall(key)
            case b"zset":
                value = server.zrange(key, 0, -1, withscores=True)
            case other:
                raise AssertionError(f"nobody knows how to read a {other!r}")
        found[f"Valkey's {key!r}"] = key + b"\n" + repr(value).encode()
    return found


@contextmanager
def everything_said_to_valkey(heard: bytearray) -> Iterator[None]:
    """Append every command that any process sends to Valkey meanwhile, also what does not stay there."""
    listener = redis.Redis.from_url(settings.REDIS_URL).connection_pool.get_connection()
    try:
        listener.send_command("MONITOR")
        assert listener.read_response() == b"OK"
        yield
        valkey().echo("the campaign is over")
        while not heard.endswith(b"the campaign is over"):
            heard += b"\n" + listener.read_response().strip(b'"')
            heard[:] = heard.rstrip(b'"')
    finally:
        listener.disconnect()


def log_directory() -> Path:
    """Where the embedded servers write their logs."""
    return Path(settings.VAR_DIR) / "log"
