"""Envelope encryption of personal data: AES-256-GCM fields under a data key per claimant, itself wrapped.

Associated data binds each ciphertext to its table, row, field and format, and each wrapped key to its owner and
key version, so a value that was moved elsewhere does not open. Nothing here ever falls through to raw text.
"""

import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from claims.crypto.keyring import KEY_BYTES, key_encryption_key, key_ring, ring_with

Ciphertext = bytes | memoryview
"""What the database driver may hand back for a binary column."""

_FORMAT = b"\x01"
_NONCE = 12
_TAG = 16


class DecryptionFailed(Exception):
    """A ciphertext does not open: altered, moved from another row or field, or sealed under another key.

    The message names the place, never the content.
    """

    def __init__(self, place: str) -> None:
        super().__init__(f"Cannot decrypt {place}: the stored value was altered or belongs elsewhere.")


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key as stored: ciphertext, and the version of the key-encryption key that opens it."""

    ciphertext: Ciphertext
    version: int


class DataKey:
    """One claimant's data key, opened. Seals and opens that claimant's fields."""

    __slots__ = ("_aead", "_key")

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._aead = AESGCM(key)

    @classmethod
    def new(cls) -> "DataKey":
        """A fresh random key."""
        return cls(os.urandom(KEY_BYTES))

    @classmethod
    def unwrap(cls, wrapped: WrappedKey, *, owner: UUID) -> "DataKey":
        """Open a stored data key. Raises DecryptionFailed, or KeyUnavailable when the ring lacks the version."""
        aead = AESGCM(key_encryption_key(wrapped.version))
        return cls(_open(aead, wrapped.ciphertext, _owner_data(owner, wrapped.version), f"data key of {owner}"))

    def wrap(self, *, owner: UUID) -> WrappedKey:
        """Seal this key for storage under the active key-encryption key."""
        ring = key_ring()
        aead = AESGCM(ring.encryption[ring.active])
        return WrappedKey(_seal(aead, self._key, _owner_data(owner, ring.active)), ring.active)

    def seal(self, text: str, *, table: str, row: UUID, field: str) -> bytes:
        """Ciphertext of a text for one field of one row; 29 bytes longer than its UTF-8."""
        return _seal(self._aead, text.encode(), _place_data(table, row, field))

    def open(self, ciphertext: Ciphertext, *, table: str, row: UUID, field: str) -> str:
        """The text sealed for exactly this place. Raises DecryptionFailed for anything else."""
        place = _place_data(table, row, field)
        return _open(self._aead, ciphertext, place, f"{table}.{field} of {row}").decode()


class Seal:
    """Seals small payloads that travel outside the database, such as a draft in the claimant's own cookie."""

    def __init__(self, purpose: str) -> None:
        self._purpose = purpose

    def seal(self, payload: bytes) -> bytes:
        """Ciphertext under the active key version, which leads it."""
        ring = key_ring()
        version = ring.active
        aead = AESGCM(ring.derive(self._purpose, version=version))
        return version.to_bytes(2, "big") + _seal(aead, payload, self._associated(version))

    def open(self, sealed: bytes) -> bytes:
        """The payload. Raises DecryptionFailed for anything that seal() did not make, or made with a lost key."""
        version = int.from_bytes(sealed[:2], "big")
        ring = ring_with(version)
        if ring is None:
            raise DecryptionFailed(self._purpose)
        aead = AESGCM(ring.derive(self._purpose, version=version))
        return _open(aead, sealed[2:], self._associated(version), self._purpose)

    def _associated(self, version: int) -> bytes:
        return f"{self._purpose}|{version}".encode()


def _seal(aead: AESGCM, payload: bytes, associated: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return _FORMAT + nonce + aead.encrypt(nonce, payload, associated)


def _open(aead: AESGCM, sealed: Ciphertext, associated: bytes, place: str) -> bytes:
    sealed = bytes(sealed)
    if sealed[:1] != _FORMAT or len(sealed) < 1 + _NONCE + _TAG:
        raise DecryptionFailed(place)
    try:
        return aead.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], associated)
    except InvalidTag:
        raise DecryptionFailed(place) from None


def _owner_data(owner: UUID, version: int) -> bytes:
    return b"data-key|" + owner.bytes + b"|" + str(version).encode()


def _place_data(table: str, row: UUID, field: str) -> bytes:
    return f"{table}|{field}|1|".encode() + row.bytes
