"""The pairs and clusters of a case as CSV files for other programs. No personal data but the firm's own references."""

import csv
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connection, transaction

from claims.models import Case, Claim, ClusterMember, DuplicatePair
from claims.rules.matching import COMPARISONS
from claims.services import audit
from claims.services.actors import Actor
from claims.services.export import inert

PAIR_COLUMNS: Final = ("external_ref_a", "external_ref_b", "probability", "band", "decision", "reasons")
CLUSTER_COLUMNS: Final = ("external_ref", "cluster_id")
_PARTS: Final = tuple(comparison.code for comparison in COMPARISONS)
_CHUNK: Final = 5_000


@dataclass(frozen=True, slots=True)
class Exported:
    """How many rows each file holds, without the one that names the columns."""

    pairs: int
    clusters: int


class _Csv:
    """A CSV file that is being written: UTF-8, hashed on its way, spreadsheets' formulas made text."""

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
        """Write one row."""
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


def export_duplicates(
    *, case: Case, pairs: Path, clusters: Path, actor: Actor, progress: Callable[[int], None] = lambda rows: None
) -> Exported:
    """Write both files, as they stand at one moment, and record who took them and their hashes.

    - pairs: every stored pair of two claims of the case, by `PAIR_COLUMNS`. `decision` is `automatic`, `link`, `apart`,
      `household`, `withdrawn` (a decision was undone) or empty; `reasons` what the two have in common, as
      `name=same; birth=missing; …`.
    - clusters: every claim of the case, by `CLUSTER_COLUMNS`; one without a partner has a cluster of its own. Claims of
      other cases over the same incident may belong to a cluster and are not listed.

    A claim that was filed without `external_ref` is given by its claim number. Both files are replaced at once when all
    is written: a file that is there is whole. Raises OSError.
    """
    with ExitStack() as files, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        pair_file = files.enter_context(_replacing(pairs))
        cluster_file = files.enter_context(_replacing(clusters))
        done = 0
        for file, header, rows in (
            (pair_file, PAIR_COLUMNS, _pairs(case)),
            (cluster_file, CLUSTER_COLUMNS, _clusters(case)),
        ):
            file.row(header)
            for row in rows:
                file.row(row)
                done += 1
                if done % _CHUNK == 0:
                    progress(done)
        audit.record(
            "duplicates.export",
            actor=actor,
            subject_type="case",
            subject_id=case.pk,
            case_id=case.pk,
            detail={
                "pairs": pair_file.rows,
                "clusters": cluster_file.rows,
                "sha256": [pair_file.finish(), cluster_file.finish()],
            },
        )
    return Exported(pair_file.rows, cluster_file.rows)


@contextmanager
def _replacing(path: Path) -> Iterator[_Csv]:
    """A new file beside `path` that takes its place at the end, readable by nobody else; removed on an error."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with closing(_Csv(descriptor)) as file:
            yield file
        os.replace(name, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


def _reference(external: str | None, number: str) -> str:
    return external or number


def _pairs(case: Case) -> Iterator[tuple[str, ...]]:
    stored = (
        DuplicatePair.objects.filter(earlier__case=case, later__case=case)
        .order_by("earlier_id", "later_id")
        .values_list(
            "earlier__external_ref",
            "earlier__number",
            "later__external_ref",
            "later__number",
            "probability",
            "band",
            "decided",
            "levels",
        )
    )
    for ref_a, number_a, ref_b, number_b, probability, band, decided, levels in stored.iterator(chunk_size=_CHUNK):
        reasons = "; ".join(f"{part}={levels[part]}" for part in _PARTS if part in levels)
        yield (
            _reference(ref_a, number_a),
            _reference(ref_b, number_b),
            f"{probability:.9f}",
            band,
            decided,
            reasons,
        )


def _clusters(case: Case) -> Iterator[tuple[str, str]]:
    members = ClusterMember.objects.filter(claim__case=case).values_list("claim_id", "cluster_id")
    joined = dict(members.iterator(chunk_size=_CHUNK))
    claims = Claim.objects.filter(case=case).order_by("pk").values_list("pk", "external_ref", "number")
    for pk, external, number in claims.iterator(chunk_size=_CHUNK):
        yield _reference(external, number), str(joined.get(pk, pk))
