import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.normalise import mailbox, normal_email
from tests.claims.rules.normalise.texts import any_text

PROVIDERS = ["naver.com", "gmail.com", "hanmail.net", "kakao.com", "hotmail.com", "outlook.com", "icloud.com"]


@pytest.mark.parametrize(
    "typed",
    [
        "honggildong@gmail.com",
        "HongGildong@GMAIL.com",
        " honggildong@gmail.com ",
        "ｈｏｎｇｇｉｌｄｏｎｇ＠gmail．com",
        "hong.gil.dong@gmail.com",
        "honggildong+coupang@gmail.com",
        "hong.gildong+a+b@googlemail.com",
        "honggildong@googlemail.com",
        "honggildong@gmial.com",
        "honggildong@gamil.com",
        "honggildong@gmali.com",
        "honggildong@gmal.com",
        "honggildong@gmaill.com",
        "honggildong@gnail.com",
        "honggildong@gmail.co",
        "honggildong@gmail.cm",
        "honggildong@gmail.con",
        "honggildong@gmail.comm",
        "honggildong@gmail.co.kr",
        "honggildong@gmial.con",
        "honggildong@goglemail.com",
    ],
)
def test_every_way_to_type_a_gmail_address_reaches_one_mailbox(typed):
    assert mailbox(typed) == "honggildong@gmail.com"


@pytest.mark.parametrize(
    ("typed", "reached"),
    [
        ("hong@naver.con", "hong@naver.com"),
        ("hong@navr.com", "hong@naver.com"),
        ("hong@naver.co.kr", "hong@naver.com"),
        ("hong@navre.com", "hong@naver.com"),
        ("hong.gil@naver.com", "hong.gil@naver.com"),
        ("hong@daum.net", "hong@hanmail.net"),
        ("hong@daum.com", "hong@hanmail.net"),
        ("hong@hanmial.net", "hong@hanmail.net"),
        ("hong@hanmail.com", "hong@hanmail.net"),
        ("hong@hanmail.ner", "hong@hanmail.net"),
        ("hong@nate.con", "hong@nate.com"),
        ("hong@outlok.com", "hong@outlook.com"),
        ("hong@hotmial.com", "hong@hotmail.com"),
        ("hong@hotmial.co.kr", "hong@hotmail.co.kr"),
        ("hong@yahoo.co", "hong@yahoo.com"),
        ("hong@yaho.co.kr", "hong@yahoo.co.kr"),
        ("hong@iclod.com", "hong@icloud.com"),
        ("hong@me.com", "hong@icloud.com"),
        ("hong@mac.com", "hong@icloud.com"),
        ("hong+news@example.org", "hong@example.org"),
        ("hong.+news@example.org", "hong@example.org"),
        ("+hong@example.org", "+hong@example.org"),
        ("hong@한글.한국", "hong@xn--bj0bj06e.xn--3e0b707e"),
        ("홍길동@naver.com", "홍길동@naver.com"),
    ],
)
def test_an_address_reaches_the_mailbox(typed, reached):
    assert mailbox(typed) == reached


def test_different_mailboxes_stay_different():
    typed = [
        *("hong@live.com", "hong@hotmail.com", "hong@outlook.com", "hong@msn.com", "hong@hotmail.co.kr"),
        *("hong@gmail.com", "hong@mail.com", "hong@email.com", "hong@ymail.com", "hong@naver.com", "hong@hanmail.net"),
        *("hong@yahoo.com", "hong@yahoo.co.kr", "hong@yahoo.co.jp", "hong@yahoo.ca", "hong@korea.com", "hong@korea.kr"),
        *(
            "hong@nate.com",
            "hong@date.com",
            "hong@kakao.com",
            "hong.1@naver.com",
            "hong1@naver.com",
            "hong_1@naver.com",
        ),
        *("hong@snu.ac.kr", "hong@company.co.kr", "hong@icloud.com", "kim@icloud.com"),
    ]
    assert len({mailbox(address) for address in typed}) == len(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "hong",
        "@naver.com",
        "hong@",
        "hong@naver",
        "ho ng@naver.com",
        "h" * 65 + "@naver.com",
        "hong@gmail.com.",
        ".@gmail.com",
    ],
)
def test_what_is_no_address_reaches_none(typed):
    assert mailbox(typed) is None


@given(any_text | any_text.map(lambda text: text + "@gmail.com") | any_text.map(lambda text: "hong+a@" + text + ".com"))
def test_any_text_reaches_a_mailbox_that_is_its_own_or_none(text):
    reached = mailbox(text)
    assert (reached is None) == (normal_email(text) is None)
    if reached is not None:
        assert mailbox(reached) == reached


@given(st.sampled_from(PROVIDERS), st.data())
def test_one_slip_of_the_keys_in_a_large_domain_is_mended(domain, data):
    name, _, ending = domain.partition(".")
    at = data.draw(st.integers(1, len(name) - 1))
    letter = data.draw(st.sampled_from("qwxz"))
    slip = data.draw(
        st.sampled_from(
            [
                name[:at] + letter + name[at:],
                name[:at] + letter + name[at + 1 :],
                name[:at] + name[at + 1 :],
                name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
            ]
        )
    )
    assert mailbox(f"hong@{slip}.{ending}") == mailbox(f"hong@{domain}")


def test_a_million_characters_reach_no_mailbox():
    for text in (
        "a" * 1_000_000 + "@naver.com",
        "a@" + "a." * 500_000 + "com",
        "a." * 500_000 + "@gmail.com",
        "@" * 1_000_000,
    ):
        assert mailbox(text) is None
