"""The case: one action over one incident, what may be filed in it, and who of the staff may do what there."""

from django.conf import settings
from django.db import models

from claims.models.incidents import Incident, localised
from claims.rules.stages import ActorKind, CaseStage, CaseType


class Case(models.Model):
    """One action over one incident. Its stage changes only through `claims.services.moves`."""

    slug = models.SlugField(max_length=60, unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="cases")
    case_type = models.CharField(max_length=20, choices=[(t.value, t.value) for t in CaseType])
    title_ko = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    summary_ko = models.TextField()
    summary_en = models.TextField()
    costs_ko = models.TextField()
    costs_en = models.TextField()
    contact = models.CharField(max_length=200)
    stage = models.CharField(max_length=30, choices=[(s.value, s.value) for s in CaseStage])
    stage_seq = models.PositiveIntegerField(default=1)
    # The stage that a side stage returns to; empty outside side stages.
    resume_to = models.CharField(max_length=30, blank=True)
    stage_since = models.DateTimeField()
    damages_minimum = models.PositiveBigIntegerField()
    damages_standard = models.PositiveBigIntegerField()
    damages_maximum = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3, default="KRW")
    cut_off = models.DateTimeField(null=True, blank=True)
    cure_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_sums_in_order",
                condition=models.Q(damages_minimum__lte=models.F("damages_standard"))
                & models.Q(damages_standard__lte=models.F("damages_maximum")),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def title(self) -> str:
        """The case's name in the reader's language."""
        return localised(self.title_ko, self.title_en)

    @property
    def summary(self) -> str:
        """What the case is about, in the reader's language."""
        return localised(self.summary_ko, self.summary_en)

    @property
    def costs(self) -> str:
        """What taking part costs, in the reader's language."""
        return localised(self.costs_ko, self.costs_en)


class CaseTransition(models.Model):
    """One recorded move of a case. Append-only."""

    pk = models.CompositePrimaryKey("case_id", "seq")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transitions")
    seq = models.PositiveIntegerField()
    from_stage = models.CharField(max_length=30, blank=True)
    to_stage = models.CharField(max_length=30)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ActorKind])
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["seq"]
        constraints = [
            # The target of the foreign key that ties a case's stage to its last transition (migration 0002).
            models.UniqueConstraint(fields=["case", "seq", "to_stage"], name="case_transition_target"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.seq}"


class ConsentText(models.Model):
    """One consent that a case asks for, in one version. Texts are samples until counsel replaces them."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consent_texts")
    code = models.SlugField(max_length=40)
    version = models.CharField(max_length=20)
    required = models.BooleanField()
    position = models.PositiveSmallIntegerField()
    title_ko = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    text_ko = models.TextField()
    text_en = models.TextField()
    current = models.BooleanField(default=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "code", "version"], name="consent_version_once"),
            models.UniqueConstraint(
                fields=["case", "code"], condition=models.Q(current=True), name="consent_one_current_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def title(self) -> str:
        """The consent's heading in the reader's language."""
        return localised(self.title_ko, self.title_en)

    @property
    def text(self) -> str:
        """The consent's wording in the reader's language."""
        return localised(self.text_ko, self.text_en)


class ConflictParty(models.Model):
    """A person whose claim would be a conflict of interest (rule 21). Only the blind key of the name is kept."""

    class Kind(models.TextChoices):
        DEFENDANTS_COUNSEL = "defendants_counsel"
        DEFENDANTS_OFFICER = "defendants_officer"
        FIRMS_STAFF = "firms_staff"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conflict_parties")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    name_key = models.UUIDField()
    # The generation that the key was made in. It cannot be made anew, for the name itself is not kept.
    generation = models.PositiveSmallIntegerField(db_default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "name_key", "kind"], name="conflict_party_once"),
        ]

    def __str__(self) -> str:
        return self.kind


class CaseRole(models.Model):
    """One staff member's role in one case. Without one there is no access (default deny)."""

    class Role(models.TextChoices):
        INTAKE_CLERK = "intake_clerk"
        REVIEWER = "reviewer"
        LEAD_COUNSEL = "lead_counsel"
        AUDITOR = "auditor"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="roles")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="case_roles")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="one_role_a_case")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
