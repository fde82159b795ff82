"""A small closed-loop HTTP/1.1 load generator: some keep-alive connections on loopback, bounded in time."""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Load:
    """What came of a run: latencies in seconds, answers by status."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """A latency in milliseconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


class Connection:
    """One keep-alive connection; opens itself again when the server closes it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self._rest = b""

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Send one request; returns status, head and body."""
        for attempt in (1, 2):
            try:
                if self._socket is None:
                    self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=30)
                    self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._socket.sendall(request)
                return self._read()
            except (ConnectionError, EOFError):
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""

    def _read(self) -> tuple[int, bytes, bytes]:
        assert self._socket is not None
        data = self._rest
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head, body = data[:end], data[end + 4 :]
        lowered = head.lower()
        length = 0
        if (at := lowered.find(b"content-length:")) >= 0:
            length = int(lowered[at + 15 : lowered.find(b"\r\n", at) if lowered.find(b"\r\n", at) > 0 else None])
        while len(body) < length:
            body += self._more()
        self._rest = body[length:]
        if b"connection: close" in lowered:
            self.close()
        return int(head[9:12]), head, body[:length]

    def _more(self) -> bytes:
        assert self._socket is not None
        chunk = self._socket.recv(65536)
        if not chunk:
            raise EOFError
        return chunk


def run(port: int, make: Callable[[], bytes], *, seconds: float, connections: int = 8) -> Load:
    """Ask as fast as answers come, over so many connections, for so long."""
    load, lock = Load(), threading.Lock()
    ends = time.perf_counter() + seconds

    def client() -> None:
        connection, latencies, statuses = Connection(port), [], {}
        while time.perf_counter() < ends:
            request = make()
            began = time.perf_counter()
            status, _, _ = connection.ask(request)
            latencies.append(time.perf_counter() - began)
            statuses[status] = statuses.get(status, 0) + 1
        connection.close()
        with lock:
            load.latencies += latencies
            for status, count in statuses.items():
                load.statuses[status] = load.statuses.get(status, 0) + count

    began = time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - began
    return load
