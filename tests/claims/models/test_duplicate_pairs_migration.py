"""Pairs that were found before there were scores survive the migration and are scored again."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from claims.models import DuplicatePair, WorkItem
from tests.claims.services.duplicates.cast import strangers


@pytest.mark.django_db(transaction=True)
def test_pairs_found_by_equal_blind_keys_stay_and_are_matched_again(coupang):
    a, b, c = strangers(3)
    WorkItem.objects.all().delete()
    newest = [key for key in MigrationLoader(connection).graph.leaf_nodes() if key[0] == "claims"]
    MigrationExecutor(connection).migrate([("claims", "0002_guards")])
    try:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO claims_duplicatepair (earlier_id, later_id, agreements, found_at)"
                " VALUES (%s, %s, %s, now())",
                [[a.pk, b.pk, '["account_email", "name_birth_phone"]'], [b.pk, c.pk, '["name_birth_email"]']],
            )
    finally:
        MigrationExecutor(connection).migrate(newest)
    first, second = DuplicatePair.objects.order_by("later")
    assert (first.earlier, first.later, first.incident_id) == (a, b, coupang.incident_id)
    assert first.levels == {"name": "same", "birth": "same", "phone": "same", "mail": "same"}
    assert second.levels == {"name": "same", "birth": "same", "mail": "same"}
    assert {(pair.band, pair.decided, pair.model) for pair in (first, second)} == {("review", "", "")}
    assert set(WorkItem.objects.filter(kind="match").values_list("subject", flat=True)) == {b.pk, c.pk}
