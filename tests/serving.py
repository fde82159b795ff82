"""The system as people run it, on the test database: gunicorn with its log in a file, commands, workers, visitors."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection

PROJECT = Path(__file__).resolve().parents[1]


def environment(**changes: str) -> dict[str, str]:
    """What a process of the system must find in its environment to use the tests' servers and database."""
    database = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return os.environ | {"DATABASE_URL": database, "REDRESS_EMBEDDED": "1", "REDIS_URL": settings.REDIS_URL} | changes


def wait_until_disconnected(name: str) -> None:
    """Until PostgreSQL has noticed that a process (its PGAPPNAME) ended: a database in use cannot be removed."""
    gives_up = time.monotonic() + 30
    question = "SELECT state, wait_event, left(query, 80) FROM pg_stat_activity WHERE application_name = %s"
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
        while connected := server.execute(question, [name]).fetchall():
            assert time.monotonic() < gives_up, f"{name} has ended and is still connected: {connected}"
            time.sleep(0.01)


def manage(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run one management command to its end; its output is text, its exit code is the caller's to judge."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=120,
    )


class Site:
    """gunicorn with the project's own configuration, serving the test database. `changes` go into its environment."""

    def __init__(self, log: Path, **changes: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.host}"
        self.log = log
        changes = {"HOST": "127.0.0.1", "PORT": str(self.port), "PGAPPNAME": self.host} | changes
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"],
                cwd=PROJECT,
                env=environment(REDRESS_WEB_PROCESSES="1", **changes),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    def _wait_until_it_answers(self) -> None:
        gives_up = time.monotonic() + 30
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < gives_up, self.log.read_text()
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return Visitor(self).get("/health/live").status == 200
        except OSError:
            return False

    def stop(self) -> None:
        """End it at once: browsers keep their connections, and it would wait for them."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)
        wait_until_disconnected(self.host)

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()


@dataclass(frozen=True)
class Answer:
    """One response, wholly read."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def raw(self) -> bytes:
        """Headers and body, for searching."""
        return bytes(self.headers) + self.body

    @property
    def to(self) -> str:
        """Where it leads."""
        return self.headers.get("Location", "")


class Visitor:
    """A browser without a screen: keeps cookies, follows nothing of its own accord, sends forms with their token."""

    def __init__(self, site: Site, *, language: str = "en", **headers: str) -> None:
        self._site = site
        self._headers = {"Accept-Language": language} | {name.replace("_", "-"): text for name, text in headers.items()}
        self.cookies: dict[str, str] = {}
        self.answers: list[Answer] = []

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        connected = HTTPConnection("127.0.0.1", self._site.port, timeout=30)
        try:
            sent = self._headers | {name.replace("_", "-"): text for name, text in headers.items()}
            if self.cookies:
                sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connected.request(method, path, body=body or None, headers=sent)
            response = connected.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connected.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        self.answers.append(answer)
        return answer

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, fields: dict[str, Any], **headers: str) -> Answer:
        """Send a form of the page at `path`, with the hidden inputs that the page itself has."""
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.get(path).text))
        hidden.setdefault("csrfmiddlewaretoken", self.cookies.get("redress_csrf", ""))
        return self.resend(path, hidden | fields, **headers)

    def resend(self, path: str, fields: dict[str, Any], **headers: str) -> Answer:
        """Send fields as they are."""
        body = urlencode(fields, doseq=True).encode()
        return self.send("POST", path, body, Content_Type="application/x-www-form-urlencoded", **headers)

    def post_json(self, path: str, body: object, **headers: str) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("POST", path, raw, Content_Type="application/json", Idempotency_Key=uuid4().hex, **headers)


@contextmanager
def worker(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker with one process in its pool, on the test database."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "celery",
                "-A",
                "config",
                "worker",
                "-c",
                "1",
                "--without-gossip",
                "--without-mingle",
            ],
            cwd=PROJECT,
            env=environment(PGAPPNAME=str(log)[-60:]),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # what may be left of its pool
        wait_until_disconnected(str(log)[-60:])
