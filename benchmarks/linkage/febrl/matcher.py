"""FEBRL matched with a frozen model: Splink compares, the second stage scores each pattern once, links are closed."""

import json
import logging
import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import pandas as pd

from benchmarks.linkage.febrl import levels
from benchmarks.linkage.febrl.data import LINK_ONLY, closed, load, rate, true_pairs
from benchmarks.linkage.febrl.levels import Part
from benchmarks.linkage.measure import Scored

#: The codes of the levels that a pair reached, in the order of the parts.
Pattern = tuple[str, ...]
_MODELS: Final = {True: "with_identifier.json", False: "without_identifier.json"}


@dataclass(frozen=True, slots=True)
class Model:
    """Frozen numbers. `first`: m and u of each level, for Splink. `points`: bits of each level and of two together.

    A pair is linked from `threshold` bits.
    """

    identifier: bool
    prior: float
    first: Mapping[str, Mapping[str, tuple[float, float]]]
    points: Mapping[str, float]
    intercept: float
    threshold: float

    def weight(self, pattern: Pattern) -> float:
        """Return the log2 odds that two records with this pattern are one person's."""
        return self.intercept + sum(self.points.get(term, 0.0) for term in terms(pattern, identifier=self.identifier))

    def save(self, path: Path) -> None:
        names = ("identifier", "prior", "first", "points", "intercept", "threshold")
        text = json.dumps({name: getattr(self, name) for name in names}, indent=0, sort_keys=True)
        path.write_text(text + "\n")


def frozen(*, identifier: bool) -> Model:
    """Return the committed model."""
    return Model(**json.loads(model_file(identifier=identifier).read_text()))


def model_file(*, identifier: bool) -> Path:
    """Return where the committed model lies."""
    return Path(__file__).parent / _MODELS[identifier]


def terms(pattern: Pattern, *, identifier: bool) -> list[str]:
    """Return what a pattern is scored by: each level, and each two of them."""
    codes = [part.code for part in levels.parts(identifier=identifier)]
    single = [f"{part}={level}" for part, level in zip(codes, pattern, strict=True)]
    return single + [f"{one}&{other}" for one, other in combinations(single, 2)]


def compared(table: pd.DataFrame, model: Model, *, link_only: bool) -> list[tuple[int, int, Pattern, float]]:
    """Let Splink compare all candidate pairs: (id, id, pattern, Splink's own weight by m and u), the lower id first."""
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator
    from splink.blocking_rule_library import CustomRule

    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.register("febrl", table)
    connection.execute(f"CREATE TABLE people AS {levels.COLUMNS_SQL}")
    parts = levels.parts(identifier=model.identifier)
    # Records that a linkage of two files may not pair are excluded by the blocks: one table serves both kinds.
    between = " AND l.source < r.source" if link_only else ""
    blocks = (*levels.BLOCKS, levels.IDENTIFIER_BLOCK) if model.identifier else levels.BLOCKS
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        probability_two_random_records_match=model.prior,
        comparisons=[_comparison(part, model) for part in parts],
        blocking_rules_to_generate_predictions=[CustomRule(f"({block}){between}") for block in blocks],
        retain_intermediate_calculation_columns=True,
    )
    api = DuckDBAPI(connection=connection)
    linker = Linker(api.register("people"), settings, log_level=logging.ERROR, validate_settings=False)
    predicted = linker.inference.predict(warning_mode="never").physical_name
    gammas = ", ".join(f"gamma_{part.code}" for part in parts)
    rows = connection.execute(f"SELECT id_l, id_r, match_weight, {gammas} FROM {predicted}").fetchall()
    return [
        (
            min(a, b),
            max(a, b),
            tuple(part.level_code(gamma) for part, gamma in zip(parts, reached, strict=True)),
            weight,
        )
        for a, b, weight, *reached in rows
    ]


def match(table: pd.DataFrame, model: Model, *, link_only: bool) -> list[Scored]:
    """Return all candidate pairs with the second stage's weight; each distinct pattern is scored once."""
    pairs = compared(table, model, link_only=link_only)
    weights = {pattern: model.weight(pattern) for pattern in {pattern for _, _, pattern, _ in pairs}}
    return [Scored(a, b, 1 / (1 + 2 ** -max(weights[p], -60.0)), "", weights[p]) for a, b, p, _ in pairs]


def step(dataset: str, identifier: bool) -> dict[str, Any]:
    """Step: match a data set with the frozen model, and score the links before and after they are closed."""
    table, link_only = load(dataset), dataset == LINK_ONLY
    model = frozen(identifier=identifier)
    start = time.perf_counter()
    scored = match(table, model, link_only=link_only)
    links = [pair for pair in scored if pair.weight >= model.threshold]
    together = closed(links, link_only=link_only)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "candidates": len(scored)} | figures(table, links, together, link_only=link_only)


def figures(
    table: pd.DataFrame, links: Iterable[Scored], together: set[tuple[int, int]], *, link_only: bool
) -> dict[str, Any]:
    """Return pair F1, precision and recall of links as they were scored, and as they were closed."""
    true = true_pairs(table, link_only=link_only)
    direct, after = rate(((link.a, link.b) for link in links), true), rate(together, true)
    return {
        "f1_direct": direct.f1,
        "f1": after.f1,
        "precision": after.precision,
        "recall": after.recall,
        "wrong": after.wrong,
        "missed": after.missed,
    }


def _comparison(part: Part, model: Model) -> Any:
    from splink.comparison_level_library import CustomLevel, ElseLevel
    from splink.comparison_library import CustomComparison

    first = model.first[part.code]
    named = [(code, CustomLevel(sql)) for code, sql in part.levels] + [(levels.ELSE, ElseLevel())]
    scored = [level.configure(m_probability=first[code][0], u_probability=first[code][1]) for code, level in named]
    return CustomComparison(
        [CustomLevel(part.missing_sql).configure(is_null_level=True), *scored], output_column_name=part.code
    )


def bits(natural: float) -> float:
    """Return natural log odds in bits."""
    return natural / math.log(2)
