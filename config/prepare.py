"""What must be true before the site is served: database migrated, static files collected, the demonstration loaded.

Each is skipped when it already is. `python -m config.prepare`; the supervisor runs it.
"""

import hashlib
import os
import sys
import warnings
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from config.console import say, step
from config.translations import CataloguesNotWritable

_DISK_FULL = "53100"  # SQLSTATE


def main() -> None:
    """Do what is missing, and say each thing done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("default", UserWarning)
            django.setup()
        for warning in caught:
            say(f"! {warning.message}")
        _database()
        _static_files()
        if settings.DEMONSTRATION:
            _demonstration()
    except (CommandError, ImproperlyConfigured, CataloguesNotWritable) as problem:
        sys.exit(f"✗ {problem}")
    except DatabaseError as problem:
        if getattr(problem.__cause__, "sqlstate", None) == _DISK_FULL:
            sys.exit("✗ The disk that holds the database is full: free some space and run this again.")
        raise


def _database() -> None:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        with step(f"Database: {len(plan)} migrations applied"):
            call_command("migrate", verbosity=0, interactive=False)
    else:
        say("✓ Database up to date")


def _static_files() -> None:
    """Collect them again when one was added, removed or changed."""
    stamp = Path(settings.VAR_DIR) / "run" / "static.stamp"
    digest = _static_digest()
    if stamp.exists() and stamp.read_text() == digest and (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        say("✓ Static files up to date")
        return
    # Settings choose the plain storage while there is no manifest; it is this collection that makes one.
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
    with step("Static files collected"):
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(digest)


def _static_digest() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = os.stat(storage.path(name))
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _demonstration() -> None:
    with step("Demonstration case"):
        call_command("load_demonstration", verbosity=0)


if __name__ == "__main__":
    main()
