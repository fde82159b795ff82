"""A case's choice of rules and thresholds: counsel makes versions, and what they change is judged again."""

from dataclasses import dataclass

from django.db import transaction

from claims.models import Case, Rejudgement, RuleSettingsVersion
from claims.queries.rule_settings import RuleChanges, changes_between, current_rules, judged_claims
from claims.rules.verification import OPTIONAL, READ_BY, RuleSettings, chosen, invalid_settings
from claims.services import audit, rejudging
from claims.services.actors import Actor


class RuleSettingsRefused(Exception):
    """The settings were not changed; `code` says why.

    rules_reason_missing, rule_unknown, threshold_out_of_range, ages_out_of_order, rules_unchanged, rules_changed.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class RulesEffect:
    """What a change of the settings does: in what they differ, and how many claims are judged again, and how.

    `altered` are the numbers of the rules that judge otherwise, or begin or cease to judge; empty where a threshold
    changes that no rule of the case reads: then no claim is judged again. `one_by_one`: each claim by every rule; else
    set by set, by the altered rules alone.
    """

    changes: RuleChanges
    altered: frozenset[int]
    one_by_one: bool
    claims: int


def effect_of_rules(*, case_id: int, settings: RuleSettings) -> RulesEffect:
    """Return what `change_rules` would do with these settings, by what is in force now. Nothing is changed.

    Raises RuleSettingsRefused as `change_rules` does.
    """
    before = current_rules(case_id)
    changes = _checked(before, settings)
    altered = altered_rules(changes, before, settings)
    return RulesEffect(
        changes=changes,
        altered=altered,
        one_by_one=rejudging.needs_each_claim(altered, dropped=altered.intersection(changes.cease)),
        claims=judged_claims(case_id) if altered else 0,
    )


@transaction.atomic
def change_rules(*, case_id: int, settings: RuleSettings, reason: str, actor: Actor) -> RuleSettingsVersion:
    """Make the next version of a case's settings, and have its claims judged again by the rules that it alters.

    `settings.version` is the version that was changed: whoever changed one that is no longer the newest is refused,
    unless the newest is this very change, made by the same person a moment ago: a second click gets it again. The
    incident's row is held alone, so nobody judges meanwhile. Raises RuleSettingsRefused.
    """
    assert actor.user_id is not None
    reason = reason.strip()[:500]
    if not reason:
        raise RuleSettingsRefused("rules_reason_missing")
    case = Case.objects.get(pk=case_id)
    rejudging.lock_incident(case.incident_id)
    before = current_rules(case_id)
    made = _made_already(case_id, settings, reason, actor)
    if made is not None:
        return made
    changes = _checked(before, settings)
    altered = altered_rules(changes, before, settings)
    version = RuleSettingsVersion.objects.create(
        case_id=case_id,
        number=before.version + 1,
        chosen=dict(settings.chosen),
        thresholds=dict(settings.thresholds),
        reason=reason,
        made_by_id=actor.user_id,
    )
    rejudging.queue(
        incident_id=case.incident_id,
        case_id=case_id,
        rules=altered,
        cause=Rejudgement.Cause.RULES,
        dropped=altered.intersection(changes.cease),
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


def altered_rules(changes: RuleChanges, before: RuleSettings, after: RuleSettings) -> frozenset[int]:
    """Return the numbers of the rules that judge otherwise, or begin or cease to judge, by these changes."""
    read = frozenset[int]().union(*(READ_BY[each.code] for each in changes.thresholds))
    used = {rule.number for settings in (before, after) for rule in chosen(settings)}
    return frozenset(changes.begin) | frozenset(changes.cease) | (read & used)


def _checked(before: RuleSettings, settings: RuleSettings) -> RuleChanges:
    """What the settings change of those in force. Raises RuleSettingsRefused."""
    if wrong := invalid_settings(settings, optional=OPTIONAL):
        raise RuleSettingsRefused(wrong)
    if before.version != settings.version:
        raise RuleSettingsRefused("rules_changed")
    changes = changes_between(before, settings)
    if not changes:
        raise RuleSettingsRefused("rules_unchanged")
    return changes


def _made_already(case_id: int, settings: RuleSettings, reason: str, actor: Actor) -> RuleSettingsVersion | None:
    newest = RuleSettingsVersion.objects.filter(case=case_id).order_by("-number").first()
    if newest is None or newest.number != settings.version + 1 or newest.made_by_id != actor.user_id:
        return None
    same = (newest.chosen, newest.thresholds, newest.reason) == (settings.chosen, settings.thresholds, reason)
    return newest if same else None
