"""Who asserted what about the leak and when, and the immutable list versions that follow from it."""

from django.conf import settings
from django.db import models

from claims.models.incidents import Cohort, DataItem, Incident, localised


class ListDocument(models.Model):
    """A paper that counsel took a statement from: what it is called, and the hash that tells it. Stored once an
    incident and never changed (a database trigger refuses it); its bytes stand in a table of their own."""

    class MediaType(models.TextChoices):
        PDF = "application/pdf"
        PNG = "image/png"
        JPEG = "image/jpeg"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="list_documents", db_index=False)
    # Of the bytes, in hexadecimal.
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=20, choices=MediaType.choices)
    name = models.CharField(max_length=120)
    # In bytes.
    size = models.PositiveIntegerField()
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "sha256"], name="list_document_once")]

    def __str__(self) -> str:
        return self.sha256


class ListDocumentContent(models.Model):
    """The bytes of a document, apart from its row so that reading a notice never reads ten megabytes."""

    document = models.OneToOneField(
        ListDocument, on_delete=models.PROTECT, primary_key=True, related_name="stored_content"
    )
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.document_id)


class BreachNotice(models.Model):
    """A dated statement by one source to one cohort of accounts. Never changed: who takes it back adds another."""

    class Source(models.TextChoices):
        CONTROLLER = "controller"
        REGULATOR = "regulator"
        INVESTIGATION = "investigation"
        COURT = "court"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notices")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="notices")
    code = models.SlugField(max_length=20)
    # Place in the notice mask of a claim; null for statements that were not sent to claimants.
    bit = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=20, choices=Source.choices)
    source_detail_ko = models.CharField(max_length=300, blank=True)
    source_detail_en = models.CharField(max_length=300, blank=True)
    dated = models.DateField()
    term_used_ko = models.CharField(max_length=50, blank=True)
    term_used_en = models.CharField(max_length=50, blank=True)
    accounts = models.PositiveBigIntegerField(null=True, blank=True)
    note_ko = models.CharField(max_length=500, blank=True)
    note_en = models.CharField(max_length=500, blank=True)
    citation = models.CharField(max_length=500)
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    document = models.ForeignKey(
        ListDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # The list version that it came with.
    since_version = models.PositiveIntegerField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["dated", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "code"], name="notice_code_once"),
            models.UniqueConstraint(fields=["incident", "bit"], name="notice_bit_once"),
            models.CheckConstraint(
                name="notice_bit_fits", condition=models.Q(bit__isnull=True) | models.Q(bit__lte=62)
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def source_detail(self) -> str:
        """Who spoke, in the reader's language."""
        return localised(self.source_detail_ko, self.source_detail_en)

    @property
    def term_used(self) -> str:
        """The word the source used for what happened: exposure, leak."""
        return localised(self.term_used_ko, self.term_used_en)

    @property
    def note(self) -> str:
        """What a reader should know about this statement."""
        return localised(self.note_ko, self.note_en)


class LeakAssertion(models.Model):
    """One notice's word on one data item. Never changed: a correction is a new assertion."""

    class Says(models.TextChoices):
        LEAKED = "leaked"
        NOT_LEAKED = "not_leaked"
        UNKNOWN = "unknown"

    notice = models.ForeignKey(BreachNotice, on_delete=models.PROTECT, related_name="assertions")
    item = models.ForeignKey(DataItem, on_delete=models.PROTECT, related_name="assertions")
    says = models.CharField(max_length=12, choices=Says.choices)
    count = models.PositiveBigIntegerField(null=True, blank=True)
    # Full only where this assertion says something that its notice's own source does not cover.
    citation = models.CharField(max_length=500, blank=True)
    document = models.ForeignKey(
        ListDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.notice_id}:{self.item_id}"


class AssertionPin(models.Model):
    """Counsel's decision that one assertion decides its cell whatever the precedence says.

    It holds from list version `since_version` on and, once taken away, no longer in `until_version`, whose author and
    reason are those of taking it away.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="pins")
    item = models.ForeignKey(DataItem, on_delete=models.PROTECT, related_name="pins")
    assertion = models.ForeignKey(LeakAssertion, on_delete=models.PROTECT, related_name="pins")
    reason = models.CharField(max_length=500)
    pinned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    pinned_at = models.DateTimeField(auto_now_add=True)
    since_version = models.PositiveIntegerField()
    until_version = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "item"], condition=models.Q(until_version__isnull=True), name="pin_one_active_a_cell"
            ),
            models.CheckConstraint(
                name="pin_ends_after_it_began",
                condition=models.Q(until_version__isnull=True) | models.Q(until_version__gt=models.F("since_version")),
            ),
            models.CheckConstraint(name="pin_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}:{self.item_id}"


class LeakedFieldList(models.Model):
    """One version of an incident's leaked-field list. Immutable (a database trigger refuses changes).

    `cells` maps cohort code → item code → {says, deciding, pinned, disputed, others}; `masks` maps cohort code →
    [leaked mask, not-leaked mask]. Both follow from the assertions at that moment and are kept for reproduction.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="lists")
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    masks = models.JSONField()
    reason = models.CharField(max_length=500)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)
    # Which preview was saved, so that a second click finds what the first one made.
    saved_key = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["incident", "number"], name="list_number_once")]

    def __str__(self) -> str:
        return f"{self.incident_id} v{self.number}"
