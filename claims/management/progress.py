"""How far a command is: a bar on a terminal; elsewhere, for logs, a line every few seconds."""

import sys
import time
from typing import TextIO

from tqdm import tqdm

_SECONDS_A_LINE = 5.0


class Progress:
    """Shows how much of something is done. A context manager; told absolute numbers with `at`."""

    def __init__(self, doing: str, unit: str, *, total: int | None = None, start: int = 0, out: TextIO | None = None):
        self._doing, self._unit, self._total, self._start = doing, unit, total, start
        self._out = out or sys.stderr
        self._begun = self._said = time.monotonic()
        terminal = self._out.isatty()
        self._bar = tqdm(
            total=total, initial=start, desc=doing, unit=f" {unit}", file=self._out, disable=not terminal, leave=False
        )

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *exception: object) -> None:
        self._bar.close()

    def at(self, done: int, *, total: int | None = None, doing: str | None = None) -> None:
        """So much is done now, of so much in all."""
        self._total = total if total is not None else self._total
        self._doing = doing or self._doing
        if not self._bar.disable:
            self._bar.total = self._total
            self._bar.set_description(self._doing, refresh=False)
            self._bar.update(done - self._bar.n)
        elif time.monotonic() - self._said >= _SECONDS_A_LINE:
            self._said = time.monotonic()
            rate = (done - self._start) / (self._said - self._begun)
            of = f" of {self._total:,}" if self._total else ""
            self._out.write(f"{self._doing}: {done:,}{of} {self._unit}, {rate:,.0f}/s\n")
            self._out.flush()
