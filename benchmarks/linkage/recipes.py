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
        f"""CREATE TABLE people AS SELECT id AS unique_id, nullif(given_sound, '') AS first_name,
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
