"""The worker's check for duplicates: new claims are compared with all others of their incident."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection, transaction

from claims.models import WorkItem
from claims.queries.duplicates import bearers, candidates, people
from claims.queries.match_models import model_in_use
from claims.rules.matching import MatchModel, MatchRecord, judge_pair, match_record
from claims.services import nudges, work
from claims.services.duplicates import clusters, pairs
from claims.services.duplicates.pairs import ScoredPair, Stored


def match_claims(claim_ids: Sequence[UUID]) -> None:
    """Find the duplicates of claims, store pairs and clusters, and queue verification of whom it concerns.

    In the caller's transaction. A constant number of statements for a batch of any size; only claims that share a block
    key are opened. Of two claims that arrive at once, whichever is matched after both have committed finds the other.
    Doing it twice changes nothing. Raises DecryptionFailed when one of the claims themselves does not open.
    """
    incidents, unjudged = _incidents(claim_ids)
    scored = _score(candidates(claim_ids), must_open=set(claim_ids))
    for incident_id in sorted(set(incidents.values())):
        apply_scores(
            incident_id,
            [pair for pair in scored if (incidents.get(pair.earlier) or incidents.get(pair.later)) == incident_id],
            claims=[claim for claim, of in incidents.items() if of == incident_id],
            unjudged=unjudged,
        )


def apply_scores(
    incident_id: int,
    scored: Iterable[ScoredPair],
    *,
    claims: Iterable[UUID] = (),
    unjudged: Iterable[UUID] = (),
) -> Stored:
    """Store scores, recompute the clusters that they touch, and queue verification of those whom rule 17 may now judge
    otherwise; in the caller's transaction, under the incident's lock. Both the arrival and the full match end here.

    `claims`: recomputed and followed up whatever the scores; `unjudged`: queued for verification in any case.
    """
    claims, unjudged = set(claims), set(unjudged)
    stored = pairs.store(incident_id, scored)
    recomputed = clusters.recompute(incident_id, clusters.region_of(incident_id, stored.touched | claims))
    # What became of a claim that was judged before may free those who waited because of it.
    queue = stored.waiting | recomputed.changed | unjudged | _who_waits_for(claims - unjudged)
    if queue:
        work.add(WorkItem.Kind.VERIFY, queue)
        transaction.on_commit(lambda: nudges.nudge(WorkItem.Kind.VERIFY))
    return stored


def _incidents(claim_ids: Sequence[UUID]) -> tuple[dict[UUID, int], set[UUID]]:
    """The incident of each claim, and which claims were never judged."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.id, k.incident_id, c.verification_id IS NULL FROM claims_claim c
            JOIN claims_case k ON k.id = c.case_id WHERE c.id = ANY(%s::uuid[])
            """,
            [list(claim_ids)],
        )
        rows = cursor.fetchall()
    return {claim: incident for claim, incident, _ in rows}, {claim for claim, _, unjudged in rows if unjudged}


def _score(found: set[tuple[UUID, UUID]], *, must_open: set[UUID]) -> list[ScoredPair]:
    if not found:
        return []
    ends = sorted({claim for pair in found for claim in pair})
    records = {claim: match_record(person) for claim, person in people(ends, must_open=must_open).items()}
    borne, model = bearers(ends), model_in_use()
    return [
        score(
            earlier,
            later,
            (records[earlier], records[later]),
            bearers=max(borne.get(earlier, 0), borne.get(later, 0)),
            model=model,
        )
        for earlier, later in sorted(found)
        if earlier in records and later in records
    ]


def score(
    earlier: UUID, later: UUID, records: tuple[MatchRecord, MatchRecord], *, bearers: int, model: MatchModel
) -> ScoredPair:
    """Compare two claims' records and judge them."""
    judged = judge_pair(*records, bearers=bearers, model=model)
    return ScoredPair(
        earlier, later, judged.weight, judged.probability, judged.band.value, judged.levels, bearers, model.version
    )


def _who_waits_for(claims: set[UUID]) -> set[UUID]:
    if not claims:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT later_id FROM claims_duplicatepair WHERE earlier_id = ANY(%s::uuid[])", [list(claims)])
        return {later for (later,) in cursor.fetchall()}
