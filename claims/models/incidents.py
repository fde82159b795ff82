"""The leak itself: the incident, the kinds of personal information it may have touched, and groups of accounts."""

from django.db import models
from django.utils.translation import get_language


def localised(ko: str, en: str) -> str:
    """The text in the reader's language."""
    return en if (get_language() or "").startswith("en") else ko


class Incident(models.Model):
    """One leak by one controller (the defendant)."""

    code = models.SlugField(max_length=40, unique=True)
    controller_ko = models.CharField(max_length=100)
    controller_en = models.CharField(max_length=100)
    leak_from = models.DateField()
    leak_to = models.DateField()
    # Before this day the sources differ on whether the leak had begun. Null: nothing is disputed.
    undisputed_from = models.DateField(null=True, blank=True)
    became_known = models.DateField()
    years_from_knowledge = models.PositiveSmallIntegerField(default=3)
    years_from_act = models.PositiveSmallIntegerField(default=10)
    sources = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="incident_leak_window_in_order",
                condition=models.Q(leak_from__lte=models.F("leak_to")),
                violation_error_message="The leak ends before it begins.",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def controller(self) -> str:
        """The controller's name in the reader's language."""
        return localised(self.controller_ko, self.controller_en)


class DataItem(models.Model):
    """A kind of personal information. `bit` is its place in every mask of this incident and never changes."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="data_items")
    code = models.SlugField(max_length=40)
    bit = models.PositiveSmallIntegerField()
    name_ko = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    # Rule 11 asks more about this one: an entrance code counts only where one was stored.
    is_entrance_code = models.BooleanField(default=False)

    class Meta:
        ordering = ["bit"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "code"], name="data_item_code_once"),
            models.UniqueConstraint(fields=["incident", "bit"], name="data_item_bit_once"),
            # Masks are signed 64-bit integers in PostgreSQL.
            models.CheckConstraint(name="data_item_bit_fits", condition=models.Q(bit__lte=62)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The item's name in the reader's language."""
        return localised(self.name_ko, self.name_en)


class Cohort(models.Model):
    """A group of accounts for which one list of leaked items holds."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="cohorts")
    code = models.SlugField(max_length=40)
    name_ko = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    accounts = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["incident", "code"], name="cohort_code_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The cohort's name in the reader's language."""
        return localised(self.name_ko, self.name_en)
