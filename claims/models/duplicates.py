from django.db import models

from claims.models.claims import Claim


class DuplicatePair(models.Model):
    """Two claims that may be one person. `earlier` arrived first; the later one waits for a person's decision."""

    earlier = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="pairs_as_earlier", db_index=False)
    later = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="pairs_as_later")
    # Which blind keys agree, as codes: account_email, name_birth_phone, name_birth_email.
    agreements = models.JSONField()
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="pair_once"),
            models.CheckConstraint(name="pair_in_order", condition=models.Q(earlier__lt=models.F("later"))),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} {self.later_id}"
