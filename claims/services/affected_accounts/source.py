"""The file of an affected-account list as blocks of whole lines: plain, gzip or Zstandard, from a path or a pipe.

A block ends with a line, so that each can be read by itself; the same content makes the same blocks in whatever form
it comes. Memory does not grow with the file.
"""

import csv
import gzip
import hashlib
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

import pyarrow as pa

from claims.rules.affected_accounts import COLUMNS

#: Bytes of a block. A worker's memory is some twenty times this.
BLOCK: Final = 8 << 20
STDIN: Final = "-"

_BOM: Final = b"\xef\xbb\xbf"
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_EXPECTED: Final = f"Its first row must be {','.join(COLUMNS)}, and its rows must have the same four cells."


class FileUnusable(Exception):
    """The file cannot be imported at all. The text says what to do, and quotes nothing that may be personal data."""


class Readable(Protocol):
    """Bytes in order: a file, or what unpacks one."""

    def read(self, size: int, /) -> bytes:
        """So many bytes, fewer at the end, and maybe before."""


class Source:
    """Blocks of lines, in order, and what is known of the file once they are read."""

    def __init__(self, stream: Readable, name: str) -> None:
        self._stream, self.name = stream, name
        self._content = hashlib.sha256()

    @property
    def digest(self) -> bytes:
        """SHA-256 of what was read, header and all; of the content, not of its compressed form."""
        return self._content.digest()

    def blocks(self) -> Iterator[tuple[int, bytes]]:
        """(number of the first line, the lines) of each block; the header is line 1 and in none of them.

        Raises FileUnusable for another header, for a line longer than a block and for a file that breaks off.
        """
        number, rest, headed = 1, b"", False
        while chunk := self._read():
            self._content.update(chunk)
            rest, chunk = b"", rest + chunk
            end = chunk.rfind(b"\n") + 1
            if not end and len(chunk) > BLOCK:
                raise FileUnusable(f"{self.name}: line {number:,} does not end. {_EXPECTED}")
            chunk, rest = chunk[:end], chunk[end:]
            if not headed and chunk:
                header, _, chunk = chunk.partition(b"\n")
                self._check_header(header)
                headed, number = True, 2
            if chunk:
                yield number, chunk
                number += chunk.count(b"\n")
        if not headed:
            if not rest:
                raise FileUnusable(f"{self.name} is empty. {_EXPECTED}")
            self._check_header(rest)
        elif rest:
            yield number, rest

    def _read(self) -> bytes:
        """The next bytes: a block's worth, unless the file ends. A pipe gives less at a time."""
        parts, missing = [], BLOCK
        try:
            while missing and (part := self._stream.read(missing)):
                parts.append(part)
                missing -= len(part)
        except (EOFError, zlib.error, pa.ArrowInvalid, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise FileUnusable(f"{self.name} cannot be read: {error.strerror}.") from None
            raise FileUnusable(f"{self.name} is damaged or breaks off: it cannot be unpacked to its end.") from None
        return b"".join(parts)

    def _check_header(self, line: bytes) -> None:
        try:
            text = line.removeprefix(_BOM).decode("utf-8").removesuffix("\r")
        except UnicodeDecodeError:
            raise FileUnusable(f"{self.name} is not UTF-8. Save it as “CSV UTF-8”. {_EXPECTED}") from None
        for separator, called in ((";", "semicolons"), ("\t", "tabs")):
            if [cell.strip(' "') for cell in text.split(separator)] == list(COLUMNS):
                raise FileUnusable(f"{self.name} is separated by {called}. Save it with commas. {_EXPECTED}")
        try:
            cells = [cell.strip() for cell in next(csv.reader([text], strict=True), [])]
        except csv.Error:
            raise FileUnusable(f"The quotation marks in the header of {self.name} do not pair. {_EXPECTED}") from None
        if tuple(cells) == COLUMNS:
            return
        if sorted(cells) == sorted(COLUMNS):
            raise FileUnusable(f"The columns of {self.name} stand in another order. {_EXPECTED}")
        raise FileUnusable(f"The first row of {self.name} does not name the columns. {_EXPECTED}")


@contextmanager
def open_source(path: str) -> Iterator[Source]:
    """Open a list file; `-` is standard input. gzip and Zstandard are known by their first bytes.

    Raises FileUnusable.
    """
    name = "the input" if path == STDIN else path
    try:
        with open(sys.stdin.fileno() if path == STDIN else Path(path), "rb", closefd=path != STDIN) as raw:
            magic = raw.peek(4)[:4]
            if magic.startswith(_GZIP):
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield Source(unpacked, name)
            elif magic == _ZSTD:
                with pa.CompressedInputStream(pa.PythonFile(raw, "r"), "zstd") as unpacked:
                    yield Source(unpacked, name)
            else:
                yield Source(raw, name)
    except OSError as error:
        raise FileUnusable(f"{name} cannot be read: {error.strerror or 'it is damaged'}.") from None
