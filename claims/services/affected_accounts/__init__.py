"""Affected-account lists: imported and put in force, and what they say of claims.

A list holds keyed hashes of accounts with what leaked of each, and nothing else. Being on it is proof; not being on
it sends a claim to a person and decides nothing.
"""
