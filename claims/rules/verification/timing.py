"""Rules on time: limitation (20) and the batch's cut-off (23)."""

from typing import Final

from claims.rules.verification.checks import Check, Outcome, Reason
from claims.rules.verification.facts import CaseContext, ClaimFacts

_BEFORE_CUT_OFF: Final = Check(23, Outcome.PASS, Reason.BEFORE_CUT_OFF)
_NO_CUT_OFF: Final = Check(23, Outcome.PASS, Reason.NO_CUT_OFF)


def limitation(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 20. The claim is not barred by time (Civil Code 766), and there is time to file it.

    The claimant cannot cure lost time, so a bar asks nothing of them and goes to counsel, who may know of an
    interruption (Civil Code 168). Params: `ends`, the last day to sue, the same for all claims of the case.
    """
    days_left = (ctx.limitation_ends - ctx.today).days
    params = {"ends": ctx.limitation_ends.isoformat()}
    if days_left > ctx.rules.threshold("days_to_file"):
        return Check(20, Outcome.PASS, Reason.WITHIN_LIMITATION, params)
    if days_left >= 0:
        return Check(20, Outcome.REVIEW, Reason.LIMITATION_NEAR, params)
    return Check(20, Outcome.FAIL, Reason.LIMITATION_OVER, params)


def cut_off(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 23. A claim received before the cut-off goes with this batch; a later one with the next, unharmed."""
    if ctx.cut_off is None:
        return _NO_CUT_OFF
    if facts.received_at < ctx.cut_off:
        return _BEFORE_CUT_OFF
    return Check(23, Outcome.PASS, Reason.NEXT_BATCH, {"cut_off": ctx.cut_off.isoformat()})
