"""Encryption: what is sealed opens only where it belongs, with the right key, unchanged."""

import hmac
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.crypto.blind import BlindField, Generation, blind_key
from claims.crypto.keyring import KeyRingInvalid, KeyUnavailable, key_ring, parse
from claims.crypto.sealing import DataKey, DecryptionFailed, Seal, WrappedKey

ROW = uuid4()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_sealed_text_opens_in_its_place(text):
    key = DataKey.new()
    sealed = key.seal(text, table="claimant", row=ROW, field="name")
    assert key.open(sealed, table="claimant", row=ROW, field="name") == text
    assert len(sealed) == len(text.encode()) + 29


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"table": "claim", "row": ROW, "field": "name"},
        {"table": "claimant", "row": uuid4(), "field": "name"},
        {"table": "claimant", "row": ROW, "field": "email"},
    ],
)
def test_a_ciphertext_moved_elsewhere_does_not_open(elsewhere):
    key = DataKey.new()
    sealed = key.seal("김하늘", table="claimant", row=ROW, field="name")
    with pytest.raises(DecryptionFailed):
        key.open(sealed, **elsewhere)


@given(st.integers(0, 200), st.integers(1, 255))
def test_a_changed_byte_is_an_error_that_does_not_quote_the_text(place, change):
    key = DataKey.new()
    sealed = bytearray(key.seal("secret text", table="t", row=ROW, field="f"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(DecryptionFailed) as failed:
        key.open(bytes(sealed), table="t", row=ROW, field="f")
    assert "secret" not in str(failed.value)


def test_raw_text_in_an_encrypted_column_is_an_error_and_never_passed_through():
    with pytest.raises(DecryptionFailed):
        DataKey.new().open("김하늘".encode() * 8, table="claimant", row=ROW, field="name")


def test_a_wrapped_key_opens_for_its_owner_only():
    owner = uuid4()
    wrapped = DataKey.new().wrap(owner=owner)
    DataKey.unwrap(wrapped, owner=owner)
    with pytest.raises(DecryptionFailed):
        DataKey.unwrap(wrapped, owner=uuid4())


def test_a_key_version_that_the_ring_lacks_is_named():
    owner = uuid4()
    wrapped = DataKey.new().wrap(owner=owner)
    with pytest.raises(KeyUnavailable, match="version 999"):
        DataKey.unwrap(WrappedKey(wrapped.ciphertext, 999), owner=owner)


def test_a_sealed_payload_opens_for_its_purpose_only():
    sealed = Seal("draft").seal(b"answers")
    assert Seal("draft").open(sealed) == b"answers"
    for other in (lambda: Seal("receipt").open(sealed), lambda: Seal("draft").open(b"\x00\x63" + sealed[2:])):
        with pytest.raises(DecryptionFailed):
            other()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"encryption": {}, "index": {}}',
        '{"encryption": {"1": "c2hvcnQ="}, "index": {"1": "c2hvcnQ="}}',
    ],
)
def test_an_unreadable_ring_is_refused_without_quoting_it(text):
    with pytest.raises(KeyRingInvalid) as refused:
        parse(text)
    assert "c2hvcnQ" not in str(refused.value)


def test_a_blind_key_depends_on_field_value_and_generation_and_not_on_the_encryption_key():
    one = Generation(1, index_key=1, normal_form=1)
    name = blind_key(BlindField.NAME, "김하늘", generation=one)
    assert name == blind_key(BlindField.NAME, "김하늘", generation=one._replace(number=7))
    assert name != blind_key(BlindField.NAME, "김하늘", generation=one._replace(normal_form=2))
    assert name != blind_key(BlindField.EMAIL, "김하늘", generation=one)
    assert blind_key(BlindField.NAME_BIRTH_PHONE, "a", "bc", generation=one) != blind_key(
        BlindField.NAME_BIRTH_PHONE, "ab", "c", generation=one
    )
    with pytest.raises(KeyUnavailable, match="index key of version 2"):
        blind_key(BlindField.NAME, "김하늘", generation=one._replace(index_key=2))


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text("ab\x1f가", max_size=200))
def test_a_blind_key_is_hmac_sha_256_of_the_form_and_the_values(one, other):
    generation = Generation(1, index_key=key_ring().first_index, normal_form=2)
    key = key_ring().derive_index("blind|NAME")
    digest = hmac.digest(key, f"2\x1f{one}\x1f{other}".encode(), "sha256")
    assert blind_key(BlindField.NAME, one, other, generation=generation) == UUID(bytes=digest[:16])
