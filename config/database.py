"""DATABASE_URL → Django's database settings (PostgreSQL only, with psycopg's connection pool)."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def database_settings(url: str, *, pool_size: int) -> dict[str, Any]:
    """Settings for `postgresql://user:password@host:port/name?host=/socket/dir&sslmode=…`.

    A `host` in the query wins over the one in the authority, as in libpq, so that Unix sockets can be named. The pool
    opens its first connection when it is first needed and never more than `pool_size` in each process.
    Raises ImproperlyConfigured for another scheme or a missing database name.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql://")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ImproperlyConfigured("DATABASE_URL must name a database, as in postgresql://host/redress")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": {
            **options,
            # Parameters travel apart from the statement, and statements that recur are planned once a connection.
            "server_side_binding": True,
            "prepare_threshold": 5,
            "pool": {"min_size": 0, "max_size": pool_size, "timeout": 10, "max_idle": 300},
        },
        "TEST": {"NAME": f"test_{name}"},
    }
