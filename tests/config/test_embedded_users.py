"""Who starts the servers, who shares them, who stops them; and what becomes of them when processes are killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from config import embedded
from config.embedded import processes
from tests.config.embedded_users import PROJECT, kill_server, servers, start_user


def execute(urls: embedded.Urls | dict[str, str], statement: str) -> object:
    database = urls["database"] if isinstance(urls, dict) else urls.database
    with psycopg.connect(database, autocommit=True) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def starts_of_postgres(root: Path) -> int:
    return (root / "log" / "postgres.log").read_text().count("LOG:  starting PostgreSQL")


def test_the_first_user_starts_the_servers_and_the_last_one_stops_them(used_root):
    first = start_user(used_root)
    assert "problem" not in first.told()
    running = servers(used_root)
    assert set(running) == {"postgres", "valkey-server"}
    second = start_user(used_root)
    second.told()
    first.leave()
    assert servers(used_root) == running
    second.leave()
    assert servers(used_root) == {}


def test_processes_that_start_at_once_share_one_server(used_root):
    embedded.provide(used_root, profile="test")
    embedded.release(used_root)
    before = starts_of_postgres(used_root)
    users = [start_user(used_root) for _ in range(4)]
    told = [user.told() for user in users]
    assert told == [told[0]] * 4
    assert execute(told[0], "SELECT current_user") == "redress"
    assert starts_of_postgres(used_root) == before + 1
    for user in users:
        user.leave()
    assert servers(used_root) == {}


def test_a_killed_user_is_no_longer_counted(used_root):
    killed, other = start_user(used_root), start_user(used_root)
    killed.told()
    other.told()
    killed.kill()
    assert servers(used_root)
    other.leave()
    assert servers(used_root) == {}


def test_servers_whose_only_user_was_killed_are_used_again_and_then_stopped(used_root):
    killed = start_user(used_root)
    killed.told()
    killed.kill()
    orphans = servers(used_root)
    assert set(orphans) == {"postgres", "valkey-server"}
    embedded.provide(used_root, profile="test")
    assert servers(used_root) == orphans
    embedded.release(used_root)
    assert servers(used_root) == {}


def test_a_start_that_was_killed_is_done_again(root):
    user = start_user(root)
    while not (root / "postgres.new" / "PG_VERSION").exists():
        assert user.process.poll() is None
    user.kill()
    urls = embedded.provide(root, profile="test")
    assert execute(urls, "SELECT 1") == 1
    embedded.release(root)


@pytest.mark.kill
def test_killed_servers_are_started_again_with_the_data_that_was_committed(used_root):
    urls = embedded.provide(used_root, profile="test")
    execute(urls, "CREATE TABLE kept AS SELECT 42 AS answer")
    kill_server(used_root, "postgres")
    kill_server(used_root, "valkey-server")
    assert embedded.stopped(used_root) == ["PostgreSQL", "Valkey"]
    embedded.provide(used_root, profile="test")
    assert embedded.stopped(used_root) == []
    assert execute(urls, "SELECT answer FROM kept") == 42
    assert redis.Redis.from_url(urls.redis).ping()
    embedded.release(used_root)
    assert servers(used_root) == {}


@pytest.mark.kill
def test_a_number_in_a_stale_file_that_is_now_another_process_does_not_stop_the_start(used_root):
    embedded.provide(used_root, profile="test")
    kill_server(used_root, "postgres")
    # PostgreSQL minds living processes of its own user only, so the stranger must be one.
    account = processes.account_for(used_root / "postgres")
    stranger = subprocess.Popen(["/bin/sleep", "60"], user=account.user, group=account.group)
    try:
        for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            lines = (used_root / "postgres" / name).read_text().splitlines()
            (used_root / "postgres" / name).write_text("\n".join([str(stranger.pid), *lines[1:], ""]))
        urls = embedded.provide(used_root, profile="test")
        assert execute(urls, "SELECT 1") == 1
        embedded.release(used_root)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_servers_out_of_reach_are_replaced(used_root):
    embedded.provide(used_root, profile="test")
    lost = servers(used_root)
    (used_root / "postgres" / ".s.PGSQL.5432").unlink()
    (used_root / "valkey" / "valkey.sock").unlink()
    urls = embedded.provide(used_root, profile="test")
    assert execute(urls, "SELECT 1") == 1
    assert not set(servers(used_root).values()) & set(lost.values())
    embedded.release(used_root)


def test_a_busy_server_is_waited_for_and_never_replaced(used_root):
    embedded.provide(used_root, profile="test")
    postgres = psutil.Process(servers(used_root)["postgres"])
    postgres.suspend()
    try:
        user = start_user(used_root)
        with pytest.raises(subprocess.TimeoutExpired):
            user.process.wait(1)
    finally:
        postgres.resume()
    assert "problem" not in user.told()
    assert servers(used_root)["postgres"] == postgres.pid
    user.leave()
    embedded.release(used_root)


def test_a_forked_child_that_ends_leaves_the_servers_to_its_parent(used_root):
    program = (
        "import os, sys\n"
        "from config import embedded\n"
        "embedded.provide(sys.argv[1], profile='test')\n"
        "if not (child := os.fork()): sys.exit(0)\n"
        "assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0\n"
        "assert embedded.stopped(sys.argv[1]) == []\n"
    )
    subprocess.run([sys.executable, "-c", program, str(used_root)], cwd=PROJECT, check=True)
    assert servers(used_root) == {}


def test_manage_starts_the_servers_for_itself_and_stops_them_when_it_is_terminated(used_root):
    program = "import time; print('ready', flush=True); time.sleep(60)"
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}} | {
        "REDRESS_VAR": str(used_root),
        "REDRESS_DEMONSTRATION": "1",
        "PYTHONWARNINGS": "ignore",
    }
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", program]
    with subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        assert set(servers(used_root)) == {"postgres", "valkey-server"}
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 128 + signal.SIGTERM
    assert servers(used_root) == {}


@pytest.mark.parametrize("arguments", [["help"], ["migrate", "--help"], ["--version"]])
def test_manage_starts_nothing_to_tell_about_itself(root, arguments):
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=environment | {"REDRESS_VAR": str(root), "PYTHONWARNINGS": "ignore"},
        check=True,
        capture_output=True,
    )
    assert not (root / "postgres").exists()
