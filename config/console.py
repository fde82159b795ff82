"""How the commands behind `make` speak: one line for each thing done, one sentence when it cannot be done.

Standard library only: the installer uses it before anything is installed.
"""

import contextlib
import shutil
import sys
import time
from collections.abc import Iterator
from typing import TextIO
from unicodedata import east_asian_width


class CannotContinue(Exception):
    """What was asked for cannot be done. The text is one or two sentences for a person and says what to do."""


def say(text: str = "", *, to: TextIO | None = None) -> None:
    """Write a line now. Characters that the terminal cannot show become question marks.

    A terminal that is gone is no reason to fail: whoever closed it does not read this.
    """
    _write(f"{text}\n", to)


def complain(text: str) -> None:
    """Say on standard error what went wrong."""
    say(f"✗ {text}", to=sys.stderr)


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a step on a terminal while it is being done, and tick it off with the time it took."""
    begun = time.monotonic()
    status(text)
    yield
    clear_status()
    took = time.monotonic() - begun
    say(f"✓ {text}" + (f" ({took:.1f} s)" if took >= 1 else ""))


def status(text: str) -> None:
    """Show on a terminal what is being done; the next line said takes its place. Elsewhere: nothing."""
    if sys.stdout.isatty():
        room = shutil.get_terminal_size().columns - 3
        _write(f"\r\033[K… {text[:room]}")


def clear_status() -> None:
    """Take back the last status."""
    if sys.stdout.isatty():
        _write("\r\033[K")


def box(lines: list[str]) -> str:
    """The lines in a frame. Korean characters take two columns."""
    width = max(_columns(line) for line in lines)
    rule = "─" * (width + 2)
    body = [f"│ {line}{' ' * (width - _columns(line))} │" for line in lines]
    return "\n".join([f"╭{rule}╮", *body, f"╰{rule}╯"])


def _write(text: str, to: TextIO | None = None) -> None:
    stream = to or sys.stdout
    encoding = stream.encoding or "utf-8"
    with contextlib.suppress(OSError):
        stream.write(text.encode(encoding, "replace").decode(encoding))
        stream.flush()


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
