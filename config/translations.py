"""Compiled translations, made from `locale/*/LC_MESSAGES/django.po` without gettext's programs.

Imported by the settings, so that whatever starts first compiles; hence nothing of Django here. To build an image or
a read-only installation, run `python -m config.translations` once where the tree can still be written.
"""

import contextlib
import io
import os
from pathlib import Path

LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"


class CataloguesNotWritable(RuntimeError):
    """A catalogue must be compiled, and the place for it cannot be written."""


def compile_catalogues(directory: Path = LOCALE_DIR, *, force: bool = False) -> list[str]:
    """Compile each catalogue whose .po is newer than its .mo, or all; return the languages that were written.

    Any number of processes may do so at once: each .mo appears whole. A tree that cannot be written is fine as long
    as what is there says the same as the .po, whatever the times of the files; else CataloguesNotWritable is raised.
    """
    written = []
    for po in sorted(directory.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if (force or _stale(po, mo)) and _compile(po, mo):
            written.append(po.parent.parent.name)
    return written


def _stale(po: Path, mo: Path) -> bool:
    return not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns


def _compile(po: Path, mo: Path) -> bool:
    """Write the .mo of one .po; False when it stood there already."""
    # Only here, for no other start of a process needs it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with po.open("rb") as file:
        catalogue = read_po(file, locale=po.parent.parent.name, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    temporary = mo.with_name(f".{mo.stem}.{os.getpid()}.mo")
    try:
        if mo.exists() and mo.read_bytes() == compiled.getvalue():
            with contextlib.suppress(OSError):
                os.utime(mo)
            return False
        temporary.write_bytes(compiled.getvalue())
        temporary.replace(mo)
    except OSError as error:
        raise CataloguesNotWritable(
            f"The translations in {po.parent} are not compiled and cannot be written here ({error.strerror}). "
            "Run `python -m config.translations` as the owner of this directory."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return True


if __name__ == "__main__":
    compile_catalogues(force=True)
