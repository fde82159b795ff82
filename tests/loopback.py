"""Others as this system meets them, on loopback: a mail server and an HTTP server that do as a test tells them."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class MailServer:
    """What was taken, and how it answers: by command, a reply other than the usual one.

    `on_content` is called with each mail before it is answered for; what it returns is the answer, None hangs up.
    """

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    on_content: Callable[[EmailMessage], str | None] = lambda mail: "250 taken"
    connections: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server (RFC 5321, as much of it as is spoken here)."""
    state = MailServer()

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            state.connections += 1
            self._say("220 loopback")
            for raw in self.rfile:
                command = raw.decode().split(maxsplit=1)[0].strip().upper()
                reply = state.replies.get(command)
                if command == "DATA" and reply is None:
                    self._say("354 go on")
                    if not self._take():
                        return
                elif command == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say(reply or "250 ok")

        def _take(self) -> bool:
            lines = []
            for raw in self.rfile:
                if raw == b".\r\n":
                    break
                lines.append(raw.removeprefix(b".") if raw.startswith(b"..") else raw)
            else:
                return False  # hung up in the middle
            mail = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(mail, EmailMessage)
            state.taken.append(mail)
            answer = state.on_content(mail)
            if answer is None:
                return False
            self._say(answer)
            return True

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that was killed is part of the tests."""

    with _running(Server(("127.0.0.1", 0), Session)) as state.port:
        yield state


@dataclass
class Asked:
    """One request that an HTTP server got."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class HttpServer:
    """What was asked, and what answers: given a request it returns status, headers and body, or None to hang up."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    answer: Callable[[Asked], tuple[int, dict[str, str], bytes] | None] = lambda asked: (200, {}, b"{}")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def http_server() -> Iterator[HttpServer]:
    """An HTTP server."""
    state = HttpServer()

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            asked = Asked(self.command, self.path, dict(self.headers), self.rfile.read(length))
            state.asked.append(asked)
            answer = state.answer(asked)
            if answer is None:
                self.close_connection = True
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _take

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hung up is part of the tests."""

    with _running(Server(("127.0.0.1", 0), Handler)) as state.port:
        yield state


@contextmanager
def _running(server: socketserver.TCPServer) -> Iterator[int]:
    """The port of a server that answers in a thread of its own until the end."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
