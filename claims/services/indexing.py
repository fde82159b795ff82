"""Making all blind keys anew, for another index key or another normal form, while the system runs.

A generation is opened, filled, made current, and the one before is retired and emptied. In between nothing is missed:

1. **Opened** while nobody files: a lock on the table of generations waits for filings under way and holds the next ones
   for a moment. A filing statement has its share of that lock before it sees anything, so each one either had committed
   before the generation was opened and is seen by the walk, or sees the new generation. It then writes its keys; or,
   when its process does not know of it yet or cannot make them, puts the claim down as `index` work in the same
   statement. (The table of keys would do as well, but vacuuming it takes long and would be in the way.)
2. **Filled** by a walk over the claims of before, batch by batch, each committed with the place reached. Claims in the
   walk are put down to be matched, when it is the normal form that changes: two claims may meet only now.
3. **Current** once the walk is at its end and no `index` work is left, decided under the same lock. Until then all
   claims have keys of the old generation, and look-ups ask under both.
4. **Emptied** a while later, when no look-up that began before can still ask under the old keys.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Final
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Now
from psycopg.errors import LockNotAvailable

from claims.crypto.blind import BlindField, Generation
from claims.crypto.blind_forms import person_keys
from claims.crypto.keyring import KeyUnavailable, key_ring, reload_key_ring, ring_with_index
from claims.crypto.sealing import DecryptionFailed
from claims.models import BlindKey, Claim, IndexGeneration, WorkItem
from claims.queries.generations import live_generations
from claims.queries.people import SealedPerson, sealed_people
from claims.rules.normalise import NORMAL_FORM
from claims.services import audit, nudges, work
from claims.services.actors import WORKER, Actor

log = logging.getLogger(__name__)

BATCH: Final = 500
REST_SECONDS: Final = 10.0
"""Keys of a retired generation stay for so long, for look-ups that began before it was."""
_LOCK_TIMEOUT: Final = "1s"
# So many claims may wait to be matched before the walk goes on: a new claim must not wait behind all old ones.
_MATCH_BACKLOG: Final = 1000

_State = IndexGeneration.State
Made = dict[UUID, dict[str, BlindField]]
"""Blind keys, in hexadecimal digits, by claim."""


class Turn(Enum):
    """What one step did."""

    WORKED = "worked"
    WAITING = "waiting"  # somebody else is at it, or work must be done first
    IDLE = "idle"  # nothing is left to do


@dataclass(frozen=True, slots=True)
class GenerationStatus:
    """One generation whose keys are stored, and how many claims have them."""

    generation: Generation
    state: str
    done: int
    damaged: int


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """The generations with stored keys, the claims there are, and those that wait for keys one by one."""

    generations: tuple[GenerationStatus, ...]
    claims: int
    waiting: int
    dead: int
    missing: tuple[int, ...]
    """Index keys that the ring lacks although something stored was made with them."""

    @property
    def building(self) -> GenerationStatus | None:
        """The generation that is being filled, if one is."""
        return next((each for each in self.generations if each.state == _State.BUILDING), None)

    @property
    def current(self) -> Generation:
        """The generation that every claim has keys of."""
        return next(each.generation for each in self.generations if each.state == _State.CURRENT)


def open_first() -> None:
    """See to it that there is a current generation: the present normal form, or form 1 where claims have keys of it.

    For the first index key of the ring. Does nothing when there is any generation; two at once make one.
    """
    form = 1 if BlindKey.objects.exists() else NORMAL_FORM
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO claims_indexgeneration (number, index_key, normal_form, state, completed_at)
            SELECT 1, %s, %s, 'current', now() WHERE NOT EXISTS (SELECT 1 FROM claims_indexgeneration)
            ON CONFLICT DO NOTHING
            """,
            [key_ring().first_index, form],
        )


def wanted(*, index_key: int | None = None) -> Generation | None:
    """The generation to open next; None while one is being filled, or when the current one is as it should be.

    `index_key`: the version to change to (default: the current one). A normal form is never gone back to, so an old
    release that still runs does not undo what a new one began.
    """
    live = live_generations()
    current = live[0]
    key, form = index_key or current.index_key, max(NORMAL_FORM, current.normal_form)
    if len(live) > 1 or (key, form) == (current.index_key, current.normal_form):
        return None
    number = IndexGeneration.objects.aggregate(last=Max("number"))["last"] + 1
    return Generation(number, key, form)


def begin(*, index_key: int | None = None, actor: Actor) -> Generation | None:
    """Open the wanted generation; None when there is none to open, or a long transaction is filing just now.

    Raises KeyUnavailable when the ring lacks that index key.
    """
    if wanted(index_key=index_key) is None:
        return None
    try:
        with transaction.atomic():
            _stop_filing()
            new = wanted(index_key=index_key)
            if new is None:
                return None
            if ring_with_index(new.index_key) is None:
                raise KeyUnavailable("index", new.index_key)
            IndexGeneration.objects.create(
                number=new.number,
                index_key=new.index_key,
                normal_form=new.normal_form,
                state=_State.BUILDING,
                last=_last_claim(),
            )
            _record("index.open", new, actor)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return None
        raise
    return new


def step(*, batch: int = BATCH, rest: float = REST_SECONDS, actor: Actor = WORKER) -> Turn:
    """Do one batch of whatever is to be done: fill the generation being built, make it current, or empty a retired one.

    Commits by itself. Killed in the middle it leaves the place of before; several at once take turns. Raises
    KeyUnavailable, FormUnknown when this process cannot make the keys.
    """
    try:
        with transaction.atomic():
            return _fill(batch, actor) or _empty(batch, rest) or Turn.IDLE
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return Turn.WAITING
        raise


def index_claims(claim_ids: Sequence[UUID]) -> None:
    """Give claims the keys of every live generation that they lack, and have them matched. In the caller's transaction.

    The work of kind `index`: claims that were filed by a process which could not make all keys. Doing it twice changes
    nothing. Raises KeyUnavailable, FormUnknown.
    """
    people = sealed_people(claim_ids, hold=True)
    for generation in live_generations():
        _write(_keys(people, generation), generation)
    _match([one.claim_id for one in people])


def status() -> IndexStatus:
    """How the keys stand."""
    ring = reload_key_ring()
    rows = IndexGeneration.objects.order_by("number")
    total = Claim.objects.count()
    open_work = WorkItem.objects.filter(kind=WorkItem.Kind.INDEX)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT index_key FROM claims_indexgeneration g WHERE emptied_at IS NULL OR number = 1
                OR EXISTS (SELECT 1 FROM claims_conflictparty p WHERE p.generation = g.number)
            """
        )
        used = {row[0] for row in cursor.fetchall()}
    return IndexStatus(
        tuple(
            GenerationStatus(
                Generation(row.number, row.index_key, row.normal_form),
                row.state,
                total if row.state == _State.CURRENT else row.claims_done,
                row.claims_damaged,
            )
            for row in rows
            if row.emptied_at is None
        ),
        total,
        open_work.filter(state__in=["pending", "leased"]).count(),
        open_work.filter(state="dead").count(),
        tuple(sorted(used - set(ring.index))),
    )


def claims_filled() -> int:
    """How many claims have keys of the generation being built; all that there were, once it is current."""
    rows = IndexGeneration.objects.exclude(state=_State.RETIRED).order_by("state")
    return int(rows.values_list("claims_done", flat=True)[0])


def _fill(batch: int, actor: Actor) -> Turn | None:
    """One batch of the walk, or the switch at its end; None when no generation is being built."""
    building = IndexGeneration.objects.filter(state=_State.BUILDING)
    row = building.select_for_update(skip_locked=True).first()
    if row is None:
        return Turn.WAITING if building.exists() else None
    generation = Generation(row.number, row.index_key, row.normal_form)
    claim_ids = _next_claims(row, batch)
    if not claim_ids:
        return _switch(row, generation, actor)
    before = IndexGeneration.objects.get(state=_State.CURRENT)
    rematch = before.normal_form != generation.normal_form
    if rematch and _open_work(WorkItem.Kind.MATCH, _MATCH_BACKLOG):
        return Turn.WAITING
    people = sealed_people(claim_ids, hold=True)
    made = _keys(people, generation)
    _write(made, generation)
    if rematch:
        _match(list(made))
    IndexGeneration.objects.filter(pk=row.pk).update(
        reached=claim_ids[-1],
        claims_done=F("claims_done") + len(made),
        claims_damaged=F("claims_damaged") + len(people) - len(made),
    )
    return Turn.WORKED


def _keys(people: Sequence[SealedPerson], generation: Generation) -> Made:
    """The keys of people by claim. A claim whose data was altered has none, for it cannot be compared either."""
    made: Made = {}
    for one in people:
        try:
            made[one.claim_id] = person_keys(one.open(), generation)
        except DecryptionFailed:
            log.error("index_claim_damaged", extra={"claim": str(one.claim_id)})
    return made


def _switch(row: IndexGeneration, generation: Generation, actor: Actor) -> Turn:
    """Make the filled generation current, unless a claim still waits for its keys."""
    if _index_work_left():
        return Turn.WAITING
    _stop_filing()
    if _index_work_left():  # of a filing that was under way
        return Turn.WAITING
    IndexGeneration.objects.filter(state=_State.CURRENT).update(
        state=_State.RETIRED, retired_at=Now(), reached=None, last=_last_claim()
    )
    IndexGeneration.objects.filter(pk=row.pk).update(state=_State.CURRENT, completed_at=Now())
    _record("index.complete", generation, actor, claims_indexed=row.claims_done, claims_damaged=row.claims_damaged)
    return Turn.WORKED


def _empty(batch: int, rest: float) -> Turn | None:
    """One batch of deleting a retired generation's keys; None when there is none to delete from yet."""
    ripe = IndexGeneration.objects.filter(
        state=_State.RETIRED, emptied_at=None, retired_at__lte=Now() - timedelta(seconds=rest)
    ).order_by("number")
    row = ripe.select_for_update(skip_locked=True).first()
    if row is None:
        return Turn.WAITING if IndexGeneration.objects.filter(state=_State.RETIRED, emptied_at=None).exists() else None
    claim_ids = _next_claims(row, batch)
    if not claim_ids:
        IndexGeneration.objects.filter(pk=row.pk).update(emptied_at=Now())
        return Turn.WORKED
    BlindKey.objects.filter(claim__in=claim_ids, generation=row.number).delete()
    IndexGeneration.objects.filter(pk=row.pk).update(reached=claim_ids[-1])
    return Turn.WORKED


def _next_claims(row: IndexGeneration, batch: int) -> list[UUID]:
    """The next claims of a generation's walk; none when it is at its end."""
    if row.last is None:
        return []
    place = Q(pk__gt=row.reached) if row.reached else Q()
    return list(Claim.objects.filter(place, pk__lte=row.last).order_by("pk").values_list("pk", flat=True)[:batch])


def _write(made: Made, generation: Generation) -> None:
    rows = [(key, claim, kind.value) for claim, keys in made.items() for key, kind in keys.items()]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO claims_blindkey (value, claim_id, field, generation)
            SELECT value, claim, field, %s FROM unnest(%s::uuid[], %s::uuid[], %s::smallint[]) AS t(value, claim, field)
            ON CONFLICT DO NOTHING
            """,
            [generation.number, [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]],
        )


def _match(claim_ids: Sequence[UUID]) -> None:
    work.add(WorkItem.Kind.MATCH, claim_ids)
    transaction.on_commit(lambda: nudges.nudge(WorkItem.Kind.MATCH))


def _index_work_left() -> bool:
    """Whether a claim waits for its keys. Dead letters count: until a person has seen to them, nothing is retired."""
    return WorkItem.objects.filter(kind=WorkItem.Kind.INDEX, state__in=["pending", "leased", "dead"]).exists()


def _open_work(kind: str, most: int) -> bool:
    """Whether more than so many pieces of a kind wait or are being done."""
    waiting = WorkItem.objects.filter(kind=kind, state__in=["pending", "leased"])
    return waiting[: most + 1].count() > most


def _stop_filing() -> None:
    """Until the transaction ends nobody files, and whoever did has committed. Raises OperationalError when that takes
    longer than a moment: no filing waits behind it for longer."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
        cursor.execute("LOCK TABLE claims_indexgeneration IN EXCLUSIVE MODE")


def _last_claim() -> UUID | None:
    found: UUID | None = Claim.objects.order_by("-pk").values_list("pk", flat=True).first()
    return found


def _record(action: str, generation: Generation, actor: Actor, **counts: int) -> None:
    audit.record(
        action,
        actor=actor,
        subject_type="index_generation",
        subject_id=generation.number,
        detail={"index_key": generation.index_key, "normal_form": generation.normal_form, **counts},
    )
