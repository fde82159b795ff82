from django.db import models
from django.db.models.functions import Now


class WorkItem(models.Model):
    """One piece of work that was accepted and must be done. The row is the truth; messages only hurry it along."""

    class State(models.TextChoices):
        PENDING = "pending"
        LEASED = "leased"
        DONE = "done"
        DEAD = "dead"

    class Kind(models.TextChoices):
        INDEX = "index"
        MATCH = "match"
        VERIFY = "verify"
        REJUDGE = "rejudge"
        SEND = "send"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject = models.UUIDField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    # When a worker may next take this row: its due time while pending, the end of its lease while leased.
    due_at = models.DateTimeField(db_default=Now())
    token = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(db_default=0)
    last_error = models.CharField(max_length=100, db_default="")
    accepted_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Asking twice for work that has not begun is one piece of work. Adding locks the row (services.work.add).
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=models.Q(state="pending"), name="work_pending_once"
            ),
            models.CheckConstraint(
                name="work_leased_has_token",
                condition=~models.Q(state="leased") | models.Q(token__isnull=False),
            ),
        ]
        indexes = [
            # What a worker may take now; done rows, the great majority, stay out of it.
            models.Index(
                fields=["kind", "due_at"], condition=models.Q(state__in=["pending", "leased"]), name="work_due"
            ),
            models.Index(fields=["kind", "id"], condition=models.Q(state="dead"), name="work_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
