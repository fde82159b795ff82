"""Small numbers that are stored so that nobody reads or compares them without the key ring."""

from uuid import UUID

from claims.crypto.blind import keyed_digest

_BITS = 62  # fits PostgreSQL's bigint


def mask_number(purpose: str, row: UUID, number: int) -> int:
    """The number XORed with a pad that belongs to this row alone; the same again gives the number back.

    Equal numbers of two rows look unrelated, which a birth year within a mailbox needs. It hides and does not
    authenticate: a number that was tampered with opens to another one. Takes numbers from 0 up to 2**62.
    """
    pad = int.from_bytes(keyed_digest(purpose, row.bytes)[:8], "big") >> (64 - _BITS)
    return number ^ pad
