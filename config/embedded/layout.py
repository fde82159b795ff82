"""Where the servers' data, sockets, locks and logs are. Pure computation: nothing here touches the disk."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

# sockaddr_un holds 104 bytes on macOS and 108 on Linux, the closing NUL included.
SOCKET_PATH_LIMIT = 100
POSTGRES_PORT = 5432  # names the socket file; nothing listens on a network port
DATABASE = "redress"

# Fixed rather than tempfile.gettempdir(): the process that attaches may have another TMPDIR than the one that started
# the servers, and TMPDIR may itself be too deep for a socket.
SHORT_PATHS = Path("/tmp")  # noqa: S108  # owner and mode of the directory are checked before it is used


@dataclass(frozen=True, slots=True)
class Urls:
    """Where PostgreSQL and Valkey answer, in the form of DATABASE_URL and REDIS_URL."""

    database: str
    redis: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths below one root (`var/`). Build it with `Layout.of`, which makes the root canonical."""

    root: Path

    @classmethod
    def of(cls, root: Path | str) -> "Layout":
        """The layout of a root, with symbolic links resolved so that every process computes the same paths."""
        return cls(Path(root).resolve())

    @property
    def postgres(self) -> Path:
        """PostgreSQL's data directory."""
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        """Valkey's working directory. It keeps no data there."""
        return self.root / "valkey"

    @property
    def run(self) -> Path:
        """Locks."""
        return self.root / "run"

    @property
    def log(self) -> Path:
        """One log file per server."""
        return self.root / "log"

    @property
    def short_sockets(self) -> Path | None:
        """The directory that holds the sockets when the root is too deep for them, else None.

        Each user and root has its own, so that two checkouts never meet. A comma in the root asks for it as well:
        libpq would read two hosts.
        """
        longest = max(
            self.postgres / f".s.PGSQL.{POSTGRES_PORT}", self.valkey / "valkey.sock", key=lambda p: len(bytes(p))
        )
        if len(bytes(longest)) <= SOCKET_PATH_LIMIT and "," not in str(self.root):
            return None
        return SHORT_PATHS / f"redress-{os.geteuid()}-{hashlib.sha256(bytes(self.root)).hexdigest()[:12]}"

    @property
    def postgres_socket_dir(self) -> Path:
        """What libpq calls the host."""
        return self.short_sockets or self.postgres

    @property
    def valkey_socket(self) -> Path:
        """The socket file that Valkey listens on."""
        return (self.short_sockets or self.valkey) / "valkey.sock"

    @property
    def urls(self) -> Urls:
        """The addresses. The port is named so that a PGPORT in the environment cannot lead elsewhere."""
        host = quote(str(self.postgres_socket_dir))
        return Urls(
            database=f"postgresql://redress@:{POSTGRES_PORT}/{DATABASE}?host={host}",
            redis=f"unix://{quote(str(self.valkey_socket))}",
        )
