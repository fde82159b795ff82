"""Typed reading of environment variables, with an error that names the variable and what it should hold."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str) -> str:
    """The variable's value, or the default when it is unset or empty."""
    return os.environ.get(name) or default


def flag(name: str, *, default: bool) -> bool:
    """A yes/no variable. Raises ImproperlyConfigured for anything but 1/0, true/false, yes/no."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes"}:
        return True
    if value in {"0", "false", "no"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0.")


def integer(name: str, *, default: int) -> int:
    """A whole, non-negative number. Raises ImproperlyConfigured for anything else."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, 0 or more.")
    return int(value)


def listing(name: str, *, default: list[str]) -> list[str]:
    """A comma-separated list; blanks are dropped."""
    value = os.environ.get(name, "")
    return [part.strip() for part in value.split(",") if part.strip()] or default


def lines(name: str) -> frozenset[str]:
    """The lines of the file that the variable names, in lower case; empty ones and what follows a # are left out.

    Nothing where the variable is unset. Raises ImproperlyConfigured for a file that cannot be read.
    """
    path = os.environ.get(name)
    if not path:
        return frozenset()
    try:
        read = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ImproperlyConfigured(f"{name} must name a text file that this process may read.") from None
    return frozenset(text for line in read if (text := line.partition("#")[0].strip().lower()))
