"""What the rules found about a claim, run by run. Append-only; `Claim.verification` points to the current run."""

from django.db import models

from claims.models.claims import Claim
from claims.models.leaked_list import LeakedFieldList
from claims.rules.ids import new_id


class Verification(models.Model):
    """One run of the rules over one claim, with the leaked-field list version it used."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verifications")
    list = models.ForeignKey(LeakedFieldList, on_delete=models.PROTECT, related_name="+", db_index=False)
    verdict = models.CharField(max_length=20)
    judged_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.verdict}"


class VerificationCheck(models.Model):
    """One rule's outcome in one run. `params` fill the reason's sentence and never hold personal data."""

    pk = models.CompositePrimaryKey("verification_id", "rule")
    verification = models.ForeignKey(Verification, on_delete=models.PROTECT, related_name="checks", db_index=False)
    rule = models.PositiveSmallIntegerField()
    rule_version = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=6)
    reason = models.CharField(max_length=50)
    params = models.JSONField()
    asks = models.BooleanField()

    class Meta:
        ordering = ["rule"]
        indexes = [
            # Counsel's list by level of abuse: the few checks of rule 18 that a person must look at.
            models.Index(
                fields=["reason", "verification"],
                condition=models.Q(rule=18, outcome="review"),
                name="check_of_abuse",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verification_id} {self.rule}"
