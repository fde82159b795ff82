"""The supervisor behind `make run`: servers, preparation, then web, worker and scheduler until it is told to stop.

Whatever ends it (Ctrl-C, SIGTERM, a closed terminal, its parent's death, the death of one of its processes), all that
it started is stopped in order and nothing is left. Killed with SIGKILL it cannot do that itself: its processes are then
told to end by the kernel, and the servers are attached to by the next start.
"""

import contextlib
import errno
import fcntl
import http.client
import ipaddress
import json
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from config import children, embedded
from config.children import Child
from config.console import CannotContinue, box, clear_status, complain, say, step

PROJECT = Path(__file__).resolve().parent.parent
_SPACE = 500_000_000  # bytes
_WEB_PATIENCE = 60.0  # seconds until the first page must be served
_LOOK_AT_SERVERS = 2.0  # seconds


class Stopped(BaseException):
    """Somebody asked for the end: raised wherever the supervisor is when the signal arrives."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the site listens, and what a person types to get there."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """For a browser on this machine."""
        if self.host in {"127.0.0.1", "0.0.0.0", "::", "::1"}:  # noqa: S104
            return f"http://localhost:{self.port}/"
        return f"http://[{self.host}]:{self.port}/" if ":" in self.host else f"http://{self.host}:{self.port}/"

    @property
    def local_host(self) -> str:
        """Where this machine itself connects to."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104


class Supervisor:
    """One run, from the first check to the last process stopped."""

    def __init__(self) -> None:
        self._stopping = False
        self._hurry = False
        self._parent = os.getppid()
        self._children: list[Child] = []

    def run(self) -> int:
        """Run until stopped. Returns the exit code: 0 when told to stop, 1 when something failed."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            with _only_run() as announce:
                return self._run(announce)
        except (CannotContinue, embedded.ServersUnavailable) as problem:
            clear_status()
            complain(str(problem))
            return 1
        except Stopped:
            return 0

    def _run(self, announce: "Announce") -> int:
        address = _address()
        _check_port(address)
        _check_space()
        if not ipaddress.ip_address(address.host).is_loopback:
            say("! Other machines can reach this site, without TLS. It is a demonstration: keep real data out of it.")
        os.environ.setdefault("REDRESS_DEMONSTRATION", "1")
        os.environ["HOST"], os.environ["PORT"] = address.host, str(address.port)
        watched = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
        try:
            with step("PostgreSQL and Valkey" if watched else "Servers named by DATABASE_URL and REDIS_URL"):
                embedded.ensure()
            self._prepare()
            announce(address.url)
            with step("Web, worker and scheduler"):
                self._start(address)
            say(box(_welcome(address)))
            self._watch(watched)
            return 1
        except Stopped:
            clear_status()
            say("Stopping …")
            return 0
        finally:
            self._stop()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._stopping:
            self._hurry = True
        else:
            self._stopping = True
            raise Stopped

    def _prepare(self) -> None:
        child = children.start("preparation", [sys.executable, "-m", "config.prepare"], log=None)
        self._children = [child]
        while not child.has_ended:
            self._end_when_told()
            time.sleep(0.02)
        self._children = []
        if child.process.returncode:
            raise CannotContinue("The preparation failed; what it said last is above.")

    def _start(self, address: Address) -> None:
        log, python = embedded.default_root() / "log", sys.executable
        celery = [python, "-m", "celery", "--quiet", "-A", "config"]
        schedule = str(embedded.default_root() / "run" / "schedule")
        commands = {
            "web": [python, "-m", "gunicorn", "--config", str(PROJECT / "config" / "gunicorn.py"), "config.wsgi"],
            "worker": [*celery, "worker", "-c", "2", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"],
            "beat": [*celery, "beat", "--schedule", schedule, "--loglevel", "WARNING"],
        }
        for name, command in commands.items():
            self._children.append(children.start(name, command, log=log / f"{name}.log"))
        give_up = time.monotonic() + _WEB_PATIENCE
        while not _serves(address):
            self._check_children()
            self._end_when_told()
            if time.monotonic() > give_up:
                raise CannotContinue(f"The site does not answer; its log is {log / 'web.log'}.")
            time.sleep(0.1)

    def _watch(self, watched: list[str]) -> None:
        """Until a child dies (raises CannotContinue) or a signal comes (raises Stopped)."""
        look = time.monotonic() + _LOOK_AT_SERVERS
        while True:
            self._check_children()
            self._end_when_told()
            if time.monotonic() > look:
                self._revive_servers(watched)
                look = time.monotonic() + _LOOK_AT_SERVERS
            time.sleep(0.2)

    def _check_children(self) -> None:
        for child in self._children:
            if child.has_ended:
                raise CannotContinue(f"The {child.name} process {child.how_it_ended}")

    def _revive_servers(self, watched: list[str]) -> None:
        """An embedded server that was killed is started again: nothing acknowledged is lost with it."""
        stopped = embedded.stopped(database="DATABASE_URL" in watched, redis="REDIS_URL" in watched)
        if stopped:
            embedded.provide(database="DATABASE_URL" in watched, redis="REDIS_URL" in watched)
            say(f"! {' and '.join(stopped)} had stopped; started again.")

    def _end_when_told(self) -> None:
        """Raise Stopped when our parent is gone, or when a signal's own Stopped was lost.

        Python passes over what is raised in a hook of `fork`, in a finalizer, in a callback of the collector.
        """
        if self._stopping or os.getppid() != self._parent:
            self._stopping = True
            raise Stopped

    def _stop(self) -> None:
        """The processes, all at once, for none needs another to end; then the servers that they all use.

        A worker finishes its batch. Work that outlasts our patience goes back to the queue when its lease ends.
        """
        self._stopping = True
        children.stop(self._children, patience=20, hurry=lambda: self._hurry)
        embedded.release()
        say("Stopped. Nothing is left running.")


class Announce:
    """Writes into the lock file where this run can be found."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __call__(self, url: str) -> None:
        """Tell whoever tries to run a second time."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, json.dumps({"url": url, "process": os.getpid()}).encode(), 0)


@contextlib.contextmanager
def _only_run() -> Iterator[Announce]:
    """Be the only run on this data. The lock goes with the process, so a killed run is in nobody's way."""
    descriptor = embedded.open_lock("run.lock")
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotContinue(_already_running(os.pread(descriptor, 1000, 0))) from None
        os.ftruncate(descriptor, 0)
        yield Announce(descriptor)
    finally:
        os.close(descriptor)


def _already_running(content: bytes) -> str:
    try:
        told = json.loads(content)
        where = f"at {told['url']} (process {told['process']})"
    except (ValueError, KeyError, TypeError):
        where = "and is just starting"
    return f"Redress already runs from this directory, {where}. Stop it there with Ctrl-C first."


def _address() -> Address:
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CannotContinue(f"PORT must be a number from 1 to 65535, not {text!r}: PORT=8001 make run")
    host = os.environ.get("HOST") or "127.0.0.1"
    try:
        ipaddress.ip_address(host)
    except ValueError:
        # Some shells and tools export HOST with the machine's name or type, which is no wish of the user's.
        say(f"! HOST={host} is no IP address and is not used.")
        host = "127.0.0.1"
    return Address(host, int(text))


def _check_port(address: Address) -> None:
    problem = _bind_problem(address.host, address.port)
    # A browser tries ::1 for "localhost" first: another program there would be taken for this one.
    if problem is None and (address.host != "127.0.0.1" or not _listens("::1", address.port)):
        return
    if problem in {errno.EACCES, errno.EPERM}:
        raise CannotContinue(f"Port {address.port} needs root's rights. Take another: PORT=8001 make run")
    if problem == errno.EADDRNOTAVAIL:
        raise CannotContinue(f"This machine does not have the address {address.host} (HOST).")
    free = next((port for port in range(address.port + 1, 65536) if _bind_problem(address.host, port) is None), 8001)
    raise CannotContinue(f"Port {address.port} is in use by another program. Take another: PORT={free} make run")


def _bind_problem(host: str, port: int) -> int | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError as error:
            return error.errno
    return None


def _listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _check_space() -> None:
    root = embedded.default_root()
    free = shutil.disk_usage(root).free
    if free < _SPACE:
        raise CannotContinue(
            f"The disk that holds {root} has {free // 1_000_000} MB free and Redress needs {_SPACE // 1_000_000}: "
            "free some space and run this again."
        )


def _serves(address: Address) -> bool:
    hosts = [host.strip() for host in os.environ.get("REDRESS_HOSTS", "").split(",")]
    named = next((host for host in hosts if host and "*" not in host and not host.startswith(".")), "localhost")
    connection = http.client.HTTPConnection(address.local_host, address.port, timeout=10)
    try:
        connection.request("GET", "/health/ready", headers={"Host": named})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _welcome(address: Address) -> list[str]:
    root = embedded.default_root()
    lines = [f"Public    {address.url}", f"Counsel   {address.url}counsel/"]
    login = root / "counsel-login.txt"
    if login.exists():
        lines += [f"          {line}" for line in login.read_text().splitlines() if line.strip()]
    lines += ["", f"Logs      {root / 'log'}"]
    if not os.environ.get("REDRESS_EMAIL_URL"):
        lines.append(f"Mails     {root / 'mail'}")
    return [*lines, "Stop      Ctrl-C"]


if __name__ == "__main__":
    sys.exit(Supervisor().run())
