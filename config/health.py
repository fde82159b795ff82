"""Probes for whoever keeps the processes running. They tell what is up, and nothing about anybody."""

import contextlib

import redis
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from claims.services.nudges import valkey


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Requests can be served: the database answers and is migrated. 503 otherwise.

    Valkey is told of but not required: without it intake goes on and the sweep finds the work.
    """
    database = migrated = messenger = False
    try:
        executor = MigrationExecutor(connection)
        database = True
        migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        pass
    with contextlib.suppress(redis.RedisError, OSError):
        messenger = bool(valkey().ping())
    ok = database and migrated
    return JsonResponse(
        {"status": "ok" if ok else "unavailable", "database": database, "migrated": migrated, "valkey": messenger},
        status=200 if ok else 503,
    )
