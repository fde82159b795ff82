"""What the matcher was trained to and what it did: versions of its model, and runs of the full match."""

from django.db import models
from django.db.models.functions import Now

from claims.models.incidents import Incident


class MatchModelVersion(models.Model):
    """A model that was trained here. Those that come with the code lie in `claims/rules/matching/models`.

    `parameters` is what `MatchModel.read` takes; `trained_on` holds counts and seeds, never anything of a person.
    """

    version = models.CharField(primary_key=True, max_length=40)
    parameters = models.JSONField()
    trained_at = models.DateTimeField(db_default=Now())
    trained_on = models.JSONField(default=dict)
    # Pairs are scored with this one; while there is none, with the committed model.
    in_use = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["in_use"], condition=models.Q(in_use=True), name="one_match_model_in_use"),
        ]

    def __str__(self) -> str:
        return self.version


class MatchRun(models.Model):
    """One full match of an incident. Without `finished_at` it still runs or was killed, and then changed nothing.

    `claims` that were compared, `pairs` that were worth keeping; of those `added` are new and `changed` moved to
    another band or decision.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="match_runs")
    backend = models.CharField(max_length=10)
    model = models.CharField(max_length=40)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    claims = models.PositiveIntegerField(default=0)
    pairs = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.started_at}"
