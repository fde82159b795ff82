"""How the work stands: every piece that was accepted is pending, leased, done or dead, and none is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from claims.models import WorkItem


@dataclass(frozen=True, slots=True)
class Tallies:
    """One kind of work. `accepted` is counted apart from the states; ages are in seconds by the database's clock.

    Of the pieces that are neither done nor dead, `waiting` is how long the oldest has waited since it was accepted, and
    `overdue` how long ago a worker could have taken the one that is due longest. None: there is none.
    """

    kind: str
    accepted: int
    pending: int
    leased: int
    done: int
    dead: int
    waiting: float | None
    overdue: float | None

    @property
    def adds_up(self) -> bool:
        """Whether the states account for everything that was accepted."""
        return self.accepted == self.pending + self.leased + self.done + self.dead


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Work that failed as often as it may: what it was about, and the type of the last error."""

    id: int
    kind: str
    subject: UUID
    attempts: int
    error: str
    died_at: datetime


def tallies() -> list[Tallies]:
    """How each kind of work stands, kinds without any work included. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT kind, count(*),
                count(*) FILTER (WHERE state = 'pending'),
                count(*) FILTER (WHERE state = 'leased'),
                count(*) FILTER (WHERE state = 'done'),
                count(*) FILTER (WHERE state = 'dead'),
                extract(epoch FROM statement_timestamp() - min(accepted_at)
                    FILTER (WHERE state IN ('pending', 'leased')))::float8,
                extract(epoch FROM statement_timestamp() - min(due_at)
                    FILTER (WHERE state IN ('pending', 'leased') AND due_at <= statement_timestamp()))::float8
            FROM claims_workitem GROUP BY kind
            """
        )
        found = {row[0]: Tallies(*row) for row in cursor.fetchall()}
    kinds = sorted({*WorkItem.Kind.values, *found})
    return [found.get(kind, Tallies(kind, 0, 0, 0, 0, 0, None, None)) for kind in kinds]


def due(kind: str) -> int:
    """How many pieces of a kind a worker could take now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM claims_workitem
            WHERE kind = %s AND state IN ('pending', 'leased') AND due_at <= statement_timestamp()
            """,
            [kind],
        )
        (count,) = cursor.fetchone()
        return int(count)


def dead_letters(*, limit: int) -> Sequence[DeadLetter]:
    """The dead letters that died last."""
    rows = WorkItem.objects.filter(state=WorkItem.State.DEAD).order_by("-id")[:limit]
    return [
        DeadLetter(row.pk, row.kind, row.subject, row.attempts, row.last_error, row.finished_at or row.due_at)
        for row in rows
    ]


def claims_without_work() -> int:
    """Claims that were filed and that no work was ever asked for: a loss, so it must be 0.

    Told from the claims' side, so it does not rest on the queue's own bookkeeping.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM claims_claim c
            WHERE NOT EXISTS (SELECT 1 FROM claims_workitem w WHERE w.kind = ANY(%s) AND w.subject = c.id)
            """,
            [[WorkItem.Kind.MATCH.value, WorkItem.Kind.VERIFY.value]],
        )
        (count,) = cursor.fetchone()
        return int(count)
