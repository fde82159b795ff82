"""What the leaked-field list can speak of: cohorts and data items. Nothing is said of a new one yet, so no version is
made and no claim is judged again."""

from django.db import transaction

from claims.models import Cohort, DataItem, Incident
from claims.queries.filing_terms import forget_terms
from claims.services import audit
from claims.services.actors import Actor
from claims.services.leaked_list import HIGHEST_BIT, ListChangeRefused


@transaction.atomic
def add_cohort(
    *, incident_id: int, code: str, name_ko: str, name_en: str, accounts: int | None, actor: Actor
) -> Cohort:
    """Add a group of accounts to an incident.

    Raises ListChangeRefused for a code that exists, or without a name in each language.
    """
    incident = _lock(incident_id)
    _require_names(name_ko, name_en)
    if Cohort.objects.filter(incident=incident, code=code).exists():
        raise ListChangeRefused("cohort_exists")
    cohort = Cohort.objects.create(
        incident=incident, code=code, name_ko=name_ko.strip(), name_en=name_en.strip(), accounts=accounts
    )
    _record("list.add_cohort", incident, cohort, actor)
    return cohort


@transaction.atomic
def add_data_item(*, incident_id: int, code: str, name_ko: str, name_en: str, actor: Actor) -> DataItem:
    """Add a kind of personal information to an incident, at the next place of its masks. Claimants can name it from
    then on. Raises ListChangeRefused as `add_cohort` does, and when no place is left.
    """
    incident = _lock(incident_id)
    _require_names(name_ko, name_en)
    taken = dict(DataItem.objects.filter(incident=incident).values_list("code", "bit"))
    if code in taken:
        raise ListChangeRefused("item_exists")
    bit = max(taken.values(), default=-1) + 1
    if bit > HIGHEST_BIT:
        raise ListChangeRefused("items_full")
    item = DataItem.objects.create(
        incident=incident, code=code, bit=bit, name_ko=name_ko.strip(), name_en=name_en.strip()
    )
    _record("list.add_item", incident, item, actor)
    return item


def _lock(incident_id: int) -> Incident:
    # As for a change of the list: two people cannot take one place of the masks.
    return Incident.objects.select_for_update(no_key=True).get(pk=incident_id)


def _require_names(name_ko: str, name_en: str) -> None:
    if not name_ko.strip() or not name_en.strip():
        raise ListChangeRefused("names_missing")


def _record(action: str, incident: Incident, row: Cohort | DataItem, actor: Actor) -> None:
    audit.record(
        action,
        actor=actor,
        subject_type="list",
        subject_id=row.pk,
        detail={"incident": incident.code, "code": row.code},
    )
    transaction.on_commit(forget_terms)
