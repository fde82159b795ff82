"""The peers' documented recipes, on the same records as ours: Splink on DuckDB, and recordlinkage.

Each follows its own documentation: comparisons of its library, thresholds as they come, its own training.
"""

import logging
import time
from typing import Any

THRESHOLD = 0.5


def splink(records: str, pairs: str, clusters: str) -> dict[str, Any]:
    """Step: Splink's recipe for people, after our normalising (names by sound, so that scripts meet).

    Random sampling for u, expectation maximisation on two blocks, prediction, clusters at the threshold.
    """
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute(
        f"""CREATE TABLE people AS SELECT unique_id, nullif(given_sound, '') AS first_name,
            nullif(surname_sound, '') AS surname, nullif(surname_sound || ' ' || given_sound, ' ') AS full_name,
            CASE WHEN birth <> '' THEN substr(birth, 1, 4) || '-' || substr(birth, 5, 2) || '-' || substr(birth, 7) END
            AS dob, nullif(phone_1, '') AS phone, nullif(mail_1, '') AS email,
            nullif(concat_ws(' ', area, road, number, unit), '   ') AS address, nullif(postcode, '') AS postcode
            FROM read_parquet('{records}')"""
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="full_name"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.EmailComparison("email"),
            cl.LevenshteinAtThresholds("phone", [1]),
            cl.JaroWinklerAtThresholds("address", [0.95, 0.88]),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("email"),
            block_on("phone"),
            block_on("full_name", "dob"),
            block_on("surname", "dob"),
            block_on("full_name", "postcode"),
        ],
    )
    api = DuckDBAPI(connection=connection)
    start = time.perf_counter()
    linker = Linker(api.register("people", dataset_display_name="people"), settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match([block_on("full_name", "dob")], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("full_name", "dob"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("email"))
    trained = time.perf_counter()
    predicted = linker.inference.predict(threshold_match_probability=0.01)
    grouped = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=THRESHOLD
    )
    end = time.perf_counter()
    connection.execute(
        f"""COPY (SELECT unique_id_l AS a, unique_id_r AS b, match_probability AS probability, '' AS band,
            match_weight AS weight
            FROM {predicted.physical_name}) TO '{pairs}' (FORMAT parquet)"""
    )
    connection.execute(
        f"COPY (SELECT unique_id AS id, cluster_id AS cluster FROM {grouped.physical_name})"
        f" TO '{clusters}' (FORMAT parquet)"
    )
    return {"seconds": end - trained, "training_seconds": trained - start}


def recordlinkage(records: str, pairs: str, clusters: str) -> dict[str, Any]:
    """Step: recordlinkage's guide (blocks, exact and string comparisons, ECM without labels) on the same records.

    For small files only: its features of all candidate pairs are one table in memory.
    """
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as parquet
    import recordlinkage as toolkit

    from benchmarks.linkage.measure import Scored, components
    from benchmarks.linkage.records import save_pairs

    columns = ["given_sound", "surname_sound", "birth", "phone_1", "mail_1", "road", "number", "unit", "postcode"]
    frame = pd.DataFrame(parquet.read_table(records, columns=["unique_id", *columns]).to_pydict()).set_index(
        "unique_id"
    )
    frame["address"] = frame["road"] + frame["number"] + " " + frame["unit"]
    frame = frame.replace("", None)
    start = time.perf_counter()
    indexer = toolkit.Index()
    for field in ("phone_1", "mail_1", "birth"):
        indexer.block(field)
    candidates = indexer.index(frame)
    compare = toolkit.Compare()
    for field in ("given_sound", "birth", "phone_1", "mail_1", "postcode"):
        compare.exact(field, field, label=field)
    compare.string("surname_sound", "surname_sound", method="jarowinkler", threshold=0.85, label="surname_sound")
    compare.string("address", "address", method="jarowinkler", threshold=0.85, label="address")
    features = compare.compute(candidates, frame)
    classifier = toolkit.ECMClassifier()
    classifier.fit(features)
    probabilities = classifier.prob(features)
    found = [
        Scored(min(pair), max(pair), probability) for pair, probability in probabilities.items() if probability > 0.01
    ]
    groups = list(components((pair.a, pair.b) for pair in found if pair.probability >= THRESHOLD))
    end = time.perf_counter()
    save_pairs(pairs, found)
    members = [(claim, number) for number, group in enumerate(groups) for claim in group]
    parquet.write_table(pa.table({"id": [m[0] for m in members], "cluster": [m[1] for m in members]}), clusters)
    return {"seconds": end - start}
