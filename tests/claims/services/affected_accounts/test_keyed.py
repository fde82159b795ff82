"""Keys with masks: sorted, each once, and kept in runs."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.services.affected_accounts.keyed import Run, merged, run_notes, write_run

#: Keys of few values, so that they meet, some of which share a half.
KEY = st.lists(st.sampled_from([0, 1, 128, 255]), min_size=2, max_size=2).map(
    lambda ends: bytes([ends[0], *[7] * 14, ends[1]])
)
PAIRS = st.lists(st.tuples(KEY, st.integers(0, 2**63 - 1)), max_size=60)


def merge(pairs):
    keys = pa.py_buffer(b"".join(key for key, _ in pairs))
    return merged(keys, pa.array([mask for _, mask in pairs], pa.uint64()))


def joined(pairs):
    masks = {}
    for key, mask in pairs:
        masks[key] = masks.get(key, 0) | mask
    return sorted(masks.items())


@given(PAIRS)
def test_each_key_is_there_once_in_order_with_all_its_items(pairs):
    keyed = merge(pairs)
    assert list(zip(keyed.keys.to_pylist(), keyed.masks.to_pylist(), strict=True)) == joined(pairs)
    assert keyed.high.to_pylist() == [int.from_bytes(key[:8], "big") for key, _ in joined(pairs)]


@given(PAIRS, KEY, KEY)
def test_a_run_gives_back_what_lies_between_two_keys(tmp_path_factory, pairs, one, other):
    first, end = sorted((one, other))
    path = tmp_path_factory.mktemp("runs") / "1.run"
    write_run(path, merge(pairs), {"rows": "3"})
    assert path.stat().st_mode & 0o777 == 0o600
    assert run_notes(path) == {"rows": "3"}
    for last in (end, None):
        keys, masks = Run(path).between(first, last)
        wanted = [(key, mask) for key, mask in joined(pairs) if key >= first and (last is None or key < last)]
        assert bytes(keys) == b"".join(key for key, _ in wanted)
        assert masks.to_pylist() == [mask for _, mask in wanted]


@pytest.mark.parametrize("content", [b"", b"ARROW1", b"x" * 1000])
def test_a_run_that_was_not_finished_is_none(tmp_path, content):
    assert run_notes(tmp_path / "none.run") is None
    (tmp_path / "1.run").write_bytes(content)
    assert run_notes(tmp_path / "1.run") is None
