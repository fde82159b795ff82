"""One-time codes: made when the message that brings them goes out, and kept only as keyed digests."""

import hmac
import secrets
import unicodedata
from uuid import UUID

from django.db import connection

from claims.crypto.blind import keyed_digest

DIGITS = 6
TRIES = 5
MINUTES = 10


def new_code(claim_id: UUID, channel: str) -> str:
    """Make the living code of a claim and channel; the one before is dead. In the caller's transaction."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO claims_contactcode (claim_id, channel, digest, tries_left, expires_at)
            VALUES (%s, %s, %s, %s, statement_timestamp() + make_interval(mins => %s))
            ON CONFLICT (claim_id, channel) DO UPDATE
                SET digest = EXCLUDED.digest, tries_left = EXCLUDED.tries_left, expires_at = EXCLUDED.expires_at
            """,
            [claim_id, channel, _digest(claim_id, channel, code), TRIES, MINUTES],
        )
    return code


def use_code(claim_id: UUID, channel: str, typed: str) -> bool:
    """Try a code, in the caller's transaction; the right one is good once. Wrong, expired, used: all False.

    The row stays locked until the caller commits and every try is counted before it is compared, so however many try
    at once there are no more than `TRIES` guesses and one success.
    """
    code = read_code(typed)
    if code is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE claims_contactcode SET tries_left = tries_left - 1
            WHERE claim_id = %s AND channel = %s AND tries_left > 0 AND expires_at > statement_timestamp()
            RETURNING digest
            """,
            [claim_id, channel],
        )
        row = cursor.fetchone()
        if row is None or not hmac.compare_digest(bytes(row[0]), _digest(claim_id, channel, code)):
            return False
        cursor.execute("DELETE FROM claims_contactcode WHERE claim_id = %s AND channel = %s", [claim_id, channel])
    return True


def read_code(typed: str) -> str | None:
    """The code that a person typed or pasted, without spaces and hyphens; None when it cannot be one."""
    compact = "".join(unicodedata.normalize("NFKC", typed[:40]).replace("-", "").split())
    return compact if len(compact) == DIGITS and compact.isascii() and compact.isdigit() else None


def _digest(claim_id: UUID, channel: str, code: str) -> bytes:
    return keyed_digest("contact code", claim_id.bytes + channel.encode() + b"|" + code.encode())
