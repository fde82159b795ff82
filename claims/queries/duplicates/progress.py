"""How far counsel has come with the pairs of a case, and among how many claims they were found."""

from datetime import datetime, time
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from claims.models import Claim, DuplicatePair, MatchRun, PairDecision
from claims.models.duplicates import UNDECIDED
from claims.queries.duplicates.queue import COUNTED
from claims.rules.stages import ActorKind


def decided_today(case_id: int) -> int:
    """Return on how many pairs of a case people have decided since midnight and still hold to it. One query.

    Counted up to `COUNTED`.
    """
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    decisions = PairDecision.objects.filter(
        # Ids sort by time, so that the key's own index finds the day's decisions among those of all years.
        pk__gte=_first_id(midnight),
        actor_kind=ActorKind.STAFF.value,
        pair__decision=F("pk"),
        pair__later__case=case_id,
    ).exclude(kind__in=UNDECIDED)
    return decisions[:COUNTED].count()


def claims_compared(incident_id: int) -> int:
    """Return how many claims a name's bearers were counted among: those of the last full match, before the first one
    all claims there are. Two queries at most."""
    run = MatchRun.objects.filter(incident=incident_id, finished_at__isnull=False).first()
    return run.claims if run else Claim.objects.filter(case__incident=incident_id).count()


def open_pairs_of(case_id: int, *, at_most: int) -> int:
    """Return how many pairs of a case wait for a person, for a tab: counted up to `at_most`. One query."""
    waiting = DuplicatePair.objects.filter(
        later__case=case_id, incident__cases=case_id, band__in=("certain", "review"), decided__in=UNDECIDED
    )
    return waiting[:at_most].count()


def _first_id(moment: datetime) -> UUID:
    """The smallest id that can have been made at a moment (RFC 9562, version 7)."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
