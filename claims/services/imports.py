"""Importing a file of claims: batch by batch, each committed together with how far the import has come.

Killed at any moment, the import goes on at the first row that is not in. Run again, it adds nothing twice: a claim
whose reference is there already is only counted, never changed.
"""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from claims.models import Claim, ImportRun, WorkItem
from claims.queries.filing_terms import FilingCase, filing_case
from claims.services import audit, filing, nudges
from claims.services.actors import OPERATOR
from claims.services.filing import CaseNotOpen, CaseUnknown, Filing
from claims.services.filing_rows import NewClaim
from claims.services.import_file import COLUMNS, REQUIRED, CheckedFile, FileUnusable, Line, check_file, read_lines
from claims.services.import_rows import Problem, References, Rejected, read_row, reference_of

__all__ = [
    "COLUMNS",
    "REQUIRED",
    "CaseNotOpen",
    "CaseUnknown",
    "FileUnusable",
    "ImportMismatch",
    "ImportedElsewhere",
    "Outcome",
    "Problem",
    "Rejected",
    "check_file",
    "import_claims",
    "rehearse",
    "rejected_path",
]

BATCH = 500
Progress = Callable[[int, int], None]
"""Told how many rows have been read and how many of them were rejected."""


class ImportMismatch(Exception):
    """This file's import was begun with the other answer to whether the paper is on file."""


class ImportedElsewhere(Exception):
    """Another process is importing the same file; it goes on, this one stopped."""


@dataclass(slots=True)
class Outcome:
    """What one run of an import did. `skipped` rows were read by an earlier run that was stopped."""

    skipped: int = 0
    read: int = 0
    added: int = 0
    there: int = 0
    rejected: int = 0
    # A rehearsal's first rejected rows, for it writes no file.
    examples: list[Rejected] = field(default_factory=list)


@dataclass(frozen=True, slots=True, repr=False)
class _Batch:
    """Some rows, ready to be written: `last` is how many lines have been read with them."""

    case: FilingCase
    last: int
    rows: int
    news: list[NewClaim]
    rejected: list[Rejected]


def import_claims(file: CheckedFile, *, case_slug: str, on_file: bool, progress: Progress) -> Outcome:
    """File every row that is not in yet; rows that cannot be filed go to `rejected_path`, with row number and reasons.

    `on_file`: the operator declares that attestation, consents and the answer on other proceedings are held on paper.
    Raises CaseUnknown, CaseNotOpen, ImportMismatch, ImportedElsewhere; whatever it raises, what it counted is in.
    """
    case = _open_case(case_slug)
    with _only_here(file.path), _RejectedFile(rejected_path(file.path)) as rejected:
        run = _begin(case, file, on_file)
        if not rejected.keep(rows=run.rows_rejected, last=run.rows_read + 1):
            # Somebody moved or changed the file. Read again from the first row, it is complete again.
            run = _restart(run)
            rejected.keep(rows=0, last=0)
        outcome = Outcome(skipped=run.rows_read)
        lines, seen = read_lines(file), References()
        _skip(lines, file, run.rows_read, seen)
        for batch in _sealed(lines, file, seen, case_slug, on_file):
            _file_batch(batch, run, rejected, outcome)
            progress(run.rows_read, run.rows_rejected)
            nudges.nudge(WorkItem.Kind.MATCH)
    ImportRun.objects.filter(pk=run.pk).update(rows_read=file.lines, finished_at=timezone.now())
    return outcome


def rehearse(file: CheckedFile, *, case_slug: str, progress: Progress, examples: int = 20) -> Outcome:
    """Do all that an import does but write. Raises CaseUnknown, CaseNotOpen."""
    outcome, seen = Outcome(), References()
    for batch in _batches(read_lines(file)):
        case = _open_case(case_slug)
        filings, rejected = _read(batch, file, seen, case)
        there = _there([filing.external_ref for filing in filings], case)
        outcome.read += len(batch)
        outcome.added += len(filings) - len(there)
        outcome.there += len(there)
        outcome.rejected += len(rejected)
        outcome.examples += rejected[: examples - len(outcome.examples)]
        progress(batch[-1].number - 1, outcome.rejected)
    return outcome


def rejected_path(path: Path) -> Path:
    """Where the rejected rows of a file go: beside it, `claims.csv` → `claims.rejected.csv`."""
    return path.with_name((path.stem if path.suffix.lower() == ".csv" else path.name) + ".rejected.csv")


@contextmanager
def _only_here(path: Path) -> Iterator[None]:
    """Keep others on this machine from importing the file meanwhile. The kernel lets go when this process ends."""
    with path.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ImportedElsewhere from None
        yield


def _open_case(slug: str) -> FilingCase:
    case = filing_case(slug)
    if not case.open:
        raise CaseNotOpen(slug)
    return case


@transaction.atomic
def _begin(case: FilingCase, file: CheckedFile, on_file: bool) -> ImportRun:
    """The run of this file: a new one, one that was stopped, or a finished one from its beginning again."""
    run, new = ImportRun.objects.select_for_update().get_or_create(
        case=case.case, file_digest=file.digest, defaults={"on_file": on_file}
    )
    if run.on_file != on_file:
        raise ImportMismatch
    if not new and run.finished_at is None:
        return run
    audit.record(
        "import.begin",
        actor=OPERATOR,
        subject_type="import",
        subject_id=run.pk,
        case_id=run.case_id,
        detail={"rows": file.lines, "on_file": on_file, "again": not new},
    )
    return run if new else _restart(run)


def _restart(run: ImportRun) -> ImportRun:
    run.rows_read = run.rows_rejected = 0
    run.finished_at = None
    run.save(update_fields=["rows_read", "rows_rejected", "finished_at"])
    return run


def _skip(lines: Iterator[Line], file: CheckedFile, rows_read: int, seen: References) -> None:
    """Pass over what an earlier run read, taking down its references."""
    if not rows_read:
        return
    for line in lines:
        reference = reference_of(line, file.header)
        if reference is not None:
            seen.repeated(reference)
        if line.number - 1 >= rows_read:
            return


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while batch := list(islice(lines, BATCH)):
        yield batch


def _read(
    batch: Sequence[Line], file: CheckedFile, seen: References, case: FilingCase
) -> tuple[list[Filing], list[Rejected]]:
    filings: list[Filing] = []
    rejected: list[Rejected] = []
    for line in batch:
        match read_row(line, file.header, seen, case.terms):
            case Rejected() as refused:
                rejected.append(refused)
            case row:
                filings.append(row)
    return filings, rejected


def _sealed(
    lines: Iterator[Line], file: CheckedFile, seen: References, case_slug: str, on_file: bool
) -> Iterator["_Batch"]:
    """Batches ready to be written, in order. While one is being written, the next is read and sealed beside it."""

    def seal(batch: Sequence[Line], case: FilingCase) -> _Batch:
        filings, rejected = _read(batch, file, seen, case)
        news = filing.seal_claims(filings, case=case, door=Claim.Door.IMPORT, on_file=on_file)
        return _Batch(case, batch[-1].number - 1, len(batch), news, rejected)

    with ThreadPoolExecutor(max_workers=1) as beside:
        waiting: Future[_Batch] | None = None
        for batch in _batches(lines):
            following = beside.submit(seal, batch, _open_case(case_slug))
            if waiting:
                yield waiting.result()
            waiting = following
        if waiting:
            yield waiting.result()


def _there(references: Iterable[str | None], case: FilingCase) -> set[str | None]:
    """Those references that a claim of the case has."""
    claims = Claim.objects.filter(case=case.case, external_ref__in=references)
    return set(claims.values_list("external_ref", flat=True))


def _file(batch: "_Batch") -> int:
    """File what is not there; returns how many. Whatever is not new afterwards is there, or CaseNotOpen is raised."""
    there = _there([new.external_ref for new in batch.news], batch.case)
    missing = [new for new in batch.news if new.external_ref not in there]
    fresh = filing.file_sealed(missing, case=batch.case)
    known = {new.external_ref for new, is_new in zip(missing, fresh, strict=True) if not is_new}
    if known and known - _there(known, batch.case):
        raise CaseNotOpen(batch.case.case.slug)
    return sum(fresh)


def _file_batch(batch: "_Batch", run: ImportRun, rejected: "_RejectedFile", outcome: Outcome) -> None:
    """File one batch and commit it with the run's progress.

    The rejected rows are on disk before: killed in between, the next run finds more of them than it counted and cuts
    them off again.
    """
    rejected.add(batch.rejected)
    before = run.rows_read
    with transaction.atomic():
        added = _file(batch)
        # Two processes with the same file: whoever comes second to a row changes nothing and stops.
        ours = ImportRun.objects.filter(pk=run.pk, rows_read=before, finished_at=None).update(
            rows_read=batch.last,
            claims_added=F("claims_added") + added,
            rows_rejected=F("rows_rejected") + len(batch.rejected),
        )
        if not ours:
            raise ImportedElsewhere
    run.rows_read = batch.last
    run.rows_rejected += len(batch.rejected)
    outcome.read += batch.rows
    outcome.added += added
    outcome.there += len(batch.news) - added
    outcome.rejected += len(batch.rejected)


class _RejectedFile:
    """The rejected rows on disk: number, reference and reasons, never the row. For its owner's eyes only.

    Created with the first rejected row, and gone again when there is none.
    """

    HEADER = b"row,external_ref,columns,codes,reasons\n"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None

    def __enter__(self) -> "_RejectedFile":
        return self

    def __exit__(self, *exception: object) -> None:
        self._close()

    def keep(self, *, rows: int, last: int) -> bool:
        """Cut off what stands behind row `last`. False when what is left are not just `rows` rows of ours."""
        if not rows:
            self._close()
            self._path.unlink(missing_ok=True)
            return True
        try:
            self._file = self._path.open("r+b")
        except FileNotFoundError:
            return False
        found, end = 0, len(self.HEADER)
        if self._file.readline() != self.HEADER:
            return False
        for line in self._file:
            number, comma, _ = line.partition(b",")
            if not (comma and line.endswith(b"\n") and number.isdigit() and int(number) <= last):
                break
            found, end = found + 1, end + len(line)
        self._file.seek(end)
        self._file.truncate()
        return found == rows

    def _close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None

    def add(self, rejected: Sequence[Rejected]) -> None:
        """Append rows and see them to the disk."""
        if not rejected:
            return
        if self._file is None:
            self._file = os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "r+b")
            self._file.write(self.HEADER)
        self._file.write(b"".join(_as_row(row) for row in rejected))
        self._file.flush()
        os.fsync(self._file.fileno())


def _as_row(rejected: Rejected) -> bytes:
    cells = (
        str(rejected.number),
        _inert(rejected.external_ref),
        ";".join(problem.column for problem in rejected.problems),
        ";".join(problem.code for problem in rejected.problems),
        " ".join(problem.sentence for problem in rejected.problems),
    )
    return (",".join(_quoted(cell) for cell in cells) + "\n").encode()


def _inert(reference: str) -> str:
    """A reference that a spreadsheet does not take for a formula."""
    return f"'{reference}" if reference.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) else reference


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if '"' in cell or "," in cell else cell
