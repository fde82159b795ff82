"""Blind keys: look-up of encrypted values without revealing them.

HMAC-SHA-256 cut to 16 bytes, with a key of its own per field, over a versioned normal form; stored as PostgreSQL
`uuid`. Low-entropy values (a birth date) enter only in compounds. Rotating encryption keys leaves these unchanged.
"""

import hashlib
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from claims.crypto.keyring import KeyUnavailable, expand, key_ring, ring_with_index


class BlindField(IntEnum):
    """What a blind key was made from. The numbers are stored; they are never used again for something else."""

    NAME = 1
    # Of normal form 1 only.
    EMAIL = 2
    PHONE = 3
    ACCOUNT_EMAIL = 4
    ACCOUNT_PHONE = 5
    NAME_BIRTH_PHONE = 6
    NAME_BIRTH_EMAIL = 7
    # From normal form 2 on: the block keys of `claims.rules.matching`, contact and account in one.
    ANY_PHONE = 8
    MAILBOX = 9
    NAME_BIRTH = 10
    SURNAME_BIRTH = 11
    GIVEN_BIRTH = 12
    NAME_BUILDING = 13
    BIRTH_BUILDING = 14
    NAME_LOCAL = 15


class Generation(NamedTuple):
    """What all blind keys of one time were made with. Keys of two generations never agree."""

    number: int
    index_key: int
    """The version of the index key in the key ring."""
    normal_form: int


class FieldKeys:
    """What makes the blind keys of one generation, with each field's key derived and mixed in once."""

    def __init__(self, index_key: bytes, normal_form: int) -> None:
        self._prefix = f"{normal_form}\x1f"
        self._macs = {field: Mac(expand(index_key, f"blind|{field.name}")) for field in BlindField}

    def hex(self, field: BlindField, *normal_forms: str) -> str:
        """The key of one value, or compound of values, in normal form, as 32 hexadecimal digits."""
        return self._macs[field].digest((self._prefix + "\x1f".join(normal_forms)).encode()).hex()[:32]


def field_keys(generation: Generation) -> FieldKeys:
    """What makes the blind keys of a generation. Raises KeyUnavailable when the ring lacks its index key."""
    ring = ring_with_index(generation.index_key)
    if ring is None:
        raise KeyUnavailable("index", generation.index_key)
    return _field_keys(ring.index[generation.index_key], generation.normal_form)


_field_keys = lru_cache(maxsize=8)(FieldKeys)


def blind_key(field: BlindField, *normal_forms: str, generation: Generation) -> UUID:
    """The key of one value, or compound of values, in normal form: equal for equal values, within one field only.

    Raises KeyUnavailable.
    """
    return UUID(field_keys(generation).hex(field, *normal_forms))


class Mac:
    """HMAC-SHA-256 (RFC 2104) under one key, which is hashed in once: a third of `hmac.digest`'s time for short
    messages, of which a filing has two dozen."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes, beginning: bytes = b"") -> None:
        """`beginning` stands before every message, and is hashed in once, too."""
        block = key.ljust(64, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + beginning)
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def digest(self, message: bytes) -> bytes:
        """32 bytes of a message."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.digest()

    def digests(self, messages: Iterable[bytes], *, size: int) -> bytes:
        """The first `size` bytes of each message's digest, one behind the other. For millions of them."""
        copy_inner, copy_outer, cut = self._inner.copy, self._outer.copy, slice(size)
        found: list[bytes] = []
        keep = found.append
        for message in messages:
            inner, outer = copy_inner(), copy_outer()
            inner.update(message)
            outer.update(inner.digest())
            keep(outer.digest()[cut])
        return b"".join(found)


def keyed_digest(purpose: str, message: bytes) -> bytes:
    """32 bytes that equal messages share and that tell nothing about them without the key ring.

    Always under the ring's first index key: what is compared with such a digest years later cannot be made anew.
    """
    return _mac(key_ring().derive_index(purpose)).digest(message)


_mac = lru_cache(maxsize=64)(Mac)
