from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from claims.models.cases import Case


class AuditEntry(models.Model):
    """Who did or read what, when and from where. Append-only: the database refuses update, delete and truncate.

    The access log that the safety standard under PIPA asks for: account, time, place, data subject, action.
    Written inside the write it records. `detail` holds codes and counts, never personal data of claimants.
    """

    at = models.DateTimeField(db_default=Now())
    actor_kind = models.CharField(max_length=10)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=45, blank=True)
    action = models.CharField(max_length=40)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [
            # A claim's page shows who looked at it.
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"
