"""The invented claims that linkage is measured with."""

import ast
from collections import defaultdict
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.linkage import people
from benchmarks.linkage.invented import errors
from claims.rules.normalise import normal_email, normal_phone


@pytest.fixture(scope="module")
def claims():
    return list(people.claims(30_000, seed=7))


@pytest.fixture(scope="module")
def filings(claims):
    by_person = defaultdict(list)
    for claim in claims:
        by_person[claim.person_id].append(claim)
    return by_person


def test_a_seed_gives_the_same_claims_however_they_are_read(claims, tmp_path):
    people.save(tmp_path / "claims.parquet", 3000, seed=7)

    assert list(people.load(tmp_path / "claims.parquet")) == list(people.claims(3000, seed=7))
    assert list(people.claims(3000, seed=8)) != list(people.claims(3000, seed=7))
    assert list(islice(people.claims(30_000, seed=7), 100)) == claims[:100]


def test_claims_are_numbered_in_the_order_of_filing_across_chunks():
    chunks = list(people.chunks(2500, seed=7, chunk=1000))

    assert [len(chunk) for chunk in chunks] == [1000, 1000, 500]
    assert [claim.id for chunk in chunks for claim in chunk] == list(range(2500))
    persons = [{claim.person_id for claim in chunk} for chunk in chunks]
    assert not persons[0] & persons[1]


def test_shares_are_as_stated(claims, filings):
    households = defaultdict(set)
    for claim in claims:
        households[claim.household_id].add(claim.person_id)
    shared = sum(len(members) for members in households.values() if len(members) > 1)

    assert sum(not claim.original for claim in claims) / len(claims) == pytest.approx(0.10, abs=0.01)
    assert sum(claim.language == "ko" for claim in claims) / len(claims) == pytest.approx(0.85, abs=0.01)
    assert shared / len(filings) == pytest.approx(0.12, abs=0.01)
    assert max(map(len, filings.values())) >= 4


def test_each_difference_occurs_as_often_as_stated(claims):
    repeated = [claim for claim in claims if not claim.original and claim.language == "ko"]
    for kind in ("other_mailbox", "moved", "phone_format", "address_respelled"):
        stated, _ = errors.SHARES[kind]
        assert sum(kind in claim.corruptions for claim in repeated) / len(repeated) == pytest.approx(stated, abs=0.03)


def test_every_person_has_one_original_and_nobody_is_wronged_there(filings):
    for claims in filings.values():
        assert [claim.original for claim in claims].count(True) == 1 or not any(claim.original for claim in claims)
        assert all(not claim.corruptions for claim in claims if claim.original)


def test_a_repeated_claim_without_a_difference_is_written_like_the_original(filings):
    for claims in filings.values():
        original = next((claim for claim in claims if claim.original), None)
        for claim in claims:
            if (
                original
                and not claim.corruptions
                and all((original.birth_date, original.phone, original.postcode, original.email))
            ):
                assert claim[1:9] == original[1:9]


def test_contacts_and_birth_dates_are_valid_as_typed(claims):
    for claim in claims[:5000]:
        assert claim.phone is None or normal_phone(claim.phone)
        assert claim.email is None or normal_email(claim.email)
        assert claim.birth_date is None or date.fromisoformat(claim.birth_date) < date(2026, 1, 1)


def test_twins_share_birthday_and_home_but_not_the_given_name(claims):
    originals = [claim for claim in claims if claim.original and claim.language == "ko" and claim.birth_date]
    homes = defaultdict(list)
    for claim in originals:
        homes[claim.household_id].append(claim)
    twins = [
        (a, b)
        for members in homes.values()
        for a in members
        for b in members
        if a.id < b.id and a.birth_date == b.birth_date
    ]

    assert len(twins) > 20
    assert all(a.name != b.name for a, b in twins)
    assert sum(bool(set(a.name[1:]) & set(b.name[1:])) for a, b in twins) > len(twins) / 2


def test_the_generator_does_not_borrow_from_the_matcher():
    folder = Path(people.__file__).parent
    for file in [folder / "people.py", *(folder / "invented").glob("*.py")]:
        tree = ast.parse(file.read_text())
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert not [module for module in modules if module.startswith("claims")], file
