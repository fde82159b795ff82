"""Notices and pins from before versions were written beside them are given theirs by the migration."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from claims.models import AssertionPin, BreachNotice, LeakAssertion
from claims.rules.stages import ActorKind
from claims.services.actors import Actor
from claims.services.leaked_list import pin_assertion, remove_pin


@pytest.mark.django_db(transaction=True)
def test_each_notice_and_pin_is_told_the_versions_that_it_came_and_went_with(coupang):
    by = Actor(ActorKind.STAFF, get_user_model().objects.create_user("lead", is_staff=True).pk)
    first, second = LeakAssertion.objects.filter(item__code="entrance_code")[:2]
    pin_assertion(assertion_id=first.pk, reason="8", actor=by)
    pin_assertion(assertion_id=second.pk, reason="9", actor=by)
    remove_pin(pin_id=second.pins.get().pk, reason="10", actor=by)
    pin_assertion(assertion_id=first.pk, reason="11", actor=by)
    notices, pins = _notices(), _pins()
    assert pins == [(8, 9), (9, 10), (11, None)]
    newest = [key for key in MigrationLoader(connection).graph.leaf_nodes() if key[0] == "claims"]
    MigrationExecutor(connection).migrate([("claims", "0010_rule_settings")])
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT active FROM claims_assertionpin ORDER BY id")
            assert [active for (active,) in cursor.fetchall()] == [False, False, True]
    finally:
        MigrationExecutor(connection).migrate(newest)
    assert (_notices(), _pins()) == (notices, pins)


def _notices() -> dict[str, int]:
    return dict(BreachNotice.objects.values_list("code", "since_version"))


def _pins() -> list[tuple[int, int | None]]:
    return list(AssertionPin.objects.order_by("pk").values_list("since_version", "until_version"))
