from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from claims.models.claims import Claim


class IndexGeneration(models.Model):
    """One index key with one normal form, and how far the claims have blind keys of it.

    Rows stay when their keys are gone: a conflict party's key is of the generation it was made in, for good.
    """

    class State(models.TextChoices):
        BUILDING = "building"  # filings write its keys, older claims get them one after another
        CURRENT = "current"  # every claim has its keys
        RETIRED = "retired"  # nobody asks under its keys any more, and they are being deleted

    number = models.PositiveSmallIntegerField(primary_key=True)
    index_key = models.PositiveSmallIntegerField()
    normal_form = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State.choices)
    # How far the walk is that makes keys (building) or deletes them (retired): the last claim done, and the last one
    # there is to do. Whoever files later writes the right keys himself.
    reached = models.UUIDField(null=True)
    last = models.UUIDField(null=True)
    claims_done = models.PositiveIntegerField(db_default=0)
    # Claims whose data does not open, so that no key can be made.
    claims_damaged = models.PositiveIntegerField(db_default=0)
    opened_at = models.DateTimeField(db_default=Now())
    completed_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="current"), name="one_current_generation"),
            models.UniqueConstraint(fields=["state"], condition=Q(state="building"), name="one_building_generation"),
            models.CheckConstraint(
                name="retired_generation_has_time", condition=~Q(state="retired") | Q(retired_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class BlindKey(models.Model):
    """One blind key of one claim. The primary key serves look-ups by value, earliest claim first (ids sort so)."""

    pk = models.CompositePrimaryKey("value", "claim_id")
    value = models.UUIDField()
    # Written only by the statement that writes the claim itself, and while the claimant's row is held; a check for
    # each of a dozen rows would cost a filing 3 %.
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="blind_keys", db_constraint=False)
    field = models.PositiveSmallIntegerField()
    # The number of an IndexGeneration. It fills a gap in the row, so it costs nothing.
    generation = models.PositiveSmallIntegerField(db_default=1)

    def __str__(self) -> str:
        return f"{self.field} of {self.claim_id}"
