import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.normalise import normal_email
from tests.claims.rules.normalise.texts import any_text, invisible

atoms = st.text(st.sampled_from("abcxyzABCXYZ0189_+-!#$%&'*/=?^`{|}~"), min_size=1, max_size=10)
labels = st.text(st.sampled_from("abcxyzABCXYZ019"), min_size=1, max_size=12)
addresses = st.builds(
    lambda local, domain, last: f"{'.'.join(local)}@{'.'.join(domain)}.{last}",
    st.lists(atoms, min_size=1, max_size=3),
    st.lists(labels, min_size=1, max_size=3),
    st.sampled_from(["com", "KR", "co.kr", "Museum"]),
)


@given(
    st.one_of(any_text, any_text.map(lambda text: text + "@naver.com"), any_text.map(lambda text: "a@" + text + ".kr"))
)
def test_any_text_has_a_stable_normal_form_or_none(text):
    address = normal_email(text)
    if address is not None:
        assert normal_email(address) == address
        assert address.encode()
        assert len(address) <= 254


@given(addresses, st.data())
def test_every_way_to_type_an_address_has_one_normal_form(address, data):
    expected = address.lower()
    assert normal_email(address) == normal_email(address.upper()) == expected
    assert normal_email(f" {address}\u3000") == expected
    full_width = "".join(chr(ord(c) + 0xFEE0) if c not in "`^" else c for c in address)
    assert normal_email(full_width) == expected
    assert normal_email("".join(data.draw(invisible) + c for c in address)) == expected


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("Gil.Dong@Example.COM", "gil.dong@example.com"),
        ("hong+coupang@gmail.com", "hong+coupang@gmail.com"),
        ("hong@한글.한국", "hong@xn--bj0bj06e.xn--3e0b707e"),
        (unicodedata.normalize("NFD", "hong@한글.한국"), "hong@xn--bj0bj06e.xn--3e0b707e"),
        ("hong@XN--bj0bj06e.xn--3e0b707e", "hong@xn--bj0bj06e.xn--3e0b707e"),
        ("홍길동@example.kr", "홍길동@example.kr"),
        ("hong＠naver。com", "hong@naver.com"),
        ("가" * 64 + "@naver.com", "가" * 64 + "@naver.com"),
        ("o'brien@example.ie", "o'brien@example.ie"),
    ],
)
def test_an_address_is_matched_as(typed, normal):
    assert normal_email(typed) == normal


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "hong",
        "hong@",
        "@naver.com",
        "hong@naver",
        "hong@@naver.com",
        "ho@ng@naver.com",
        ".hong@naver.com",
        "hong.@naver.com",
        "ho..ng@naver.com",
        "ho ng@naver.com",
        "hong@naver..com",
        "hong@-naver.com",
        "hong@naver-.com",
        "hong@naver.com.",
        "hong@127.0.0.1",
        "hong@[127.0.0.1]",
        '"hong"@naver.com',
        "hong@naver.com, kim@naver.com",
        "hong@naver.com\r\nBcc: kim@naver.com",
        "h" * 65 + "@naver.com",
        "가" * 65 + "@naver.com",
        "hong@" + "a" * 64 + ".com",
        "hong@" + "가" * 60 + ".kr",
        "hong@" + "a.b" * 90 + ".com",
        "ho\ud800ng@naver.com",
        "hong@\udfff.com",
    ],
)
def test_what_is_no_address_has_no_normal_form(typed):
    assert normal_email(typed) is None


def test_a_million_characters_are_no_address():
    for text in ("a" * 1_000_000 + "@naver.com", "a@" + "a." * 500_000 + "com", "가@" + "나" * 1_000_000):
        assert normal_email(text) is None


def test_providers_are_not_second_guessed():
    typed = ["honggildong@gmail.com", "hong.gildong@gmail.com", "honggildong+a@gmail.com", "honggildong@googlemail.com"]
    assert len({normal_email(address) for address in typed}) == len(typed)
