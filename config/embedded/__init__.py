"""PostgreSQL and Valkey from wheels, for whoever sets neither DATABASE_URL nor REDIS_URL.

The first process that needs the servers starts them; later ones attach; the last one to leave stops them. Who uses them
is a lock that the kernel keeps (`locks`), so a killed process is no longer counted, and servers that a killed process
left running are attached to or, when out of reach, replaced. Importable without Django.
"""

import atexit
import contextlib
import os
import shutil
import threading
from pathlib import Path

from config.embedded import locks, postgres, processes, valkey
from config.embedded.errors import ServersUnavailable
from config.embedded.layout import Layout, Urls

__all__ = [
    "ServersUnavailable",
    "Urls",
    "default_root",
    "ensure",
    "expected_urls",
    "open_lock",
    "provide",
    "release",
    "remove",
    "stopped",
]

_PROJECT = Path(__file__).resolve().parent.parent.parent

# What the running system keeps under the root. Named one by one: REDRESS_VAR may point at a directory with more in it.
_OURS = ("postgres", "postgres.new", "valkey", "static", "log", "run", "keys.json", "counsel-login.txt")

# Root → the descriptor of the users' lock that this process holds.
_memberships: dict[Path, int] = {}
_guard = threading.RLock()


def default_root() -> Path:
    """`var/` in the project, or what REDRESS_VAR names."""
    return Path(os.environ.get("REDRESS_VAR") or _PROJECT / "var")


def expected_urls(root: Path | str | None = None) -> Urls:
    """Where servers of this root answer once they run. Starts nothing and touches nothing."""
    return Layout.of(root or default_root()).urls


def ensure(root: Path | str | None = None, *, profile: str = "default") -> None:
    """Provide what the environment does not name, and export its DATABASE_URL and REDIS_URL for us and our children.

    REDRESS_EMBEDDED=1 goes with a DATABASE_URL that was set here. A child that inherits them is its parent's guest: it
    starts nothing and holds nothing. Raises ServersUnavailable.
    """
    database, redis = not os.environ.get("DATABASE_URL"), not os.environ.get("REDIS_URL")
    if not (database or redis):
        return
    urls = provide(root, profile=profile, database=database, redis=redis)
    if database:
        os.environ["DATABASE_URL"] = urls.database
        os.environ["REDRESS_EMBEDDED"] = "1"
    if redis:
        os.environ["REDIS_URL"] = urls.redis


def provide(
    root: Path | str | None = None, *, profile: str = "default", database: bool = True, redis: bool = True
) -> Urls:
    """Start or attach to the servers under a root; this process uses them until it exits or calls `release`.

    Called again by the same process, it starts what has died meanwhile. Profile "test" trades durability for speed; a
    server that already runs keeps the profile that it was started with. Raises ServersUnavailable.
    """
    layout = Layout.of(root or default_root())
    try:
        layout.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _guard, locks.starting_or_stopping(layout.run):
            if layout.root not in _memberships:
                _memberships[layout.root] = locks.join_users(layout.run)
            try:
                _start(layout, profile, database=database, redis=redis)
            except BaseException:
                _leave(layout)
                raise
    except OSError as error:
        raise ServersUnavailable(
            f"The servers under {layout.root} could not be started: {error.strerror or error}."
        ) from error
    return layout.urls


def release(root: Path | str | None = None) -> None:
    """Stop using the servers, and stop them when nobody else uses them. Does nothing for a process that uses none."""
    layout = Layout.of(root or default_root())
    with _guard:
        if layout.root in _memberships:
            with locks.starting_or_stopping(layout.run):
                _leave(layout)


def stopped(root: Path | str | None = None, *, database: bool = True, redis: bool = True) -> list[str]:
    """Names of the servers, of those asked for, that no longer run."""
    layout = Layout.of(root or default_root())
    names = []
    if database and not postgres.runs(layout):
        names.append("PostgreSQL")
    if redis and not valkey.answers(layout):
        names.append("Valkey")
    return names


def open_lock(name: str, root: Path | str | None = None) -> int:
    """A descriptor of a lock file beside the servers' own, for flock. Raises ServersUnavailable."""
    return locks.open_lock(Layout.of(root or default_root()).run / name)


def remove(root: Path | str | None = None) -> None:
    """Delete what the system keeps under the root, for good. Raises ServersUnavailable while it is in use."""
    layout = Layout.of(root or default_root())
    with locks.starting_or_stopping(layout.run):
        users = locks.open_lock(layout.run / "users.lock")
        try:
            if not locks.try_lock(users):
                raise ServersUnavailable(f"Redress is running on {layout.root}; stop it first.")
            _stop(layout)
            for name in _OURS:
                path = layout.root / name
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                layout.root.rmdir()  # only when nothing else is in it
        finally:
            os.close(users)


def _start(layout: Layout, profile: str, *, database: bool, redis: bool) -> None:
    account = processes.account_for(layout.postgres)
    if layout.short_sockets is not None:
        _own_in_shared_place(layout.short_sockets, account)
    if database:
        postgres.ensure_running(layout, account, profile=profile)
    if redis:
        valkey.ensure_running(layout, account)


def _own_in_shared_place(directory: Path, account: processes.Account) -> None:
    """Anybody can make a name in /tmp: ours is used only when it is a real directory of the right owner and mode."""
    try:
        directory.mkdir(mode=0o700)
        account.own(directory)
    except FileExistsError:
        if not _is_alone_with(account, directory):
            raise ServersUnavailable(
                f"{directory}, where the servers' sockets belong, was made by somebody else; remove it and try again."
            ) from None


def _is_alone_with(account: processes.Account, directory: Path) -> bool:
    found = directory.lstat()
    return found.st_uid == account.uid and found.st_mode == 0o040700


def _leave(layout: Layout) -> None:
    users = _memberships.pop(layout.root)
    try:
        if locks.try_lock(users):
            _stop(layout)
        else:
            processes.disown()
    finally:
        locks.leave_users(users)


def _stop(layout: Layout) -> None:
    postgres.stop(layout)
    valkey.stop(layout)
    sockets = layout.short_sockets
    if sockets is not None and sockets.exists() and _is_alone_with(processes.account_for(layout.postgres), sockets):
        shutil.rmtree(sockets)


def _forget() -> None:
    """A forked child is its parent's guest: what the parent joined is not for the child to leave."""
    global _guard
    _memberships.clear()
    _guard = threading.RLock()  # another thread of the parent may have held it


def _release_all() -> None:
    for root in list(_memberships):
        release(root)


os.register_at_fork(after_in_child=_forget)
atexit.register(_release_all)
