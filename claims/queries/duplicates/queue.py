"""Counsel's queue of pairs: what waits for a person, the most valuable first, page by page."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Self

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from claims.models import DuplicatePair
from claims.models.duplicates import UNDECIDED
from claims.rules.stages import ClaimStage

PAGE: Final = 50
COUNTED: Final = 10_000
"""A queue longer than this is not counted to its end."""

OPEN_BANDS: Final = ("certain", "review")
"""What waits for a person while undecided. A certain pair is, once its link was undone."""

WAITING: Final = (ClaimStage.DUPLICATE_HOLD.value, ClaimStage.REVIEW.value)
"""Stages in which a claim waits for a person, maybe because of a pair."""

LANGUAGES: Final = ("ko", "en", "both")
"""Both claimants use Korean, both English, or one each."""


@dataclass(frozen=True, slots=True)
class PairFilter:
    """Which pairs of a case are meant. Goes through JSON by `as_json` and `read`.

    - `bands`: any of these bands.
    - `decided`: kinds of the decision that stands; by default the pairs that wait for a person. Certain pairs were
      linked by the worker: ("automatic",) shows those.
    - `from_probability`, `to_probability`: both included.
    - `levels`: level codes that must be so, by comparison, such as {"birth": "same"}.
    - `within`: ids of cases; both claims are of these. Empty: of any.
    - `stage`: of the later claim. `language`: one of `LANGUAGES`. `claim`: the number of either claim. Empty: any.
    """

    bands: tuple[str, ...] = OPEN_BANDS
    decided: tuple[str, ...] = UNDECIDED
    from_probability: float = 0.0
    to_probability: float = 1.0
    levels: Mapping[str, str] | None = None
    within: tuple[int, ...] = ()
    stage: str = ""
    language: str = ""
    claim: str = ""

    def as_json(self) -> dict[str, Any]:
        """The filter as JSON; `read` takes it back."""
        return asdict(self) | {"bands": list(self.bands), "decided": list(self.decided), "within": list(self.within)}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """The filter that `as_json` stored; keys that it does not know are left out."""
        known: dict[str, Any] = {field.name: stored[field.name] for field in fields(cls) if field.name in stored}
        for name in ("bands", "decided", "within"):
            if name in known:
                known[name] = tuple(known[name])
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the queue a pair stands.

    `rank`: 0 when the pair alone holds up its later claim, 1 when it does so with others, 2 when it holds up none.
    `at_stake`: the damages that the later claim seeks, in won.
    """

    rank: int
    at_stake: int
    pair_id: int


def queue(
    case_id: int,
    filters: PairFilter,
    after: Place | None = None,
    *,
    limit: int = PAGE,
    without: Collection[int] = (),
) -> list[DuplicatePair]:
    """Return the next pairs of a case's queue, the most valuable first, both claims with their case loaded.

    First the pairs that alone hold up a claim, then those that do so with others, then the rest; within these the
    higher sum at stake, then the older pair. A pair is in the queue of the case in which its later claim waits. No
    question is asked twice: pairs whose claims are in one cluster by other pairs already are left out, and of several
    open pairs between the same two clusters only the strongest is there. `after`: only pairs behind this place;
    `without`: leave out these pairs. One query.
    """
    found = _placed(_waiting(case_id, filters)).select_related("earlier__case", "later__case", "decision")
    if after is not None:
        here = Q(rank=after.rank)
        found = found.filter(
            Q(rank__gt=after.rank)
            | here & Q(at_stake__lt=after.at_stake)
            | here & Q(at_stake=after.at_stake, id__gt=after.pair_id)
        )
    if without:
        found = found.exclude(pk__in=without)
    return list(found.order_by("rank", "-at_stake", "id")[:limit])


def queue_length(case_id: int, filters: PairFilter) -> int:
    """Return how many pairs are in the queue, counted up to `COUNTED`. One query."""
    return _waiting(case_id, filters)[:COUNTED].count()


def place_of(pair_id: int) -> Place:
    """Return where in the queue a pair stands now, for `after`. One query. Raises DuplicatePair.DoesNotExist."""
    rank, at_stake = _placed(DuplicatePair.objects.filter(pk=pair_id)).values_list("rank", "at_stake").get()
    return Place(rank, at_stake, pair_id)


def _placed(pairs: QuerySet[DuplicatePair]) -> QuerySet[Any]:
    """The pairs with their `rank` and `at_stake`."""
    rivals = DuplicatePair.objects.filter(later=OuterRef("later"), decided__in=UNDECIDED, band__in=OPEN_BANDS).exclude(
        pk=OuterRef("pk")
    )
    held = Q(later__stage__in=WAITING)
    return pairs.annotate(
        rank=Case(
            When(held & ~Exists(rivals), then=Value(0)),
            When(held, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        ),
        at_stake=Coalesce(F("later__damages_sought"), Value(0)),
    )


def _waiting(case_id: int, filters: PairFilter) -> QuerySet[DuplicatePair]:
    pairs = DuplicatePair.objects.filter(
        later__case=case_id,
        # Redundant, and what lets the queue's own index serve.
        incident__cases=case_id,
        band__in=filters.bands,
        decided__in=filters.decided,
        probability__gte=filters.from_probability,
        probability__lte=filters.to_probability,
    )
    if filters.levels:
        pairs = pairs.filter(levels__contains=dict(filters.levels))
    if filters.within:
        pairs = pairs.filter(earlier__case__in=filters.within, later__case__in=filters.within)
    if filters.stage:
        pairs = pairs.filter(later__stage=filters.stage)
    if filters.language == "both":
        pairs = pairs.exclude(earlier__claimant__language=F("later__claimant__language"))
    elif filters.language:
        pairs = pairs.filter(earlier__claimant__language=filters.language, later__claimant__language=filters.language)
    if filters.claim:
        pairs = pairs.filter(Q(earlier__number=filters.claim) | Q(later__number=filters.claim))
    if set(filters.decided) <= set(UNDECIDED):
        pairs = pairs.extra(where=[_NOT_ANSWERED])  # noqa: S610 - a constant text
        if set(filters.bands) <= set(OPEN_BANDS):
            pairs = pairs.extra(where=[_ASKS_FIRST])  # noqa: S610 - a constant text
    return pairs


#: The claims are not in one cluster by other pairs.
_NOT_ANSWERED: Final = """
    NOT EXISTS (
        SELECT 1 FROM claims_clustermember one JOIN claims_clustermember other ON other.cluster_id = one.cluster_id
        WHERE one.claim_id = claims_duplicatepair.earlier_id AND other.claim_id = claims_duplicatepair.later_id)
"""
#: Of the open pairs between the same two clusters the strongest is asked about. A claim without a partner is a cluster
#: of its own, and between two of these there is one pair only.
_ASKS_FIRST: Final = """
    NOT EXISTS (
        SELECT 1 FROM claims_clustermember own
        JOIN claims_clustermember fellow ON fellow.cluster_id = own.cluster_id
        JOIN claims_duplicatepair rival ON fellow.claim_id IN (rival.earlier_id, rival.later_id)
        LEFT JOIN claims_clustermember one ON one.claim_id = rival.earlier_id
        LEFT JOIN claims_clustermember other ON other.claim_id = rival.later_id
        LEFT JOIN claims_clustermember here ON here.claim_id = claims_duplicatepair.earlier_id
        LEFT JOIN claims_clustermember there ON there.claim_id = claims_duplicatepair.later_id
        WHERE own.claim_id IN (claims_duplicatepair.earlier_id, claims_duplicatepair.later_id)
            AND rival.decided IN ('', 'withdrawn') AND rival.band IN ('certain', 'review')
            AND (rival.weight, rival.id) > (claims_duplicatepair.weight, claims_duplicatepair.id)
            AND (COALESCE(one.cluster_id, rival.earlier_id), COALESCE(other.cluster_id, rival.later_id)) IN (
                (COALESCE(here.cluster_id, claims_duplicatepair.earlier_id),
                 COALESCE(there.cluster_id, claims_duplicatepair.later_id)),
                (COALESCE(there.cluster_id, claims_duplicatepair.later_id),
                 COALESCE(here.cluster_id, claims_duplicatepair.earlier_id))))
"""
