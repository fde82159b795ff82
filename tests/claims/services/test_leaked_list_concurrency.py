"""Changes of one list at once, each on a connection of its own: one after the other, never into each other."""

from datetime import date
from random import Random
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model

from claims.models import AssertionPin, BreachNotice, LeakAssertion, LeakedFieldList
from claims.queries.leaked_list import current_list, derived
from claims.rules.leaked_list import Assertion, Pin, Says, Source, derive
from claims.rules.stages import ActorKind
from claims.services.actors import Actor
from claims.services.leaked_list import (
    ListChangeRefused,
    NewAssertion,
    NewNotice,
    add_assertion,
    add_notices,
    pin_assertion,
    remove_pin,
    saved_as,
)
from tests.claims.api.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ITEMS = ("name", "payment", "login", "entrance_code")


@pytest.fixture
def by(coupang):
    return Actor(ActorKind.STAFF, get_user_model().objects.create_user("lead", is_staff=True).pk)


def notice(code: str, item: str = "payment", says: Says = Says.LEAKED) -> NewNotice:
    return NewNotice(
        code=code,
        cohort="main",
        source="court",
        dated=date(2026, 3, 1),
        citation=code,
        to_claimants=True,
        assertions=[NewAssertion(item=item, says=says)],
    )


def attempt(change):
    """The number of the version that the change made, or why it was refused."""

    def run():
        try:
            return change().number
        except ListChangeRefused as error:
            return error.code

    return run


def test_of_two_changes_on_one_version_one_is_refused(coupang, by):
    seen = current_list(coupang.incident_id).number
    answers = at_once(
        [
            attempt(
                lambda code=code: add_notices(
                    incident_id=coupang.incident_id,
                    notices=[notice(code)],
                    reason=code,
                    actor=by,
                    seen_version=seen,
                )
            )
            for code in ("A", "B")
        ]
    )
    assert sorted(map(str, answers)) == sorted([str(seen + 1), "list_changed"])
    assert BreachNotice.objects.filter(code__in=["A", "B"]).count() == 1


def test_ten_clicks_on_one_save_make_one_version_that_all_of_them_find(coupang, by):
    seen, key = current_list(coupang.incident_id).number, uuid4()

    def click():
        try:
            return add_notices(
                incident_id=coupang.incident_id,
                notices=[notice("A")],
                reason="A",
                actor=by,
                seen_version=seen,
                key=key,
            ).pk
        except ListChangeRefused:
            return saved_as(coupang.incident_id, key).pk

    assert len(set(at_once([click] * 10))) == 1
    assert current_list(coupang.incident_id).number == seen + 1


def test_many_changes_at_once_leave_no_gap_and_each_version_is_what_its_assertions_say(coupang, by):
    seen = current_list(coupang.incident_id).number
    j1 = BreachNotice.objects.get(code="J1").pk
    said = list(LeakAssertion.objects.filter(item__code="entrance_code").order_by("pk").values_list("pk", flat=True))

    def adds(code, item, says):
        return lambda: add_notices(
            incident_id=coupang.incident_id, notices=[notice(code, item, says)], reason=code, actor=by
        )

    def asserts(item, says):
        return lambda: add_assertion(notice_id=j1, assertion=NewAssertion(item=item, says=says), reason=item, actor=by)

    def pins(assertion):
        return lambda: pin_assertion(assertion_id=assertion, reason="pinned", actor=by)

    def unpins():
        pin = AssertionPin.objects.order_by("-pk").first()
        if pin is None:
            raise ListChangeRefused("not_pinned")
        return remove_pin(pin_id=pin.pk, reason="taken away", actor=by)

    chance = Random(20251129)
    changes = [
        *(adds(f"K{n}", chance.choice(ITEMS), chance.choice(list(Says))) for n in range(6)),
        *(asserts(chance.choice(ITEMS), chance.choice(list(Says))) for _n in range(4)),
        *(pins(assertion) for assertion in said),
        *[unpins] * 3,
    ]
    chance.shuffle(changes)
    answers = at_once([attempt(change) for change in changes])

    numbers = [answer for answer in answers if isinstance(answer, int)]
    assert sorted(numbers) == list(range(seen + 1, seen + 1 + len(numbers)))
    assert {answer for answer in answers if isinstance(answer, str)} <= {"not_pinned", "list_changed"}
    versions = {version.number: version for version in LeakedFieldList.objects.filter(number__gt=seen)}
    assert versions.keys() == set(numbers)
    for number in range(seen + 1, seen + 1 + len(numbers)):
        assert derived(versions[number]) == derive(assertions_of(versions[number]), pins_of(number)), number
    bits = BreachNotice.objects.filter(bit__isnull=False).values_list("bit", flat=True)
    assert sorted(bits) == list(range(len(bits)))


def assertions_of(version: LeakedFieldList) -> list[Assertion]:
    """Everything that was on record when a version was made, found without its cells: what its notices said, and what
    came with it or earlier by the time that the database's rows tell."""
    notices = BreachNotice.objects.filter(since_version__lte=version.number)
    superseded = set(notices.filter(supersedes__isnull=False).values_list("supersedes", flat=True))
    rows = LeakAssertion.objects.filter(notice__in=notices, recorded_at__lte=version.made_at)
    return [
        Assertion(
            id=row.pk,
            cohort=row.notice.cohort.code,
            item=row.item.code,
            says=Says(row.says),
            source=Source(row.notice.source),
            date=row.notice.dated,
            order=row.pk,
            count=row.count if row.count is not None else row.notice.accounts,
            superseded=row.notice_id in superseded,
        )
        for row in rows.select_related("notice__cohort", "item")
    ]


def pins_of(number: int) -> list[Pin]:
    rows = AssertionPin.objects.filter(since_version__lte=number).exclude(until_version__lte=number)
    return [Pin(row.cohort.code, row.item.code, row.assertion_id) for row in rows.select_related("cohort", "item")]
