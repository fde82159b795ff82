import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.masks import MAX_BIT, NotInMask, from_mask, to_mask

BITS = {"name": 0, "email": 1, "entrance_code": 5, "last": MAX_BIT}


@pytest.mark.parametrize(
    ("codes", "mask"),
    [
        ([], 0),
        (["name"], 0b1),
        (["email", "name"], 0b11),
        (["entrance_code", "name", "name"], 0b100001),
        (["last"], 2**62),
    ],
)
def test_a_set_of_codes_is_one_number(codes, mask):
    assert to_mask(codes, BITS) == mask


def test_codes_come_back_in_the_order_of_their_places():
    assert from_mask(0b100011, {"entrance_code": 5, "email": 1, "name": 0}) == ("name", "email", "entrance_code")


def test_the_fullest_mask_fits_a_signed_64_bit_column():
    assert to_mask([str(bit) for bit in range(MAX_BIT + 1)], {str(bit): bit for bit in range(MAX_BIT + 1)}) == 2**63 - 1


def test_a_code_without_a_place_is_an_error():
    with pytest.raises(NotInMask):
        to_mask(["name", "shoe_size"], BITS)


def test_a_bit_without_a_code_is_an_error():
    with pytest.raises(NotInMask):
        from_mask(0b101, BITS)


@given(st.sets(st.sampled_from(sorted(BITS))))
def test_a_set_survives_the_way_there_and_back(codes):
    assert set(from_mask(to_mask(codes, BITS), BITS)) == codes
