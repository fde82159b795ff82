"""Profiles: the facts that many claims have in common, read off their rows, and judged once for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from claims.models import BreachNotice
from claims.rules.verification import (
    CaseContext,
    Check,
    ClaimFacts,
    ItemMasks,
    Marks,
    Received,
    Rule,
    chosen,
    item_masks,
    marks,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A fact that a profile is made of: where the claims have it, its type, and what stands for "not given"."""

    sql: str
    kind: str
    empty: str


COLUMNS: Final[Mapping[str, Column]] = {
    "claimant_type": Column("c.claimant_type", "text", "''"),
    "notices": Column("c.notices_mask", "bigint", "0"),
    "items_mask": Column("c.items_mask", "bigint", "0"),
    "entrance_code_stored": Column("c.entrance_code_stored", "text", "''"),
    "on_list": Column("l.items_mask", "bigint", "-1"),
    "joined": Column("c.joined", "date", "'0001-01-01'"),
    "withdrew": Column("c.withdrew", "date", "'0001-01-01'"),
    "other_proceedings": Column("c.other_proceedings", "text", "''"),
    "proceedings_on_file": Column("c.on_file", "boolean", "false"),
}
"""The facts that many claims have in common. What is not given is compared as a value of its own."""

JUDGED: Final = """
    c.case_id = ANY(%(cases)s) AND c.stage NOT IN ('submitted', 'verifying')
    AND v.facts_id IS NOT NULL AND v.findings[17] IS NOT NULL
"""
"""The claims that are judged again: those that all rules have judged, with their facts kept. One that is on its way to
be judged is not: what it was judged by before may have been cured."""

LISTED: Final = """
    LEFT JOIN claims_listedclaim l ON l.claim_id = c.id AND l.list_id = (
        SELECT a.id FROM claims_affectedaccountlist a WHERE a.incident_id = %(incident)s AND a.state = 'current')
"""

MARKS: Final = ("asks", "person", "hold")
ITEM_MASKS: Final = ("proven", "supported", "contradicted")
"""The masks that a run holds, named as in `Marks` and `ItemMasks`."""

# What rules that judge by profile never look at.
_BLANK: Final = ClaimFacts(
    claimant_type=None,
    missing=frozenset(),
    consents_missing=frozenset(),
    attested=False,
    attestation_on_file=False,
    contact="",
    identity=None,
    age_band=None,
    has_representative=False,
    notices=(),
    items_mask=0,
    entrance_code_stored=None,
    on_list=None,
    joined=None,
    withdrew=None,
    other_proceedings=None,
    proceedings_on_file=False,
    duplicates=(),
    conflicts=(),
    abuse=None,
    received_at=datetime(1970, 1, 1, tzinfo=UTC),
)


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile with what the rules found of it."""

    case_id: int
    values: tuple[Any, ...]
    checks: tuple[Check, ...]
    marks: Marks
    items: ItemMasks


def columns_of(rules: Sequence[Rule]) -> list[str]:
    """Return the facts that make a profile for these rules."""
    return [name for name in COLUMNS if any(name in rule.reads for rule in rules)]


def value(name: str) -> str:
    """SQL for a fact of a claim, of which nothing is null."""
    return f"COALESCE({COLUMNS[name].sql}, {COLUMNS[name].empty})"


def notice_codes(incident_id: int) -> dict[int, str]:
    """Return the codes of an incident's notices to claimants by their places in masks. One query."""
    notices = BreachNotice.objects.filter(incident=incident_id, bit__isnull=False)
    return {bit: code for bit, code in notices.values_list("bit", "code") if bit is not None}


def judge(
    case_id: int, values: Mapping[str, Any], codes: Mapping[int, str], ctx: CaseContext, rules: Sequence[Rule]
) -> Profile:
    """Return what these rules find of a profile; `values` by name, as the columns have them."""
    facts = replace(_BLANK, **{name: _fact(name, value, codes) for name, value in values.items()})
    used = chosen(ctx.rules)
    checks = tuple(rule.judge(facts, ctx) for rule in rules if rule in used)
    return Profile(case_id, tuple(values.values()), checks, marks(checks), item_masks(facts, ctx))


def _fact(name: str, value: Any, codes: Mapping[int, str]) -> Any:
    """A column's value as the rules know the fact."""
    match name:
        case "notices":
            return tuple(Received(code) for bit, code in sorted(codes.items()) if value >> bit & 1)
        case "on_list":
            return None if value < 0 else value
        case "joined" | "withdrew":
            return None if value == date.min else value
        case "items_mask" | "proceedings_on_file":
            return value
        case _:
            return value or None
