"""Rules on what leaked of this claimant: notice (9), data items (10), entrance code (11), account (13)."""

from datetime import timedelta
from typing import Final

from claims.rules.masks import from_mask
from claims.rules.verification.checks import Check, Outcome, Reason
from claims.rules.verification.facts import CaseContext, ClaimantType, ClaimFacts, EntranceCode
from claims.rules.verification.items import items_of_cohorts

_DAY: Final = timedelta(days=1)

_NOTICE_MATCHES: Final = Check(9, Outcome.PASS, Reason.NOTICE_MATCHES)
_NO_NOTICE: Final = Check(9, Outcome.REVIEW, Reason.NO_NOTICE)

_ITEMS_PROVEN: Final = Check(10, Outcome.PASS, Reason.ITEMS_PROVEN)
_ITEMS_LEAKED: Final = Check(10, Outcome.PASS, Reason.ITEMS_LEAKED)
_NO_ITEM_CLAIMED: Final = Check(10, Outcome.REVIEW, Reason.NO_ITEM_CLAIMED)
_COHORT_UNKNOWN: Final = Check(10, Outcome.REVIEW, Reason.COHORT_UNKNOWN)

_NOT_CLAIMED: Final = Check(11, Outcome.PASS, Reason.NOT_CLAIMED)
_CODE_PROVEN: Final = Check(11, Outcome.PASS, Reason.ENTRANCE_CODE_PROVEN)
_CODE_LEAKED: Final = Check(11, Outcome.PASS, Reason.ENTRANCE_CODE_LEAKED)
_CODE_NOT_LEAKED: Final = Check(11, Outcome.FAIL, Reason.ENTRANCE_CODE_NOT_LEAKED)
_CODE_NOT_STORED: Final = Check(11, Outcome.FAIL, Reason.ENTRANCE_CODE_NOT_STORED, asks=True)
_CODE_STORAGE_UNKNOWN: Final = Check(11, Outcome.REVIEW, Reason.ENTRANCE_CODE_STORAGE_UNKNOWN)
_CODE_LEAK_UNKNOWN: Final = Check(11, Outcome.REVIEW, Reason.ENTRANCE_CODE_LEAK_UNKNOWN)
_CODE_COHORT_UNKNOWN: Final = Check(11, Outcome.REVIEW, Reason.ENTRANCE_CODE_COHORT_UNKNOWN)

_ACCOUNT_IN_WINDOW: Final = Check(13, Outcome.PASS, Reason.ACCOUNT_IN_WINDOW)
_NOTICE_SHOWS_ACCOUNT: Final = Check(13, Outcome.PASS, Reason.NOTICE_SHOWS_ACCOUNT)
_NOT_AN_ACCOUNT_HOLDER: Final = Check(13, Outcome.PASS, Reason.NOT_AN_ACCOUNT_HOLDER)
_JOINED_AFTER_WINDOW: Final = Check(13, Outcome.FAIL, Reason.JOINED_AFTER_WINDOW, asks=True)
_WITHDREW_BEFORE_WINDOW: Final = Check(13, Outcome.FAIL, Reason.WITHDREW_BEFORE_WINDOW, asks=True)
_ONLY_IN_DISPUTED_PART: Final = Check(13, Outcome.REVIEW, Reason.ONLY_IN_DISPUTED_PART)
_JOINED_AS_WINDOW_ENDED: Final = Check(13, Outcome.REVIEW, Reason.JOINED_AS_WINDOW_ENDED)
_WITHDREW_AS_WINDOW_BEGAN: Final = Check(13, Outcome.REVIEW, Reason.WITHDREW_AS_WINDOW_BEGAN)
_JOINED_UNKNOWN: Final = Check(13, Outcome.REVIEW, Reason.JOINED_UNKNOWN)


def notice_match(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 9. Each notice the claimant received is one that is known to have been sent, and not received before.

    Without any the cohort is unknown. A day not remembered is no contradiction. Params: `notices` (codes, sorted).
    """
    if not facts.notices:
        return _NO_NOTICE
    early = []
    unknown = []
    for received in facts.notices:
        notice = ctx.known_notices.get(received.code)
        if notice is None:
            unknown.append(received.code)
        elif received.received_on is not None and received.received_on < notice.dated:
            early.append(received.code)
    if early:
        return Check(9, Outcome.FAIL, Reason.DATED_BEFORE_NOTICE, {"notices": sorted(early)}, asks=True)
    if unknown:
        return Check(9, Outcome.REVIEW, Reason.NOTICE_UNKNOWN, {"notices": sorted(unknown)})
    return _NOTICE_MATCHES


def leaked_items(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 10. Every item claimed is proven for this account, or leaked in a cohort that the claimant belongs to.

    The cohorts are those of the notices received; what an affected-account list shows for the account needs none. An
    item beyond that fails and the claim goes on without it; nobody is asked, for the claimant cannot cure what the
    lists say. When no item is left, a person looks. Params, as codes in the order of the incident's items:
    `contradicted` (somebody who counts says that it did not leak), `unproven` (nobody who counts says anything).
    """
    if not facts.items_mask:
        return _NO_ITEM_CLAIMED
    unlisted = facts.items_mask & ~(facts.on_list or 0)
    if not unlisted:
        return _ITEMS_PROVEN
    items = items_of_cohorts(facts, ctx)
    if items is None:
        return _COHORT_UNKNOWN
    leaked, not_leaked = items
    extra = unlisted & ~leaked
    if not extra:
        return _ITEMS_LEAKED
    params = {
        "contradicted": list(from_mask(extra & not_leaked, ctx.items)),
        "unproven": list(from_mask(extra & ~not_leaked, ctx.items)),
    }
    if extra == facts.items_mask:
        return Check(10, Outcome.REVIEW, Reason.NO_ITEM_SUPPORTED, params)
    return Check(10, Outcome.FAIL, Reason.ITEMS_NOT_LEAKED, params)


def entrance_code(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 11. An entrance code counts only if the cohort's codes leaked and the claimant had stored one.

    An affected-account list that shows one for the account settles both. It is not asked whether one was stored when
    none leaked. A list that is silent on it is a person's matter: nobody has said that it did not leak.
    """
    code = ctx.entrance_code_mask
    if not facts.items_mask & code:
        return _NOT_CLAIMED
    if (facts.on_list or 0) & code:
        return _CODE_PROVEN
    items = items_of_cohorts(facts, ctx)
    if items is None:
        return _CODE_COHORT_UNKNOWN
    leaked, not_leaked = items
    if not_leaked & code:
        return _CODE_NOT_LEAKED
    if facts.entrance_code_stored == EntranceCode.NO:
        return _CODE_NOT_STORED
    if not leaked & code:
        return _CODE_LEAK_UNKNOWN
    if facts.entrance_code_stored == EntranceCode.YES:
        return _CODE_LEAKED
    return _CODE_STORAGE_UNKNOWN


def account_window(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 13. The account existed while the data leaked.

    Joining and withdrawing are known by the month, so a month that the window's edge runs through proves nothing
    by itself. A known notice shows the account where the months leave it open, but not in the disputed part:
    there it is the leak itself that is denied. A recipient who is no member has no account.
    """
    if facts.claimant_type == ClaimantType.NON_MEMBER_RECIPIENT:
        return _NOT_AN_ACCOUNT_HOLDER
    leak, joined, withdrew = ctx.leak, facts.joined, facts.withdrew
    if joined is not None and joined > leak.ends:
        return _JOINED_AFTER_WINDOW
    if withdrew is not None:
        if withdrew < leak.begins.replace(day=1):
            return _WITHDREW_BEFORE_WINDOW
        if leak.undisputed_from is not None and withdrew < leak.undisputed_from:
            return _ONLY_IN_DISPUTED_PART
    if joined is None:
        left_open = _JOINED_UNKNOWN
    elif joined >= (leak.ends + _DAY).replace(day=1):
        left_open = _JOINED_AS_WINDOW_ENDED
    elif withdrew is not None and withdrew < leak.begins:
        left_open = _WITHDREW_AS_WINDOW_BEGAN
    else:
        return _ACCOUNT_IN_WINDOW
    known = any(received.code in ctx.known_notices for received in facts.notices)
    return _NOTICE_SHOWS_ACCOUNT if known else left_open
