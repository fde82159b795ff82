"""Changing the leaked-field list: new notices, assertions and pins, each of which makes a new immutable version.

The incident's row is the lock. Verification holds it shared while it judges, so every claim is judged either before
a new version, and then found by the walk that judges again, or after it, with the new version.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection, transaction

from claims.models import (
    AssertionPin,
    BreachNotice,
    Cohort,
    DataItem,
    Incident,
    LeakAssertion,
    LeakedFieldList,
    Rejudgement,
)
from claims.queries import leaked_list as reads
from claims.queries.filing_terms import forget_terms
from claims.rules.leaked_list import Cell, CellKey, Says, cohort_masks, derive, diff
from claims.services import audit, rejudging
from claims.services.actors import Actor


_READ_BY: Final = frozenset({10, 11})
"""The rules that read the leaked-field list."""


class ListChangeRefused(Exception):
    """The change does not fit the incident; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssertion:
    """One word on one data item."""

    item: str
    says: Says
    count: int | None = None
    citation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """A statement as it enters. `to_claimants`: claimants received it and can name it when they file."""

    code: str
    cohort: str
    source: str
    dated: date
    citation: str
    to_claimants: bool
    assertions: Sequence[NewAssertion]
    source_detail_ko: str = ""
    source_detail_en: str = ""
    term_used_ko: str = ""
    term_used_en: str = ""
    accounts: int | None = None
    note_ko: str = ""
    note_en: str = ""
    supersedes: str | None = None


@transaction.atomic
def add_notices(
    *, incident_id: int, notices: Sequence[NewNotice], reason: str, actor: Actor, seen_version: int | None = None
) -> LeakedFieldList:
    """Record statements with their assertions and publish the list that follows.

    `seen_version` is the number of the list that the person decided on. Raises ListChangeRefused when there is a
    newer one, for a code that exists, or a cohort, item or superseded notice that does not.
    """
    incident = _lock(incident_id, seen_version)
    for notice in notices:
        _add_notice(incident, notice)
    return _publish(incident, reason=reason, actor=actor, action="list.add_notice")


@transaction.atomic
def add_assertion(
    *, notice_id: int, assertion: NewAssertion, reason: str, actor: Actor, seen_version: int | None = None
) -> LeakedFieldList:
    """Record one more word of a known notice and publish the list that follows. Raises as `add_notices` does."""
    notice = BreachNotice.objects.select_related("incident").get(pk=notice_id)
    incident = _lock(notice.incident_id, seen_version)
    _add_assertions(notice, [assertion], _items(incident))
    return _publish(incident, reason=reason, actor=actor, action="list.add_assertion")


@transaction.atomic
def pin_assertion(*, assertion_id: int, reason: str, actor: Actor, seen_version: int | None = None) -> LeakedFieldList:
    """Let one assertion decide its cell whatever the precedence says.

    Raises ListChangeRefused without a reason, or when there is a newer list than `seen_version`.
    """
    assertion = LeakAssertion.objects.select_related("notice").get(pk=assertion_id)
    incident = _lock(assertion.notice.incident_id, seen_version)
    reason = reason.strip()
    if not reason:
        raise ListChangeRefused("reason_missing")
    if actor.user_id is None:
        raise ListChangeRefused("only_a_person_pins")
    _unpin(assertion.notice.cohort_id, assertion.item_id)
    AssertionPin.objects.create(
        cohort_id=assertion.notice.cohort_id,
        item_id=assertion.item_id,
        assertion=assertion,
        reason=reason,
        pinned_by_id=actor.user_id,
    )
    return _publish(incident, reason=reason, actor=actor, action="list.pin")


@transaction.atomic
def remove_pin(*, pin_id: int, reason: str, actor: Actor, seen_version: int | None = None) -> LeakedFieldList:
    """Let the precedence decide a pinned cell again. Raises as `pin_assertion` does."""
    pin = AssertionPin.objects.select_related("cohort").get(pk=pin_id)
    incident = _lock(pin.cohort.incident_id, seen_version)
    if not reason.strip():
        raise ListChangeRefused("reason_missing")
    _unpin(pin.cohort_id, pin.item_id)
    return _publish(incident, reason=reason.strip(), actor=actor, action="list.unpin")


def _lock(incident_id: int, seen_version: int | None) -> Incident:
    incident = Incident.objects.select_for_update().get(pk=incident_id)
    if seen_version is not None:
        current = reads.current_list(incident_id)
        if (current.number if current else 0) != seen_version:
            raise ListChangeRefused("list_changed")
    return incident


def _items(incident: Incident) -> dict[str, DataItem]:
    return {item.code: item for item in DataItem.objects.filter(incident=incident)}


def _add_notice(incident: Incident, new: NewNotice) -> None:
    known = {notice.code: notice for notice in BreachNotice.objects.filter(incident=incident)}
    cohort = Cohort.objects.filter(incident=incident, code=new.cohort).first()
    if new.code in known:
        raise ListChangeRefused("notice_exists")
    if cohort is None:
        raise ListChangeRefused("cohort_unknown")
    if new.supersedes is not None and new.supersedes not in known:
        raise ListChangeRefused("superseded_notice_unknown")
    bits = [notice.bit for notice in known.values() if notice.bit is not None]
    notice = BreachNotice.objects.create(
        incident=incident,
        cohort=cohort,
        code=new.code,
        bit=max(bits, default=-1) + 1 if new.to_claimants else None,
        source=new.source,
        source_detail_ko=new.source_detail_ko,
        source_detail_en=new.source_detail_en,
        dated=new.dated,
        term_used_ko=new.term_used_ko,
        term_used_en=new.term_used_en,
        accounts=new.accounts,
        note_ko=new.note_ko,
        note_en=new.note_en,
        citation=new.citation,
        supersedes=known[new.supersedes] if new.supersedes else None,
    )
    _add_assertions(notice, new.assertions, _items(incident))


def _add_assertions(notice: BreachNotice, new: Sequence[NewAssertion], items: Mapping[str, DataItem]) -> None:
    if any(assertion.item not in items for assertion in new):
        raise ListChangeRefused("item_unknown")
    LeakAssertion.objects.bulk_create(
        LeakAssertion(
            notice=notice,
            item=items[assertion.item],
            says=assertion.says.value,
            count=assertion.count,
            citation=assertion.citation,
        )
        for assertion in new
    )


def _unpin(cohort_id: int, item_id: int) -> None:
    AssertionPin.objects.filter(cohort=cohort_id, item=item_id, active=True).update(active=False)


def _publish(incident: Incident, *, reason: str, actor: Actor, action: str) -> LeakedFieldList:
    """Derive the list, store it as the next version and queue every claim that it touches."""
    before = reads.current_list(incident.pk)
    cells = derive(reads.assertions(incident.pk), reads.pins(incident.pk))
    bits = {item.code: item.bit for item in DataItem.objects.filter(incident=incident)}
    version = LeakedFieldList.objects.create(
        incident=incident,
        number=before.number + 1 if before else 1,
        cells=_stored(cells),
        masks={cohort: list(masks) for cohort, masks in cohort_masks(cells, bits).items()},
        reason=reason[:500],
        made_by_id=actor.user_id,
    )
    touched = _count_touched(incident, before, cells, bits)
    if touched:
        rejudging.queue(incident_id=incident.pk, rules=_READ_BY, cause=Rejudgement.Cause.LIST)
    audit.record(
        action,
        actor=actor,
        subject_type="list",
        subject_id=version.pk,
        detail={"incident": incident.code, "version": version.number, "claims_queued": touched},
    )
    transaction.on_commit(forget_terms)
    return version


def _count_touched(
    incident: Incident, before: LeakedFieldList | None, cells: Mapping[CellKey, Cell], bits: Mapping[str, int]
) -> int:
    """Return how many claims the change can judge otherwise: those with a notice to a changed cohort that claim one of
    its changed items. One statement."""
    changed: dict[str, int] = {}
    for change in diff(_derived(before), cells):
        if change.alters_claims:
            changed[change.cohort] = changed.get(change.cohort, 0) | 1 << bits[change.item]
    notices: dict[str, int] = dict.fromkeys(changed, 0)
    for cohort, bit in BreachNotice.objects.filter(
        incident=incident, cohort__code__in=changed, bit__isnull=False
    ).values_list("cohort__code", "bit"):
        assert bit is not None
        notices[cohort] |= 1 << bit
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM claims_claim c JOIN claims_case k ON k.id = c.case_id
            WHERE k.incident_id = %s AND c.verification_id IS NOT NULL AND EXISTS (
                SELECT 1 FROM unnest(%s::bigint[], %s::bigint[]) AS changed(notices, items)
                WHERE c.notices_mask & changed.notices <> 0 AND c.items_mask & changed.items <> 0)
            """,
            [incident.pk, [notices[cohort] for cohort in changed], list(changed.values())],
        )
        (count,) = cursor.fetchone()
        return int(count)


def _stored(cells: Mapping[CellKey, Cell]) -> dict[str, dict[str, object]]:
    stored: dict[str, dict[str, object]] = {}
    for (cohort, item), cell in cells.items():
        stored.setdefault(cohort, {})[item] = {
            "says": cell.says.value,
            "deciding": cell.deciding,
            "pinned": cell.pinned,
            "disputed": cell.disputed,
            "others": list(cell.others),
        }
    return stored


def _derived(version: LeakedFieldList | None) -> dict[CellKey, Cell]:
    if version is None:
        return {}
    return {
        (cohort, item): Cell(
            Says(cell["says"]), cell["deciding"], cell["pinned"], cell["disputed"], tuple(cell["others"])
        )
        for cohort, row in version.cells.items()
        for item, cell in row.items()
    }
