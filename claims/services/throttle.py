"""Limits on the public doors, counted in Valkey in one atomic step.

The generic cell rate algorithm: one timestamp a key, the time at which its bucket is full again. Read and write happen
inside one script with the server's clock, so parallel requests cannot slip through between them. Network addresses
are hashed before they are used as keys. When Valkey is away requests pass: intake must not depend on a counter.
"""

import logging
from collections.abc import Mapping

import redis
from django.conf import settings

from claims.crypto.blind import keyed_digest
from claims.services.nudges import valkey

log = logging.getLogger(__name__)

_SCRIPT = """
local burst, interval = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now) + interval
local wait = full - burst * interval - now
if wait > 0 then return math.ceil(wait / 1000) end
redis.call('SET', KEYS[1], string.format('%.3f', full), 'PX', math.ceil(full - now))
return 0
"""


def allow(door: str, address: str) -> int | None:
    """Count one request at a door; None when it may pass, otherwise the seconds after which to try again.

    Doors and their limits are in settings.THROTTLES: burst, and refill per second.
    """
    burst, per_second = settings.THROTTLES[door]
    key = f"throttle:{door}:{keyed_digest('throttle', address.encode()).hex()[:24]}"
    try:
        wait = valkey().eval(_SCRIPT, 1, key, str(burst), str(1000 / per_second))
    except (redis.RedisError, OSError) as error:
        log.warning("throttle_unavailable", extra={"door": door, "error": type(error).__name__})
        return None
    return int(wait) or None


def client_address(meta: Mapping[str, object]) -> str:
    """The network address a request came from.

    Behind TRUSTED_PROXY_COUNT proxies of ours it is the entry that the outermost of them wrote into
    X-Forwarded-For; everything further left is the client's own invention. Without proxies the header is ignored.
    """
    peer = str(meta.get("REMOTE_ADDR") or "")
    proxies: int = settings.TRUSTED_PROXY_COUNT
    if not proxies:
        return peer
    hops = [hop.strip() for hop in str(meta.get("HTTP_X_FORWARDED_FOR") or "").split(",")]
    return hops[-proxies][:45] if len(hops) >= proxies and hops[-proxies] else peer
