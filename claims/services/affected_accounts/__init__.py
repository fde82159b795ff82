"""Affected-account lists: imported and put in force, and what they say of claims.

A list holds keyed hashes of accounts with what leaked of each, and nothing else. Being on it is proof; not being on
it sends a claim to a person and decides nothing.
"""

from claims.services.affected_accounts.account_keys import make_account_keys
from claims.services.affected_accounts.listed_claims import look_up, look_up_all

__all__ = ["look_up", "look_up_all", "make_account_keys"]
