"""What is known of a claimant's proofs, and that nobody can change it."""

import pytest
from django.db import DatabaseError, connection, transaction

from claims.models import ContactProof, IdentityProof
from claims.queries.proofs import Proofs, proofs_of
from tests.asking import file_claims

pytestmark = pytest.mark.django_db


def test_any_proven_contact_counts_and_the_newest_identity(coupang, django_assert_num_queries):
    nothing, mail, both = file_claims(coupang, 3)
    ContactProof.objects.create(claim=mail, channel="email")
    ContactProof.objects.create(claim=both, channel="phone")
    IdentityProof.objects.create(claim=both, provider="invented", agreement="other")
    IdentityProof.objects.create(claim=both, provider="invented", agreement="equal")
    with django_assert_num_queries(1):
        found = proofs_of([nothing.pk, mail.pk, both.pk])
    assert found == {nothing.pk: Proofs(False, None), mail.pk: Proofs(True, None), both.pk: Proofs(True, "equal")}
    assert proofs_of([]) == {}


@pytest.mark.parametrize("statement", ["UPDATE {} SET claim_id = claim_id", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["claims_contactproof", "claims_identityproof"])
def test_what_was_proven_is_never_changed(coupang, table, statement):
    (claim,) = file_claims(coupang)
    ContactProof.objects.create(claim=claim, channel="email")
    IdentityProof.objects.create(claim=claim, provider="invented", agreement="equal")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else TRUNCATE waits for the rows' own checks
        with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
            cursor.execute(statement.format(table))
