"""Affected-account lists: who was hit, as keyed hashes in buckets, and which claims' accounts are among them.

Only `claims.services.affected_accounts` writes here. No table holds anything of a file but keys, masks and counts.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from claims.models.claims import Claim
from claims.models.incidents import Incident


class AffectedAccountList(models.Model):
    """One list of an incident, as a controller or a court handed it over. One is in force at a time.

    - `file_digest`: keyed, of the file's content; null until the file was read to its end.
    - `rows_in_part` of the accepted rows had one identifier that could not be read, beside a good one.
    - `masks`: the dictionary of item masks that the buckets' codes point into, from 0; it only grows.
    - `parts`: how many parts of equal key range the list is loaded in.
    """

    class State(models.TextChoices):
        LOADING = "loading"  # an import runs, or was stopped and can go on
        CURRENT = "current"  # claims are judged by this one
        SUPERSEDED = "superseded"  # its buckets go; what it said of claims stays

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="account_lists", db_index=False)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.LOADING)
    source = models.CharField(max_length=500, blank=True)
    file_digest = models.BinaryField(max_length=32, null=True)
    form = models.PositiveSmallIntegerField()
    bucket_bits = models.PositiveSmallIntegerField(null=True)
    parts = models.PositiveIntegerField(null=True)
    masks = ArrayField(models.BigIntegerField(), default=list)
    rows_read = models.PositiveBigIntegerField(default=0)
    rows_accepted = models.PositiveBigIntegerField(default=0)
    rows_in_part = models.PositiveBigIntegerField(default=0)
    rows_rejected = models.PositiveBigIntegerField(default=0)
    keys = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())
    switched_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="account_list_number_once"),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(state="current"), name="one_account_list_in_force"
            ),
            models.UniqueConstraint(fields=["incident"], condition=Q(state="loading"), name="one_account_list_loading"),
            models.CheckConstraint(
                name="account_list_in_force_is_whole",
                condition=Q(state="loading")
                | Q(file_digest__isnull=False, bucket_bits__isnull=False, switched_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.number}"


class AccountBucket(models.Model):
    """The keys of a list that begin with the same bits, and for each its code in the list's dictionary of masks.

    Some 40 to 80 keys, so that a row stays in its page: 22 bytes a key, where a row for each takes 84.
    """

    pk = models.CompositePrimaryKey("list_id", "bucket")
    # Rows come by COPY under the list's own row and go with it; a check for each would cost a tenth of the load.
    list = models.ForeignKey(
        AffectedAccountList, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    bucket = models.PositiveIntegerField()
    keys = ArrayField(models.UUIDField())
    masks = ArrayField(models.SmallIntegerField())

    def __str__(self) -> str:
        return f"{self.list_id} {self.bucket}"


class AccountPart(models.Model):
    """A part of a list whose buckets are in. Gone once the list is in force."""

    pk = models.CompositePrimaryKey("list_id", "number")
    list = models.ForeignKey(AffectedAccountList, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    keys = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.list_id} {self.number}"


class AccountKeys(models.Model):
    """A claim's account as lists know accounts. Both null: the claim names none that can be read."""

    claim = models.OneToOneField(Claim, primary_key=True, on_delete=models.CASCADE, related_name="account_keys")
    # The incident whose key they are made with: that of the claim's case, for good.
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+", db_index=False)
    email = models.UUIDField(null=True)
    phone = models.UUIDField(null=True)

    def __str__(self) -> str:
        return str(self.claim_id)


class ListedClaim(models.Model):
    """What a list says of a claim's account: the mask of items that leaked, 0 when it was looked up and not found.

    A claim whose account cannot be looked up has no row. Rows outlive their list's buckets.
    """

    pk = models.CompositePrimaryKey("claim_id", "list_id")
    # Written from the claims' own rows; two checks for each of a million take longer than looking them all up.
    claim = models.ForeignKey(
        Claim, on_delete=models.CASCADE, related_name="listed", db_index=False, db_constraint=False
    )
    list = models.ForeignKey(
        AffectedAccountList, on_delete=models.PROTECT, related_name="claims", db_index=False, db_constraint=False
    )
    items_mask = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.claim_id} {self.list_id}"
