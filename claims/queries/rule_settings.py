"""By which rules and under which thresholds a case is judged, now and before."""

from claims.models import RuleSettingsVersion
from claims.rules.verification import DEFAULTS, RuleSettings


def current_rules(case_id: int) -> RuleSettings:
    """Return the settings in force in a case: its newest version, or the defaults. One query."""
    newest = RuleSettingsVersion.objects.filter(case=case_id).order_by("-number").first()
    if newest is None:
        return DEFAULTS
    return RuleSettings(version=newest.number, chosen=newest.chosen, thresholds=newest.thresholds)


def rules_history(case_id: int) -> list[RuleSettingsVersion]:
    """Return every version that counsel made, newest first. One query."""
    return list(RuleSettingsVersion.objects.filter(case=case_id).select_related("made_by").order_by("-number"))
