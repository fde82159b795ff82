"""CSV files for other programs: whole or not there, readable by their owner only, hashed, no cell a formula."""

import csv
import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from claims.services.export import inert


class CsvFile:
    """A CSV file that is being written: UTF-8, hashed on its way, spreadsheets' formulas made text.

    `rows`: how many were written, without the one that names the columns.
    """

    def __init__(self, descriptor: int) -> None:
        self._file = os.fdopen(descriptor, "wb")
        self._writer = csv.writer(self, lineterminator="\r\n")
        self._hash = hashlib.sha256()
        self.rows = -1

    def write(self, text: str) -> None:
        """For the csv module."""
        encoded = text.encode()
        self._hash.update(encoded)
        self._file.write(encoded)

    def row(self, cells: Sequence[str]) -> None:
        """Write one row; the first names the columns."""
        self._writer.writerow([inert(cell) for cell in cells])
        self.rows += 1

    def finish(self) -> str:
        """Make it last; returns its SHA-256 in hexadecimal."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._hash.hexdigest()

    def close(self) -> None:
        """Write no more."""
        self._file.close()


@contextmanager
def replacing(path: Path) -> Iterator[CsvFile]:
    """A new file beside `path` that takes its place at the end, readable by nobody else; removed on an error.

    Raises OSError.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with closing(CsvFile(descriptor)) as file:
            yield file
        os.replace(name, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise
