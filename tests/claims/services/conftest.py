"""What tests of several services begin from."""

import json

import pytest

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
