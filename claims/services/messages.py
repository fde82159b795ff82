"""Messages to claimants: the wish to send one, accepted in the transaction that makes it necessary.

What is asked of a claimant is asked once: a request waits some minutes, so that several changes make one, and while
the claim stays where it is there is no second one. `claims.services.sending` is what sends.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from claims.models import Message, WorkItem
from claims.rules.ids import new_id
from claims.rules.stages import ClaimStage
from claims.services import audit, nudges, work
from claims.services.actors import Actor


def request_information(claim_ids: Sequence[UUID]) -> int:
    """Have the claimants of those of these claims that stand in `needs_information` told that something is asked.

    In the caller's transaction, after the moves; two statements however many claims. The message goes out
    `settings.REQUEST_DELAY_MINUTES` later, and not at all where nothing is asked any more by then. Claims that were
    told since they entered the stage, and those that wait to be told, are not told again. Claims without any contact,
    and of erased persons, are left out. Returns for how many a message waits now.
    """
    return _ask(claim_ids, Message.Kind.INFORMATION_NEEDED, after=timedelta(minutes=settings.REQUEST_DELAY_MINUTES))


def remind(claim_ids: Sequence[UUID]) -> int:
    """Remind the claimants of those of these claims that stand in `needs_information`: once in each stay there.

    In the caller's transaction; two statements however many claims. Returns how many will be reminded.
    """
    count = _ask(claim_ids, Message.Kind.REMINDER, after=timedelta())
    if count:
        transaction.on_commit(lambda: nudges.nudge(WorkItem.Kind.SEND))
    return count


@transaction.atomic
def send_again(*, message_id: UUID, actor: Actor) -> bool:
    """A person's word that a message which is unclear or has failed is to be sent again, with an audit row.

    The message before is withdrawn and a new one goes out at once. False, and nothing changed, where the claim does
    not wait for its claimant any more, or somebody else has had it sent again.
    """
    message = Message.objects.select_for_update().select_related("claim").get(pk=message_id)
    if message.state not in (Message.State.UNCLEAR, Message.State.FAILED) or message.stay != message.claim.stage_seq:
        return False
    Message.objects.filter(pk=message.pk).update(state=Message.State.WITHDRAWN)
    if not _ask([message.claim_id], Message.Kind(message.kind), after=timedelta()):
        transaction.set_rollback(True)
        return False
    audit.record(
        "message.send_again",
        actor=actor,
        subject_type="claim",
        subject_id=message.claim_id,
        case_id=message.claim.case_id,
        detail={},
    )
    transaction.on_commit(lambda: nudges.nudge(WorkItem.Kind.SEND))
    return True


def _ask(claim_ids: Sequence[UUID], kind: Message.Kind, *, after: timedelta) -> int:
    wanted = sorted(set(claim_ids))
    if not wanted:
        return 0
    with connection.cursor() as cursor:
        # Whoever moves a claim holds its row, so two requests for one stay come one after the other. A request that
        # waits from an earlier stay serves the present one.
        cursor.execute(
            """
            INSERT INTO claims_message (id, claim_id, kind, channel, language, state, stay, due_at)
            SELECT asked.message, asked.claim, %(kind)s::text, asked.channel, asked.language, 'pending', asked.stay,
                statement_timestamp() + make_interval(secs => %(seconds)s)
            FROM (
                SELECT t.message, c.id AS claim, p.language, c.stage_seq AS stay,
                    CASE WHEN p.email IS NOT NULL THEN 'email'
                         WHEN p.phone IS NOT NULL AND %(phone)s::boolean THEN 'phone' END AS channel
                FROM unnest(%(claims)s::uuid[], %(messages)s::uuid[]) AS t(claim, message)
                JOIN claims_claim c ON c.id = t.claim
                JOIN claims_claimant p ON p.id = c.claimant_id
                WHERE c.stage = %(stage)s AND p.wrapped_key IS NOT NULL
            ) asked
            WHERE asked.channel IS NOT NULL AND NOT EXISTS (
                SELECT FROM claims_message m
                WHERE m.claim_id = asked.claim AND m.kind = %(kind)s::text AND m.stay = asked.stay
                    AND m.state <> 'withdrawn')
            ORDER BY asked.claim
            ON CONFLICT (claim_id, kind, channel) WHERE state IN ('pending', 'sending')
                DO UPDATE SET stay = EXCLUDED.stay
            RETURNING id
            """,
            {
                "kind": kind.value,
                "seconds": after.total_seconds(),
                "phone": bool(settings.SMS_GATEWAY_URL),
                "stage": ClaimStage.NEEDS_INFORMATION.value,
                "claims": wanted,
                "messages": [new_id() for _ in wanted],
            },
        )
        messages = [message for (message,) in cursor.fetchall()]
    work.add(WorkItem.Kind.SEND, messages, after=after)
    return len(messages)
