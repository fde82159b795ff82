"""Sealing what a claimant's own browser keeps for us: the draft before it is submitted, and the receipt after it.

Nothing about a person is stored here before that person submits. What the browser holds instead is ciphertext that
only this installation reads (AES-256-GCM under a key derived for one purpose), so a shared phone or a stolen cookie
file tells nothing.
"""

from claims.crypto.keyring import KeyUnavailable
from claims.crypto.sealing import DecryptionFailed, Seal


class SealBroken(Exception):
    """The bytes were not sealed here for this purpose: altered, made up, or sealed under a key that is gone."""


def seal(purpose: str, payload: bytes) -> bytes:
    """Ciphertext of `payload`, 31 bytes longer, that opens for the same purpose only. Each purpose has its own key."""
    return Seal(purpose).seal(payload)


def open_sealed(purpose: str, sealed: bytes) -> bytes:
    """The payload sealed for `purpose`. Raises SealBroken for anything else."""
    try:
        return Seal(purpose).open(sealed)
    except (DecryptionFailed, KeyUnavailable) as error:
        raise SealBroken(purpose) from error
