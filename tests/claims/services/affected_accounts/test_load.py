"""From runs to buckets."""

import random
from uuid import UUID

import pyarrow as pa
import pytest

from claims.models import AccountBucket, AccountPart, AffectedAccountList, Incident
from claims.services.affected_accounts import load
from claims.services.affected_accounts.blocks import run_path
from claims.services.affected_accounts.keyed import merged, write_run
from claims.services.affected_accounts.load import PartTask, TooManyMasks, load_part, sizes
from tests.claims.affected_account_files import contents


@pytest.mark.parametrize(
    ("keys", "bits", "parts"),
    [(0, 0, 1), (80, 0, 1), (81, 1, 1), (160, 1, 1), (161, 2, 1), (1_000_000, 14, 2), (67_400_000, 20, 256)],
)
def test_a_bucket_has_eighty_keys_at_most_on_average(keys, bits, parts):
    assert sizes(keys) == (bits, parts)
    assert keys / 2**bits <= 80


@pytest.fixture
def new_list(coupang):
    return AffectedAccountList.objects.create(incident=Incident.objects.get(code="coupang-2025"), number=1, form=1)


def load_all(listed, spool, pairs, *, runs=3):
    for number in range(runs):
        part = pairs[number::runs]
        keys = pa.py_buffer(b"".join(key for key, _ in part))
        write_run(run_path(spool, number), merged(keys, pa.array([mask for _, mask in part], pa.uint64())), {})
    listed.bucket_bits, listed.parts = sizes(len(pairs))
    listed.save()
    load._runs.cache_clear()
    for number in range(listed.parts):
        load_part(PartTask(listed.pk, number, listed.parts, listed.bucket_bits, spool, runs))
    listed.refresh_from_db()


@pytest.mark.parametrize("count", [1, 5, 80, 5_000])
def test_every_key_is_in_its_bucket_with_its_mask(new_list, tmp_path, monkeypatch, count):
    monkeypatch.setattr(load, "_PART_KEYS", 1000)
    chance = random.Random(count)
    pairs = [(chance.randbytes(16), 1 << chance.randrange(63)) for _ in range(count)]
    # One key in several runs, whose items are joined, and keys at either end.
    pairs += [(pairs[0][0], 1 << 62), (pairs[0][0], 1), (bytes(16), 5), (b"\xff" * 16, 6)]
    load_all(new_list, tmp_path, pairs)
    wanted = {}
    for key, mask in pairs:
        wanted[UUID(bytes=key)] = wanted.get(UUID(bytes=key), 0) | mask
    assert contents(new_list) == wanted
    assert sum(AccountPart.objects.values_list("keys", flat=True)) == len(wanted)
    for bucket in AccountBucket.objects.all():
        assert bucket.keys == sorted(bucket.keys)


def test_a_part_that_is_in_is_not_written_again(new_list, tmp_path):
    pairs = [(bytes([number]) * 16, 1) for number in range(200)]
    load_all(new_list, tmp_path, pairs)
    load_all(new_list, tmp_path, pairs)
    assert len(contents(new_list)) == 200


def test_a_full_dictionary_is_told_and_nothing_is_written(new_list, tmp_path, monkeypatch):
    monkeypatch.setattr(load, "MOST_MASKS", 3)
    with pytest.raises(TooManyMasks):
        load_all(new_list, tmp_path, [(bytes([number]) * 16, number) for number in range(1, 6)])
    assert not AccountBucket.objects.exists()
