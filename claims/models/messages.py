"""What claimants are sent. Neither text nor address is stored: both are made when a message goes out."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from claims.models.claims import Claim
from claims.models.proofs import Channel
from claims.rules.ids import new_id


class Message(models.Model):
    """One message to one claimant, from the wish to send it to what became of it. Goes out at most once.

    `sending` is committed before a message leaves and `sent` after the mail server took it. One that is found
    `sending` later was cut off in between: it is `unclear`, is shown to counsel, and is not sent again by itself.
    """

    class Kind(models.TextChoices):
        CONTACT_CODE = "contact_code"
        INFORMATION_NEEDED = "information_needed"
        REMINDER = "reminder"

    class State(models.TextChoices):
        PENDING = "pending"
        SENDING = "sending"
        SENT = "sent"
        UNCLEAR = "unclear"
        FAILED = "failed"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="messages", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    # What asks the claimant for something belongs to one stay in a stage: the claim's stage_seq at its beginning.
    stay = models.PositiveIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(db_default=0)
    # Why it did not go out, as a code or an error's type; its text may quote an address.
    error = models.CharField(max_length=40, db_default="")
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Asking twice for a message that has not gone out is asking once.
            models.UniqueConstraint(
                fields=["claim", "kind", "channel"],
                condition=models.Q(state__in=["pending", "sending"]),
                name="message_open_once",
            ),
            # One request and one reminder in each stay, however often the claim is judged; a withdrawn one is none.
            models.UniqueConstraint(
                fields=["claim", "kind", "stay"],
                condition=models.Q(stay__isnull=False) & ~models.Q(state="withdrawn"),
                name="message_once_a_stay",
            ),
            models.CheckConstraint(
                name="message_sent_at_a_time",
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
            ),
            # NULL is no stay; only a code has none.
            models.CheckConstraint(
                name="message_request_has_stay",
                condition=models.Q(kind="contact_code") | models.Q(stay__isnull=False),
            ),
        ]
        indexes = [
            # How often a claim was sent codes of late.
            models.Index(fields=["claim", "created_at"], condition=models.Q(kind="contact_code"), name="message_codes"),
            # What counsel must look at; the great majority stays out of it.
            models.Index(fields=["-id"], condition=models.Q(state__in=["unclear", "failed"]), name="message_trouble"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
