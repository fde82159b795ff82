"""All verdicts of a case as they stood under one version of the leaked-field list, each judged again to show it."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.db import transaction

from claims.models import Case, LeakedFieldList
from claims.queries.verdicts import JudgedRun, RecordDamaged, RunReader, Stood, stood_under
from claims.rules.masks import from_mask
from claims.rules.verification import ItemMasks
from claims.services import audit
from claims.services.actors import Actor
from claims.services.csv_file import replacing
from claims.services.reproduction import Fidelity, Reproduction, reproduce

COLUMNS: Final = ("claim_number", "verdict", "items", "list_version", "judged_at", "reproduced")
EXAMPLES: Final = 20
_BATCH: Final = 1_000
_IN_FILE: Final = {
    Fidelity.EXACT: "yes",
    Fidelity.DIFFERS: "no",
    Fidelity.OTHER_RULES: "other_rules",
    Fidelity.NOT_KEPT: "not_kept",
}


@dataclass(slots=True)
class Summary:
    """What came of judging the runs of a case again.

    `verdicts` and `found` count the runs that stood; `later`: claims first judged under a later version; `waiting`:
    claims not judged yet. `other_rules`: by a rule's number, the runs that it was not compared in. `differing`: the
    numbers of the first claims whose run comes out otherwise.
    """

    claims: int = 0
    later: int = 0
    waiting: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    found: Counter[Fidelity] = field(default_factory=Counter)
    other_rules: Counter[int] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)


def reproduce_case(
    *,
    case: Case,
    version: LeakedFieldList,
    file: Path | None,
    actor: Actor,
    progress: Callable[[int], None] = lambda claims: None,
) -> Summary:
    """Judge again, for every claim of a case, the run that stood under a version of the list, and count.

    With `file`, write a line for each such run: claim number, verdict, the verdict of each claimed item
    (`name=supported; …`), the list version that it used, when it was judged (ISO 8601, UTC) and whether it came out the
    same (`yes`, `no`, `other_rules`, `not_kept`). Nothing personal is in it; that it was taken is recorded. Memory does
    not grow with the claims. Raises OSError.
    """
    summary = Summary()
    with ExitStack() as files:
        written = None if file is None else files.enter_context(replacing(file))
        if written:
            written.row(COLUMNS)
        for stood, judged, again in _all(case, version):
            _count(summary, stood, judged, again)
            if written and judged and again:
                written.row(_row(stood, judged, again))
            if summary.claims % _BATCH == 0:
                progress(summary.claims)
        if written:
            sha256 = written.finish()
            with transaction.atomic():
                audit.record(
                    "verdict.export",
                    actor=actor,
                    subject_type="case",
                    subject_id=case.pk,
                    case_id=case.pk,
                    detail={"version": version.number, "rows": written.rows, "sha256": sha256},
                )
    return summary


def _all(case: Case, version: LeakedFieldList) -> Iterator[tuple[Stood, JudgedRun | None, Reproduction | None]]:
    reader = RunReader()
    for batch in stood_under(case, version, batch=_BATCH):
        runs = reader.read([each.run_id for each in batch if each.run_id is not None])
        for each in batch:
            judged = None if each.run_id is None else runs[each.run_id]
            yield each, judged, None if judged is None else reproduce(judged)


def _count(summary: Summary, stood: Stood, judged: JudgedRun | None, again: Reproduction | None) -> None:
    summary.claims += 1
    if judged is None or again is None:
        summary.later += stood.later
        summary.waiting += not stood.later
        return
    summary.verdicts[judged.run.verdict] += 1
    summary.found[again.fidelity] += 1
    if again.fidelity is Fidelity.OTHER_RULES:
        summary.other_rules.update(again.other_rules)
    if again.fidelity is Fidelity.DIFFERS and len(summary.differing) < EXAMPLES:
        summary.differing.append(stood.number)


def _row(stood: Stood, judged: JudgedRun, again: Reproduction) -> tuple[str, ...]:
    run = judged.run
    return (
        stood.number,
        run.verdict,
        _items(judged),
        str(run.list.number),
        run.judged_at.isoformat(timespec="seconds"),
        _IN_FILE[again.fidelity],
    )


def _items(judged: JudgedRun) -> str:
    """Each claimed item with its verdict; empty where that was not kept or cannot be read back."""
    if not judged.kept:
        return ""
    link, run = judged.items_judged_by(), judged.run
    try:
        claimed, places = judged.facts(link).items_mask, judged.context(link).items
    except RecordDamaged:
        return ""
    masks = ItemMasks(run.proven, run.supported, run.contradicted)
    return "; ".join(f"{code}={masks.of(places[code])}" for code in from_mask(claimed, places))
