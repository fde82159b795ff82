"""What tests of several services begin from."""

import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection

from claims.crypto.keyring import new_ring, reload_key_ring
from config.secret_files import KeyRingSource


@pytest.fixture
def ring(settings, tmp_path):
    """The file of a key ring of this test's own, kept as the embedded default keeps it."""
    others, file = settings.KEY_RING_SOURCE, tmp_path / "keys.json"
    file.write_text(json.dumps(json.loads(new_ring()) | {"django": "kept"}))
    file.chmod(0o600)
    settings.VAR_DIR = tmp_path
    settings.KEY_RING_SOURCE = KeyRingSource(None, file)
    reload_key_ring()
    yield file
    settings.KEY_RING_SOURCE = others
    reload_key_ring()


@pytest.fixture
def elsewhere():
    """Runs something on a connection of its own; what it is waiting for is bounded."""
    with ThreadPoolExecutor(2) as threads:

        def start(call: Callable[[], object]) -> Future:
            def run():
                try:
                    with connection.cursor() as cursor:
                        cursor.execute("SET statement_timeout = '20s'")
                    return call()
                finally:
                    connection.close()

            return threads.submit(run)

        yield start


@pytest.fixture
def connections_for_all():
    """As many connections as several processes would have."""
    usual = connection.pool.max_size
    connection.pool.resize(0, 16)
    yield
    connection.pool.resize(0, usual)
