"""Changing the leaked-field list: new notices, assertions and pins, each of which makes a new immutable version.

The incident's row is the lock. Verification holds it shared while it judges, so every claim is judged either before
a new version, and then found by the walk that judges again, or after it, with the new version.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from claims.models import (
    AssertionPin,
    BreachNotice,
    Cohort,
    DataItem,
    Incident,
    LeakAssertion,
    LeakedFieldList,
    ListDocument,
    Rejudgement,
)
from claims.queries import leaked_list as reads
from claims.queries.filing_terms import forget_terms
from claims.rules.leaked_list import Cell, CellKey, Says, cohort_masks, derive, diff
from claims.services import audit, rejudging
from claims.services.actors import Actor
from claims.services.rejudging.touched import Touched, touched_condition

# Masks are signed 64-bit integers in PostgreSQL.
HIGHEST_BIT: Final = 62


READ_BY: Final = frozenset({10, 11})
"""The rules that read the leaked-field list."""


class ListChangeRefused(Exception):
    """The change does not fit the incident; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssertion:
    """One word on one data item. `document` is the id of a stored paper of the incident."""

    item: str
    says: Says
    count: int | None = None
    citation: str = ""
    document: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """A statement as it enters. `to_claimants`: claimants received it and can name it when they file.

    `supersedes` is the code of an earlier notice of the same source to the same cohort that this one takes back,
    `document` the id of a stored paper of the incident.
    """

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
    document: int | None = None


@transaction.atomic
def add_notices(
    *,
    incident_id: int,
    notices: Sequence[NewNotice],
    reason: str,
    actor: Actor,
    seen_version: int | None = None,
    key: UUID | None = None,
) -> LeakedFieldList:
    """Record statements with their assertions and publish the list that follows.

    `seen_version` is the number of the list that the person decided on, `key` names what they decided, so that the
    version can be found by it (`saved_as`). Raises ListChangeRefused when there is a newer list, for a code that
    exists, or a cohort, item, document or superseded notice that does not.
    """
    turn = _lock(incident_id, seen_version)
    for notice in notices:
        _add_notice(turn, notice)
    return _publish(turn.incident, reason=reason, actor=actor, action="list.add_notice", key=key)


@transaction.atomic
def add_assertion(
    *,
    notice_id: int,
    assertion: NewAssertion,
    reason: str,
    actor: Actor,
    seen_version: int | None = None,
    key: UUID | None = None,
) -> LeakedFieldList:
    """Record one more word of a known notice and publish the list that follows. As `add_notices` in all else."""
    notice = BreachNotice.objects.select_related("incident").get(pk=notice_id)
    incident = _lock(notice.incident_id, seen_version).incident
    _add_assertions(notice, [assertion], _items(incident))
    return _publish(incident, reason=reason, actor=actor, action="list.add_assertion", key=key)


@transaction.atomic
def pin_assertion(
    *, assertion_id: int, reason: str, actor: Actor, seen_version: int | None = None, key: UUID | None = None
) -> LeakedFieldList:
    """Let one assertion decide its cell whatever the precedence says; a pin that it had ends with the new version.

    Raises ListChangeRefused without a reason, or when there is a newer list than `seen_version`.
    """
    assertion = LeakAssertion.objects.select_related("notice").get(pk=assertion_id)
    turn = _lock(assertion.notice.incident_id, seen_version)
    reason = reason.strip()
    if not reason:
        raise ListChangeRefused("reason_missing")
    if actor.user_id is None:
        raise ListChangeRefused("only_a_person_pins")
    _unpin(assertion.notice.cohort_id, assertion.item_id, turn)
    AssertionPin.objects.create(
        cohort_id=assertion.notice.cohort_id,
        item_id=assertion.item_id,
        assertion=assertion,
        reason=reason,
        pinned_by_id=actor.user_id,
        since_version=turn.number,
    )
    return _publish(turn.incident, reason=reason, actor=actor, action="list.pin", key=key)


@transaction.atomic
def remove_pin(
    *, pin_id: int, reason: str, actor: Actor, seen_version: int | None = None, key: UUID | None = None
) -> LeakedFieldList:
    """Let the precedence decide a pinned cell again. Raises as `pin_assertion` does, and for a pin that is no more."""
    pin = AssertionPin.objects.select_related("cohort").get(pk=pin_id)
    turn = _lock(pin.cohort.incident_id, seen_version)
    if not reason.strip():
        raise ListChangeRefused("reason_missing")
    if not _unpin(pin.cohort_id, pin.item_id, turn):
        raise ListChangeRefused("list_changed")
    return _publish(turn.incident, reason=reason.strip(), actor=actor, action="list.unpin", key=key)


def saved_as(incident_id: int, key: UUID) -> LeakedFieldList | None:
    """Return the version that was made under this key; None when there is none."""
    return LeakedFieldList.objects.filter(incident=incident_id, saved_key=key).first()


@dataclass(frozen=True, slots=True)
class _Turn:
    """The incident, locked, and the number of the version that this transaction makes."""

    incident: Incident
    number: int


def _lock(incident_id: int, seen_version: int | None) -> _Turn:
    incident = Incident.objects.select_for_update(no_key=True).get(pk=incident_id)
    current = reads.current_list(incident_id)
    number = current.number if current else 0
    if seen_version is not None and number != seen_version:
        raise ListChangeRefused("list_changed")
    return _Turn(incident, number + 1)


def _items(incident: Incident) -> dict[str, DataItem]:
    return {item.code: item for item in DataItem.objects.filter(incident=incident)}


def _add_notice(turn: _Turn, new: NewNotice) -> None:
    incident = turn.incident
    known = {notice.code: notice for notice in BreachNotice.objects.filter(incident=incident)}
    cohort = Cohort.objects.filter(incident=incident, code=new.cohort).first()
    if new.code in known:
        raise ListChangeRefused("notice_exists")
    if cohort is None:
        raise ListChangeRefused("cohort_unknown")
    if new.supersedes is not None and new.supersedes not in known:
        raise ListChangeRefused("superseded_notice_unknown")
    superseded = known[new.supersedes] if new.supersedes is not None else None
    if superseded is not None and (
        (superseded.source, superseded.cohort_id) != (new.source, cohort.pk) or superseded.dated > new.dated
    ):
        raise ListChangeRefused("superseded_notice_other")
    bit = None
    if new.to_claimants:
        bit = max((notice.bit for notice in known.values() if notice.bit is not None), default=-1) + 1
        if bit > HIGHEST_BIT:
            raise ListChangeRefused("notices_full")
    notice = BreachNotice.objects.create(
        incident=incident,
        cohort=cohort,
        code=new.code,
        bit=bit,
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
        supersedes=superseded,
        document=_document(incident, new.document),
        since_version=turn.number,
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
            document=_document(notice.incident, assertion.document),
        )
        for assertion in new
    )


def _document(incident: Incident, document_id: int | None) -> ListDocument | None:
    if document_id is None:
        return None
    document = ListDocument.objects.filter(incident=incident, pk=document_id).first()
    if document is None:
        raise ListChangeRefused("document_unknown")
    return document


def _unpin(cohort_id: int, item_id: int, turn: _Turn) -> int:
    """End the cell's pin with the version of this turn; returns how many there were (none or one)."""
    return AssertionPin.objects.filter(cohort=cohort_id, item=item_id, until_version__isnull=True).update(
        until_version=turn.number
    )


def _publish(incident: Incident, *, reason: str, actor: Actor, action: str, key: UUID | None = None) -> LeakedFieldList:
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
        saved_key=key,
    )
    touched = _touched(incident, before, cells, bits)
    if count := _count(incident, touched):
        rejudging.queue(incident_id=incident.pk, rules=READ_BY, cause=Rejudgement.Cause.LIST, touched=touched)
    audit.record(
        action,
        actor=actor,
        subject_type="list",
        subject_id=version.pk,
        detail={"incident": incident.code, "version": version.number, "claims_queued": count},
    )
    transaction.on_commit(forget_terms)
    return version


def _touched(
    incident: Incident, before: LeakedFieldList | None, cells: Mapping[CellKey, Cell], bits: Mapping[str, int]
) -> Touched:
    """Which claims the change can judge otherwise: those with a notice to a changed cohort that claim one of its
    changed items."""
    changed: dict[str, int] = {}
    for change in diff(reads.derived(before), cells):
        if change.alters_claims:
            changed[change.cohort] = changed.get(change.cohort, 0) | 1 << bits[change.item]
    notices: dict[str, int] = {}
    for cohort, bit in BreachNotice.objects.filter(
        incident=incident, cohort__code__in=changed, bit__isnull=False
    ).values_list("cohort__code", "bit"):
        assert bit is not None
        notices[cohort] = notices.get(cohort, 0) | 1 << bit
    return {mask: changed[cohort] for cohort, mask in sorted(notices.items())}


def _count(incident: Incident, touched: Touched) -> int:
    condition, masks = touched_condition(touched)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*) FROM claims_claim c JOIN claims_case k ON k.id = c.case_id
            WHERE k.incident_id = %(incident)s AND c.verification_id IS NOT NULL AND {condition}
            """,  # noqa: S608
            {"incident": incident.pk, **masks},
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
