"""What the schedule did: each job's last run, the runs worth remembering, and deadlines that came near."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, Now

from claims.models.cases import Case
from claims.rules.case_deadlines import DeadlineKind
from claims.rules.ids import new_id
from claims.rules.stages import ActorKind


class Ending(models.TextChoices):
    """How a run ended. `taken`: it was silent for too long, because it died or hung, and another took its place."""

    DONE = "done"
    NOTHING = "nothing"
    FAILED = "failed"
    TAKEN = "taken"


class ScheduledJob(models.Model):
    """One job of `claims.rules.timetable` and its last run. Whoever changes the slot under the row's lock runs the job.

    `run` is set while a run is under way; only the run that it names may end it. `again_at`: until then nobody else
    takes the slot; null once it is settled. `did` counts things by code and holds nothing else.
    """

    name = models.CharField(max_length=30, primary_key=True)
    slot = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    run = models.UUIDField(null=True)
    by = models.CharField(max_length=10, blank=True, choices=[(k.value, k.value) for k in ActorKind])
    again_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=8, blank=True, choices=Ending.choices)
    error = models.CharField(max_length=100, blank=True)
    did = models.JSONField(default=dict)
    # When the last run began that ended well: what came after it may not have been seen to.
    good_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="scheduled_run_can_be_lost",
                condition=models.Q(run__isnull=True) | models.Q(again_at__isnull=False, began_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class JobRun(models.Model):
    """One run worth remembering: it did something, failed, was lost, or belongs to a daily job. Pruned in time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    job = models.CharField(max_length=30)
    due_at = models.DateTimeField()
    began_at = models.DateTimeField()
    # Null: it never came to an end that was recorded.
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=8, choices=Ending.choices)
    error = models.CharField(max_length=100, blank=True)
    did = models.JSONField(default=dict)
    by = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ActorKind])

    class Meta:
        ordering = ["-began_at", "-id"]
        indexes = [models.Index(fields=["job", "-began_at"], name="run_by_job")]

    def __str__(self) -> str:
        return f"{self.job} {self.id}"


class DeadlineNotice(models.Model):
    """That a deadline of a case came near by one level. Stays on counsel's home until a person acknowledges it.

    `since` is the day that the deadline is counted from; `ends` its last day, null where only the court's paper tells
    it. The database refuses any change but the acknowledgement, and that once (migration 0009).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deadline_notices", db_index=False)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in DeadlineKind])
    since = models.DateField()
    ends = models.DateField(null=True)
    level = models.SmallIntegerField()
    noticed_at = models.DateTimeField(db_default=Now())
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            # Each level once, for one deadline. A deadline that was moved is another one.
            models.UniqueConstraint("case", "kind", Coalesce("ends", "since"), "level", name="deadline_level_once"),
            models.CheckConstraint(
                name="deadline_acknowledged_by_someone",
                condition=models.Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | models.Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
        ]
        indexes = [
            # What counsel's home asks for every time; acknowledged ones stay out of it.
            models.Index(fields=["case"], condition=models.Q(acknowledged_at__isnull=True), name="deadline_open"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.level}"
