"""Scores of a linkage against the truth: all of it, also the pairs that no candidate search ever saw."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final, NamedTuple

from benchmarks.linkage.people import Claim

#: Linked automatically; whoever has no bands is judged by the fixed threshold.
CERTAIN: Final = "certain"
REVIEW: Final = "review"
THRESHOLD: Final = 0.5
PRECISION_AIM: Final = 0.999

Pair = tuple[int, int]


class Scored(NamedTuple):
    """A pair of claims (`a` < `b`) with its probability and its band ("" where the matcher has none).

    `weight` (log2 odds) orders pairs whose probabilities are one because a float ends there.
    """

    a: int
    b: int
    probability: float
    band: str = ""
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Rate:
    """Links against the truth."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0


@dataclass(slots=True)
class Report:
    """What was measured.

    `best_recall` is that at the lowest threshold at which precision still reaches the aim, `best_f1` the F1 at the
    threshold that would have been best: kinder than any threshold fixed beforehand. `questions_per_thousand`: reviews
    as they are asked, once for any two clusters. `settled`: pairs within clusters once every review was answered
    rightly.
    """

    claims: int
    threshold: float
    pairs: Rate
    clusters: Rate
    best_recall: float
    best_threshold: float
    best_f1: float
    candidates_recall: float
    certain: Rate | None = None
    reviews_per_thousand: float | None = None
    reviews_right: int = 0
    questions_per_thousand: float | None = None
    settled: Rate | None = None
    by_language: dict[str, Rate] = field(default_factory=dict)
    by_kind: dict[str, Rate] = field(default_factory=dict)
    certain_by_kind: dict[str, Rate] = field(default_factory=dict)
    wrong_in_household: int = 0
    wrong_certain_in_household: int = 0
    missed_pairs: list[Pair] = field(default_factory=list)
    wrong_pairs: list[Pair] = field(default_factory=list)


class Truth:
    """Who filed what, by claim id. Only what scoring needs is kept, so that a million claims fit."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self.person: dict[int, int] = {}
        self.household: dict[int, int] = {}
        self.language: dict[int, str] = {}
        self.kinds: dict[int, tuple[str, ...]] = {}
        filings: defaultdict[int, list[int]] = defaultdict(list)
        for claim in claims:
            self.person[claim.id] = claim.person_id
            self.household[claim.id] = claim.household_id
            self.language[claim.id] = claim.language
            if claim.corruptions:
                self.kinds[claim.id] = claim.corruptions
            filings[claim.person_id].append(claim.id)
        self.pairs: set[Pair] = {
            pair for ids in filings.values() if len(ids) > 1 for pair in combinations(sorted(ids), 2)
        }

    def same_household(self, pair: Pair) -> bool:
        return self.household[pair[0]] == self.household[pair[1]]

    def kinds_of(self, pair: Pair) -> set[str]:
        """The differences between two claims of one person; "none" if both were written alike."""
        return {*self.kinds.get(pair[0], ()), *self.kinds.get(pair[1], ())} or {"none"}


def measure(
    truth: Truth,
    scored: Sequence[Scored],
    *,
    threshold: float = THRESHOLD,
    clusters: Iterable[Sequence[int]] | None = None,
) -> Report:
    """Score pairs against all true pairs.

    Links are the pairs at or above `threshold`. `clusters` are the matcher's own groups of claims; without them the
    links are closed transitively. Pairs that were not scored count as not linked.
    """
    linked = {(pair.a, pair.b) for pair in scored if pair.probability >= threshold}
    groups = components(linked) if clusters is None else clusters
    in_clusters = {pair for group in groups for pair in combinations(sorted(group), 2)}
    best_recall, best_threshold, best_f1 = sweep(truth.pairs, scored)
    report = Report(
        claims=len(truth.person),
        threshold=threshold,
        pairs=_rate(linked, truth.pairs),
        clusters=_rate(in_clusters, truth.pairs),
        best_recall=best_recall,
        best_threshold=best_threshold,
        best_f1=best_f1,
        candidates_recall=len(truth.pairs & {(pair.a, pair.b) for pair in scored}) / max(1, len(truth.pairs)),
        missed_pairs=sorted(truth.pairs - linked),
        wrong_pairs=sorted(linked - truth.pairs),
    )
    report.wrong_in_household = sum(map(truth.same_household, report.wrong_pairs))
    report.by_language = _by_language(truth, linked)
    report.by_kind = _by_kind(truth, linked)
    if any(pair.band for pair in scored):
        certain = {(pair.a, pair.b) for pair in scored if pair.band == CERTAIN}
        reviews = {(pair.a, pair.b) for pair in scored if pair.band == REVIEW}
        report.certain = _rate(certain, truth.pairs)
        report.certain_by_kind = _by_kind(truth, certain)
        report.reviews_per_thousand = 1000 * len(reviews) / max(1, report.claims)
        report.reviews_right = len(reviews & truth.pairs)
        report.wrong_certain_in_household = sum(map(truth.same_household, certain - truth.pairs))
        report.questions_per_thousand = 1000 * len(_questions(certain, reviews)) / max(1, report.claims)
        answered = components(certain | (reviews & truth.pairs))
        report.settled = _rate({pair for group in answered for pair in combinations(sorted(group), 2)}, truth.pairs)
    return report


def _questions(certain: set[Pair], reviews: set[Pair]) -> set[Pair]:
    """The reviews as counsel are asked: once for any two clusters, however many pairs lie between them."""
    cluster = {claim: min(group) for group in components(certain) for claim in group}
    ends = {(cluster.get(a, a), cluster.get(b, b)) for a, b in reviews}
    return {(min(pair), max(pair)) for pair in ends if pair[0] != pair[1]}


def sweep(true: set[Pair], scored: Sequence[Scored], precision: float = PRECISION_AIM) -> tuple[float, float, float]:
    """Return (recall, threshold, F1) over all thresholds: the greatest recall with this precision, where, the best F1.

    Pairs of one probability and weight stand or fall together. (0, infinity, …) if no threshold is precise enough.
    """
    ordered = sorted(scored, key=lambda pair: (-pair.probability, -pair.weight))
    right, recall, threshold, best_f1 = 0, 0.0, float("inf"), 0.0
    for place, pair in enumerate(ordered, start=1):
        right += (pair.a, pair.b) in true
        if place < len(ordered) and ordered[place][2::2] == pair[2::2]:
            continue
        best_f1 = max(best_f1, 2 * right / (place + len(true)))
        if right >= precision * place:
            recall, threshold = right / max(1, len(true)), pair.probability
    return recall, threshold, best_f1


def components(links: Iterable[Pair]) -> Iterator[list[int]]:
    """Yield the groups of claims that links join, directly or through others."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while (up := parent.setdefault(node, node)) != node:
            parent[node] = node = parent.setdefault(up, up)
        return node

    for a, b in links:
        parent[root(a)] = root(b)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for node in parent:
        groups[root(node)].append(node)
    yield from groups.values()


def _rate(linked: set[Pair], true: set[Pair]) -> Rate:
    right = len(linked & true)
    return Rate(right, len(linked) - right, len(true) - right)


def _by_language(truth: Truth, linked: set[Pair]) -> dict[str, Rate]:
    def of(pairs: set[Pair], language: str) -> set[Pair]:
        return {pair for pair in pairs if truth.language[pair[0]] == language}

    languages = sorted({truth.language[claim] for pair in truth.pairs for claim in pair})
    return {language: _rate(of(linked, language), of(truth.pairs, language)) for language in languages}


def _by_kind(truth: Truth, linked: set[Pair]) -> dict[str, Rate]:
    """Recall by kind of difference; links of two people have no kind, so none is wrong here."""
    found: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for pair in truth.pairs:
        (found if pair in linked else missed).update(truth.kinds_of(pair))
    kinds = sorted(found | missed, key=lambda kind: found[kind] / (found[kind] + missed[kind]))
    return {kind: Rate(found[kind], 0, missed[kind]) for kind in kinds}
