from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from claims.models.cases import Case


class RuleSettingsVersion(models.Model):
    """One version of a case's choice of rules. Immutable (a database trigger refuses changes); the newest holds.

    `chosen` says by rule code whether the case is judged by it, `thresholds` are numbers by code. A case without a
    version is judged by the code's defaults.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rule_settings", db_index=False)
    number = models.PositiveIntegerField()
    chosen = models.JSONField()
    thresholds = models.JSONField()
    reason = models.CharField(max_length=500)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="rule_settings_number_once"),
            models.CheckConstraint(name="rule_settings_have_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} v{self.number}"
