"""Training: how often each pattern of agreement was one person and how often two, made into a model's numbers.

The counts say all that a model can learn, in a few thousand rows. The first stage is read off them; the second is a
logistic regression on two levels together, beginning from the first stage, held back by a penalty. Thresholds follow
from counts that the fit has not seen.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final, NamedTuple

import pyarrow as pa

from claims.rules.matching import Band, MatchModel, Pattern, confirmed, judge, needs_confirmation
from claims.rules.matching.model import PARTS, codes, level_code
from claims.services.duplicates.backends import Backend
from claims.services.duplicates.engine import compared
from claims.services.duplicates.normalised import records_at
from claims.services.duplicates.splink_model import POINTS, PatternReader

#: Added to every level's count: what was never seen may yet be.
_SMOOTHING: Final = 0.5
#: No pair below this probability is certain, however well the patterns above it do.
_CERTAIN_AT_LEAST: Final = 0.99
_BITS: Final = 1 / math.log(2)
_SWEEPS: Final = 200
_CONVERGED: Final = 1e-3  # nats
#: Rounds of expectation and maximisation, and pairs that the starting model counts for in them.
_ROUNDS: Final = 10
_HELD: Final = 5_000
_NOTHING: Final = 0.005  # bits; a smaller correction is left out


class Seen(NamedTuple):
    """How many pairs with a pattern are one person's, and how many two people's."""

    matches: int
    others: int

    def __add__(self, more: "Seen") -> "Seen":  # type: ignore[override]
        return Seen(self.matches + more.matches, self.others + more.others)


Counts = dict[Pattern, Seen]


@dataclass(frozen=True, slots=True)
class PatternCounts:
    """Counts over the candidate pairs of some claims.

    `linkable`: the same without pairs whose records, read again, are not confirmed (`bands.confirmed`); what may
    be linked is counted in it. `missed`: pairs of one person that no block key joins.
    """

    claims: int
    all: Counts
    linkable: Counts
    missed: int = 0

    def __add__(self, more: "PatternCounts") -> "PatternCounts":
        return PatternCounts(
            self.claims + more.claims,
            _sum(self.all, more.all),
            _sum(self.linkable, more.linkable),
            self.missed + more.missed,
        )


def pattern_counts(table: pa.Table, truth: Sequence[int], model: MatchModel, backend: Backend) -> PatternCounts:
    """Count the candidate pairs of a normalised table by pattern. `truth` numbers the person behind each row."""
    predictions = compared(table, model, backend)
    people = pa.table({"row": pa.array(range(len(truth)), pa.int32()), "person": pa.array(truth, pa.int64())})
    backend.put("people", people)
    points = ", ".join(POINTS)
    backend.create(
        "with_truth",
        f"SELECT {points}, unique_id_l, unique_id_r, l.person = r.person AS one_person"  # noqa: S608
        f" FROM {predictions} JOIN people AS l ON l.row = unique_id_l JOIN people AS r ON r.row = unique_id_r",
    )
    reader = PatternReader(model)
    counted = backend.fetch(
        f"SELECT {points}, count(*) FILTER (WHERE one_person) AS matches, count(*) AS pairs"  # noqa: S608
        f" FROM with_truth GROUP BY {points}"
    )
    *values, matches, pairs = [column.to_pylist() for column in counted.columns]
    seen: Counts = {}
    sounding = []
    for row, (found, total) in zip(zip(*values, strict=True), zip(matches, pairs, strict=True), strict=True):
        pattern = reader.pattern(row)
        seen[pattern] = Seen(found, total - found)
        if needs_confirmation(pattern) and may_link(pattern, model):
            sounding.append(row)
    linkable = dict(seen)
    for row in sounding:
        where = " AND ".join(f"{name} = {value!r}" for name, value in zip(POINTS, row, strict=True))
        rows = backend.fetch(f"SELECT unique_id_l, unique_id_r, one_person FROM with_truth WHERE {where}")  # noqa: S608
        left, right, one_person = (column.to_pylist() for column in rows.columns)
        records = zip(records_at(table, left), records_at(table, right), one_person, strict=True)
        kept = [truly for one, other, truly in records if confirmed(one, other)]
        linkable[reader.pattern(row)] = Seen(sum(kept), len(kept) - sum(kept))
    backend.drop("with_truth")
    backend.drop(predictions)
    families: dict[int, int] = {}
    for person in truth:
        families[person] = families.get(person, 0) + 1
    true_pairs = sum(size * (size - 1) // 2 for size in families.values())
    return PatternCounts(len(truth), seen, linkable, true_pairs - sum(matches))


def fit(
    counts: Counts,
    *,
    version: str,
    penalty: float,
    start: MatchModel | None = None,
    progress: Callable[[float], None] = lambda step: None,
) -> MatchModel:
    """A model from counts; `start` gives the first stage if that is not to be learnt. Thresholds are left at the edge.

    `penalty` is the weight of the squared corrections: the higher, the closer to the first stage it stays.
    """
    first = replace(start, corrections={}, _weights={}) if start else first_stage(counts, version=version)
    corrections = second_stage(counts, first, penalty=penalty, progress=progress)
    return replace(first, version=version, corrections=corrections, certain=1.0, review=1.0, _weights={})


def first_stage(counts: Counts, *, version: str) -> MatchModel:
    """Fellegi and Sunter's m and u by counting levels, and the share of matches among the pairs."""
    matches = sum(seen.matches for seen in counts.values())
    others = sum(seen.others for seen in counts.values())
    levels = {}
    for place, part in enumerate(PARTS):
        m, u = dict.fromkeys(codes(part), _SMOOTHING), dict.fromkeys(codes(part), _SMOOTHING)
        for pattern, seen in counts.items():
            code = level_code(part, pattern[place])
            m[code] += seen.matches
            u[code] += seen.others
        m_all, u_all = sum(m.values()), sum(u.values())
        levels[part] = {code: (m[code] / m_all, u[code] / u_all) for code in codes(part)}
    prior = (matches + _SMOOTHING) / (matches + others + 2 * _SMOOTHING)
    return MatchModel(version, prior, levels, {}, certain=1.0, review=1.0)


def second_stage(
    counts: Counts, first: MatchModel, *, penalty: float, progress: Callable[[float], None] = lambda step: None
) -> dict[str, float]:
    """Corrections in bits for two levels together, beside those that `first` has: logistic regression by Newton steps,
    one correction at a time.
    """
    rows = [
        (seen.matches, seen.matches + seen.others, first.weight(pattern) / _BITS, _terms(pattern))
        for pattern, seen in counts.items()
    ]
    odds = [offset for _, _, offset, _ in rows]
    having: dict[str, list[int]] = {}
    for row, (*_, terms) in enumerate(rows):
        for term in terms:
            having.setdefault(term, []).append(row)
    found = dict.fromkeys(having, 0.0)
    for _ in range(_SWEEPS):
        longest = 0.0
        for term, members in having.items():
            slope, curve = penalty * found[term], penalty
            for row in members:
                matches, pairs, _, _ = rows[row]
                p = _logistic(odds[row])
                slope += pairs * p - matches
                curve += pairs * p * (1 - p)
            step = max(-1.0, min(1.0, -slope / curve))
            if abs(step) > _CONVERGED / 10:
                found[term] += step
                for row in members:
                    odds[row] += step
                longest = max(longest, abs(step))
        progress(longest)
        if longest < _CONVERGED:
            break
    return {term: round(value * _BITS, 4) for term, value in sorted(found.items()) if abs(value * _BITS) > _NOTHING}


def corrected(model: MatchModel, counts: Counts, *, penalty: float) -> MatchModel:
    """The model with what its corrections get wrong of the counts added to them."""
    more = second_stage(counts, model, penalty=penalty)
    both = {term: model.corrections.get(term, 0.0) + more.get(term, 0.0) for term in model.corrections.keys() | more}
    return replace(model, corrections=dict(sorted(both.items())), _weights={})


def expectation_maximisation(patterns: Mapping[Pattern, int], start: MatchModel) -> MatchModel:
    """The model with m, u and prior learnt from candidate pairs of which nobody knows whose they are.

    The second stage and the thresholds stay. The present numbers count as much as `_HELD` pairs of each kind, so that
    few claims change little and many cannot wander off.
    """
    model = start
    for _ in range(_ROUNDS):
        expected = {
            pattern: (pairs * model.probability(pattern), pairs * (1 - model.probability(pattern)))
            for pattern, pairs in patterns.items()
        }
        matches, others = (sum(each[side] for each in expected.values()) for side in (0, 1))
        levels: dict[str, dict[str, tuple[float, float]]] = {}
        for place, part in enumerate(PARTS):
            held = {code: [_HELD * m, _HELD * u] for code, (m, u) in start.levels[part].items()}
            for pattern, (match, other) in expected.items():
                here = held[level_code(part, pattern[place])]
                here[0] += match
                here[1] += other
            m_all, u_all = (sum(each[side] for each in held.values()) for side in (0, 1))
            levels[part] = {code: (m / m_all, u / u_all) for code, (m, u) in held.items()}
        prior = (matches + _HELD * start.prior) / (matches + others + _HELD)
        model = replace(start, prior=prior, levels=levels, _weights={})
    return model


def together(one: Counts, other: Counts) -> Counts:
    """The counts of both."""
    return _sum(one, other)


def log_loss(counts: Counts, model: MatchModel) -> float:
    """Bits by which the counts surprise the model, over all pairs: less is better."""
    surprise = 0.0
    for pattern, seen in counts.items():
        weight = model.weight(pattern)
        surprise += seen.matches * _softplus(-weight) + seen.others * _softplus(weight)
    return surprise


def with_thresholds(
    model: MatchModel, counts: PatternCounts, *, precision: float, reviews_per_1000: float
) -> MatchModel:
    """The model with `certain` as low as the precision among pairs that may be linked allows, and `review` as low as
    the budget of pairs that people look at does; likely pairs that may not be linked spend it first.
    """
    certain = _certain(model, counts.linkable, precision)
    ready = replace(model, certain=certain, review=0.0, _weights={})
    waiting: Counts = {}
    for pattern, seen in counts.all.items():
        linked = counts.linkable[pattern] if judge(pattern, ready).band is Band.CERTAIN else Seen(0, 0)
        waiting[pattern] = Seen(seen.matches - linked.matches, seen.others - linked.others)
    budget = reviews_per_1000 * counts.claims / 1000
    review, looked_at = 1.0, 0
    for pattern in sorted(waiting, key=model.probability, reverse=True):
        looked_at += sum(waiting[pattern])
        if looked_at > budget:
            break
        review = model.probability(pattern)
    return replace(ready, review=review, _weights={})


def may_link(pattern: Pattern, model: MatchModel) -> bool:
    """Whether the policy lets a machine link pairs of this pattern if they are likely enough."""
    return judge(pattern, replace(model, certain=0.0, _weights={})).band is Band.CERTAIN


def _certain(model: MatchModel, linkable: Counts, precision: float) -> float:
    patterns = [pattern for pattern in linkable if may_link(pattern, model)]
    total, certain = Seen(0, 0), 1.0
    for pattern in sorted(patterns, key=model.probability, reverse=True):
        probability = model.probability(pattern)
        if probability < _CERTAIN_AT_LEAST:
            break
        total += linkable[pattern]
        if total.others <= (1 - precision) * sum(total):
            certain = probability
    return certain


def _terms(pattern: Pattern) -> list[str]:
    levels = [f"{part}={level_code(part, number)}" for part, number in zip(PARTS, pattern, strict=True)]
    return [f"{one}&{other}" for one, other in combinations(levels, 2)]


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-odds)) if odds > -500 else 0.0


def _softplus(bits: float) -> float:
    return math.log2(1 + 2**bits) if bits < 100 else bits


def _sum(one: Mapping[Pattern, Seen], other: Mapping[Pattern, Seen]) -> Counts:
    return {pattern: one.get(pattern, Seen(0, 0)) + other.get(pattern, Seen(0, 0)) for pattern in one.keys() | other}
