"""Sending messages: each at most once, and what nobody can know is shown to people.

For each message two short transactions with the slow part between them: one that turns it from `pending` to
`sending`, which only one worker can, and one that says what became of it. A worker that dies in between leaves
`sending` behind; whoever finds it marks it `unclear`, for the mail may have gone out, and does not send it.
"""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation

from claims.models import Claim, ContactProof, Message, WorkItem
from claims.queries.personal_data import PersonErased, open_fields
from claims.rules.normalise import normal_phone
from claims.rules.stages import ClaimStage
from claims.services import contact_codes, work
from claims.services.providers import sms
from claims.services.providers.mail import Mailer
from claims.services.providers.outcomes import NotSent, Unclear
from claims.wording import messages as wording

log = logging.getLogger(__name__)

# No message is begun later than this after the first, so that all end well before the lease.
_ROUND_SECONDS = 20
# After each attempt that certainly failed. A code is of no use to somebody who has gone; a request is, all day.
_CODE_PAUSES: Final = tuple(timedelta(seconds=s) for s in (5, 15, 45, 90))
_REQUEST_PAUSES: Final = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720))


@dataclass(frozen=True, slots=True, repr=False)
class _Begun:
    """A message that is this worker's to send, and how."""

    message: Message
    deliver: Callable[["_Couriers"], None]


class _Couriers(ExitStack):
    """The connections of one round, each opened when it is first needed."""

    def __init__(self) -> None:
        super().__init__()
        self._mailer: Mailer | None = None

    @property
    def mailer(self) -> Mailer:
        """The connection to the mail server."""
        if self._mailer is None:
            self._mailer = self.enter_context(Mailer())
        return self._mailer


def send_messages(message_ids: Sequence[UUID]) -> None:
    """Send those of these messages that are to be sent. Called outside any transaction; commits each by itself.

    A message that certainly did not go out is tried again later, some times. What is left when the round's time is
    over goes back to the queue. Raises DecryptionFailed, KeyUnavailable, before the message in question goes out.
    """
    ends = time.monotonic() + _ROUND_SECONDS
    with _Couriers() as couriers:
        for position, message_id in enumerate(message_ids):
            if time.monotonic() > ends:
                work.add(WorkItem.Kind.SEND, message_ids[position:])
                break
            begun = _begin(message_id)
            if begun is not None:
                _send(begun, couriers)


def _send(begun: _Begun, couriers: _Couriers) -> None:
    message = begun.message
    try:
        begun.deliver(couriers)
    except NotSent as problem:
        log.warning("message_not_sent", extra={"kind": message.kind, "error": problem.code})
        _try_again(message, problem)
    except Unclear as problem:
        log.error("message_unclear", extra={"kind": message.kind, "error": problem.code})
        _end(message.pk, Message.State.UNCLEAR, problem.code)
    else:
        _end(message.pk, Message.State.SENT)


@transaction.atomic
def _begin(message_id: UUID) -> _Begun | None:
    """Take a message to send it. None where there is nothing to send, or nobody may tell whether it was sent."""
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        return None
    if message.state == Message.State.SENDING:
        log.error("message_unclear", extra={"kind": message.kind, "error": "found sending"})
        _end(message.pk, Message.State.UNCLEAR, "interrupted")
        return None
    if message.state != Message.State.PENDING:
        return None
    claim = Claim.objects.select_related("claimant", "case").get(pk=message.claim_id)
    if not _is_wanted(message, claim):
        _end(message.pk, Message.State.WITHDRAWN)
        return None
    try:
        address = open_fields(claim, [message.channel]).get(message.channel)
    except PersonErased:
        address = None
    if address is None:
        _end(message.pk, Message.State.FAILED, "no address")
        return None
    with translation.override(message.language):
        deliver = _delivery(message, claim, address)
    message.attempts += 1
    message.state = Message.State.SENDING
    message.save(update_fields=["state", "attempts"])
    return _Begun(message, deliver)


def _is_wanted(message: Message, claim: Claim) -> bool:
    """Whether there is still a reason to send it."""
    if message.kind == Message.Kind.CONTACT_CODE:
        return not ContactProof.objects.filter(claim=claim, channel=message.channel).exists()
    return claim.stage == ClaimStage.NEEDS_INFORMATION


def _delivery(message: Message, claim: Claim, address: str) -> Callable[[_Couriers], None]:
    """Write the message, in the current language. Of a code, only the digest stays here."""
    sender = wording.Sender(claim.case.title, claim.case.contact)
    code = ""
    if message.kind == Message.Kind.CONTACT_CODE:
        code = contact_codes.new_code(claim.pk, message.channel)
    if message.channel == "phone":
        number = normal_phone(address)
        words = wording.code_text(code, minutes=contact_codes.MINUTES) if code else wording.request_text()
        return lambda couriers: _text(message, number, words)
    if code:
        letter = wording.code_letter(code, sender, minutes=contact_codes.MINUTES)
    else:
        write = wording.reminder_letter if message.kind == Message.Kind.REMINDER else wording.request_letter
        letter = write(sender, look_up=settings.PUBLIC_URL + reverse("intake:status"))
    return lambda couriers: couriers.mailer.send(to=address, subject=letter.subject, body=letter.body)


def _text(message: Message, number: str | None, words: str) -> None:
    if number is None:
        raise NotSent("address", temporary=False)
    if not settings.SMS_GATEWAY_URL:
        raise NotSent("no gateway", temporary=True)
    sms.send(message_id=message.pk, to=number, text=words)


@transaction.atomic
def _try_again(message: Message, problem: NotSent) -> None:
    pauses = _CODE_PAUSES if message.kind == Message.Kind.CONTACT_CODE else _REQUEST_PAUSES
    if not problem.temporary or message.attempts > len(pauses):
        _end(message.pk, Message.State.FAILED, problem.code)
        return
    pause = pauses[message.attempts - 1]
    # Only while nobody took it for interrupted.
    if _change(message.pk, Message.State.PENDING, problem.code, frm=["sending"], after=pause):
        work.add(WorkItem.Kind.SEND, [message.pk], after=pause)


def _end(message_id: UUID, state: Message.State, code: str = "") -> None:
    """Say what became of a message. Whoever sent it knows better than who found it interrupted."""
    _change(message_id, state, code, frm=["pending", "sending", "unclear"])


def _change(
    message_id: UUID, state: Message.State, code: str, *, frm: list[str], after: timedelta = timedelta()
) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE claims_message SET state = %(state)s::text, error = %(code)s,
                due_at = CASE WHEN %(state)s::text = 'pending'
                    THEN statement_timestamp() + make_interval(secs => %(seconds)s) ELSE due_at END,
                sent_at = CASE WHEN %(state)s::text = 'sent' THEN statement_timestamp() END
            WHERE id = %(id)s AND state = ANY(%(from)s)
            """,
            {
                "state": state.value,
                "code": code[:40],
                "seconds": after.total_seconds(),
                "id": message_id,
                "from": frm,
            },
        )
        return cursor.rowcount > 0
