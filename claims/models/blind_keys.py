from django.db import models

from claims.models.claims import Claim


class BlindKey(models.Model):
    """One blind key of one claim. The primary key serves look-ups by value, earliest claim first (ids sort so)."""

    pk = models.CompositePrimaryKey("value", "claim_id")
    value = models.UUIDField()
    # Written only by the statement that writes the claim itself; a check for each of nine rows would cost a filing 3 %.
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="blind_keys", db_constraint=False)
    field = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.field} of {self.claim_id}"
