"""Import files as bytes and lines: checked as a whole before anything is written, then read line by line.

A record is one line: no cell of an import may hold a line break, so a stray quotation mark spoils its own row and not
all that follow. Memory does not grow with the file, nor with its longest line.
"""

import codecs
import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from claims.crypto.blind import keyed_digest

COLUMNS = (
    "external_ref",
    "language",
    "claimant_type",
    "name",
    "birth_date",
    "email",
    "phone",
    "postcode",
    "address",
    "account_email",
    "account_phone",
    "notices",
    "data_items",
    "entrance_code_stored",
    "damages_sought",
    "submitted_at",
)
REQUIRED = ("external_ref", "name")

#: The longest row that could be valid has some 3,000 characters; what is longer is not read as a row.
LONGEST_LINE = 20_000
_CHUNK = 1 << 20


class FileUnusable(Exception):
    """The file cannot be imported at all. The text says what to do, and quotes nothing that may be personal data."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that is UTF-8 and has a usable header. `digest` is keyed and stands for the content, whatever its name."""

    path: Path
    digest: bytes
    header: tuple[str, ...]
    lines: int


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One line after the header. `number` is the line's in the file, the header being 1; `text` None: too long."""

    number: int
    text: str | None


def check_file(path: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> CheckedFile:
    """Read the whole file once: every byte decodes, and the header names known columns, each once.

    `progress` is told bytes done and in all. Raises FileUnusable.
    """
    try:
        if not path.is_file():
            raise FileUnusable(f"{path} is not a file." if path.exists() else f"There is no file {path}.")
        digest, lines = _scan(path, progress)
        first = next(_lines(path), None)
    except OSError as error:
        raise FileUnusable(f"{path} cannot be read: {error.strerror}.") from None
    if first is None:
        raise FileUnusable(f"{path} is empty. Its first row must name the columns: {', '.join(COLUMNS)}.")
    return CheckedFile(path, digest, _header(first), lines - 1)


def read_lines(file: CheckedFile) -> Iterator[Line]:
    """The lines after the header, in order; lines of empty cells are left out but counted in the numbers."""
    lines = _lines(file.path)
    next(lines, None)
    for line in lines:
        if line.text is None or line.text.strip(", \t\n"):
            yield line


def split(text: str) -> Sequence[str]:
    """The cells of one line. Raises csv.Error for quotation marks that do not pair."""
    if '"' not in text:
        return text.rstrip("\n").split(",")
    return next(csv.reader([text], strict=True))


def _scan(path: Path, progress: Callable[[int, int], None]) -> tuple[bytes, int]:
    """Keyed digest and number of lines. Raises FileUnusable where a byte does not decode."""
    total, done, lines, ended = path.stat().st_size, 0, 0, True
    content = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")(errors="strict")
    newlines = io.IncrementalNewlineDecoder(None, translate=True)
    with path.open("rb") as source:
        while True:
            chunk = source.read(_CHUNK)
            pending = len(decoder.getstate()[0])
            try:
                text = newlines.decode(decoder.decode(chunk, final=not chunk), final=not chunk)
            except UnicodeDecodeError as error:
                line = lines + 1 + error.object[: error.start].count(b"\n")
                raise FileUnusable(
                    f"{path} is not UTF-8: see line {line}, byte {done - pending + error.start + 1} of the file. "
                    "Save it as “CSV UTF-8” and run this again. Nothing was imported."
                ) from None
            lines += text.count("\n")
            ended = text.endswith("\n") if text else ended
            if not chunk:
                return keyed_digest("import-file", content.digest()), lines + (not ended)
            content.update(chunk)
            done += len(chunk)
            progress(done, total)


def _lines(path: Path) -> Iterator[Line]:
    with path.open(encoding="utf-8-sig", errors="strict") as source:
        number = 0
        while text := source.readline(LONGEST_LINE):
            number += 1
            whole = text.endswith("\n") or len(text) < LONGEST_LINE
            rest = text
            while not rest.endswith("\n") and len(rest) == LONGEST_LINE:
                rest = source.readline(LONGEST_LINE)
            yield Line(number, text if whole else None)


def _header(first: Line) -> tuple[str, ...]:
    expected = f"The columns are {', '.join(COLUMNS)}, separated by commas; {' and '.join(REQUIRED)} are required."
    if first.text is None:
        raise FileUnusable(f"The first row is too long to be a header. {expected}")
    try:
        names = [name.strip() for name in split(first.text)]
    except csv.Error:
        raise FileUnusable(f"The header's quotation marks do not pair. {expected}") from None
    unknown = [_named(name, place) for place, name in enumerate(names, start=1) if name not in COLUMNS]
    if unknown:
        raise FileUnusable(f"Unknown columns: {', '.join(unknown[:10])}. {expected} Nothing was imported.")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise FileUnusable(f"Columns named twice: {', '.join(twice)}. Nothing was imported.")
    if missing := [name for name in REQUIRED if name not in names]:
        raise FileUnusable(f"Missing columns: {', '.join(missing)}. {expected} Nothing was imported.")
    return tuple(names)


def _named(name: str, place: int) -> str:
    """An unknown column as it may be shown: a file without a header begins with somebody's data."""
    return name if name.isascii() and name.isidentifier() and len(name) <= 40 else f"column {place}"
