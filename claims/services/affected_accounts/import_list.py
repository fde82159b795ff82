"""Importing an affected-account list: read in blocks, load in parts, look up all claims, and only then switch.

Every step is done by pieces that stay once they are done (a run on the disk, a part with its row, keys of claims), so
whoever is killed goes on where it stopped when the same file is given again. Until the switch nobody sees the new list.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Sum

from claims.crypto.account_keys import account_key_roots
from claims.crypto.blind import keyed_digest
from claims.models import AccountBucket, AccountPart, AffectedAccountList, DataItem, Incident
from claims.queries.affected_accounts import ListRow, account_lists, current_accounts
from claims.rules.affected_accounts import ACCOUNT_FORM
from claims.services import audit
from claims.services.actors import OPERATOR
from claims.services.affected_accounts.account_keys import make_missing_keys
from claims.services.affected_accounts.blocks import NO_ROWS, BlockRows, BlockTask, read_block, rejected_path
from claims.services.affected_accounts.listed_claims import look_up_all
from claims.services.affected_accounts.load import PartTask, load_part, sizes
from claims.services.affected_accounts.source import STDIN, open_source
from claims.services.affected_accounts.switch import empty_superseded, switch
from claims.services.processes import done_in_order, worker_processes

_IMPORTING: Final = 0x6163_6374  # a class of advisory locks of its own; the incident's id tells them apart
#: Blocks or parts under way for each process: one in work and one that waits.
_AHEAD: Final = 2
_REPORT_HEADER: Final = b"row,columns,codes,outcome,reasons\n"


class IncidentUnknown(Exception):
    """There is no such incident, or it has no data items."""


class ImportUnderWay(Exception):
    """Another process is importing a list of the same incident."""


class NothingAccepted(Exception):
    """No row of the file could be read: it is not put in force. `rows` says what was read."""

    def __init__(self, rows: BlockRows, report: Path | None) -> None:
        super().__init__("no row was accepted")
        self.rows, self.report = rows, report


class Progress(Protocol):
    """Told what is being done, and how much of it is."""

    def __call__(self, doing: str, done: int, total: int | None = None) -> None:
        """So much is done now, of so much in all where that is known."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did. `in_force`: the same file was in force already, and nothing was changed.

    `report`: where the rows stand that were rejected, whole or in part; None when there are none.
    """

    number: int
    rows: BlockRows
    keys: int = 0
    claims: int = 0
    report: Path | None = None
    in_force: bool = False
    resumed: bool = False


def import_list(
    path: str,
    *,
    incident: str,
    source: str | None = None,
    processes: int | None = None,
    progress: Progress,
) -> Outcome:
    """Import a list file (`-`: standard input) for an incident and put it in force. See the module.

    `source`: who handed the list over, as it will be cited. Raises IncidentUnknown, ImportUnderWay, FileUnusable,
    NothingAccepted, TooManyMasks, KeysMissing; whatever it raises, the list in force is in force still.
    """
    of, items = _incident(incident)
    with _alone(of.pk), worker_processes(processes or default_processes()) as pool:
        _clear(of)
        current = current_accounts(of.pk)
        if current and path != STDIN and Path(path).is_file() and _content(path, items) == current.file_digest:
            return _in_force(current)
        listed, resumed = _begin(of, source)
        spool = _spool(listed)
        ahead = _AHEAD * (processes or default_processes())
        rows, runs, digest = _read(path, listed, items, spool, pool, ahead, progress)
        if current and digest == current.file_digest:
            _abandon(listed)
            return _in_force(current)
        report = _report(path, of, spool, runs)
        if not rows.accepted:
            _abandon(listed)
            raise NothingAccepted(rows, report)
        _take_down(listed, rows, digest)
        _load(listed, spool, runs, pool, ahead, progress)
        claims = _look_up(listed, pool, ahead, progress)
        switch(listed.pk, actor=OPERATOR)
        shutil.rmtree(spool)
        empty_superseded(of.pk)
        return Outcome(listed.number, rows, listed.keys, claims, report, resumed=resumed)


def rehearse(path: str, *, incident: str, processes: int | None = None, progress: Progress) -> BlockRows:
    """Read every row and write nothing. Raises IncidentUnknown, FileUnusable."""
    _, items = _incident(incident)
    rows = NO_ROWS
    count = processes or default_processes()
    with worker_processes(count) as pool, open_source(path) as file:
        roots = account_key_roots(0)
        tasks = (
            BlockTask(number, first, lines, items, roots, None) for number, (first, lines) in enumerate(file.blocks())
        )
        for each in done_in_order(pool, read_block, tasks, ahead=_AHEAD * count):
            rows += each
            progress("Checking", rows.read)
    return rows


def lists_of(incident: str) -> list[ListRow]:
    """The lists of an incident, the newest first. Raises IncidentUnknown."""
    return account_lists(_incident(incident)[0].pk)


def default_processes() -> int:
    """As many as there are processors, eight at most."""
    return min(os.cpu_count() or 1, 8)


def spool_root() -> Path:
    """Where imports into this database keep their runs, for their owner's eyes only."""
    root = Path(settings.VAR_DIR) / "affected-accounts"
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    root.chmod(0o700)
    own = root / str(connection.settings_dict["NAME"])
    own.mkdir(mode=0o700, exist_ok=True)
    return own


def _incident(code: str) -> tuple[Incident, dict[str, int]]:
    incident = Incident.objects.filter(code=code).first()
    items = dict(DataItem.objects.filter(incident=incident).values_list("code", "bit")) if incident else {}
    if incident is None or not items:
        raise IncidentUnknown(code)
    return incident, items


@contextmanager
def _alone(incident_id: int) -> Iterator[None]:
    """One import of an incident at a time. The lock goes with the connection: a killed process leaves none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s::bigint::integer)", [_IMPORTING, incident_id])
        if not cursor.fetchall()[0][0]:
            raise ImportUnderWay
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s::bigint::integer)", [_IMPORTING, incident_id])


@transaction.atomic
def _begin(incident: Incident, source: str | None) -> tuple[AffectedAccountList, bool]:
    """The list that an import before began, or a new one; and which of both."""
    lists = AffectedAccountList.objects.filter(incident=incident)
    listed = lists.filter(state=AffectedAccountList.State.LOADING).first()
    resumed = listed is not None
    if listed is None:
        last = lists.aggregate(last=Max("number"))["last"] or 0
        listed = AffectedAccountList.objects.create(incident=incident, number=last + 1, form=ACCOUNT_FORM)
    if source is not None:
        listed.source = source
        listed.save(update_fields=["source"])
    audit.record(
        "accounts.import",
        actor=OPERATOR,
        subject_type="account_list",
        subject_id=listed.pk,
        detail={"incident": incident.code, "list": listed.number, "again": resumed},
    )
    return listed, resumed


def _spool(listed: AffectedAccountList) -> Path:
    spool = spool_root() / str(listed.pk)
    spool.mkdir(mode=0o700, exist_ok=True)
    return spool


def _clear(incident: Incident) -> None:
    """What an import leaves that is killed after the switch: the old list's buckets, and its own runs."""
    empty_superseded(incident.pk)
    loading = AffectedAccountList.objects.filter(state=AffectedAccountList.State.LOADING)
    kept = {str(pk) for pk in loading.values_list("pk", flat=True)}
    for spool in spool_root().iterdir():
        if spool.name.isdigit() and spool.name not in kept:
            shutil.rmtree(spool)


def _digest(content: bytes, items: Mapping[str, int]) -> bytes:
    """What a file says to this incident: its content, and the items that it can name."""
    return keyed_digest("account-list", content + json.dumps(sorted(items.items())).encode())


def _content(path: str, items: Mapping[str, int]) -> bytes:
    with open_source(path) as file:
        for _ in file.blocks():
            pass
        return _digest(file.digest, items)


def _read(
    path: str,
    listed: AffectedAccountList,
    items: Mapping[str, int],
    spool: Path,
    pool: ProcessPoolExecutor,
    ahead: int,
    progress: Progress,
) -> tuple[BlockRows, int, bytes]:
    """Make the run of every block that has none. Returns what was read, how many runs there are, and the digest."""
    rows, runs, roots = NO_ROWS, 0, account_key_roots(listed.incident_id)
    with open_source(path) as file:
        tasks = (
            BlockTask(number, first, lines, items, roots, spool) for number, (first, lines) in enumerate(file.blocks())
        )
        for each in done_in_order(pool, read_block, tasks, ahead=ahead):
            rows, runs = rows + each, runs + 1
            progress("Reading", rows.read)
        return rows, runs, _digest(file.digest, items)


def _report(path: str, incident: Incident, spool: Path, runs: int) -> Path | None:
    """Join the rejected rows of all blocks into one file beside the list, or in the spool for standard input."""
    target = spool_root() / f"{incident.code}.rejected.csv" if path == STDIN else report_path(Path(path))
    parts = [rejected_path(spool, number) for number in range(runs)]
    if not any(part.stat().st_size for part in parts):
        target.unlink(missing_ok=True)
        return None
    target.unlink(missing_ok=True)  # what lies there may be for others' eyes
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as report:
        report.write(_REPORT_HEADER)
        for part in parts:
            with part.open("rb") as lines:
                shutil.copyfileobj(lines, report)
    return target


def report_path(path: Path) -> Path:
    """Where the rejected rows of a file go: beside it, `accounts.csv.gz` → `accounts.rejected.csv`."""
    name = path.name
    for suffix in (".gz", ".zst", ".csv"):
        name = name[: -len(suffix)] if name.lower().endswith(suffix) else name
    return path.with_name(f"{name}.rejected.csv")


def _take_down(listed: AffectedAccountList, rows: BlockRows, digest: bytes) -> None:
    """Note what the file holds. What an import of another file loaded for this list goes."""
    if listed.file_digest is not None and bytes(listed.file_digest) == digest:
        return
    with transaction.atomic():
        AccountPart.objects.filter(list=listed).delete()
        AccountBucket.objects.filter(list=listed).delete()
        listed.file_digest, listed.masks = digest, []
        listed.bucket_bits, listed.parts = sizes(rows.keys)
        listed.rows_read, listed.rows_accepted = rows.read, rows.accepted
        listed.rows_in_part, listed.rows_rejected = rows.in_part, rows.rejected
        listed.save()


def _load(
    listed: AffectedAccountList, spool: Path, runs: int, pool: ProcessPoolExecutor, ahead: int, progress: Progress
) -> None:
    assert listed.parts is not None
    assert listed.bucket_bits is not None
    tasks = (
        PartTask(listed.pk, number, listed.parts, listed.bucket_bits, spool, runs) for number in range(listed.parts)
    )
    keys = 0
    for each in done_in_order(pool, load_part, tasks, ahead=ahead):
        keys += each
        progress("Loading", keys)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_accountbucket")
    listed.refresh_from_db(fields=["masks"])
    listed.keys = AccountPart.objects.filter(list=listed).aggregate(keys=Sum("keys"))["keys"] or 0
    listed.save(update_fields=["keys"])


def _look_up(listed: AffectedAccountList, pool: ProcessPoolExecutor, ahead: int, progress: Progress) -> int:
    make_missing_keys(
        listed.incident_id,
        pool=pool,
        ahead=ahead,
        progress=lambda claims: progress("Making the account keys of claims", claims),
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_accountkeys")
    return look_up_all(listed.pk, pool=pool, ahead=ahead, progress=lambda claims: progress("Looking claims up", claims))


def _in_force(current: AffectedAccountList) -> Outcome:
    rows = BlockRows(
        current.rows_read, current.rows_accepted, current.rows_in_part, current.rows_rejected, current.keys
    )
    return Outcome(current.number, rows, current.keys, in_force=True)


def _abandon(listed: AffectedAccountList) -> None:
    """Take back a list that will not be: nobody was judged by it."""
    shutil.rmtree(_spool(listed))
    AccountPart.objects.filter(list=listed).delete()
    AccountBucket.objects.filter(list=listed).delete()
    listed.delete()
