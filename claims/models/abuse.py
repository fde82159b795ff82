"""What a filing leaves for the abuse score, and the settings under which counsel has it scored."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from claims.models.cases import Case
from claims.models.claims import Claim


class FilingSignal(models.Model):
    """How one claim was filed, as keyed digests that only tell equal from different, and only within one incident.

    Written by the statement that files the claim, never changed but for `reached`, and deleted after
    `settings.ABUSE_SIGNAL_DAYS`. A digest is empty where there is nothing to make it of.
    """

    # Written only by the statement that writes the claim itself, as the blind keys are.
    claim = models.OneToOneField(
        Claim, primary_key=True, on_delete=models.CASCADE, related_name="signal", db_constraint=False
    )
    at = models.DateTimeField()
    # The network address of the claimant's connection (IPv6: its /64), and the network around it (/24; IPv6: /56).
    address = models.UUIDField(null=True)
    network = models.UUIDField(null=True)
    phone = models.UUIDField(null=True)
    name = models.UUIDField(null=True)
    text = models.UUIDField(null=True)
    # A mailbox with a number in it: its stem, and the number masked under this claim's own key.
    mailbox = models.UUIDField(null=True)
    mailbox_number = models.BigIntegerField(null=True)
    throw_away = models.BooleanField(default=False)
    # From the form's first answer to its submission; unknown for the API and imports.
    seconds = models.PositiveIntegerField(null=True)
    # The indicators that had reached their limit when the claim was last judged, as bits.
    reached = models.PositiveSmallIntegerField(db_default=0)

    class Meta:
        # One for each thing that is counted by, so that a burst is found without reading what stands beside it.
        indexes = [
            models.Index(fields=["address", "at"], condition=models.Q(address__isnull=False), name="signal_address"),
            models.Index(fields=["network", "at"], condition=models.Q(network__isnull=False), name="signal_network"),
            models.Index(fields=["phone"], condition=models.Q(phone__isnull=False), name="signal_phone"),
            models.Index(fields=["text"], condition=models.Q(text__isnull=False), name="signal_text"),
            models.Index(fields=["mailbox", "at"], condition=models.Q(mailbox__isnull=False), name="signal_mailbox"),
        ]

    def __str__(self) -> str:
        return f"signals of {self.claim_id}"


class AbuseSettingsVersion(models.Model):
    """One version of a case's abuse settings. Immutable (a database trigger refuses changes); the newest holds.

    `limits` and `points` map indicator codes to numbers. A case without a version is judged by the code's defaults.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="abuse_settings", db_index=False)
    number = models.PositiveIntegerField()
    medium = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    limits = models.JSONField()
    points = models.JSONField()
    reason = models.CharField(max_length=500)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="abuse_settings_number_once"),
            models.CheckConstraint(name="abuse_settings_have_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(name="abuse_levels_in_order", condition=models.Q(medium__lt=models.F("high"))),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} v{self.number}"
