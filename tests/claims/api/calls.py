"""How the tests speak to the API: over HTTP, with bodies of invented people."""

import json
from uuid import uuid4

from django.apps import apps
from django.db import connection
from django.test import Client

from claims.queries.filing_terms import filing_case

SLUG = "coupang-2025"
CLAIMS = f"/api/v1/cases/{SLUG}/claims"
STATUS = "/api/v1/claim-status"


def terms():
    return filing_case(SLUG)


def send(path, body, *, client=None, content_type="application/json", **headers):
    """POST a body, JSON unless it is bytes already. Headers by keyword: Idempotency_Key, Accept_Language."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return (client or Client()).post(path, data=raw, content_type=content_type, headers=named)


def file(body, *, key=None, path=CLAIMS, **more):
    return send(path, body, Idempotency_Key=key or str(uuid4()), **more)


def problem(response):
    """Status, code and (pointer, code) of each error of a problem document that has all it should have."""
    assert response.headers["Content-Type"] == "application/problem+json"
    found = response.json()
    assert set(found) == {"type", "title", "status", "code", "detail", "errors"}
    assert found["status"] == response.status_code
    assert found["type"].endswith(f"#problem-{found['code']}")
    for error in found["errors"]:
        assert set(error) == {"pointer", "code", "detail", "params"}
        assert "%(" not in error["detail"]
    return response.status_code, found["code"], [(error["pointer"], error["code"]) for error in found["errors"]]


def stored():
    """How many rows each table of the domain holds."""
    tables = [model._meta.db_table for model in apps.get_app_config("claims").get_models()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables))
        return dict(cursor.fetchall())
