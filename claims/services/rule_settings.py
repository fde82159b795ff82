"""A case's choice of rules and thresholds: counsel makes versions, and what they change is judged again."""

from django.db import transaction

from claims.models import Case, Rejudgement, RuleSettingsVersion
from claims.queries.rule_settings import current_rules
from claims.rules.verification import OPTIONAL, RULES, RuleSettings, chosen, invalid_settings
from claims.services import audit, rejudging
from claims.services.actors import Actor

# Which rules a threshold is read by.
_READ_BY = {"adult_from": {4}, "consents_from": {4}, "days_to_file": {20}}


class RuleSettingsRefused(Exception):
    """The settings were not changed; `code` says why.

    rules_reason_missing, rule_unknown, threshold_out_of_range, ages_out_of_order, rules_unchanged, rules_changed.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def change_rules(*, case_id: int, settings: RuleSettings, reason: str, actor: Actor) -> RuleSettingsVersion:
    """Make the next version of a case's settings, and have its claims judged again by the rules that it alters.

    `settings.version` is the version that was changed: whoever changed one that is no longer the newest is refused.
    Raises RuleSettingsRefused.
    """
    assert actor.user_id is not None
    reason = reason.strip()
    if not reason:
        raise RuleSettingsRefused("rules_reason_missing")
    if wrong := invalid_settings(settings, optional=OPTIONAL):
        raise RuleSettingsRefused(wrong)
    case = Case.objects.get(pk=case_id)
    rejudging.lock_incident(case.incident_id)
    before = current_rules(case_id)
    if before.version != settings.version:
        raise RuleSettingsRefused("rules_changed")
    altered = altered_rules(before, settings)
    if not altered:
        raise RuleSettingsRefused("rules_unchanged")
    version = RuleSettingsVersion.objects.create(
        case_id=case_id,
        number=before.version + 1,
        chosen=dict(settings.chosen),
        thresholds=dict(settings.thresholds),
        reason=reason[:500],
        made_by_id=actor.user_id,
    )
    rejudging.queue(
        incident_id=case.incident_id,
        case_id=case_id,
        rules=altered,
        cause=Rejudgement.Cause.RULES,
        dropped=altered - {rule.number for rule in chosen(settings)},
    )
    audit.record(
        "rules.change",
        actor=actor,
        subject_type="case",
        subject_id=case_id,
        case_id=case_id,
        detail={"version": version.number, "rules": sorted(altered)},
    )
    return version


def altered_rules(before: RuleSettings, after: RuleSettings) -> frozenset[int]:
    """Return the numbers of the rules that judge otherwise, or begin or cease to judge, under other settings."""
    used = [{rule.number for rule in chosen(each)} for each in (before, after)]
    altered = used[0] ^ used[1]
    for code, rules in _READ_BY.items():
        if before.threshold(code) != after.threshold(code):
            altered |= rules & (used[0] | used[1])
    return frozenset(altered & {rule.number for rule in RULES})
