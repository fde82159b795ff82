"""Messages that a person must look at, and the way from a message to its claim."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from claims.models import Message
from claims.rules.stages import ClaimStage

_TROUBLE = Q(state__in=[Message.State.UNCLEAR, Message.State.FAILED])
# A code that did not arrive is asked for again by whoever waits for it. A request matters while its claim still waits.
_WAITED_FOR = Q(
    kind__in=[Message.Kind.INFORMATION_NEEDED, Message.Kind.REMINDER],
    claim__stage=ClaimStage.NEEDS_INFORMATION,
    stay=F("claim__stage_seq"),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A message of which nobody can tell whether it went out (`unclear`), or that did not (`failed`).

    `error` is a code or an error's type; `since` when it was asked for.
    """

    id: UUID
    claim: str
    kind: str
    channel: str
    state: str
    error: str
    since: datetime


def troubles(cases: Iterable[int], *, limit: int) -> tuple[Sequence[Trouble], int]:
    """The messages of these cases that a person must look at, newest first up to `limit`; and how many there are."""
    rows = Message.objects.filter(_TROUBLE, _WAITED_FOR, claim__case__in=list(cases)).order_by("-id")
    shown = [
        Trouble(row.pk, row.claim.number, row.kind, row.channel, row.state, row.error, row.created_at)
        for row in rows.select_related("claim")[:limit]
    ]
    return shown, len(shown) if len(shown) < limit else rows.count()


def codes_lost() -> int:
    """How many one-time codes of the last day did not go out for certain: above a few, the way out is broken."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM claims_message
            WHERE state IN ('unclear', 'failed') AND kind = 'contact_code'
                AND created_at > statement_timestamp() - interval '1 day'
            """
        )
        (count,) = cursor.fetchone()
        return int(count)


def claims_of(message_ids: Iterable[UUID]) -> Mapping[UUID, UUID]:
    """The claim of each of these that is a message."""
    return dict(Message.objects.filter(pk__in=list(message_ids)).values_list("pk", "claim"))
