"""The claims of an incident in normal form, opened in memory: what the full match and its training work on."""

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final
from uuid import UUID

import pyarrow as pa
from django.db import connection

from claims.crypto.keyring import KeyUnavailable
from claims.crypto.sealing import DecryptionFailed
from claims.models import Claim
from claims.queries.duplicates import GONE
from claims.queries.people import sealed_people
from claims.services.duplicates.normalised import Row, normalised_from
from claims.services.duplicates.opening import StartDjango

log = logging.getLogger(__name__)

_PART: Final = 5_000
#: Below so many claims a process of its own costs more than it gives.
_WORTH_PROCESSES: Final = 20_000


class KeysMissing(Exception):
    """The key ring lacks a key that claims are sealed under. The text names the key."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Some claims by id, opened where this is called."""

    claims: tuple[UUID, ...]

    def __call__(self) -> Iterator[Row]:
        try:
            for sealed in sealed_people(self.claims):
                try:
                    yield sealed.claim_id.bytes, sealed.open()
                except DecryptionFailed:
                    log.warning("claim_does_not_open", extra={"claim": str(sealed.claim_id)})
        except KeyUnavailable as error:
            raise KeysMissing(str(error)) from None  # the error itself does not travel between processes


def normal_claims(
    incident_id: int, *, workers: int | None = None, progress: Callable[[int], None] = lambda rows: None
) -> pa.Table:
    """Every claim of an incident that is somebody's still, as `normalised.normalised_from` gives them; `key` is the id.

    Ordered by arrival. The erased are left out, and so is, with a line in the log, a claim that does not open. They
    are opened in `workers` processes, by default as many as there are processors and claims to be worth it.
    Raises KeysMissing.
    """
    living = Claim.objects.filter(case__incident_id=incident_id).exclude(stage__in=GONE)
    if workers is None:
        workers = min(os.cpu_count() or 1, 8) if living.count() > _WORTH_PROCESSES else 0
    ids = living.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=_PART)
    parts = (_Part(part) for part in iter(lambda: tuple(islice(ids, _PART)), ()))
    database = str(connection.settings_dict["NAME"])
    return normalised_from(parts, workers=workers, prepare=StartDjango(database), progress=progress)
