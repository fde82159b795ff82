"""Matching: whether two claims are one person's. Pure: normal forms in, weight, probability and band out.

The check on arrival and the full match use the same records, block keys, levels, model and policy; they differ only
in how candidates are found (blind keys there, a join of hashes in memory here).
"""

from claims.rules.matching.bands import Band, Judgement, confirmed, judge, judge_pair, needs_confirmation
from claims.rules.matching.comparisons import COMPARISONS, Pattern, pattern
from claims.rules.matching.keys import BlockKey, block_keys
from claims.rules.matching.model import COMMITTED, MatchModel, ModelInvalid, committed
from claims.rules.matching.record import MatchRecord, Person, match_record

__all__ = [
    "COMMITTED",
    "COMPARISONS",
    "Band",
    "BlockKey",
    "Judgement",
    "MatchModel",
    "MatchRecord",
    "ModelInvalid",
    "Pattern",
    "Person",
    "block_keys",
    "committed",
    "confirmed",
    "judge",
    "judge_pair",
    "match_record",
    "needs_confirmation",
    "pattern",
]
