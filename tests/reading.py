"""Files of folders that other processes write in: what vanishes between one look and the next is passed over."""

import os
from collections.abc import Iterator
from pathlib import Path


def files_below(place: Path, *, deep: bool = True) -> Iterator[Path]:
    """Every file of a folder, and of those in it if `deep`; also while files and folders come and go."""
    for folder, _, names in os.walk(place):  # unlike rglob, it passes over folders that are gone or closed
        yield from (Path(folder, name) for name in names)
        if not deep:
            break


def written_since(place: Path, since: float, *, deep: bool = True) -> Iterator[tuple[Path, bytes]]:
    """Each regular file of a folder that was written since (seconds of Unix time), with its content."""
    for path in files_below(place, deep=deep):
        try:
            if path.is_file() and path.stat().st_mtime >= since:
                yield path, path.read_bytes()
        except (FileNotFoundError, PermissionError):
            continue
