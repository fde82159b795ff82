"""The lossless work queue: rows in PostgreSQL, leased in batches, done together with their effect.

Work is accepted in the transaction that makes it necessary. A worker leases rows with SKIP LOCKED, by the database's
clock, under a random fencing token; the effect and the completion commit together and only while the token still
holds, so work that outlived its lease changes nothing. A batch that fails is split, so that one poison row is
retried and at last dead-lettered alone while the others flow.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction

from claims.models import WorkItem

log = logging.getLogger(__name__)

Handler = Callable[[Sequence[UUID]], None]


@dataclass(frozen=True, slots=True)
class Batched:
    """A handler that takes at most `batch` pieces of work at a time."""

    handler: Handler
    batch: int

    def __call__(self, subjects: Sequence[UUID]) -> None:
        """Do the work."""
        self.handler(subjects)


@dataclass(frozen=True, slots=True)
class CommitsItself(Batched):
    """A handler that is called outside any transaction, because it deals with slow others, and commits what it did.

    That and the completion of the work do not commit together. It must itself tell from its own rows what was
    done already, for it is called again for all that it had when it raises or its lease ends.
    """


class LeaseLost(Exception):
    """The lease ran out while the work was being done; someone else has it now and this effect was rolled back."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Rows of one kind that this worker holds until the lease ends, and the token that proves it."""

    kind: str
    token: UUID
    items: tuple[tuple[int, UUID], ...]

    @property
    def subjects(self) -> list[UUID]:
        """What the work is about, in the order it was accepted."""
        return [subject for _, subject in self.items]


@dataclass(slots=True)
class Tally:
    """What one drain did."""

    done: int = 0
    failed: int = 0
    lost: int = 0


def add(kind: str, subjects: Iterable[UUID], *, after: timedelta = timedelta()) -> None:
    """Accept work, in the caller's transaction, due after a while. Work for a subject that waits is the same work,
    due at the earlier time.

    The waiting row is locked until the caller commits: a worker cannot take it in between, do it on the old state and
    leave the new state without work.
    """
    wanted = sorted(set(subjects))
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO claims_workitem (kind, subject, state, due_at)
            SELECT %s, subject, 'pending', statement_timestamp() + make_interval(secs => %s)
            FROM unnest(%s::uuid[]) AS t(subject)
            ON CONFLICT (kind, subject) WHERE state = 'pending'
                DO UPDATE SET due_at = LEAST(claims_workitem.due_at, EXCLUDED.due_at)
            """,
            [kind, after.total_seconds(), wanted],
        )


def add_all_claims(kind: str, case_ids: Sequence[int]) -> int:
    """Accept work for every claim of these cases, in the caller's transaction, as `add` does. Returns how many.

    One whose work is under way may have read what was before, so it too.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO claims_workitem (kind, subject, state)
            SELECT %s, id, 'pending' FROM claims_claim WHERE case_id = ANY(%s) ORDER BY id
            ON CONFLICT (kind, subject) WHERE state = 'pending'
                DO UPDATE SET due_at = LEAST(claims_workitem.due_at, statement_timestamp())
            """,
            [kind, list(case_ids)],
        )
        return cursor.rowcount


def lease(kind: str, *, limit: int) -> Lease | None:
    """Take up to `limit` due rows, oldest first; None when nothing is due. Expired leases are due again."""
    token = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH due AS (
                SELECT id FROM claims_workitem
                WHERE kind = %s AND state IN ('pending', 'leased') AND due_at <= statement_timestamp()
                ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED
            )
            UPDATE claims_workitem w
            SET state = 'leased', token = %s, attempts = attempts + 1,
                due_at = statement_timestamp() + make_interval(secs => %s)
            FROM due WHERE w.id = due.id RETURNING w.id, w.subject
            """,
            [kind, limit, token, settings.WORK_LEASE_SECONDS],
        )
        items = tuple(sorted(cursor.fetchall()))
    return Lease(kind, token, items) if items else None


def process(leased: Lease, handler: Handler, tally: Tally) -> None:
    """Do leased work. On an error the batch is halved until the rows that cause it stand alone."""
    try:
        _do(leased, handler)
        tally.done += len(leased.items)
    except LeaseLost:
        tally.lost += len(leased.items)
        log.warning("work_lease_lost", extra={"kind": leased.kind, "rows": len(leased.items)})
    except OperationalError:
        raise  # the database went away: the lease ends by itself and nothing was done
    except Exception as error:  # noqa: BLE001 - any error of a handler must become a retry that people can see
        if len(leased.items) > 1:
            middle = len(leased.items) // 2
            for half in (leased.items[:middle], leased.items[middle:]):
                process(Lease(leased.kind, leased.token, half), handler, tally)
            return
        _fail(leased, error)
        tally.failed += 1


def drain(kind: str, handler: Handler, *, batch: int | None = None, stop: Callable[[], bool] = lambda: False) -> Tally:
    """Lease and do due work of a kind until none is left or `stop` says so."""
    tally = Tally()
    while not stop():
        leased = lease(kind, limit=batch_of(handler, batch))
        if leased is None:
            break
        process(leased, handler, tally)
    return tally


def batch_of(handler: Handler, wanted: int | None = None) -> int:
    """How many pieces of work to lease at a time for a handler."""
    most = wanted or settings.WORK_BATCH
    return min(most, handler.batch) if isinstance(handler, Batched) else most


def retry(*, kind: str | None = None) -> int:
    """Give dead letters a new start; returns how many. A subject that waits already is not queued twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH dead AS (
                SELECT DISTINCT ON (kind, subject) id FROM claims_workitem d
                WHERE state = 'dead' AND (%(kind)s::text IS NULL OR kind = %(kind)s) AND NOT EXISTS (
                    SELECT 1 FROM claims_workitem p
                    WHERE p.kind = d.kind AND p.subject = d.subject AND p.state = 'pending')
                ORDER BY kind, subject, id DESC
            )
            UPDATE claims_workitem w
            SET state = 'pending', attempts = 0, due_at = statement_timestamp(), finished_at = NULL
            FROM dead WHERE w.id = dead.id AND w.state = 'dead'
            """,
            {"kind": kind},
        )
        return cursor.rowcount


def due_kinds() -> list[str]:
    """Kinds that have work due now."""
    now_due = WorkItem.objects.filter(state__in=["pending", "leased"]).extra(where=["due_at <= statement_timestamp()"])
    return sorted(now_due.values_list("kind", flat=True).distinct())


def _do(leased: Lease, handler: Handler) -> None:
    if isinstance(handler, CommitsItself):
        handler(leased.subjects)
        _complete(leased)
        return
    with transaction.atomic():
        handler(leased.subjects)
        _complete(leased)


@transaction.atomic(savepoint=False)
def _complete(leased: Lease) -> None:
    ids = [item for item, _ in leased.items]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE claims_workitem
            SET state = 'done', token = NULL, last_error = '', finished_at = clock_timestamp()
            WHERE id = ANY(%s) AND state = 'leased' AND token = %s
            """,
            [ids, leased.token],
        )
        if cursor.rowcount != len(ids):
            raise LeaseLost


def _fail(leased: Lease, error: Exception) -> None:
    """Record a failed attempt: due again later, at a doubling distance, or dead after the last one.

    Only the error's type is kept, for its text may quote what it failed on. When the same work was asked for again
    meanwhile, that row carries on and this one is closed.
    """
    name = type(error).__name__[:100]
    (item, _), *_ = leased.items
    log.error("work_failed", exc_info=error, extra={"kind": leased.kind, "work": item, "error": name})
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE claims_workitem SET
                    state = CASE WHEN attempts >= %(most)s THEN 'dead' ELSE 'pending' END,
                    finished_at = CASE WHEN attempts >= %(most)s THEN clock_timestamp() END,
                    due_at = clock_timestamp() + make_interval(secs => 2 ^ LEAST(attempts, 10)),
                    token = NULL, last_error = %(error)s
                WHERE id = %(id)s AND state = 'leased' AND token = %(token)s
                """,
                {"most": settings.WORK_MAX_ATTEMPTS, "error": name, "id": item, "token": leased.token},
            )
    except DatabaseError:
        WorkItem.objects.filter(pk=item, state="leased", token=leased.token).update(
            state="done", token=None, last_error=f"superseded after {name}"[:100]
        )
