"""Who uses the servers, kept by the kernel: a lock goes with its process, however that ends, so none is ever stale.

Two files. `start.lock` is held exclusively while servers are being started or stopped. `users.lock` is held shared by
every process that uses them; whoever can hold it exclusively is the last user. Both are taken only in that order.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.embedded.errors import ServersUnavailable

_PATIENCE = 180  # seconds; a first start on a slow disk takes some ten


def open_lock(path: Path) -> int:
    """A descriptor of the lock file, created when missing; children started later do not inherit it.

    Raises ServersUnavailable when the file belongs to somebody else.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        raise ServersUnavailable(
            f"{path.parent.parent} was made by another user; run this as that user, or remove that directory."
        ) from error


@contextmanager
def starting_or_stopping(run: Path) -> Iterator[None]:
    """Be the only process that starts or stops servers under this root. Raises ServersUnavailable after three minutes.

    Polls, because a blocking flock cannot be given a time limit.
    """
    descriptor = open_lock(run / "start.lock")
    try:
        give_up = time.monotonic() + _PATIENCE
        while not try_lock(descriptor):
            if time.monotonic() > give_up:
                raise ServersUnavailable(
                    f"Another process has been starting or stopping the servers for {_PATIENCE // 60} minutes; "
                    f"end it and try again (it holds {run / 'start.lock'})."
                )
            time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)


def try_lock(descriptor: int) -> bool:
    """Take the lock exclusively, or turn a shared one into an exclusive one; False when somebody else holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def join_users(run: Path) -> int:
    """Become a user. Call it inside `starting_or_stopping`, so that nobody is deciding to be the last one meanwhile."""
    descriptor = open_lock(run / "users.lock")
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def leave_users(descriptor: int) -> None:
    """Stop being a user. Unlocked by name: a forked child may still have the descriptor open."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)
