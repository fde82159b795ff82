"""Under which limits, points and levels a case has abuse scored, now and before."""

from dataclasses import dataclass

from claims.models import AbuseSettingsVersion, Finding
from claims.rules.abuse import DEFAULTS, INDICATORS, AbuseSettings


def current_settings(case_id: int) -> AbuseSettings:
    """Return the settings in force in a case: its newest version, or the defaults. One query."""
    newest = AbuseSettingsVersion.objects.filter(case=case_id).order_by("-number").first()
    return DEFAULTS if newest is None else _settings(newest)


def settings_history(case_id: int) -> list[AbuseSettingsVersion]:
    """Return every version that counsel made, newest first. One query."""
    return list(AbuseSettingsVersion.objects.filter(case=case_id).select_related("made_by").order_by("-number"))


def settings_of(case_id: int, number: int) -> AbuseSettings | None:
    """Return one version of a case's settings; number 0 are the defaults of this release. None: there is none such."""
    if number == DEFAULTS.version:
        return DEFAULTS
    found = AbuseSettingsVersion.objects.filter(case=case_id, number=number).first()
    return None if found is None else _settings(found)


def _settings(version: AbuseSettingsVersion) -> AbuseSettings:
    # An indicator that is newer than the version counts as by default.
    return AbuseSettings(
        version=version.number,
        medium=version.medium,
        high=version.high,
        limits={**DEFAULTS.limits, **version.limits},
        points={**DEFAULTS.points, **version.points},
    )


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator as a claim's page shows it: what it read (None: nothing that gave points), its limit and points."""

    code: str
    reading: int | None
    limit: int
    points: int


@dataclass(frozen=True, slots=True)
class ScoreShown:
    """A claim's abuse score with everything that it is made of, under the settings that it was scored with."""

    score: int
    level: str
    version: int
    medium: int
    high: int
    rows: tuple[IndicatorRow, ...]


def score_shown(case_id: int, check: Finding | None) -> ScoreShown | None:
    """Return what a check of rule 18 says; None for a claim without a score. At most one query.

    The numbers are the check's own, so that they are those of that day whatever was changed since; the limits of
    indicators that gave nothing are those of the settings' version.
    """
    if check is None or "score" not in check.params:
        return None
    params = check.params
    found = params.get("found", {})
    settings = settings_of(case_id, params["settings"]) or DEFAULTS
    rows = []
    for each in INDICATORS:
        reading, limit, points = found.get(each.code, (None, settings.limits[each.code], 0))
        rows.append(IndicatorRow(each.code.value, reading, limit, points))
    return ScoreShown(
        score=params["score"],
        level=check.reason.removeprefix("abuse_"),
        version=params["settings"],
        medium=params["medium"],
        high=params["high"],
        rows=tuple(rows),
    )
