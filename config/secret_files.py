"""Where the secrets come from: the environment, or, for the embedded default only, one generated file under var/."""

import base64
import json
import os
import secrets
import warnings
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class KeyRingSource:
    """The key ring as JSON text, or a file that is read again when a newer key version is met in the data."""

    text: str | None
    file: Path | None


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the process needs to know and must never print."""

    django: str
    key_ring: KeyRingSource


def load(var_dir: Path) -> Secrets:
    """Read DJANGO_SECRET_KEY and REDRESS_KEYS (JSON) or REDRESS_KEYS_FILE.

    With none of them, and only while the database is the embedded one too, a file `keys.json` is generated once under
    `var_dir` with a warning. A real database without real keys raises ImproperlyConfigured: generated keys that live
    beside the data would protect nothing.
    """
    django_key = os.environ.get("DJANGO_SECRET_KEY")
    ring_text = os.environ.get("REDRESS_KEYS")
    ring_file = os.environ.get("REDRESS_KEYS_FILE")
    if django_key and (ring_text or ring_file):
        return Secrets(django_key, KeyRingSource(ring_text, Path(ring_file) if ring_file else None))
    if os.environ.get("DATABASE_URL") and not os.environ.get("REDRESS_EMBEDDED"):
        raise ImproperlyConfigured(
            "DATABASE_URL is set, so DJANGO_SECRET_KEY and REDRESS_KEYS (or REDRESS_KEYS_FILE) must be set as well. "
            "`python manage.py keys generate` prints a new key ring."
        )
    path = var_dir / "keys.json"
    stored = _stored(path)
    return Secrets(
        django_key or stored["django"],
        KeyRingSource(ring_text, None) if ring_text else KeyRingSource(None, Path(ring_file) if ring_file else path),
    )


def new_key() -> str:
    """256 random bits, base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _stored(path: Path) -> dict[str, str]:
    """The generated file's content. Created complete and private, and by one process only when several start."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {"encryption": {"1": new_key()}, "index": {"1": new_key()}, "django": secrets.token_urlsafe(50)}
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
            warnings.warn(
                f"Generated encryption keys in {path.parent.name}/{path.name} for the embedded demonstration. "
                "Whoever has this file and the database can read every claim; without it nobody can.",
                stacklevel=2,
            )
        except FileExistsError:
            pass  # another process was first; its keys are the ones to use
        finally:
            temporary.unlink()
    loaded: dict[str, str] = json.loads(path.read_text())
    return loaded
