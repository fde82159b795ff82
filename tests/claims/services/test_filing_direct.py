"""A statement that bypasses psycopg's cursor must fail and recover as one that does not."""

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection, transaction

from claims.services.filing_direct import DirectStatement

pytestmark = pytest.mark.django_db(transaction=True)


def test_named_parameters_reach_their_places_whatever_their_order_and_number():
    statement = DirectStatement("order", "SELECT %(b)s::text, %(a)s::text, %(b)s::text, NULL::text")

    for _ in range(2):
        assert statement.run({"a": "가", "b": "b"}) == [[b"b", "가".encode(), b"b", b""]]


def test_a_rollback_after_which_psycopg_forgets_prepared_statements_is_survived():
    statement = DirectStatement("rolled_back", "SELECT %(a)s::text")
    statement.run({"a": "before"})
    with connection.cursor() as cursor:
        for _ in range(10):  # until psycopg has prepared something that a rollback makes it throw away
            cursor.execute("SELECT 1")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name = 'rolled_back'")
        assert cursor.fetchone() == (0,)

    assert statement.run({"a": "after"}) == [[b"after"]]


def test_errors_are_djangos_and_quote_no_values():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE once (value text PRIMARY KEY)")
    insert = DirectStatement("insert_once", "INSERT INTO once VALUES (%(value)s)")
    assert insert.run({"value": "홍길동"}) == []

    with pytest.raises(IntegrityError) as refused:
        insert.run({"value": "홍길동"})
    assert "once_pkey" in str(refused.value)
    assert "홍길동" not in str(refused.value)
    with pytest.raises(DataError):
        DirectStatement("division", "SELECT 1 / %(by)s::integer").run({"by": "0"})
    insert.run({"value": "김하늘"})  # the connection is as good as before


def test_a_lost_connection_is_an_operational_error_and_the_next_connection_works():
    end = DirectStatement("end", "SELECT pg_terminate_backend(pg_backend_pid()), %(a)s::text")

    with pytest.raises(OperationalError):
        end.run({"a": ""})
    connection.close_if_unusable_or_obsolete()

    assert DirectStatement("again", "SELECT %(a)s::text").run({"a": "again"}) == [[b"again"]]
