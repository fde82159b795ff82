"""The supervisor behind `make run`: it serves, says what stands in its way, and leaves nothing running."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from config import run
from config.console import CannotContinue
from tests.config.embedded_users import PROJECT, kill_server, servers

READY = "Stop      Ctrl-C"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Running:
    """A supervisor in a process of its own, after it has run the code `before`. Its descendants carry a mark."""

    def __init__(self, root: Path, port: int, *, below_a_shell: bool = False, before: str = "") -> None:
        self.mark = uuid.uuid4().hex
        self.port = port
        self._output = root.parent / f"{root.name}-{self.mark}.out"
        environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        environment |= {"REDRESS_VAR": str(root), "PORT": str(port), "RUN_TEST_MARK": self.mark}
        environment.pop("REDRESS_EMBEDDED", None)
        command = [sys.executable, "-W", "ignore", "-m", "config.run"]
        if before:
            command[-2:] = ["-c", f"{before}; import sys; from config import run; sys.exit(run.Supervisor().run())"]
        if below_a_shell:
            command = ["/bin/sh", "-c", '"$@"; true', "sh", *command]
        with self._output.open("w") as output:
            self.process = subprocess.Popen(
                command, cwd=PROJECT, env=environment, stdout=output, stderr=output, start_new_session=True
            )

    @property
    def output(self) -> str:
        return self._output.read_text()

    def wait_for(self, text: str) -> None:
        give_up = time.monotonic() + 60
        while text not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < give_up, self.output
            time.sleep(0.05)

    def wait_until_ready(self) -> None:
        """Connections to a server that was killed may each fail once before they are replaced."""
        give_up = time.monotonic() + 20
        while True:
            with contextlib.suppress(urllib.error.HTTPError):
                assert json.loads(self.get("/health/ready"))["status"] == "ok"
                return
            assert time.monotonic() < give_up
            time.sleep(0.1)

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            content: bytes = answer.read()
            return content

    def descendants(self) -> dict[str, psutil.Process]:
        """What lives of it, servers apart, by the last words of its command."""
        found = {}
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                if process.environ().get("RUN_TEST_MARK") == self.mark and process.status() != psutil.STATUS_ZOMBIE:
                    found[" ".join(process.cmdline()) + f" {process.pid}"] = process
        return found

    def child(self, word: str) -> psutil.Process:
        """The process that the supervisor itself started with that word in its command."""
        (supervisor,) = [process for words, process in self.descendants().items() if "config.run" in words.split()]
        children = set(supervisor.children())
        (child,) = [process for words, process in self.descendants().items() if process in children and word in words]
        return child

    def wait_until_nothing_is_left(self) -> None:
        give_up = time.monotonic() + 30
        while left := self.descendants():
            assert time.monotonic() < give_up, left
            time.sleep(0.05)

    def clear(self) -> None:
        for process in self.descendants().values():
            process.kill()
        self.process.wait(10)
        self._output.unlink()


@pytest.fixture
def start(used_root: Path) -> Iterator[object]:
    started = []

    def start(port: int | None = None, *, root: Path = used_root, **options: Any) -> Running:
        started.append(Running(root, port or free_port(), **options))
        return started[-1]

    yield start
    for running in started:
        running.clear()


def test_it_serves_is_found_by_a_second_run_and_leaves_nothing_after_ctrl_c(start, used_root, root):
    first = start()
    first.wait_for(READY)
    assert json.loads(first.get("/health/ready")) == {
        "status": "ok",
        "database": True,
        "migrated": True,
        "valkey": True,
    }
    password = re.search(r"password: (\S+)", first.output)
    assert password is not None
    assert password[1] in (used_root / "counsel-login.txt").read_text()
    assert password[1] not in "".join(log.read_text() for log in (used_root / "log").iterdir())

    second = start()
    assert second.process.wait(30) == 1
    assert f"Redress already runs from this directory, at http://localhost:{first.port}/" in second.output

    elsewhere = start(first.port, root=root)
    assert elsewhere.process.wait(30) == 1
    assert f"Port {first.port} is in use by another program. Take another: PORT=" in elsewhere.output
    assert servers(root) == {}

    first.process.send_signal(signal.SIGINT)
    assert first.process.wait(60) == 0
    assert first.output.splitlines()[-1] == "Stopped. Nothing is left running."
    assert first.descendants() == {}
    assert servers(used_root) == {}


@pytest.mark.kill
def test_the_next_run_keeps_the_data_revives_killed_servers_and_ends_when_a_process_dies(start, used_root):
    running = start()
    running.wait_for(READY)
    assert "Database up to date" in running.output
    assert "Static files up to date" in running.output
    kill_server(used_root, "postgres")
    kill_server(used_root, "valkey-server")
    running.wait_for("PostgreSQL and Valkey had stopped; started again.")
    assert set(servers(used_root)) == {"postgres", "valkey-server"}
    running.wait_until_ready()

    running.child("worker").kill()
    assert running.process.wait(60) == 1
    assert f"The worker process was killed by SIGKILL; its log is {used_root / 'log' / 'worker.log'}" in running.output
    assert running.descendants() == {}
    assert servers(used_root) == {}


@pytest.mark.kill
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends orphaned children on Linux only")
def test_a_killed_run_leaves_servers_that_the_next_one_takes_over_and_that_ends_with_its_parent(start, used_root):
    killed = start()
    killed.wait_for(READY)
    orphans = servers(used_root)
    killed.process.kill()
    killed.wait_until_nothing_is_left()
    assert servers(used_root) == orphans

    running = start(below_a_shell=True)
    running.wait_for(READY)
    assert servers(used_root) == orphans
    running.process.kill()  # the shell; the supervisor is its child
    running.wait_until_nothing_is_left()
    assert servers(used_root) == {}


def test_stopped_while_it_prepares_it_leaves_nothing(start, used_root):
    running = start()
    running.wait_for("PostgreSQL and Valkey")
    running.process.terminate()
    assert running.process.wait(30) == 0
    assert running.descendants() == {}
    assert servers(used_root) == {}


def test_a_signal_whose_exception_python_passes_over_is_not_lost(start, used_root):
    running = start(before="import os; os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), 15))")
    assert running.process.wait(60) == 0
    assert "Exception ignored in" in running.output
    assert running.output.splitlines()[-1] == "Stopped. Nothing is left running."
    assert running.descendants() == {}
    assert servers(used_root) == {}


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 80", "８０００"])
def test_a_port_that_is_none_is_named(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(CannotContinue, match="PORT must be a number from 1 to 65535"):
        run._address()


def test_a_host_name_exported_by_a_shell_is_not_taken_for_an_address(monkeypatch, capsys):
    monkeypatch.setenv("HOST", "x86_64-conda-linux-gnu")
    monkeypatch.delenv("PORT", raising=False)
    assert run._address() == run.Address("127.0.0.1", 8000)
    assert "is no IP address and is not used" in capsys.readouterr().out


def test_an_address_that_is_not_this_machines_is_named():
    with pytest.raises(CannotContinue, match=re.escape("does not have the address 192.0.2.1")):
        run._check_port(run.Address("192.0.2.1", 8000))


def test_a_program_that_browsers_would_find_first_counts_as_the_port_taken():
    with socket.socket(socket.AF_INET6) as other:
        try:
            other.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            other.bind(("::1", 0))
        except OSError:
            pytest.skip("no IPv6 here")
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotContinue, match=f"Port {port} is in use by another program"):
            run._check_port(run.Address("127.0.0.1", port))


def test_a_full_disk_is_named_with_what_is_needed(root, monkeypatch):
    monkeypatch.setenv("REDRESS_VAR", str(root))
    monkeypatch.setattr(run, "_SPACE", 10**18)
    with pytest.raises(CannotContinue, match=r"has \d+ MB free and Redress needs"):
        run._check_space()
