"""A network address as what is counted by: the connection that a claimant has, and the network around it."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, NamedTuple

# How many bits name the connection, and the network around it. In IPv6 a household gets a /64, and its machines choose
# the rest anew every day; providers hand out /56 and larger.
_BITS: Final = {4: (32, 24), 6: (64, 56)}


class NetworkPlace(NamedTuple):
    """Both as text that is equal for equal places, such as `4/24/203.0.113.0`."""

    address: str
    network: str


def network_place(text: str) -> NetworkPlace | None:
    """Read a network address as a server or a proxy writes it; None for what is none."""
    try:
        found: IPv4Address | IPv6Address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return NetworkPlace(*(_cut(found, bits) for bits in _BITS[found.version]))


def _cut(address: IPv4Address | IPv6Address, bits: int) -> str:
    beyond = address.max_prefixlen - bits
    return f"{address.version}/{bits}/{type(address)(int(address) >> beyond << beyond)}"
