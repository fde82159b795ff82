"""One writer of pairs and clusters for each incident at a time."""

from django.db import connection

_LOCK = 0x6475_7065  # a class of advisory locks of its own; the incident's id tells them apart


def hold(incident_id: int) -> None:
    """Wait for, and hold until the transaction ends, the right to write pairs and clusters of an incident.

    Taken before any row is written or locked, and late: after everything that needs processor time. The incident's row
    is held as foreign keys and verification will want it, so that a change of the leaked-field list, which locks it
    and then queues work, cannot meet this writer half-way.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pg_advisory_xact_lock(%s, held.id::integer)
            FROM (SELECT id FROM claims_incident WHERE id = %s FOR SHARE) held
            """,
            [_LOCK, incident_id],
        )
