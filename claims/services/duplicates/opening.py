"""What a process of the full match does before its first claim. Imports nothing of Django by itself.

A process that unpickles its work must be set up first; this module can be read before that.
"""

import ctypes
import os
import signal
import sys
from dataclasses import dataclass
from typing import Final

_PR_SET_PDEATHSIG: Final = 1  # prctl(2)
# Loaded here and not after a fork, when it is late for that.
_LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with(parent: int) -> None:
    """Let this process be killed when its parent is: it holds opened claims. Linux only; elsewhere it ends later."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # killed in between
            os._exit(1)


@dataclass(frozen=True, slots=True)
class StartDjango:
    """Set up Django in a new process, on the same database as its parent's."""

    database: str

    def __call__(self) -> None:
        """To be called once, before anything of Django is imported."""
        import django

        django.setup()
        from django.db import connection

        connection.settings_dict["NAME"] = self.database
