"""Tests run on the real PostgreSQL and Valkey that the project brings along, in a data directory of their own."""

import os
import warnings
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent

os.environ.setdefault("REDRESS_VAR", str(PROJECT / "var" / "test"))
os.environ.setdefault("REDRESS_DEMONSTRATION", "1")
# Tests that run side by side (pytest-xdist) have servers of their own: what one empties or kills is nobody else's. A
# worker inherits where the servers of the process are that started it.
if beside := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["REDRESS_VAR"] += f"-{beside}"
    for name in os.environ.get("REDRESS_TEST_SERVERS", "").split():
        os.environ.pop(name, None)
else:
    os.environ["REDRESS_TEST_SERVERS"] = " ".join({"DATABASE_URL", "REDIS_URL"} - set(os.environ))

from config import embedded  # noqa: E402 - the servers must be there before Django reads its settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the generated demonstration keys announce themselves once
    embedded.ensure(Path(os.environ["REDRESS_VAR"]), profile="test")
    # Named here and not in pyproject.toml, where pytest-django would read the settings before the servers are there.
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import config.settings  # noqa: F401

import hypothesis  # noqa: E402
import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

# Property tests run on machines that do other things as well: a slow example is no failure.
hypothesis.settings.register_profile("redress", deadline=None)
hypothesis.settings.load_profile("redress")

settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one

_SLOW = ("tests/faults/", "tests/browser/", "tests/test_", "tests/config/", "tests/claims/management/")

# Several people may test on one machine: each names a database of their own.
if run := os.environ.get("TEST_RUN"):
    settings.DATABASES["default"]["TEST"]["NAME"] += f"_{run}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes():
    """Let workers read the settings when their own servers are there, and not before, as they do when it is named."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Side by side, begin with the files that start processes and take minutes: who comes last is waited for."""
    if beside:
        items.sort(key=lambda item: not item.nodeid.startswith(_SLOW))


@pytest.fixture(autouse=True)
def _fresh_process_state():
    """What a process keeps between requests must not pass from one test to the next."""
    from claims.queries.filing_terms import forget_terms
    from claims.services.nudges import valkey

    forget_terms()
    valkey().flushdb()
    yield
    forget_terms()


@pytest.fixture(autouse=True)
def _no_program_outlives_its_test():
    """A command that a failed test has started would hold locks, and fail the tests behind it."""
    from tests.claims import programs

    yield
    programs.end_all()


@pytest.fixture(autouse=True, scope="session")
def _flush_past_the_guards():
    """Let the test runner empty append-only tables, which the database refuses to everyone else."""
    plain = connection.ops.execute_sql_flush

    def execute_sql_flush(sql_list):
        plain(["SET session_replication_role = replica", *sql_list, "SET session_replication_role = origin"])

    connection.ops.execute_sql_flush = execute_sql_flush
    yield
    connection.ops.execute_sql_flush = plain


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the demonstration case once; tests that empty the tables run last and load it again for themselves."""
    from claims.demonstration.load import load_case

    with django_db_blocker.unblock():
        load_case()


@pytest.fixture
def coupang(db):
    """The demonstration case `coupang-2025`, open for claims."""
    from claims.demonstration.load import load_case

    return load_case()
