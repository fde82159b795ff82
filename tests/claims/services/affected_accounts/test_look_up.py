"""What a list in force says of claims, for a few of them and for all."""

import random
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.crypto.sealing import DecryptionFailed
from claims.demonstration.load import _CLASS_SETTLEMENT, _load
from claims.models import AccountKeys, AffectedAccountList, Claim, Claimant, ListedClaim
from claims.queries.affected_accounts import account_lists, current_accounts
from claims.services.affected_accounts import listed_claims, look_up, look_up_all, make_account_keys
from tests.claims.affected_account_files import claim_of, list_in_force, listed

pytestmark = pytest.mark.django_db


@settings(max_examples=30)
@given(st.uuids(), st.integers(0, 31))
def test_the_database_finds_the_bucket_that_the_import_fills(key, bits):
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_account_bucket(%s, %s)", [key, bits])
        assert cursor.fetchall() == [((key.int >> 128 - bits if bits else 0),)]


def masks(*claims):
    found = dict(ListedClaim.objects.filter(claim__in=claims).values_list("claim", "items_mask"))
    return [found.get(claim) for claim in claims]


def test_ten_thousand_listed_accounts_are_found_with_their_items_and_no_others(coupang, monkeypatch):
    chance = random.Random(7)
    rows = [
        listed(number, items=chance.choice(["name", "name;email", "phone"]), **chance.choice([{}, {}, {"phone": ""}]))
        for number in range(10_000)
    ]
    version, expected = list_in_force(rows)
    chosen = chance.sample(range(10_000), 120)
    holders = [claim_of(rows[number]["email"], None) for number in chosen]
    callers = [claim_of(None, rows[number]["phone"] or None) for number in chosen]
    strangers = [claim_of(f"listed{number}@example.com", f"010-3999-{number % 10_000:04}") for number in chosen]
    look_up([*holders, *callers, *strangers])
    assert masks(*holders) == [expected[rows[number]["email"]] for number in chosen]
    assert masks(*callers) == [expected[rows[number]["phone"]] if rows[number]["phone"] else None for number in chosen]
    assert masks(*strangers) == [0] * len(chosen)
    before = dict(ListedClaim.objects.values_list("claim", "items_mask"))
    ListedClaim.objects.all().delete()
    assert look_up_all(version.pk) == len(before)
    assert dict(ListedClaim.objects.values_list("claim", "items_mask")) == before
    # Again, in slices, and what is there already stays.
    monkeypatch.setattr(listed_claims, "_SLICE", 7)
    ListedClaim.objects.filter(items_mask=0).delete()
    assert look_up_all(version.pk) == len(before)
    assert dict(ListedClaim.objects.values_list("claim", "items_mask")) == before


def test_a_claim_of_another_incident_is_not_asked_about(coupang):
    _load(_CLASS_SETTLEMENT)
    list_in_force([listed(1)])
    elsewhere = claim_of("listed1@example.org", None, incident="hanbit-2024")
    look_up([elsewhere])
    assert masks(elsewhere) == [None]
    assert not AccountKeys.objects.exists()


def test_without_a_list_nothing_is_opened_or_written(coupang, django_assert_num_queries):
    claim = claim_of("listed1@example.org", None)
    with django_assert_num_queries(2):
        look_up([claim])
    assert not AccountKeys.objects.exists()
    assert current_accounts(coupang.incident_id) is None


def test_a_claim_without_an_account_is_neither_found_nor_not_found(coupang):
    version, _ = list_in_force([listed(1)])
    claim, unreadable = claim_of(None, None), claim_of("nonsense", "12")
    look_up([claim, unreadable])
    assert masks(claim, unreadable) == [None, None]
    assert look_up_all(version.pk) == 0
    assert [(row.found, row.not_found) for row in account_lists(coupang.incident_id)] == [(0, 0)]


@pytest.mark.parametrize("count", [1, 40])
def test_looking_up_takes_as_many_queries_however_many_claims(coupang, django_assert_num_queries, count):
    list_in_force([listed(number) for number in range(300)])
    claims = [claim_of(f"listed{number}@example.org", None) for number in range(count)]
    with transaction.atomic():
        with django_assert_num_queries(6):  # two of them the savepoint of the new keys
            look_up(claims)
        with django_assert_num_queries(2):
            look_up(claims)
    assert masks(*claims) == [7] * count
    assert [(row.found, row.not_found) for row in account_lists(coupang.incident_id)] == [(count, 0)]


def test_a_changed_account_is_looked_up_anew(coupang):
    list_in_force([listed(1)])
    claim = claim_of("someone@example.org", None)
    look_up([claim])
    assert masks(claim) == [0]
    other = Claim.objects.get(pk=claim_of("listed1@example.org", None))
    # The same account, under this claim's own key.
    Claim.objects.filter(pk=claim).update(account_email=None)
    make_account_keys([claim])
    assert (AccountKeys.objects.get(claim=claim).email, masks(claim)) == (None, [0])
    look_up([other.pk])
    assert masks(other.pk) == [7]


def test_of_the_erased_no_keys_are_made_and_what_does_not_open_is_told(coupang):
    list_in_force([listed(1)])
    erased, damaged = claim_of("listed1@example.org", None), claim_of("listed1@example.org", None)
    Claimant.objects.filter(claims=erased).update(wrapped_key=None)
    look_up([erased])
    assert masks(erased) == [None]
    Claim.objects.filter(pk=damaged).update(account_email=b"damaged")
    with pytest.raises(DecryptionFailed):
        look_up([damaged])


def test_keys_of_claims_tell_email_and_phone_incidents_and_blind_keys_apart(coupang):
    list_in_force([listed(1)])
    claim = claim_of("listed1@example.org", "010-2000-0001")
    look_up([claim])
    keys = AccountKeys.objects.get(claim=claim)
    assert isinstance(keys.email, UUID)
    assert keys.email != keys.phone
    assert AffectedAccountList.objects.filter(form=1).count() == 1
