"""Limits at the public doors: exact under a race, per address, and never in the way when Valkey is gone."""

import threading

import pytest

from claims.services import nudges, throttle
from claims.services.nudges import valkey


@pytest.fixture
def two_at_once(settings):
    settings.THROTTLES = {"status": (2, 0.001), "filing": (1, 0.001)}


def test_a_burst_passes_and_the_next_is_told_how_long_to_wait(two_at_once):
    assert [throttle.allow("status", "192.0.2.1") for _ in range(2)] == [None, None]
    assert 0 < throttle.allow("status", "192.0.2.1") <= 1000


def test_addresses_and_doors_are_counted_apart(two_at_once):
    for _ in range(3):
        throttle.allow("status", "192.0.2.1")
    assert throttle.allow("status", "192.0.2.2") is None
    assert throttle.allow("filing", "192.0.2.1") is None


def test_a_race_lets_no_more_through_than_the_limit(settings):
    settings.THROTTLES = {"status": (10, 0.001)}
    passed = []

    def ask():
        passed.extend(throttle.allow("status", "192.0.2.9") is None for _ in range(10))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(passed), sum(passed)) == (80, 10)


def test_no_network_address_is_stored(two_at_once):
    throttle.allow("status", "192.0.2.77")
    keys = valkey().keys("throttle:*")
    assert keys
    assert not any(b"192.0.2.77" in key for key in keys)


def test_requests_pass_when_valkey_is_away(two_at_once, settings):
    nudges.valkey.cache_clear()
    settings.REDIS_URL, there = "unix:///nowhere/valkey.sock", settings.REDIS_URL
    assert [throttle.allow("status", "192.0.2.1") for _ in range(5)] == [None] * 5
    settings.REDIS_URL = there
    nudges.valkey.cache_clear()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.5", "192.0.2.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "10.0.0.1, 203.0.113.5", "203.0.113.5"),
        (2, "203.0.113.5, 198.51.100.1", "203.0.113.5"),
        (2, "203.0.113.5", "192.0.2.1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXY_COUNT = proxies
    meta = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": forwarded}
    assert throttle.client_address(meta) == expected
