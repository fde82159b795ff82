"""Keys of accounts: what an affected-account list and a claim's account are compared by.

HMAC-SHA-256 cut to 16 bytes, under a key of the incident and of the kind of identifier, over account form 1. Always
from the ring's first index key: the list is not kept in clear, so its keys can never be made anew, and those of
claims must agree with them for ever. A key says nothing about another incident, nor about a claim's blind keys.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from claims.crypto.blind import Mac
from claims.crypto.keyring import key_ring
from claims.rules.affected_accounts import ACCOUNT_FORM, account_email, account_phone

KEY_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class AccountKeyRoots:
    """The two keys of an incident's accounts. Given to the processes of an import, and to nobody else."""

    email: bytes = field(repr=False)
    phone: bytes = field(repr=False)


class AccountKeyMaker:
    """Makes the keys of one incident's accounts, 16 bytes each."""

    def __init__(self, roots: AccountKeyRoots) -> None:
        beginning = f"{ACCOUNT_FORM}\x1f".encode()
        self._email, self._phone = Mac(roots.email, beginning), Mac(roots.phone, beginning)

    def emails(self, normals: Iterable[bytes]) -> bytes:
        """The keys of addresses in account form, one behind the other."""
        return self._email.digests(normals, size=KEY_BYTES)

    def phones(self, normals: Iterable[bytes]) -> bytes:
        """The keys of numbers in account form, one behind the other."""
        return self._phone.digests(normals, size=KEY_BYTES)

    def of(self, email: str | None, phone: str | None) -> tuple[bytes | None, bytes | None]:
        """The keys of an account as a person typed it; None for what was not given or cannot be read."""
        address, number = email and account_email(email), phone and account_phone(phone)
        return (
            self._email.digest(address.encode())[:KEY_BYTES] if address else None,
            self._phone.digest(number.encode())[:KEY_BYTES] if number else None,
        )


def account_key_roots(incident_id: int) -> AccountKeyRoots:
    """The two keys of an incident's accounts, from the first index key of the ring."""
    derive = key_ring().derive_index
    return AccountKeyRoots(derive(f"account|{incident_id}|email"), derive(f"account|{incident_id}|phone"))
