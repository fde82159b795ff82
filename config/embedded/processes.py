"""Starting, finding and stopping server processes, and the unprivileged account they run as.

A server is recognised by its name and its working directory, which is its data directory: both are the kernel's word,
so a process number from a file, which may by now be somebody else's, is never trusted by itself.
"""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from config.embedded.errors import ServersUnavailable

COPIES = Path("/var/cache/redress")
_LOG_LIMIT = 10 * 1024 * 1024  # bytes; then one older file is kept

# Servers that this process started. Kept so that they can be reaped: in a container whose process 1 does not reap,
# an unreaped server would stay as a zombie.
_children: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True, slots=True)
class Account:
    """The user that the servers run as."""

    uid: int
    gid: int
    name: str

    @property
    def is_ours(self) -> bool:
        """Whether it is the user that this process runs as."""
        return self.uid == os.geteuid()

    @property
    def user(self) -> int | None:
        """For subprocess: the user to become, or None to stay."""
        return None if self.is_ours else self.uid

    @property
    def group(self) -> int | None:
        """For subprocess: the group to become, or None to stay."""
        return None if self.is_ours else self.gid

    @property
    def extra_groups(self) -> list[int] | None:
        """For subprocess: no further groups when another user is become, or None to stay."""
        return None if self.is_ours else []

    def own(self, directory: Path) -> None:
        """Create the directory when missing and make it this account's alone."""
        directory.mkdir(mode=0o700, exist_ok=True)
        if not self.is_ours:
            os.chown(directory, self.uid, self.gid)
        directory.chmod(0o700)


def account_for(data: Path) -> Account:
    """Ourselves, or, because PostgreSQL refuses to run as root: the data's present owner, else `nobody`.

    `nobody` rather than a user made for it: nothing on the machine is changed. It gets its data and socket directories
    and nothing else; root's own directories above stay as they are (see `directory_argument` and `program`).
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), str(os.geteuid()))
    try:
        owner = data.stat().st_uid
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except FileNotFoundError:
        entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def directory_argument(directory: Path, account: Account) -> str:
    """How to name to a server the directory that it is started in.

    Started by root, the server may not be able to walk down to it (a checkout below /root is closed to `nobody`).
    Its working directory is entered before root's rights are dropped, and `/proc/self/cwd` leads there without a walk.
    """
    return str(directory) if account.is_ours else "/proc/self/cwd"


def wheel(package: str) -> Path:
    """Where an installed wheel lies. Found, not imported: importing these wheels has effects that we do not want."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ServersUnavailable(
            f"{package} is not installed in this Python; run `make run` once, then use .venv/bin/python."
        )
    return Path(spec.origin).parent


def program(package: str, tree: str, name: str, account: Account) -> Path:
    """A program in a tree of an installed wheel, that the account can run: in place, or in a copy where it cannot.

    PostgreSQL finds its libraries by its own real path, so the whole tree is copied. /var/cache, because only root
    writes there (names in /tmp can be taken by others), nothing clears it, and it is seldom mounted without execution.
    Raises ServersUnavailable when neither can be run.
    """
    home = wheel(package)
    installed = home / tree / name
    if account.is_ours or _runs(installed, account):
        return installed
    stamp = installed.stat()
    digest = hashlib.sha256(f"{installed}\0{stamp.st_size}\0{stamp.st_mtime_ns}".encode()).hexdigest()[:12]
    copy = COPIES / f"{package}-{digest}"
    if not copy.exists():
        _copy(home, tree, copy)
    copied = copy / package / tree / name
    if not _runs(copied, account):
        raise ServersUnavailable(
            f"PostgreSQL must not run as root, and the user {account.name} cannot run {copied}; "
            "run this as an ordinary user."
        )
    return copied


def _runs(path: Path, account: Account) -> bool:
    try:
        done = subprocess.run(  # noqa: S603
            [path, "--version"],
            cwd="/",
            env=_environment(),
            user=account.user,
            group=account.group,
            extra_groups=account.extra_groups,
            capture_output=True,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _copy(home: Path, tree: str, target: Path) -> None:
    """Copy the tree and the wheel's own libraries, which it finds beside the package: all of it appears or nothing.

    Readable by everybody and writable by root.
    """
    COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
    COPIES.chmod(0o755)
    unfinished = Path(tempfile.mkdtemp(dir=COPIES))
    try:
        shutil.copytree(home / tree, unfinished / home.name / tree, ignore=shutil.ignore_patterns("include"))
        libraries = home.with_name(f"{home.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        for path in (unfinished, *unfinished.rglob("*")):
            path.chmod(0o755)
        with contextlib.suppress(OSError):  # another start was first: its copy is the same
            unfinished.rename(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _environment() -> dict[str, str]:
    """What a server sees of our environment: nothing, so that no secret and no PG… variable of ours reaches it."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def run_to_end(command: list[str], *, directory: Path, account: Account) -> str:
    """Run a program in a directory as the account. Raises CalledProcessError, with its words in `stderr`."""
    return subprocess.run(  # noqa: S603
        command,
        cwd=directory,
        env=_environment(),
        check=True,
        capture_output=True,
        text=True,
        errors="replace",
        user=account.user,
        group=account.group,
        extra_groups=account.extra_groups,
    ).stdout


def start(command: list[str], *, directory: Path, account: Account, log: Path) -> psutil.Process:
    """Start a server in its directory, in a session of its own so that a Ctrl-C at our terminal does not reach it."""
    _reap()
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    # Opened by us: the account need not reach the directory.
    with open(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as output:
        child = subprocess.Popen(  # noqa: S603
            command,
            cwd=directory,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            umask=0o077,
            user=account.user,
            group=account.group,
            extra_groups=account.extra_groups,
        )
    _children[child.pid] = child
    return psutil.Process(child.pid)


def is_alive(process: psutil.Process) -> bool:
    """Whether it runs: not gone, not a zombie, not another process that got its number."""
    _reap()
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _reap() -> None:
    for number, child in list(_children.items()):
        if child.poll() is not None:
            del _children[number]


def running_in(directory: Path, name: str) -> list[psutil.Process]:
    """The living processes of that name whose working directory this is, or was before somebody removed it."""
    return [process for number in psutil.pids() if (process := known(number, directory, name)) is not None]


def known(number: int, directory: Path, name: str) -> psutil.Process | None:
    """The process of that number, provided that it lives, has that name and works in that directory."""
    try:
        process = psutil.Process(number)
        if process.name() == name and process.cwd() in {str(directory), f"{directory} (deleted)"}:
            return process if is_alive(process) else None
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        pass
    return None


def stop(processes: list[psutil.Process], *steps: tuple[signal.Signals, float]) -> None:
    """Send each signal in turn to those still alive, and wait so many seconds after it for all of them to go."""
    for number, patience in steps:
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        if gone(processes, patience):
            return


def gone(processes: list[psutil.Process], patience: float) -> bool:
    """Wait until none of them lives; False when that takes longer than so many seconds."""
    give_up = time.monotonic() + patience
    while [process for process in processes if is_alive(process)]:
        if time.monotonic() > give_up:
            return False
        time.sleep(0.01)
    return True


def disown() -> None:
    """Let the servers that we started outlive us: another process uses them."""
    for child in _children.values():
        child.returncode = 0  # else Popen warns at interpreter exit that it still runs, which is the intention
    _children.clear()
