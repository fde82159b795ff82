"""What the rules found about a claim, run by run. Append-only; `Claim.verification` points to the current run.

A run is one row. What a rule found is one of few different findings, each stored once and named by number; so a million
claims can be judged again by writing one row for each claim whose judgement is another one.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from claims.models.cases import Case
from claims.models.claims import Claim
from claims.models.leaked_list import LeakedFieldList
from claims.rules.ids import new_id


class Finding(models.Model):
    """What a rule of one version can say: each outcome with its reason and params once, whichever claims it is of.

    `params` fill the reason's sentence and never hold personal data. `key` is a digest of all the rest.
    """

    id = models.AutoField(primary_key=True)
    key = models.UUIDField(unique=True)
    rule = models.PositiveSmallIntegerField()
    rule_version = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=6)
    reason = models.CharField(max_length=50)
    params = models.JSONField()
    asks = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["rule", "reason"], name="finding_by_reason")]

    def __str__(self) -> str:
        return f"{self.rule} {self.reason}"


class JudgingContext(models.Model):
    """What held for all claims of a case when they were judged: lists, settings, windows, the day. Each once.

    `content` is `claims.rules.verification.record.context_to_json`; `key` is its digest.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="judging_context_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.pk}"


class JudgedFacts(models.Model):
    """What the rules read of one claim, as `claims.rules.verification.record.facts_to_json` keeps it. Nothing personal
    is in it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Written together with the run that read them, whose own keys are checked.
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    facts = models.JSONField()

    def __str__(self) -> str:
        return str(self.claim_id)


class Verification(models.Model):
    """One run of the rules over one claim, with the leaked-field list version it used.

    `findings` holds at place n (from 1) the finding of rule n; empty: the claim was not judged by it. `judged` is the
    mask of the rules that this run judged itself: what the others found was taken over from the run `base`, which a run
    by all rules has none of. Masks of rules have the rule's number as bit, masks of items the item's.
    """

    class Cause(models.TextChoices):
        ARRIVAL = "arrival"
        AGAIN = "again"
        LIST = "list"
        ACCOUNTS = "accounts"
        RULES = "rules"
        TIME = "time"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Checked when written, and not by the database: five checks a row would take longer than a million rows may take.
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verifications", db_constraint=False)
    list = models.ForeignKey(
        LeakedFieldList, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    context = models.ForeignKey(
        JudgingContext, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    facts = models.ForeignKey(
        JudgedFacts, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    base = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    cause = models.CharField(max_length=8, choices=Cause.choices, db_default=Cause.AGAIN)
    judged = models.BigIntegerField(db_default=0)
    findings = ArrayField(models.IntegerField(null=True), db_default=models.Value("{}"))
    asks = models.BigIntegerField(db_default=0)
    person = models.BigIntegerField(db_default=0)
    hold = models.BigIntegerField(db_default=0)
    # What the affected-account list showed for the account: 0 it was not found, null it was not looked for.
    on_list = models.BigIntegerField(null=True)
    proven = models.BigIntegerField(db_default=0)
    supported = models.BigIntegerField(db_default=0)
    contradicted = models.BigIntegerField(db_default=0)
    verdict = models.CharField(max_length=20)
    judged_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.verdict}"


class Rejudgement(models.Model):
    """One order to judge the claims of an incident again, because of what a list, a setting or the day brought.

    Done chunk by chunk in the order of claim ids (`reached`), each chunk with its effect in one transaction. A second
    order that comes while one is not done yet joins it: `rules` grows and the walk begins anew.
    """

    class Cause(models.TextChoices):
        LIST = "list"
        ACCOUNTS = "accounts"
        RULES = "rules"
        TIME = "time"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey("claims.Incident", on_delete=models.PROTECT, related_name="rejudgements")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    cause = models.CharField(max_length=8, choices=Cause.choices)
    rules = models.BigIntegerField()
    list = models.ForeignKey(LeakedFieldList, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    # The claims that can be judged otherwise, as `claims.services.rejudging.touched` keeps it; null: any.
    touched = models.JSONField(null=True)
    ordered_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    reached = models.UUIDField(null=True)
    looked_at = models.PositiveIntegerField(default=0)
    judged_otherwise = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "case"],
                condition=models.Q(finished_at__isnull=True),
                nulls_distinct=False,
                name="rejudgement_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.cause}"
