"""Key-encryption keys: how they are used, adding one, and re-wrapping every claimant's data key while the system runs.

Only the wrapping of data keys changes. Sealed fields and blind keys stay as they are, so a rotation touches one small
column a claimant, and whoever reads or files meanwhile notices nothing: a row opens with whatever version it names.
"""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from claims.crypto.keyring import LOOK_SECONDS, KeyUnavailable, key_ring, new_key, reload_key_ring
from claims.crypto.sealing import DataKey, DecryptionFailed, WrappedKey
from claims.services import audit
from claims.services.actors import OPERATOR

# The kinds of keys in a ring.
ENCRYPTION, INDEX = "encryption", "index"
_SUBJECTS = {ENCRYPTION: "key", INDEX: "index_key"}

BATCH = 500
_LOCK = 0x7265_6B79  # any number that no other advisory lock of this project uses
_FIRST = UUID(int=0)
# Rows that others hold are waited for, but not for ever.
_IDLE_ROUNDS = 40
_IDLE_SECONDS = 0.25

Progress = Callable[[int, int], None]
"""Told how many data keys have been re-wrapped, and how many there are to do in all."""


class RingNotOurs(Exception):
    """The key ring comes from the environment or from a file that somebody else keeps, so no key can be added to it."""


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """The versions in the ring, the one that wraps new data keys, and how many claimants each version wraps."""

    active: int
    versions: tuple[int, ...]
    claimants: dict[int, int]

    @property
    def unavailable(self) -> tuple[int, ...]:
        """Versions that wrap somebody's data key and that the ring lacks: these people's data cannot be read."""
        return tuple(sorted(set(self.claimants) - set(self.versions)))

    @property
    def unused(self) -> tuple[int, ...]:
        """Versions of the ring that no row uses any more."""
        return tuple(version for version in self.versions if version != self.active and version not in self.claimants)

    @property
    def behind(self) -> int:
        """Claimants whose data key another version than the active one wraps."""
        return sum(count for version, count in self.claimants.items() if version != self.active)


@dataclass(slots=True)
class Rotation:
    """What a rotation did: data keys re-wrapped, claimants whose key does not open, rows that others still held."""

    rewrapped: int = 0
    damaged: list[UUID] = field(default_factory=list)
    held: int = 0


def status() -> KeyStatus:
    """How the keys are used now. Erased claimants have no data key and do not count."""
    ring = reload_key_ring()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key_version, count(*) FROM claims_claimant WHERE wrapped_key IS NOT NULL GROUP BY 1 ORDER BY 1"
        )
        return KeyStatus(ring.active, tuple(sorted(ring.encryption)), dict(cursor.fetchall()))


def ring_is_ours() -> bool:
    """Whether the ring is the file that the system generated for itself under its own directory."""
    return _own_file() is not None


def add_key(kind: str = ENCRYPTION) -> int:
    """Add a fresh key to the system's own ring file; returns its version.

    An encryption key is active from now on; an index key waits for a re-index. The file is replaced whole, and is on
    disk before anything is made with the key. Two at once add one after the other. Raises RingNotOurs.
    """
    file = _own_file()
    if file is None:
        raise RingNotOurs
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        content, version = _with_another(file.read_text(), kind)
        audit.record("keys.add", actor=OPERATOR, subject_type=_SUBJECTS[kind], subject_id=version)
        _replace(file, json.dumps(content, indent=1))
    reload_key_ring()
    return version


def ring_with_another_key(kind: str = ENCRYPTION) -> str:
    """The ring as JSON with one more key, to be put where the ring comes from."""
    source = settings.KEY_RING_SOURCE
    content, _ = _with_another(source.text if source.text is not None else Path(str(source.file)).read_text(), kind)
    return json.dumps({ENCRYPTION: content[ENCRYPTION], INDEX: content[INDEX]})


def _with_another(ring: str, kind: str) -> tuple[dict[str, Any], int]:
    content = json.loads(ring)
    version = max(int(known) for known in content[kind]) + 1
    return content | {kind: content[kind] | {str(version): new_key()}}, version


def rewrap(*, progress: Progress, batch: int = BATCH, settle: float | None = None) -> Rotation:
    """Wrap every claimant's data key with the active version, batch by batch; resumable, for each batch commits.

    Processes that run on learn of a new key only after a moment, and wrap with the old one until then: it looks again
    after `settle` seconds (default: as long as that takes). Raises KeyUnavailable, before anything is done, when the
    ring lacks a version that rows name. A data key that does not open is left as it is and reported.
    """
    begun = time.monotonic()
    settle = LOOK_SECONDS + 1 if settle is None else settle
    before = status()
    if before.unavailable:
        raise KeyUnavailable("encryption", before.unavailable[0])
    rotation, idle = Rotation(), 0
    while True:
        done = _round(rotation, batch, lambda: progress(rotation.rewrapped, max(before.behind, rotation.rewrapped)))
        after = status()
        rotation.held = max(0, after.behind - len(rotation.damaged))
        idle = 0 if done else idle + 1
        if not rotation.held and time.monotonic() - begun >= settle:
            break
        if rotation.held and idle >= _IDLE_ROUNDS:
            break
        time.sleep(_IDLE_SECONDS)
    audit.record(
        "keys.rotate",
        actor=OPERATOR,
        subject_type="key",
        subject_id=after.active,
        detail={"rewrapped": rotation.rewrapped, "damaged": len(rotation.damaged), "held": rotation.held},
    )
    return rotation


def _round(rotation: Rotation, batch: int, told: Callable[[], None]) -> int:
    """Go once over all rows that an older version wraps; returns how many were re-wrapped. Rows that others hold are
    left for the next round."""
    before, place, active = rotation.rewrapped, (0, _FIRST), key_ring().active
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT key_version, id, wrapped_key FROM claims_claimant
                WHERE wrapped_key IS NOT NULL AND key_version <> %s AND (key_version, id) > (%s::smallint, %s::uuid)
                ORDER BY key_version, id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
                """,
                [active, *place, batch],
            )
            rows = cursor.fetchall()
            if not rows:
                return rotation.rewrapped - before
            fresh: dict[UUID, WrappedKey] = {}
            for version, claimant, wrapped in rows:
                try:
                    data_key = DataKey.unwrap(WrappedKey(wrapped, version), owner=claimant)
                except DecryptionFailed:
                    if claimant not in rotation.damaged:
                        rotation.damaged.append(claimant)
                    continue
                fresh[claimant] = data_key.wrap(owner=claimant)
            cursor.execute(
                """
                UPDATE claims_claimant c SET wrapped_key = t.wrapped, key_version = t.version
                FROM unnest(%s::uuid[], %s::bytea[], %s::smallint[]) AS t(id, wrapped, version) WHERE c.id = t.id
                """,
                [
                    list(fresh),
                    [bytes(wrapped.ciphertext) for wrapped in fresh.values()],
                    [wrapped.version for wrapped in fresh.values()],
                ],
            )
        rotation.rewrapped += len(fresh)
        place = (rows[-1][0], rows[-1][1])
        told()


def _own_file() -> Path | None:
    source = settings.KEY_RING_SOURCE
    own = Path(settings.VAR_DIR) / "keys.json"
    return own if source.text is None and source.file == own else None


def _replace(file: Path, content: str) -> None:
    """Put new content in a private file's place, whole or not at all, with the same owner."""
    owner = file.stat()
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        os.fchown(out.fileno(), owner.st_uid, owner.st_gid)
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
    directory = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
