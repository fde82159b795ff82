"""The abuse score: settings that counsel makes, and claims that were judged before their burst was one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connection, transaction

from claims.models import AbuseSettingsVersion, Case, WorkItem
from claims.queries.abuse_settings import current_settings
from claims.queries.abuse_signals import COUNTED, Burst, left_behind
from claims.queries.claim_facts import LoadedClaim
from claims.rules.abuse import INDICATORS, AbuseSettings, IndicatorCode, assess, invalid_settings
from claims.services import audit, nudges, work
from claims.services.actors import Actor


class AbuseSettingsRefused(Exception):
    """The settings were not changed; `code` says why.

    numbers_out_of_range, levels_out_of_order, abuse_reason_missing, settings_unchanged, settings_changed.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def change_settings(*, case_id: int, settings: AbuseSettings, reason: str, actor: Actor) -> int:
    """Make the next version of a case's settings and have all its claims judged again; returns how many.

    `settings.version` is the version that was changed: whoever changed one that is no longer the newest is refused.
    Raises AbuseSettingsRefused.
    """
    assert actor.user_id is not None
    reason = reason.strip()
    if not reason:
        raise AbuseSettingsRefused("abuse_reason_missing")
    if wrong := invalid_settings(settings):
        raise AbuseSettingsRefused(wrong)
    Case.objects.select_for_update(no_key=True).get(pk=case_id)
    before = current_settings(case_id)
    if before.version != settings.version:
        raise AbuseSettingsRefused("settings_changed")
    if before == settings:
        raise AbuseSettingsRefused("settings_unchanged")
    version = AbuseSettingsVersion.objects.create(
        case_id=case_id,
        number=before.version + 1,
        medium=settings.medium,
        high=settings.high,
        limits=dict(settings.limits),
        points=dict(settings.points),
        reason=reason,
        made_by_id=actor.user_id,
    )
    queued = work.add_all_claims(WorkItem.Kind.VERIFY, [case_id])
    audit.record(
        "abuse.change_settings",
        actor=actor,
        subject_type="case",
        subject_id=case_id,
        case_id=case_id,
        detail={"version": version.number, "claims_queued": queued},
    )
    transaction.on_commit(lambda: nudges.nudge(WorkItem.Kind.VERIFY))
    return queued


def follow_bursts(judged: Sequence[LoadedClaim], settings: Mapping[int, AbuseSettings]) -> None:
    """Note which indicators these claims have reached, and queue those of their bursts that were judged too early.

    The first claims of a burst are judged while it is small. Once a later one reaches a limit, they reach it as well
    and are judged again, so that what becomes of a claim does not depend on its place in the burst. In the caller's
    transaction; `settings` by case. One statement where nothing is reached, a few otherwise.
    """
    masks: dict[UUID, int] = {}
    reached: dict[tuple[IndicatorCode, int], list[UUID]] = defaultdict(list)
    runs: dict[int, set[UUID]] = defaultdict(set)
    for claim in judged:
        if claim.abuse.readings is None or claim.abuse.reached is None:
            continue
        mask = assess(claim.abuse.readings, settings[claim.case_id]).mask
        if mask != claim.abuse.reached:
            masks[claim.claim_id] = mask
        for each in INDICATORS:
            if mask & 1 << each.bit and each.code in COUNTED:
                reached[each.code, claim.case_id].append(claim.claim_id)
            elif mask & 1 << each.bit and each.code is IndicatorCode.MAILBOX_RUN:
                runs[claim.case_id].update(claim.abuse.run_without)
    _note(masks)
    own = {claim.claim_id for claim in judged}
    bursts = [
        Burst(code, case_id, settings[case_id].limits[code], tuple(claims))
        for (code, case_id), claims in reached.items()
    ]
    earlier = left_behind(bursts, {case_id: members - own for case_id, members in runs.items() if members - own})
    work.add(WorkItem.Kind.VERIFY, earlier - own)


def _note(masks: Mapping[UUID, int]) -> None:
    if not masks:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE claims_filingsignal s SET reached = t.mask
            FROM unnest(%s::uuid[], %s::smallint[]) AS t(id, mask) WHERE s.claim_id = t.id
            """,
            [list(masks), list(masks.values())],
        )
