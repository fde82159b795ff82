from django.db import models

from claims.models.cases import Case


class ImportRun(models.Model):
    """How far one file's import has come, so that an import that was killed goes on where it stopped."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="imports")
    # Keyed digest of the file's content: the same file is the same run, whatever it is called.
    file_digest = models.BinaryField(max_length=32)
    on_file = models.BooleanField()
    rows_read = models.PositiveBigIntegerField(default=0)
    claims_added = models.PositiveBigIntegerField(default=0)
    rows_rejected = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "file_digest"], name="import_run_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.pk}"
