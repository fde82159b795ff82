"""Blind keys: look-up of encrypted values without revealing them.

HMAC-SHA-256 cut to 16 bytes, with a key of its own per field, over a versioned normal form; stored as PostgreSQL
`uuid`. Low-entropy values (a birth date) enter only in compounds. Rotating encryption keys leaves these unchanged.
"""

import hmac
from enum import IntEnum
from typing import NamedTuple
from uuid import UUID

from claims.crypto.keyring import KeyUnavailable, key_ring, ring_with_index


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
    NAME_MONTH_DAY = 13
    NAME_MONTH = 14
    NAME_BUILDING = 15
    BIRTH_BUILDING = 16
    NAME_LOCAL = 17


class Generation(NamedTuple):
    """What all blind keys of one time were made with. Keys of two generations never agree."""

    number: int
    index_key: int
    """The version of the index key in the key ring."""
    normal_form: int


def blind_key(field: BlindField, *normal_forms: str, generation: Generation) -> UUID:
    """The key of one value, or compound of values, in normal form: equal for equal values, within one field only.

    Raises KeyUnavailable when the ring lacks the generation's index key.
    """
    ring = ring_with_index(generation.index_key)
    if ring is None:
        raise KeyUnavailable("index", generation.index_key)
    message = "\x1f".join((str(generation.normal_form), *normal_forms)).encode()
    key = ring.derive_index(f"blind|{field.name}", version=generation.index_key)
    return UUID(bytes=hmac.digest(key, message, "sha256")[:16])


def keyed_digest(purpose: str, message: bytes) -> bytes:
    """32 bytes that equal messages share and that tell nothing about them without the key ring.

    Always under the ring's first index key: what is compared with such a digest years later cannot be made anew.
    """
    return hmac.digest(key_ring().derive_index(purpose), message, "sha256")
