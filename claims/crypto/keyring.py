"""The versioned key ring: key-encryption keys and the root of the blind-index keys.

The ring is JSON, from the environment or a file: `{"encryption": {"1": <base64>, "2": …}, "index": {"1": …}}`.
The highest encryption version is the active one: new data keys are wrapped with it; older versions only unwrap.
Which index version blind keys are made with is a matter of their generation (`claims.crypto.blind`), and digests that
are compared for ever, such as those of receipts, stay with the lowest.
"""

import base64
import binascii
import json
import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

log = logging.getLogger(__name__)

KEY_BYTES = 32

# Every process knows of a key that was added to the ring's file after this many seconds.
LOOK_SECONDS = 2.0


class KeyUnavailable(Exception):
    """The ring holds no key of the version that the data names."""

    def __init__(self, purpose: str, version: int) -> None:
        super().__init__(f"The key ring has no {purpose} key of version {version}; add it to the ring.")


class KeyRingInvalid(Exception):
    """The ring cannot be read. The message never quotes it."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by version. Versions are positive whole numbers that are never used again."""

    encryption: dict[int, bytes]
    index: dict[int, bytes]

    @property
    def active(self) -> int:
        """The version that wraps new data keys."""
        return max(self.encryption)

    @property
    def first_index(self) -> int:
        """The index version of the digests that cannot be made anew: receipts, idempotency keys, imported files."""
        return min(self.index)

    @property
    def newest_index(self) -> int:
        """The index version that a re-index leads to."""
        return max(self.index)

    def derive(self, purpose: str, *, version: int | None = None) -> bytes:
        """A 256-bit key for one purpose, from the encryption key of the version (default: the active one)."""
        wanted = version or self.active
        if wanted not in self.encryption:
            raise KeyUnavailable("encryption", wanted)
        return expand(self.encryption[wanted], purpose)

    def derive_index(self, purpose: str, *, version: int | None = None) -> bytes:
        """A 256-bit key for one blind field or digest, from the index key of the version (default: the first).

        It changes neither when encryption keys are rotated nor when an index key is added.
        """
        wanted = version or self.first_index
        if wanted not in self.index:
            raise KeyUnavailable("index", wanted)
        return expand(self.index[wanted], purpose)


@lru_cache(maxsize=256)
def expand(root: bytes, purpose: str) -> bytes:
    """A 256-bit key for one purpose from a key of the ring (HKDF-SHA-256)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"redress|" + purpose.encode()).derive(root)


def parse(text: str) -> KeyRing:
    """Read a ring. Raises KeyRingInvalid, with what is wrong but none of the content."""
    try:
        raw = json.loads(text)
        ring = KeyRing(encryption=_keys(raw["encryption"]), index=_keys(raw["index"]))
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise KeyRingInvalid(
            'The key ring must be JSON such as {"encryption": {"1": "<32 bytes, base64>"}, "index": {"1": "…"}}.'
        ) from None
    if not ring.encryption or not ring.index:
        raise KeyRingInvalid("The key ring needs at least one encryption key and one index key.")
    return ring


def _keys(raw: dict[str, str]) -> dict[int, bytes]:
    keys = {int(version): base64.b64decode(value, validate=True) for version, value in raw.items()}
    if any(len(key) != KEY_BYTES for key in keys.values()) or any(version < 1 for version in keys):
        raise ValueError
    return keys


class _Loader:
    """Holds the ring of this process. Reads its file again when that has changed: a rotation adds keys meanwhile."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ring: KeyRing | None = None
        self._stamp: object = None
        self._looks_again = 0.0

    def __call__(self) -> KeyRing:
        if self._ring is not None and time.monotonic() >= self._looks_again:
            self.look()
        return self._ring or self.reload()

    def look(self) -> KeyRing:
        """The ring as it stands in its source now; it is only read when its file is another than before.

        A file that cannot be read any more takes nothing down: what this process holds is still right, and it says so.
        """
        self._looks_again = time.monotonic() + LOOK_SECONDS
        try:
            if self._ring is None or self._stamp != _stamp():
                return self.reload()
        except (OSError, KeyRingInvalid) as error:
            log.error("key_ring_unreadable", extra={"error": type(error).__name__})
        assert self._ring is not None
        return self._ring

    def reload(self) -> KeyRing:
        with self._lock:
            # Looked at before it is read: a change in between is then found at the next look.
            stamp = _stamp()
            source = settings.KEY_RING_SOURCE
            if source.text is not None:
                self._ring = parse(source.text)
            else:
                assert source.file is not None
                self._ring = parse(source.file.read_text())
            self._stamp = stamp
            self._looks_again = time.monotonic() + LOOK_SECONDS
            return self._ring


def _stamp() -> object:
    """What tells one state of the ring's file from another; None for a ring from the environment."""
    source = settings.KEY_RING_SOURCE
    if source.file is None or source.text is not None:
        return None
    found = source.file.stat()
    return (found.st_ino, found.st_mtime_ns, found.st_size)


_loader = _Loader()
key_ring: Callable[[], KeyRing] = _loader


def ring_with(version: int) -> KeyRing | None:
    """The ring if it has an encryption key of this version, looked up in its source once more; None if it has not."""
    for ring in (_loader, _loader.look):
        if version in (known := ring()).encryption:
            return known
    return None


def ring_with_index(version: int) -> KeyRing | None:
    """The ring if it has an index key of this version, looked up in its source once more; None if it has not."""
    for ring in (_loader, _loader.look):
        if version in (known := ring()).index:
            return known
    return None


def key_encryption_key(version: int) -> bytes:
    """The key-encryption key of a version. Raises KeyUnavailable."""
    ring = ring_with(version)
    if ring is None:
        raise KeyUnavailable("encryption", version)
    return ring.encryption[version]


def reload_key_ring() -> KeyRing:
    """Read the ring again from its source, after a key was added."""
    return _loader.reload()


def new_ring() -> str:
    """A ring of fresh random keys, as JSON."""
    return json.dumps({"encryption": {"1": new_key()}, "index": {"1": new_key()}})


def new_key() -> str:
    """A fresh random key, as it stands in a ring."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
