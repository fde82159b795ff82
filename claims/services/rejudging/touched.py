"""Which claims a change can judge otherwise: those told of it by certain notices who claim certain data items."""

from collections.abc import Mapping, Sequence

Touched = Mapping[int, int]
"""Masks of data items by masks of notices: a claim is touched that names one of the notices and claims one of the items
beside them."""


def touched_condition(touched: Touched | None) -> tuple[str, dict[str, int]]:
    """Return SQL that holds for the claims `c` that are touched (None: all are), and its parameters."""
    if touched is None:
        return "true", {}
    parts: list[str] = []
    values: dict[str, int] = {}
    for place, (notices, items) in enumerate(touched.items()):
        parts.append(
            f"c.notices_mask & %(notices_{place})s::bigint <> 0 AND c.items_mask & %(items_{place})s::bigint <> 0"
        )
        values |= {f"notices_{place}": notices, f"items_{place}": items}
    return f"({' OR '.join(parts) or 'false'})", values


def join(one: Touched | None, other: Touched | None) -> Touched | None:
    """Return what two changes touch together."""
    if one is None or other is None:
        return None
    return {notices: one.get(notices, 0) | other.get(notices, 0) for notices in sorted(one.keys() | other.keys())}


def to_json(touched: Touched | None) -> list[list[int]] | None:
    """Return it as it is kept with an order."""
    return None if touched is None else [[notices, items] for notices, items in touched.items()]


def from_json(kept: Sequence[tuple[int, int]] | None) -> Touched | None:
    """Return what `to_json` was given."""
    return None if kept is None else dict(kept)
