import itertools

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.rules.normalise import normal_phone
from tests.claims.rules.normalise.texts import any_text

PREFIXES = ("010", "011", "016", "017", "018", "019")


def asked_of_phonenumbers(number):
    parsed = phonenumbers.parse(number, "KR")
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def test_the_fast_path_agrees_with_phonenumbers_on_every_block_of_korean_mobiles():
    """Numbers are given out in blocks; the published pattern looks at no digit past the fifth after the 0."""
    for prefix, block in itertools.product(PREFIXES, range(1000)):
        for rest in ("0000", "9999", "00000", "99999", "000000", "12345"):
            number = f"{prefix}{block:03}{rest}"
            expected = asked_of_phonenumbers(number)
            assert normal_phone(number) == expected, number
            assert normal_phone(f"+82{number[1:]}") == expected, number


@given(st.sampled_from(PREFIXES), st.integers(0, 10**8 - 1), st.sampled_from([7, 8]))
def test_the_fast_path_agrees_with_phonenumbers_however_the_number_begins(prefix, rest, digits):
    national = f"{prefix}{rest % 10**digits:0{digits}}"
    for number in (national, national[1:], f"+82{national}", f"+82{national[1:]}"):
        assert normal_phone(number) == asked_of_phonenumbers(number)
    for number in (f"0082{national[1:]}", f"0082{national}"):
        assert normal_phone(number) == asked_of_phonenumbers(national)


@given(st.sampled_from(["+1", "+61"]), st.from_regex(r"\A[0-9]{8,11}\Z"))
@example("+1", "6502530000")
@example("+61", "412345678")
def test_the_way_around_parsing_agrees_with_phonenumbers(country, digits):
    assert normal_phone(country + digits) == asked_of_phonenumbers(country + digits)


@given(
    st.sampled_from(PREFIXES),
    st.integers(0, 10**8 - 1),
    st.sampled_from([7, 8]),
    st.tuples(*[st.sampled_from(["", "-", " ", "."])] * 2),
)
def test_separators_change_nothing(prefix, rest, digits, separators):
    rest = f"{rest % 10**digits:0{digits}}"
    for beginning in ("", "+82 ", "+82-", "+82"):
        typed = f"{beginning}{prefix}{separators[0]}{rest[:-4]}{separators[1]}{rest[-4:]}"
        assert normal_phone(typed) == asked_of_phonenumbers(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "01012345678",
        "010-1234-5678",
        "010.1234.5678",
        "010 1234 5678",
        "(010) 1234-5678",
        "+82 10-1234-5678",
        "+82 (0)10-1234-5678",
        "+82-010-1234-5678",
        "0082 10 1234 5678",
        "00 82 10 1234 5678",
        "82 10 1234 5678",
        "82 010 1234 5678",
        "001-82-10-1234-5678",
        "00700 82 10 1234 5678",
        "011-82-10-1234-5678",
        "010ㅡ1234ㅡ5678",
        "010·1234·5678",
        "010ㆍ1234ㆍ5678",
        "010_1234_5678",
        "1012345678",
        "０１０－１２３４－５６７８",
        "010–1234—5678",
        "\u202a010-1234-5678\u202c",
        "\u200b010\u00a01234\u30005678",
        f"{'010-1234-5678':>64}",
    ],
)
def test_every_way_to_write_a_korean_mobile_has_one_normal_form(typed):
    assert normal_phone(typed) == "+821012345678"


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("02-312-3456", "+8223123456"),
        ("2-312-3456", "+8223123456"),
        ("+82 (0)2-312-3456", "+8223123456"),
        ("0082-02-312-3456", "+8223123456"),
        ("031-234-5678", "+82312345678"),
        ("31 234 5678", "+82312345678"),
        ("82-31-234-5678", "+82312345678"),
        ("0507-1234-5678", "+8250712345678"),
        ("050-5123-4567", "+825051234567"),
        ("001-1-650-253-0000", "+16502530000"),
        ("00700-81-90-1234-5678", "+819012345678"),
        ("011-234-5678", "+82112345678"),
        ("070-1234-5678", "+827012345678"),
        ("+1 650-253-0000", "+16502530000"),
        ("0044 20 7031 3000", "+442070313000"),
        ("+81 90-1234-5678", "+819012345678"),
        ("+39 06 6982", "+39066982"),
    ],
)
def test_other_numbers_are_matched_as(typed, normal):
    assert normal_phone(typed) == normal


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "12345",
        "010-1234-567890123",
        "010-1234",
        "010-5978-1234",
        "8001011234567",
        "800101-1234567",
        "0082 10-5978-1234",
        "010 5978 1234",
        "10.5978.1234",
        "01059781234",
        "0082 010-5978-1234",
        "001-82-10-5978-1234",
        "001-010-1234-5678",
        "011-81-90-1234-5678",
        "010-1234-5678 ext. 9",
        "010-1234-5678/010-9876-5432",
        "1-800-FLOWERS",
        "+999 1234 5678",
        "++821012345678",
        "010-1234-5678\x00",
        "010\ud8001234",
        "٠١٠١٢٣٤٥٦٧٨",
        "0" * 65,
        f"{'010-1234-5678':>65}",
    ],
)
def test_what_is_no_number_has_no_normal_form(typed):
    assert normal_phone(typed) is None


@given(st.one_of(any_text, st.from_regex(r"\A[+0-9() .-]{0,20}\Z")))
def test_any_text_has_a_stable_normal_form_or_none(text):
    number = normal_phone(text)
    if number is not None:
        assert normal_phone(number) == number


def test_the_example_numbers_of_every_country_keep_their_form():
    seen = 0
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
        if example is None:
            continue
        e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        spaced = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        assert normal_phone(e164) == normal_phone(spaced) == normal_phone(f"00{e164[1:]}") == e164
        seen += 1
    assert seen > 200
