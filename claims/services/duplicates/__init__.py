"""Duplicates: pairs are found and scored, decided by the worker or a person, and joined into clusters.

Everything here that writes takes the incident's lock first (`locks.hold`) and claims' rows after it, so that no two
writers wait for each other.
"""
