"""By which rules and under which thresholds a case is judged, now and before."""

from collections.abc import Iterable
from dataclasses import dataclass

from claims.models import Claim, RuleSettingsVersion
from claims.rules.verification import DEFAULTS, THRESHOLDS, RuleSettings, chosen


@dataclass(frozen=True, slots=True)
class ThresholdChange:
    """A threshold before and after."""

    code: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class RuleChanges:
    """In what two settings differ: numbers of the rules that begin and cease to judge, and thresholds."""

    begin: tuple[int, ...]
    cease: tuple[int, ...]
    thresholds: tuple[ThresholdChange, ...]

    def __bool__(self) -> bool:
        return bool(self.begin or self.cease or self.thresholds)


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version in the history, with what it changed of the one before it."""

    version: RuleSettingsVersion
    changes: RuleChanges


def current_rules(case_id: int) -> RuleSettings:
    """Return the settings in force in a case: its newest version, or the defaults. One query."""
    newest = RuleSettingsVersion.objects.filter(case=case_id).order_by("-number").first()
    return DEFAULTS if newest is None else _settings(newest)


def rules_history(case_id: int) -> list[VersionShown]:
    """Return every version that counsel made, newest first. One query."""
    versions = list(RuleSettingsVersion.objects.filter(case=case_id).select_related("made_by").order_by("-number"))
    settings = [*(_settings(version) for version in versions), DEFAULTS]
    return [
        VersionShown(version, changes_between(settings[place + 1], settings[place]))
        for place, version in enumerate(versions)
    ]


def changes_between(before: RuleSettings, after: RuleSettings) -> RuleChanges:
    """Return in what settings differ. What is written otherwise and comes to the same is no difference."""
    was, now = ({rule.number for rule in chosen(each)} for each in (before, after))
    return RuleChanges(
        begin=tuple(sorted(now - was)),
        cease=tuple(sorted(was - now)),
        thresholds=tuple(_thresholds(before, after)),
    )


def judged_claims(case_id: int) -> int:
    """Return how many claims of a case have been judged, and are so when its rules change. One query."""
    return Claim.objects.filter(case=case_id, verification__isnull=False).count()


def _thresholds(before: RuleSettings, after: RuleSettings) -> Iterable[ThresholdChange]:
    for code in THRESHOLDS:
        if before.threshold(code) != after.threshold(code):
            yield ThresholdChange(code, before.threshold(code), after.threshold(code))


def _settings(version: RuleSettingsVersion) -> RuleSettings:
    return RuleSettings(version=version.number, chosen=version.chosen, thresholds=version.thresholds)
