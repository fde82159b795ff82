"""Claimants and their claims. Personal data is ciphertext here; `claims.queries.personal_data` opens it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from claims.models.cases import Case, ConsentText
from claims.rules.ids import new_id
from claims.rules.stages import ActorKind, ClaimStage
from claims.rules.submission.terms import CLAIMANT_TYPES, ENTRANCE_ANSWERS, PROCEEDING_KINDS


def _choices(values: "tuple[str, ...] | list[str]") -> list[tuple[str, str]]:
    return [(value, value) for value in values]


class Claimant(models.Model):
    """A person. Every personal field is sealed under this row's own data key; destroying the key erases the person."""

    # Field names that hold ciphertext, in one place for masking, canary tests and erasure.
    SEALED: ClassVar[tuple[str, ...]] = (
        "name",
        "birth_date",
        "email",
        "phone",
        "postcode",
        "address",
        "representative",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    wrapped_key = models.BinaryField(null=True)
    key_version = models.PositiveSmallIntegerField()
    name = models.BinaryField(null=True)
    birth_date = models.BinaryField(null=True)
    email = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    postcode = models.BinaryField(null=True)
    address = models.BinaryField(null=True)
    representative = models.BinaryField(null=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)

    class Meta:
        # `keys rotate` walks the rows that an older key still wraps.
        indexes = [models.Index(fields=["key_version", "id"], name="claimant_by_key_version")]

    def __str__(self) -> str:
        return str(self.id)


class Claim(models.Model):
    """One person's claim in one case. Its stage changes only through `claims.services.moves`."""

    SEALED: ClassVar[tuple[str, ...]] = ("account_email", "account_phone", "proceedings_details")

    class Door(models.TextChoices):
        WEB = "web"
        API = "api"
        IMPORT = "import"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=16)
    # No index of its own: two below begin with the case.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="claims", db_index=False)
    claimant = models.ForeignKey(Claimant, on_delete=models.PROTECT, related_name="claims")
    stage = models.CharField(max_length=30, choices=[(s.value, s.value) for s in ClaimStage])
    stage_seq = models.PositiveIntegerField()
    resume_to = models.CharField(max_length=30, blank=True)
    stage_since = models.DateTimeField()
    verification = models.ForeignKey(
        "Verification", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    claimant_type = models.CharField(max_length=30, blank=True, choices=_choices(CLAIMANT_TYPES))
    account_email = models.BinaryField(null=True)
    account_phone = models.BinaryField(null=True)
    joined = models.DateField(null=True)
    withdrew = models.DateField(null=True)
    # [{"code": "N3", "received_on": "2025-12-08" | null}]; the mask says the same for set-wise work, written together.
    notices = models.JSONField(default=list)
    notices_mask = models.BigIntegerField(default=0)
    items_mask = models.BigIntegerField(default=0)
    entrance_code_stored = models.CharField(max_length=8, blank=True, choices=_choices(ENTRANCE_ANSWERS))
    damages_sought = models.PositiveBigIntegerField(null=True)
    other_proceedings = models.CharField(max_length=20, blank=True, choices=_choices(PROCEEDING_KINDS))
    proceedings_details = models.BinaryField(null=True)
    attested = models.BooleanField()
    # The operator who imported the claim declared that attestation, consents and other answers are held on paper.
    on_file = models.BooleanField(default=False)
    door = models.CharField(max_length=10, choices=Door.choices)
    external_ref = models.CharField(max_length=100, null=True, blank=True)  # noqa: DJ001 - unique where given
    receipt_hash = models.BinaryField()
    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            # A constraint and not `unique=True`, which would add a second index for LIKE.
            models.UniqueConstraint(fields=["number"], name="claim_number_once"),
            models.UniqueConstraint(fields=["case", "external_ref"], name="external_ref_once_a_case"),
        ]
        indexes = [
            # Counsel's list: one case, one stage, longest waiting first.
            models.Index(fields=["case", "stage", "stage_since"], name="claim_by_stage"),
        ]

    def __str__(self) -> str:
        return self.number


class Consent(models.Model):
    """One answer to one consent text, kept with the text's version."""

    pk = models.CompositePrimaryKey("claim_id", "text_id")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="consents", db_index=False)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+", db_index=False)
    given = models.BooleanField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.claim_id} {self.text_id}"


class ClaimTransition(models.Model):
    """One recorded move of a claim. Append-only (a database trigger refuses changes)."""

    pk = models.CompositePrimaryKey("claim_id", "seq")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="transitions", db_index=False)
    seq = models.PositiveIntegerField()
    from_stage = models.CharField(max_length=30, blank=True)
    to_stage = models.CharField(max_length=30)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ActorKind])
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # What moved it, as a stable code; a person's own words are sealed, for they may speak of the claimant.
    cause = models.CharField(max_length=40, blank=True)
    reason = models.BinaryField(null=True)

    class Meta:
        ordering = ["seq"]
        constraints = [
            # The target of the foreign key that ties a claim's stage to its last transition (migration 0002).
            models.UniqueConstraint(fields=["claim", "seq", "to_stage"], name="claim_transition_target"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.seq}"


class IdempotencyRecord(models.Model):
    """That a filing with this key was accepted. Committed with its claim; the sealed answer allows the same reply.

    `key` and `body` are keyed digests, so the table tells nothing. Records of the public doors are purged after
    a few days; an import's stay, for they are what makes running it again harmless.
    """

    key = models.BinaryField(primary_key=True, max_length=32)
    body = models.BinaryField(max_length=32)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="idempotency", db_index=False)
    answer = models.BinaryField(null=True)
    purge_after = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["purge_after"], name="idempotency_purge", condition=models.Q(purge_after__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.claim_id)
