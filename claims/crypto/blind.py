"""Blind indexes: look-up of encrypted values without revealing them.

HMAC-SHA-256 cut to 16 bytes, with a key of its own per field, over a versioned normal form; stored as PostgreSQL
`uuid`. Low-entropy values (a birth date) enter only in compounds. Rotating encryption keys leaves these unchanged.
"""

import hmac
from enum import IntEnum
from uuid import UUID

from claims.crypto.keyring import key_ring
from claims.rules.normalise import NORMAL_FORM


class BlindField(IntEnum):
    """What a blind key was made from. The numbers are stored; they are never used again for something else."""

    NAME = 1
    EMAIL = 2
    PHONE = 3
    ACCOUNT_EMAIL = 4
    ACCOUNT_PHONE = 5
    NAME_BIRTH_PHONE = 6
    NAME_BIRTH_EMAIL = 7


def blind_key(field: BlindField, *normal_forms: str) -> UUID:
    """The key of one value, or compound of values, in normal form: equal for equal values, within one field only."""
    message = "\x1f".join((str(NORMAL_FORM), *normal_forms)).encode()
    digest = hmac.digest(key_ring().derive_index(f"blind|{field.name}"), message, "sha256")
    return UUID(bytes=digest[:16])


def keyed_digest(purpose: str, message: bytes) -> bytes:
    """32 bytes that equal messages share and that tell nothing about them without the key ring."""
    return hmac.digest(key_ring().derive_index(purpose), message, "sha256")
