"""The peers' documented recipes for FEBRL: Splink's two examples, and recordlinkage's guide with its ECM classifier.

Where their documentation reads the identifier, "without" leaves it out of blocks and comparisons and blocks on the
birth date instead, which is what their readers would do. Each recipe's links are also closed as ours are.
"""

import logging
import time
from typing import Any, Final

import pandas as pd

from benchmarks.linkage.febrl.data import FIELDS, LINK_ONLY, closed, load
from benchmarks.linkage.febrl.matcher import figures
from benchmarks.linkage.measure import Scored

_THRESHOLD: Final = 0.5


def splink(dataset: str, identifier: bool) -> dict[str, Any]:
    """Step: Splink's example for FEBRL 3 (one file) or for FEBRL 4 (two files, its detailed model)."""
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    link_only = dataset == LINK_ONLY
    table = load(dataset)
    known = table.replace("", None)
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    api = DuckDBAPI(connection=connection)
    swapped = "l.given_name = r.surname and l.surname = r.given_name"
    birth = cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d")
    number = cl.ExactMatch("street_number").configure(term_frequency_adjustments=True)
    comparisons: list[Any] = [cl.NameComparison("given_name"), cl.NameComparison("surname"), birth, number]
    blocks: list[Any]
    certain: list[Any]
    if link_only:
        comparisons.append(cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]))
        blocks = [block_on("given_name", "surname"), swapped, block_on("date_of_birth"), block_on("postcode")]
        blocks += [block_on("state", "address_1"), block_on("street_number", "address_1")]
        certain = [block_on("given_name", "surname", "date_of_birth")]
    else:
        comparisons.append(cl.ExactMatch("postcode").configure(term_frequency_adjustments=True))
        blocks = [block_on(field) for field in ("given_name", "surname", "date_of_birth", "postcode")]
        certain = [
            block_on("given_name", "surname", "date_of_birth"),
            f"{swapped} and l.date_of_birth = r.date_of_birth",
        ]
    if identifier:
        comparisons.append(cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2] if link_only else [2]))
        blocks.append(block_on("soc_sec_id"))
        certain.append(block_on("soc_sec_id"))
    settings = SettingsCreator(
        link_type="link_only" if link_only else "dedupe_only",
        unique_id_column_name="id",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=blocks,
    )
    start = time.perf_counter()
    files = [
        api.register(known[known["source"] == source].drop(columns="source")) for source in (0, 1)[: 1 + link_only]
    ]
    linker = Linker(files, settings, log_level=logging.ERROR)
    training = linker.training
    training.estimate_probability_two_random_records_match(certain, recall=0.8 if link_only else 0.9)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=2)
    training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    training.estimate_parameters_using_expectation_maximisation(block_on("postcode"))
    predicted = linker.inference.predict(threshold_match_probability=_THRESHOLD).physical_name
    rows = connection.execute(f"SELECT id_l, id_r, match_probability, match_weight FROM {predicted}").fetchall()
    links = [Scored(min(a, b), max(a, b), probability, "", weight) for a, b, probability, weight in rows]
    together = closed(links, link_only=link_only)
    seconds = time.perf_counter() - start
    return {"seconds": seconds} | figures(table, links, together, link_only=link_only)


def recordlinkage(dataset: str, identifier: bool) -> dict[str, Any]:
    """Step: recordlinkage's blocks and comparisons of its guide, classified by its ECM without labels."""
    import recordlinkage as toolkit

    link_only = dataset == LINK_ONLY
    table = load(dataset)
    frame = table.set_index("id")[list(FIELDS)].replace("", None)
    frames = [frame[(table["source"] == source).to_numpy()] for source in (0, 1)] if link_only else [frame]
    start = time.perf_counter()
    indexer = toolkit.Index()
    for field in ("given_name", "surname", "soc_sec_id" if identifier else "date_of_birth"):
        indexer.block(field)
    candidates = indexer.index(*frames)
    compare = toolkit.Compare()
    for field in ("given_name", "date_of_birth", "suburb", "state", *(("soc_sec_id",) if identifier else ())):
        compare.exact(field, field, label=field)
    compare.string("surname", "surname", method="jarowinkler", threshold=0.85, label="surname")
    for field in ("address_1", "address_2"):
        compare.string(field, field, threshold=0.85, label=field)
    features = compare.compute(candidates, *frames)
    classifier = toolkit.ECMClassifier()
    probabilities: pd.Series = classifier.fit(features) or classifier.prob(features)
    links = [
        Scored(min(a, b), max(a, b), probability, "", probability)
        for (a, b), probability in probabilities.items()
        if probability >= _THRESHOLD
    ]
    together = closed(links, link_only=link_only)
    seconds = time.perf_counter() - start
    return {"seconds": seconds} | figures(table, links, together, link_only=link_only)
