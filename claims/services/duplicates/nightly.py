"""The nightly full match of every incident: each in a process of its own, whose memory is gone with it.

The worker itself never holds more than it needs for arrivals, and imports none of what the full match needs.
"""

import functools
import logging
import os
import subprocess
import sys
from typing import Final

from django.conf import settings
from django.db import connection

from claims.queries.duplicates import GONE
from claims.services.duplicates.opening import end_with

log = logging.getLogger(__name__)

LONGEST_SECONDS: Final = 4 * 3600
#: Matched so lately, an incident is left for the next night: a second scheduler, or a schedule that was late.
_LATELY_HOURS: Final = 6


def match_all() -> tuple[int, int]:
    """Match every incident that is due, one after the other. Twice at once is harmless: an incident is matched once.

    What fails is in the log of its own process, and is tried again the next night. Returns how many were matched, and
    how many failed.
    """
    matched = failed = 0
    for slug in due():
        try:
            ended = subprocess.run(  # noqa: S603
                [sys.executable, str(settings.BASE_DIR / "manage.py"), "match", "--case", slug],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                preexec_fn=functools.partial(end_with, os.getpid()),
                timeout=LONGEST_SECONDS,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            ended = None
        if ended == 0:
            matched += 1
            log.info("nightly_match_done", extra={"case": slug})
        else:
            failed += 1
            log.error("nightly_match_failed", extra={"case": slug, "exit_code": ended})
    return matched, failed


def due() -> list[str]:
    """A case of every incident that has two living claims or more and was not matched lately."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT min(k.slug) FROM claims_case k JOIN claims_claim c ON c.case_id = k.id
            WHERE c.stage <> ALL(%s::text[]) AND NOT EXISTS (
                SELECT 1 FROM claims_matchrun r
                WHERE r.incident_id = k.incident_id AND r.finished_at > now() - make_interval(hours => %s))
            GROUP BY k.incident_id HAVING count(*) > 1 ORDER BY k.incident_id
            """,
            [list(GONE), _LATELY_HOURS],
        )
        return [slug for (slug,) in cursor.fetchall()]
