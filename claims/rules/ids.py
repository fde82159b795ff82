"""Identifiers: row ids that sort by arrival, claim numbers that people can read out, receipt secrets."""

import os
import time
from uuid import UUID

# Crockford's base 32: no I, L, O or U, so nothing is misread over the phone.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "-": None, " ": None})
# A byte's lowest five bits as a character of it: the alphabet's 32 divide a byte's 256 evenly.
_CHARACTERS = (_ALPHABET * 8).encode()
_NUMBER_LENGTH = 10
_SECRET_LENGTH = 32  # 160 bits


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562): milliseconds first, then 74 random bits. Sorting by it is sorting by arrival."""
    milliseconds = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= ((noise >> 62) & 0xFFF) << 64
    value |= 0b10 << 62
    value |= noise & ((1 << 62) - 1)
    return UUID(int=value)


def new_claim_number() -> str:
    """A claim number such as `R-7K2M9-QXD4F-8`: 50 random bits and a check character. Not a count of anything."""
    body = _random(_NUMBER_LENGTH)
    return f"R-{body[:5]}-{body[5:]}-{_check_character(body)}"


def read_claim_number(typed: str) -> str | None:
    """The claim number that a person typed, in its one spelling; None when it cannot be one.

    Forgives case, spaces, missing hyphens and the letters that Crockford's alphabet leaves out.
    """
    compact = typed.strip().upper().translate(_MISREAD)
    body, check = compact[1:-1], compact[-1:]
    if not compact.startswith("R") or len(body) != _NUMBER_LENGTH or any(c not in _ALPHABET for c in body):
        return None
    return f"R-{body[:5]}-{body[5:]}-{check}" if _check_character(body) == check else None


def new_receipt() -> str:
    """A receipt secret of 160 random bits, in groups of four: `7K2M-9QXD-…`."""
    raw = _random(_SECRET_LENGTH)
    return "-".join(raw[i : i + 4] for i in range(0, _SECRET_LENGTH, 4))


def read_receipt(typed: str) -> str:
    """What a person typed as receipt secret, compacted for hashing. Never fails: a wrong one hashes differently."""
    return typed.strip().upper().translate(_MISREAD)[:64]


def _random(length: int) -> str:
    """Unbiased random characters."""
    return os.urandom(length).translate(_CHARACTERS).decode()


def _check_character(body: str) -> str:
    """Weighted sum modulo 32 with odd weights: catches every single error and most swaps of neighbours."""
    return _ALPHABET[sum((2 * i + 1) * _ALPHABET.index(c) for i, c in enumerate(body)) % 32]
