"""Which generations of blind keys are in use: one as a rule, two while claims are indexed anew."""

import logging

from claims.crypto.blind import Generation
from claims.crypto.blind_forms import knows_form
from claims.crypto.keyring import ring_with_index
from claims.models import ConflictParty, IndexGeneration

log = logging.getLogger(__name__)

_State = IndexGeneration.State


class NoGeneration(Exception):
    """The database has no current generation: it was not migrated."""


def live_generations() -> list[Generation]:
    """The current generation and, while one is being built, that one as well; read now. One query."""
    rows = IndexGeneration.objects.exclude(state=_State.RETIRED).order_by("-state")  # current before building
    found = [Generation(row.number, row.index_key, row.normal_form) for row in rows]
    if not found:
        raise NoGeneration
    return found


def asked_generations() -> list[Generation]:
    """The live generations that this process can ask under; the current one always. One query.

    Asking under both needs no moment at which everybody changes over: keys of two generations never agree.
    """
    current, *building = live_generations()
    return [current, *(generation for generation in building if makes(generation))]


def conflict_generations(case_id: int) -> list[Generation]:
    """The generations that keys of a case's list of conflicts are of, retired ones among them. One query."""
    used = ConflictParty.objects.filter(case=case_id).values("generation")
    rows = IndexGeneration.objects.filter(number__in=used).order_by("number")
    return [Generation(row.number, row.index_key, row.normal_form) for row in rows]


def makes(generation: Generation) -> bool:
    """Whether this process can make keys of a generation: it knows the normal form and has the index key."""
    return knows_form(generation.normal_form) and ring_with_index(generation.index_key) is not None


def filing_generations() -> tuple[Generation, ...]:
    """The live generations that this process can make keys of. One query; part of a case's terms (`filing_case`).

    The filing statement looks itself: a claim that lacks a generation by then is put down to be indexed. So a claim is
    taken even by a process that can make no key at all.
    """
    live = live_generations()
    made = tuple(generation for generation in live if makes(generation))
    if len(made) < len(live):
        log.warning("index_generation_unavailable", extra={"live": len(live), "made": len(made)})
    return made
