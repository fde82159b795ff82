"""What a claimant has proven about themself: that a contact is theirs, and who they are. Holds no personal data."""

from django.db import models
from django.db.models.functions import Now

from claims.models.claims import Claim


class Channel(models.TextChoices):
    """Where a message reaches a claimant."""

    EMAIL = "email"
    PHONE = "phone"


class ContactProof(models.Model):
    """That whoever holds a claim's receipt also reads what is sent to the claim's e-mail address, or phone.

    Append-only (a database trigger refuses changes); one for each claim and channel.
    """

    pk = models.CompositePrimaryKey("claim_id", "channel")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="contact_proofs", db_index=False)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    proven_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(name="contact_proof_channel", condition=models.Q(channel__in=Channel.values)),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.channel}"


class ContactCode(models.Model):
    """The living one-time code of a claim and channel: a new one takes the place of the one before.

    Only a keyed digest is stored. The row goes when the code is used; `tries_left` counts down with every wrong one.
    """

    pk = models.CompositePrimaryKey("claim_id", "channel")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    digest = models.BinaryField(max_length=32)
    tries_left = models.PositiveSmallIntegerField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.claim_id} {self.channel}"


class IdentityProof(models.Model):
    """That a provider of identity verification named a person, and how far that person agrees with the claim's form.

    Append-only (a database trigger refuses changes); the newest counts. Name and birth date are compared and thrown
    away. `token`, the provider's own code for the person, is kept as a keyed digest that two claims of one incident
    share.
    """

    class Agreement(models.TextChoices):
        EQUAL = "equal"
        SIMILAR = "similar"
        OTHER = "other"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="identity_proofs", db_index=False)
    provider = models.CharField(max_length=40)
    agreement = models.CharField(max_length=7, choices=Agreement.choices)
    token = models.UUIDField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="identity_proof_agreement", condition=models.Q(agreement__in=["equal", "similar", "other"])
            ),
        ]
        # The newest of a claim.
        indexes = [models.Index(fields=["claim", "-id"], name="identity_proof_newest")]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.agreement}"


class IdentityAttempt(models.Model):
    """One journey to the provider that has not come back: the digest of its state, which is good for one return."""

    claim = models.OneToOneField(Claim, primary_key=True, on_delete=models.CASCADE, related_name="+")
    state = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.claim_id)
