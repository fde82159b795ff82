"""What a filing leaves for the abuse score: digests of where it came from and of what bots repeat, never the values."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection

from claims.crypto.blind import keyed_digest
from claims.crypto.masked import mask_number
from claims.queries.abuse_signals import MAILBOX_NUMBER
from claims.rules.abuse.mailboxes import numbered_mailbox
from claims.rules.abuse.networks import network_place
from claims.rules.abuse.texts import normal_text
from claims.rules.abuse.throw_away import is_throw_away
from claims.rules.normalise import normal_email, normal_name, normal_phone
from claims.rules.submission import Submission

# Above it nobody sits at one form; a draft lives two hours.
_LONGEST_SECONDS: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a submission came from, as far as its door knows.

    `address` is the client's network address (`claims.services.throttle.client_address`); `seconds` passed from the
    form's first answer to the submission.
    """

    address: str | None = field(default=None, repr=False)
    seconds: int | None = None


UNKNOWN: Final = Origin()


class Signals(NamedTuple):
    """The columns of a FilingSignal that a filing knows."""

    address: UUID | None
    network: UUID | None
    phone: UUID | None
    name: UUID | None
    text: UUID | None
    mailbox: UUID | None
    mailbox_number: int | None
    throw_away: bool
    seconds: int | None


def signals_of(submission: Submission, origin: Origin, *, incident_id: int, claim_id: UUID) -> Signals:
    """Return what is kept of one filing. Digests of two incidents never agree. Pure computation, no database."""

    def digest(kind: str, value: str | None) -> UUID | None:
        if not value:
            return None
        return UUID(bytes=keyed_digest(f"abuse|{kind}", f"{incident_id}\x1f{value}".encode())[:16])

    place = network_place(origin.address) if origin.address else None
    email = submission.email or submission.account_email
    phone = submission.phone or submission.account_phone
    address = normal_email(email) if email else None
    numbered = numbered_mailbox(address) if address else None
    details = submission.other_proceedings.details if submission.other_proceedings else None
    return Signals(
        address=digest("address", place.address if place else None),
        network=digest("network", place.network if place else None),
        phone=digest("phone", normal_phone(phone) if phone else None),
        name=digest("name", normal_name(submission.name)),
        text=digest("text", normal_text(details) if details else None),
        mailbox=digest("mailbox", numbered.stem if numbered else None),
        mailbox_number=mask_number(MAILBOX_NUMBER, claim_id, numbered.number) if numbered else None,
        throw_away=address is not None and is_throw_away(address, settings.THROW_AWAY_DOMAINS),
        seconds=None if origin.seconds is None else min(max(origin.seconds, 0), _LONGEST_SECONDS),
    )


def purge() -> int:
    """Delete signals that were kept for `settings.ABUSE_SIGNAL_DAYS`; returns how many.

    What they showed stays with the checks that they led to.
    """
    with connection.cursor() as cursor:
        # Claim ids begin with the millisecond in which they were made, so the primary key finds the old ones.
        cursor.execute(
            """
            WITH over AS (
                SELECT (extract(epoch FROM statement_timestamp() - make_interval(days => %s)) * 1000)::bigint AS ms
            )
            DELETE FROM claims_filingsignal
            WHERE claim_id < (SELECT (lpad(to_hex(ms), 12, '0') || repeat('0', 20))::uuid FROM over)
            """,
            [settings.ABUSE_SIGNAL_DAYS],
        )
        return cursor.rowcount
