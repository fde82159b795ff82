"""Invented claims matched by Redress and by its peers on the same records in the same run."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.linkage import child, people
from benchmarks.linkage.measure import Rate, Truth, measure
from benchmarks.linkage.records import load_clusters, load_pairs
from benchmarks.linkage.tables import table

OURS: Final = "Redress"
STEPS: Final = {
    OURS: "benchmarks.linkage.ours:match",
    "Splink's recipe": "benchmarks.linkage.recipes:splink",
    "recordlinkage, ECM": "benchmarks.linkage.recipes:recordlinkage",
}


def make(path: str, claims: int, seed: int) -> None:
    """Step: invent the claims and save them."""
    people.save(Path(path), claims, seed=seed)


def score(claims: str, pairs: str, clusters: str) -> dict[str, Any]:
    """Step: the figures of one matcher's pairs and clusters."""
    report = measure(Truth(people.load(Path(claims))), load_pairs(pairs), clusters=load_clusters(clusters))
    figures = asdict(report)
    del figures["missed_pairs"], figures["wrong_pairs"]
    return figures


def results(claims: int, matchers: Sequence[str], *, seed: int = people.TEST_SEED) -> str:
    """Return the tables for so many claims; every step ran in a process of its own."""
    with TemporaryDirectory(prefix="redress-bench-") as folder:
        file, records = f"{folder}/claims.parquet", f"{folder}/records.parquet"
        child.run("benchmarks.linkage.synthetic:make", path=file, claims=claims, seed=seed)
        child.run("benchmarks.linkage.records:normalise", claims=file, records=records)
        runs, scores = {}, {}
        for matcher in matchers:
            found = {"pairs": f"{folder}/pairs.parquet", "clusters": f"{folder}/clusters.parquet"}
            runs[matcher] = child.run(STEPS[matcher], records=records, **found)
            scores[matcher] = child.run("benchmarks.linkage.synthetic:score", claims=file, **found)
    return "\n\n".join((_summary(runs, scores), _certain(scores), _by_language(scores), _by_kind(scores)))


def _rate(figures: dict[str, Any]) -> Rate:
    return Rate(**figures)


def _summary(runs: dict[str, Any], scores: dict[str, Any]) -> str:
    head = ("matcher", "pair F1", "precision", "recall", "best F1", "recall at precision 0.999", "cluster F1",
            "candidates' recall", "wrong", "in one household", "seconds", "training s", "MiB")  # fmt: skip
    rows = []
    for matcher, got in scores.items():
        pairs, run = _rate(got["pairs"]), runs[matcher]
        training = run.get("training_seconds")
        rows.append(
            (matcher, pairs.f1, pairs.precision, pairs.recall, got["best_f1"], got["best_recall"],
             _rate(got["clusters"]).f1, got["candidates_recall"], pairs.wrong, got["wrong_in_household"],
             f"{run['seconds']:.1f}", "–" if training is None else f"{training:.1f}", round(run["peak_mib"]))
        )  # fmt: skip
    return table(head, rows)


def _certain(scores: dict[str, Any]) -> str:
    """What is linked without a person, and what people are asked: for matchers that have bands."""
    head = ("matcher", "certain pairs", "precision", "recall", "wrong", "in one household", "review pairs per 1,000",
            "that are one person", "reviews per 1,000, each question once", "recall when answered",
            "precision then")  # fmt: skip
    rows = []
    for matcher, got in scores.items():
        if got["certain"] is None:
            continue
        certain = _rate(got["certain"])
        reviews, settled = got["reviews_per_thousand"] * got["claims"] / 1000, _rate(got["settled"])
        rows.append(
            (matcher, certain.right + certain.wrong, certain.precision, certain.recall, certain.wrong,
             got["wrong_certain_in_household"], got["reviews_per_thousand"], got["reviews_right"] / max(1.0, reviews),
             got["questions_per_thousand"], settled.recall, settled.precision)
        )  # fmt: skip
    return table(head, rows)


def _by_language(scores: dict[str, Any]) -> str:
    rows = [
        (matcher, language, rate.f1, rate.precision, rate.recall, rate.right + rate.missed)
        for matcher, got in scores.items()
        for language, rate in ((language, _rate(figures)) for language, figures in got["by_language"].items())
    ]
    return table(("matcher", "language", "F1", "precision", "recall", "true pairs"), rows)


def _by_kind(scores: dict[str, Any]) -> str:
    """Recall by what differs between two claims of one person, and the share that is linked without a person."""
    first = next(iter(scores.values()))["by_kind"]
    banded = [matcher for matcher, got in scores.items() if got["certain"] is not None]
    rows = [
        (
            kind.replace("_", " "),
            _rate(figures).right + _rate(figures).missed,
            *(_rate(got["by_kind"][kind]).recall for got in scores.values()),
            *(_rate(scores[matcher]["certain_by_kind"][kind]).recall for matcher in banded),
        )
        for kind, figures in first.items()
    ]
    head = ("difference between two claims", "true pairs", *(f"recall, {matcher}" for matcher in scores))
    return table((*head, *(f"linked, {matcher}" for matcher in banded)), rows)
