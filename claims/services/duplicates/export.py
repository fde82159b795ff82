"""The pairs and clusters of a case as CSV files for other programs. No personal data but the firm's own references."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connection, transaction

from claims.models import Case, Claim, ClusterMember, DuplicatePair
from claims.rules.matching import COMPARISONS
from claims.services import audit
from claims.services.actors import Actor
from claims.services.csv_file import replacing

PAIR_COLUMNS: Final = ("external_ref_a", "external_ref_b", "probability", "band", "decision", "reasons")
CLUSTER_COLUMNS: Final = ("external_ref", "cluster_id")
_PARTS: Final = tuple(comparison.code for comparison in COMPARISONS)
_CHUNK: Final = 5_000


@dataclass(frozen=True, slots=True)
class Exported:
    """How many rows each file holds, without the one that names the columns."""

    pairs: int
    clusters: int


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
        pair_file = files.enter_context(replacing(pairs))
        cluster_file = files.enter_context(replacing(clusters))
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
