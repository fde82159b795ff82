"""Duplicates, read: candidates, rule 17's facts, counsel's queue, one pair with everything around it."""

from claims.queries.duplicates.candidates import GONE, bearers, candidates, people
from claims.queries.duplicates.pair_page import Cluster, PairPage, clusters_of, open_note, pair_page, pairs_of
from claims.queries.duplicates.progress import claims_compared, decided_today
from claims.queries.duplicates.queue import PairFilter, Place, place_of, queue, queue_length
from claims.queries.duplicates.standing import agreements, hits

__all__ = [
    "GONE",
    "Cluster",
    "PairFilter",
    "PairPage",
    "Place",
    "agreements",
    "bearers",
    "candidates",
    "claims_compared",
    "clusters_of",
    "decided_today",
    "hits",
    "open_note",
    "pair_page",
    "pairs_of",
    "people",
    "place_of",
    "queue",
    "queue_length",
]
