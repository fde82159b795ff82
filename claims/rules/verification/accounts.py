"""Rules on lists of affected accounts (12) and on recipients who have no account (14)."""

from typing import Final

from claims.rules.masks import from_mask
from claims.rules.verification.checks import Check, Outcome, Reason
from claims.rules.verification.facts import CaseContext, ClaimantType, ClaimFacts

_NO_LIST: Final = Check(12, Outcome.PASS, Reason.NO_ACCOUNT_LIST)
_NOT_ON_LIST: Final = Check(12, Outcome.REVIEW, Reason.NOT_ON_ACCOUNT_LIST)
_NOT_LOOKED_UP: Final = Check(12, Outcome.REVIEW, Reason.ACCOUNT_NOT_LOOKED_UP)

_NOT_A_RECIPIENT: Final = Check(14, Outcome.PASS, Reason.NOT_A_RECIPIENT)
_RECIPIENT_ON_LIST: Final = Check(14, Outcome.PASS, Reason.RECIPIENT_ON_LIST)
_RECIPIENT_UNPROVEN: Final = Check(14, Outcome.REVIEW, Reason.RECIPIENT_UNPROVEN)


def account_list(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 12. Where an affected-account list is in force, the claimant's account is on it.

    Not being found is a person's matter and never a refusal: lists are incomplete, and accounts change their address.
    A recipient who is no member has no account to look for. Params: `beyond`, the claimed items that the list does not
    show for the account, as codes in the order of the incident's items.
    """
    if ctx.accounts is None or facts.claimant_type == ClaimantType.NON_MEMBER_RECIPIENT:
        return _NO_LIST
    if facts.on_list is None:
        return _NOT_LOOKED_UP
    if not facts.on_list:
        return _NOT_ON_LIST
    beyond = from_mask(facts.items_mask & ~facts.on_list, ctx.items)
    return Check(12, Outcome.PASS, Reason.ON_ACCOUNT_LIST, {"beyond": list(beyond)} if beyond else {})


def recipient(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 14. A recipient who is no member shows that their phone number or address was in somebody's account.

    A list that names their phone number shows it; else a person looks at what they have.
    """
    if facts.claimant_type != ClaimantType.NON_MEMBER_RECIPIENT:
        return _NOT_A_RECIPIENT
    return _RECIPIENT_ON_LIST if facts.on_list else _RECIPIENT_UNPROVEN
