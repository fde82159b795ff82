"""What is known of each data item of one claim: proven, supported, unproven or contradicted."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from claims.rules.verification.facts import CaseContext, ClaimFacts, EntranceCode
from claims.rules.verification.person import age, is_held

READ_BY_ITEMS: Final = frozenset({"items_mask", "notices", "on_list", "entrance_code_stored"})
"""The fields of `ClaimFacts` that the verdict of an item follows from."""


class ItemVerdict(StrEnum):
    """How far a claimed item stands.

    - proven: an affected-account list shows it for this very account;
    - supported: by the leaked-field list it leaked in the claimant's cohort;
    - contradicted: by the leaked-field list it did not leak there, or the claimant's own answer excludes it;
    - unproven: nobody who counts has said anything, or the cohort is not known.
    """

    PROVEN = "proven"
    SUPPORTED = "supported"
    UNPROVEN = "unproven"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class ItemMasks:
    """The claimed items by verdict, as masks without a common bit. What is in none is unproven."""

    proven: int
    supported: int
    contradicted: int

    def of(self, bit: int) -> ItemVerdict:
        """Return the verdict of the claimed item whose place is `bit`."""
        for mask, found in (
            (self.proven, ItemVerdict.PROVEN),
            (self.supported, ItemVerdict.SUPPORTED),
            (self.contradicted, ItemVerdict.CONTRADICTED),
        ):
            if mask >> bit & 1:
                return found
        return ItemVerdict.UNPROVEN


def item_masks(facts: ClaimFacts, ctx: CaseContext) -> ItemMasks:
    """Return the verdict of every item that is claimed.

    A list of accounts speaks of this account and so counts before the leaked-field list, which speaks of a cohort. An
    entrance code is supported only where one was stored: nobody loses what was never there. Of a claim that is held
    (rule 4) nothing is looked at, so all its items are unproven.
    """
    if is_held(age(facts, ctx)):
        return ItemMasks(0, 0, 0)
    claimed, code = facts.items_mask, ctx.entrance_code_mask
    proven = claimed & (facts.on_list or 0)
    left = claimed & ~proven
    leaked, not_leaked = items_of_cohorts(facts, ctx) or (0, 0)
    supported, contradicted = left & leaked, left & not_leaked
    if left & code and not contradicted & code and facts.entrance_code_stored != EntranceCode.YES:
        supported &= ~code
        if facts.entrance_code_stored == EntranceCode.NO:
            contradicted |= code
    return ItemMasks(proven, supported, contradicted)


def items_of_cohorts(facts: ClaimFacts, ctx: CaseContext) -> tuple[int, int] | None:
    """Return what leaked and what did not, over the cohorts of the notices received; None: no cohort is known.

    Who belongs to two cohorts lost what either lost, so leaked in one outweighs not leaked in the other.
    """
    leaked = not_leaked = 0
    known = False
    for received in facts.notices:
        notice = ctx.known_notices.get(received.code)
        if notice is None:
            continue
        known = True
        items = ctx.cohorts.get(notice.cohort)
        if items is not None:
            leaked |= items.leaked
            not_leaked |= items.not_leaked
    return (leaked, not_leaked & ~leaked) if known else None
