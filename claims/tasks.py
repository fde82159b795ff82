"""Celery tasks: thin wrappers that lease and do work. Arguments are kinds of work, never people or claims."""

import logging
import time

from celery import shared_task
from django.db import OperationalError

from claims.crypto.blind_forms import FormUnknown
from claims.crypto.keyring import KeyUnavailable
from claims.services import filing, filing_signals, indexing, nudges, work, work_kinds
from claims.services.actors import WORKER
from claims.services.duplicates import nightly

log = logging.getLogger(__name__)

# A task gives way after this many seconds and nudges itself again, well below its time limit.
_TURN_SECONDS = 60


@shared_task(name="claims.tasks.do_work")
def do_work(kind: str) -> None:
    """Do all due work of a kind, for one turn."""
    nudges.taken(kind)
    ends = time.monotonic() + _TURN_SECONDS
    try:
        tally = work.drain(kind, work_kinds.HANDLERS[kind], stop=lambda: time.monotonic() > ends)
    except OperationalError as error:
        # Caught here because Celery would log the error's text. Leases end by themselves, and the sweep comes back.
        log.error("database_unavailable", exc_info=error, extra={"kind": kind})
        return
    if tally.done or tally.failed or tally.lost:
        log.info("work_done", extra={"kind": kind, "done": tally.done, "failed": tally.failed, "lost": tally.lost})
    if time.monotonic() > ends:
        do_work.delay(kind)


@shared_task(name="claims.tasks.sweep_work")
def sweep_work() -> None:
    """Nudge for whatever is due: lost nudges, expired leases, retries. Run twice, it only nudges twice."""
    for kind in work.due_kinds():
        do_work.delay(kind)


@shared_task(name="claims.tasks.purge_answers")
def purge_answers() -> None:
    """Forget sealed replies of the public doors once nobody retries them any more."""
    filing.purge_answers()


@shared_task(name="claims.tasks.reindex")
def reindex() -> None:
    """Bring all blind keys to the present normal form, and go on with whatever re-index has been begun, for one turn.

    Ordinarily two small queries. Run by several workers at once, they take turns.
    """
    ends = time.monotonic() + _TURN_SECONDS
    try:
        if begun := indexing.begin(actor=WORKER):
            log.info("reindex_begun", extra={"generation": begun.number, "normal_form": begun.normal_form})
        while indexing.step() is indexing.Turn.WORKED:
            if time.monotonic() > ends:
                reindex.delay()
                break
    except OperationalError as error:
        log.error("database_unavailable", exc_info=error, extra={"kind": "reindex"})
    except (KeyUnavailable, FormUnknown) as error:
        # Another worker may have what this one lacks; `keys status` tells which keys are missing.
        log.error("reindex_unable", extra={"error": type(error).__name__})


@shared_task(name="claims.tasks.purge_signals")
def purge_signals() -> None:
    """Forget how claims were filed once the time for it is over."""
    filing_signals.purge()


@shared_task(name="claims.tasks.match_all", acks_late=False, soft_time_limit=12 * 3600, time_limit=12 * 3600 + 60)
def match_all() -> None:
    """The nightly full match. Taken once: a lost one is made good the next night, for arrivals are matched at once."""
    try:
        nightly.match_all()
    except OperationalError as error:
        log.error("database_unavailable", exc_info=error, extra={"kind": "match_all"})
