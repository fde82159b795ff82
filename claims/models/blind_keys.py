from django.db import models

from claims.models.claims import Claim


class BlindKey(models.Model):
    """One blind key of one claim. The primary key serves look-ups by value, earliest claim first (ids sort so)."""

    pk = models.CompositePrimaryKey("value", "claim_id")
    value = models.UUIDField()
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="blind_keys")
    field = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.field} of {self.claim_id}"
