"""Duplicates: pairs of claims that may be one person's, what was decided about them, and the clusters that follow.

Only `claims.services.duplicates` writes here, always under the incident's lock. Nothing here holds personal data
but the sealed note of a decision.
"""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from claims.models.cases import Case
from claims.models.claims import Claim
from claims.models.incidents import Incident
from claims.rules.ids import new_id
from claims.rules.stages import ActorKind

UNDECIDED = ("", "withdrawn")
"""What `DuplicatePair.decided` says of a pair that waits for a person: never decided, or the decision was undone."""


class PairDecision(models.Model):
    """One decision about one pair. Append-only: an undone decision is followed by a withdrawal.

    `reason` is a code; the person's own words are sealed, for they may speak of the claimants, under the data key
    of the earlier claim's claimant.
    """

    class Kind(models.TextChoices):
        AUTOMATIC = "automatic"
        LINK = "link"
        APART = "apart"
        HOUSEHOLD = "household"
        WITHDRAWN = "withdrawn"

    class Reason(models.TextChoices):
        # A person's.
        COMPARED = "compared"
        DOCUMENTS = "documents"
        CLAIMANT_SAID = "claimant_said"
        UNDONE = "undone"
        # The worker's.
        SCORE = "score"
        NO_LONGER_CERTAIN = "no_longer_certain"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pair = models.ForeignKey("DuplicatePair", on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    actor_kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ActorKind])
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=20, choices=Reason.choices)
    note = models.BinaryField(null=True)
    at = models.DateTimeField(db_default=Now())
    # The version of the model whose score was on the page, or moved the worker.
    model = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            # The target of the foreign key that ties what a pair says of itself to its decision (migration 0003).
            models.UniqueConstraint(fields=["id", "pair", "kind"], name="pair_decision_target"),
        ]

    def __str__(self) -> str:
        return f"{self.pair_id} {self.kind}"


class DuplicatePair(models.Model):
    """Two claims that may be one person's, scored. `earlier` arrived first: ids sort by arrival.

    - `weight` in bits and `probability`, under the model of version `model`; empty for pairs older than models.
    - `levels`: the level code of each comparison, as `{"name": "same", …}`.
    - `bearers`: how many claims of the incident bear the more common one of the two names (1,001: more than 1,000).
    - `decision`, `decided`: the decision that stands and its kind; empty while nobody decided.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+", db_index=False)
    earlier = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="pairs_as_earlier", db_index=False)
    later = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="pairs_as_later")
    weight = models.FloatField()
    probability = models.FloatField()
    band = models.CharField(max_length=10)  # a code of `claims.rules.matching.Band`
    levels = models.JSONField()
    bearers = models.PositiveIntegerField()
    model = models.CharField(max_length=40, blank=True)
    found_at = models.DateTimeField(db_default=Now())
    scored_at = models.DateTimeField(db_default=Now())
    decision = models.ForeignKey(PairDecision, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided = models.CharField(max_length=10, blank=True, choices=PairDecision.Kind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="pair_once"),
            models.CheckConstraint(name="pair_in_order", condition=models.Q(earlier__lt=models.F("later"))),
            models.CheckConstraint(
                name="pair_says_what_was_decided",
                condition=models.Q(decision__isnull=True, decided="")
                | models.Q(decision__isnull=False) & ~models.Q(decided=""),
            ),
        ]
        indexes = [
            # Counsel's queue: what waits for a person, the likeliest first.
            models.Index(
                "incident",
                "band",
                models.F("weight").desc(),
                "id",
                name="pair_queue",
                condition=models.Q(decided__in=UNDECIDED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} {self.later_id}"

    @property
    def undecided(self) -> bool:
        """Whether the pair waits for a person."""
        return self.decided in UNDECIDED


class DuplicateCluster(models.Model):
    """Two or more claims that accepted pairs join into one person's. Its id outlives changes of its members.

    `survivor` is the claim that goes on in place of all: the first complete one, unless counsel chose another.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    survivor = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+", db_index=False)
    survivor_chosen = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.id)


class ClusterMember(models.Model):
    """One claim's place in its cluster. A claim without a partner has none."""

    claim = models.OneToOneField(Claim, primary_key=True, on_delete=models.PROTECT, related_name="cluster_member")
    cluster = models.ForeignKey(DuplicateCluster, on_delete=models.PROTECT, related_name="members")

    class Meta:
        constraints = [
            # The target of the foreign key that keeps the survivor among the members (migration 0003).
            models.UniqueConstraint(fields=["cluster", "claim"], name="cluster_member_target"),
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id} {self.claim_id}"


class PairSelection(models.Model):
    """The pairs that a person was shown before a bulk decision; the decision hits these and no others.

    `pairs`: `[[pair id, id of the decision that stood or null], …]`, and once `applied_at` says that it was used, third
    the id of the decision made or null, so that it can be undone as a whole.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PairDecision.Kind.choices)
    filters = models.JSONField()
    pairs = models.JSONField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    applied_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {len(self.pairs)}"
