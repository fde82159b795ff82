"""Where the full match is computed: DuckDB in this process's memory, or a Spark cluster.

Neither leaves personal data on a disk in the clear: DuckDB may not spill, Spark encrypts what it spills and shuffles.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Protocol

import duckdb
import pyarrow as pa
from splink import DuckDBAPI
from splink.internals.exceptions import SplinkException

DUCKDB: Final = "duckdb"
SPARK: Final = "spark"


class BackendMissing(Exception):
    """The backend is not installed here; the text says what is missing and how to get it."""


class NotEnoughMemory(Exception):
    """The match does not fit into the memory that it was given."""


class Backend(Protocol):
    """A place that runs SQL over tables by name, and Splink's interface to it."""

    api: Any
    #: The function that turns a list into rows.
    explode: str

    def put(self, name: str, table: pa.Table) -> None:
        """Give an Arrow table a name."""

    def create(self, name: str, query: str) -> None:
        """Compute a query once and give the result a name."""

    def fetch(self, query: str) -> pa.Table:
        """The result of a query."""

    def drop(self, name: str) -> None:
        """Forget what has this name."""


class _DuckDB:
    explode = "unnest"

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.api = DuckDBAPI(connection)

    def put(self, name: str, table: pa.Table) -> None:
        self._connection.register(name, table)

    def create(self, name: str, query: str) -> None:
        self._connection.execute(f"CREATE TABLE {name} AS {query}")

    def fetch(self, query: str) -> pa.Table:
        return self._connection.sql(query).to_arrow_table()

    def drop(self, name: str) -> None:
        self._connection.execute(f"DROP TABLE {name}")


@contextmanager
def duckdb_backend(*, memory_mib: int = 3072, threads: int = 2) -> Iterator[Backend]:
    """DuckDB in memory, gone with the block. Raises NotEnoughMemory at the limit, for it may not spill."""
    connection = duckdb.connect(":memory:", config={"threads": threads, "memory_limit": f"{memory_mib}MiB"})
    try:
        connection.execute("SET temp_directory = ''")
        connection.execute("SET preserve_insertion_order = false")
        yield _DuckDB(connection)
    except (duckdb.OutOfMemoryException, SplinkException) as error:
        # Splink wraps what its database says.
        if isinstance(error, SplinkException) and not isinstance(error.__cause__, duckdb.OutOfMemoryException):
            raise
        raise NotEnoughMemory(f"{memory_mib} MiB") from None
    finally:
        connection.close()


class _Spark:
    explode = "explode"

    def __init__(self, session: Any) -> None:
        from splink.backends.spark import SparkAPI

        self._session = session
        # Splink's functions for Spark come in a jar of its own; our levels need none of them.
        self.api = SparkAPI(spark_session=session, break_lineage_method="persist", register_udfs_automatically=False)

    def put(self, name: str, table: pa.Table) -> None:
        self._session.createDataFrame(table).createOrReplaceTempView(name)

    def create(self, name: str, query: str) -> None:
        self._session.sql(query).persist().createOrReplaceTempView(name)

    def fetch(self, query: str) -> pa.Table:
        return self._session.sql(query).toArrow()

    def drop(self, name: str) -> None:
        self._session.table(name).unpersist()
        self._session.catalog.dropTempView(name)


@contextmanager
def spark_backend(*, memory_mib: int = 3072, threads: int = 2) -> Iterator[Backend]:
    """A Spark session: that of the cluster this process was started for (`spark-submit`, `SPARK_MASTER`), else a local
    one with this memory and so many threads. Raises BackendMissing without pyspark or Java.
    """
    session = _spark_session(memory_mib, threads)
    try:
        yield _Spark(session)
    finally:
        session.stop()


def _spark_session(memory_mib: int, threads: int) -> Any:
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise BackendMissing('Spark is not installed: pip install "pyspark>=4.3,<4.4"') from error
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise BackendMissing("Spark needs Java 17 or newer: install it, or set JAVA_HOME.")
    builder = (
        SparkSession.builder.appName("redress")
        # Whatever Spark writes to its local folders is encrypted with a key that lives in its memory only.
        .config("spark.io.encryption.enabled", "true")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "UTC")
    )
    master = os.environ.get("SPARK_MASTER")
    if master:
        builder = builder.master(master)
    elif "SPARK_ENV_LOADED" not in os.environ:
        builder = (
            builder.master(f"local[{threads}]")
            .config("spark.driver.memory", f"{memory_mib}m")
            .config("spark.authenticate", "true")
            .config("spark.network.crypto.enabled", "true")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", str(2 * threads))
            .config("spark.default.parallelism", str(2 * threads))
        )
    try:
        return builder.getOrCreate()
    except PySparkRuntimeError as error:
        raise BackendMissing("Spark needs Java 17 or newer: it could not be started.") from error
