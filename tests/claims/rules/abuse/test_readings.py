"""What is read off a filing: mailboxes in a row, throw-away mail, networks, the same words again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.abuse.mailboxes import numbered_mailbox, run_around
from claims.rules.abuse.networks import network_place
from claims.rules.abuse.texts import normal_text
from claims.rules.abuse.throw_away import is_throw_away


@pytest.mark.parametrize(
    ("address", "stem", "number"),
    [
        ("minsu001@example.com", "minsu#@example.com", 1),
        ("minsu1@example.com", "minsu#@example.com", 1),
        ("minsu002@example.org", "minsu#@example.org", 2),
        ("kim.12.lee7@example.com", "kim.12.lee#@example.com", 7),
        ("a9b@example.com", "a#b@example.com", 9),
        ("01012345678@example.com", "01#@example.com", 12345678),
        ("minsu+031@example.com", "minsu+#@example.com", 31),
        ("7@4example.com", "#@4example.com", 7),
    ],
)
def test_a_mailbox_has_a_stem_and_a_number(address, stem, number):
    assert numbered_mailbox(address) == (stem, number)


def test_a_mailbox_without_a_number_is_in_no_row():
    assert numbered_mailbox("minsu@example4.com") is None


@pytest.mark.parametrize(
    ("number", "others", "run"),
    [
        (5, [], (5, 5)),
        (5, [5, 5], (5, 5)),
        (5, [1, 9], (5, 5)),
        (5, [6, 7, 8], (5, 8)),
        (8, [5, 6, 7], (5, 8)),
        (5, [3, 7, 9, 12], (3, 9)),  # one left out here and there
        (1985, [1988, 1990, 1991], (1985, 1985)),  # years of birth
        (1990, [1985, 1988, 1991], (1988, 1991)),
    ],
)
def test_a_run_goes_as_far_as_the_numbers_follow_each_other(number, others, run):
    assert run_around(number, others) == run


@given(numbers=st.lists(st.integers(0, 60), min_size=1, max_size=30))
def test_everybody_in_a_run_is_told_the_same_run(numbers):
    for number in numbers:
        lowest, highest = run_around(number, numbers)
        inside = {each for each in numbers if lowest <= each <= highest}
        assert {number, lowest, highest} <= inside
        assert all(run_around(each, numbers) == (lowest, highest) for each in inside)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("a@mailinator.com", True),
        ("a@x.mailinator.com", True),
        ("a@mailinator.example", False),
        ("a@gmail.com", False),
        ("a@naver.com", False),
        ("a@hanmail.net", False),
        ("a@example.com", False),
        ("a@our-own-list.example", True),
        ("a@mail.our-own-list.example", True),
        ("a@com", False),
    ],
)
def test_throw_away_mail_is_known_by_its_domain(address, expected):
    assert is_throw_away(address, frozenset({"our-own-list.example"})) is expected


@pytest.mark.parametrize(
    ("text", "address", "network"),
    [
        ("203.0.113.77", "4/32/203.0.113.77", "4/24/203.0.113.0"),
        (" 203.0.113.77 ", "4/32/203.0.113.77", "4/24/203.0.113.0"),
        ("::ffff:203.0.113.77", "4/32/203.0.113.77", "4/24/203.0.113.0"),
        # a machine's own half of an IPv6 address changes by the day
        ("2001:db8:1:2ff:a:b:c:d", "6/64/2001:db8:1:2ff::", "6/56/2001:db8:1:200::"),
        ("2001:db8:1:2ff::1", "6/64/2001:db8:1:2ff::", "6/56/2001:db8:1:200::"),
    ],
)
def test_a_network_address_names_a_connection_and_the_network_around_it(text, address, network):
    assert network_place(text) == (address, network)


@pytest.mark.parametrize("text", ["", "unknown", "203.0.113", "203.0.113.7:443", "a" * 45])
def test_what_is_no_address_names_nothing(text):
    assert network_place(text) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I joined the mediation of the consumer agency.", "i joined THE mediation, of the consumer agency (2)"),
        (
            "소비자원 집단분쟁조정에 이미 참가하여 진행하고 있습니다",
            "소비자원 집단분쟁조정에  이미 참가하여 진행하고 있습니다. 17",
        ),
    ],
)
def test_words_are_the_same_whatever_spaces_signs_and_numbers_stand_between(one, other):
    assert normal_text(one) == normal_text(other) is not None


def test_short_or_empty_text_is_the_same_by_chance_and_does_not_count():
    assert normal_text("소비자원 집단분쟁조정") is None
    assert normal_text("12345 67890 12345 67890 !!") is None
    assert normal_text("") is None
