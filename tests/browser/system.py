"""A whole system for the browser: a database of its own on the tests' servers, prepared and served as by `make run`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.refusing import refusing_inserts
from tests.serving import PROJECT, Site


@dataclass(frozen=True)
class System:
    """The served site, and what an operator of it can do."""

    site: Site
    environment: dict[str, str]

    @property
    def counsel(self) -> tuple[str, str]:
        """User name and password of counsel."""
        lines = (Path(self.environment["REDRESS_VAR"]) / "counsel-login.txt").read_text().splitlines()
        user, password = (line.split(": ", 1)[1] for line in lines)
        return user, password

    def do_all_work(self) -> None:
        """What the workers would do, here and now."""
        _run("manage.py", "work", "drain", environment=self.environment)

    def ask(self, question: str, *parameters: object) -> object:
        """The one value that an SQL question yields."""
        with psycopg.connect(self.environment["DATABASE_URL"]) as database:
            row = database.execute(question, parameters).fetchone()
        assert row is not None
        return row[0]

    @contextmanager
    def refusing_to_store_claims(self) -> Iterator[None]:
        """A database that answers every filing with an error meanwhile."""
        with refusing_inserts(self._execute, "claims_claim", error="disk_full"):
            yield

    def break_birth_date(self, number: str) -> None:
        """Make a claimant's birth date unreadable, so that looking the claim up is an error of ours."""
        self._execute(
            "UPDATE claims_claimant SET birth_date = 'broken' WHERE id = "
            f"(SELECT claimant_id FROM claims_claim WHERE number = '{number}')"
        )

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.environment["DATABASE_URL"]) as database:
            database.execute(statement)


@contextmanager
def system(directory: Path) -> Iterator[System]:
    """The system with the demonstration's cases and claims; removed at the end."""
    name = f"browser_{os.getpid()}"
    servers = urlsplit(os.environ["DATABASE_URL"])
    maintenance = servers._replace(path="/postgres").geturl()
    environment = os.environ | {
        "DATABASE_URL": servers._replace(path=f"/{name}").geturl(),
        "REDRESS_EMBEDDED": "1",
        "REDRESS_VAR": str(directory),
        "PYTHONWARNINGS": "ignore",
    }
    (directory / "run").mkdir(exist_ok=True)
    _execute(maintenance, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    _execute(maintenance, "CREATE DATABASE {}", name)
    try:
        _run("-m", "config.prepare", environment=environment)
        with Site(directory / "web.log", **environment) as site:
            yield System(site, environment)
    finally:
        _execute(maintenance, "DROP DATABASE {} WITH (FORCE)", name)


def _run(*arguments: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _execute(url: str, statement: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL(statement).format(sql.Identifier(name)))
