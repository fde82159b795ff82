"""Names of stages, steps and moves; what happens next, for claimants; why a move is not allowed."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.rules.stages import CaseType, ClaimStage, Subject

Words = Mapping[str, str | Promise]

CASE_STAGES: Final[Words] = {
    # Joint action
    "draft": _("In preparation"),
    "recruiting": _("Open for claims"),
    "collecting_documents": _("Collecting documents"),
    "batch_locked": _("List of plaintiffs closed"),
    "filed": _("Filed with the court"),
    "served": _("Served on the defendant"),
    "pleading": _("Hearings"),
    "pleading_closed": _("Hearings closed"),
    "first_judgment": _("First-instance judgment"),
    "appeal_window": _("Time to appeal"),
    "appeal": _("On appeal"),
    "second_judgment": _("Judgment on appeal"),
    "supreme_court": _("Before the Supreme Court"),
    "final": _("Judgment final"),
    "collection": _("Collecting from the defendant"),
    "distribution": _("Distribution"),
    "closed": _("Closed"),
    "destroyed": _("Data destroyed"),
    "stayed": _("Proceedings stayed"),
    "correction_order": _("Correction ordered"),
    "mediation_offer": _("Mediation proposed"),
    "withdrawn": _("Suit withdrawn"),
    "dismissed": _("Suit dismissed"),
    "settled": _("Settled"),
    # Class settlement
    "preliminary_approval": _("Preliminary approval"),
    "notice": _("Notice to the class"),
    "claims_open": _("Claims period open"),
    "claims_closed": _("Claims period closed"),
    "deficiency_review": _("Review of deficient claims"),
    "final_approval": _("Final approval"),
    "effective": _("Settlement effective"),
    "second_distribution": _("Second distribution"),
    "cy_pres": _("Residue to charity (cy pres)"),
    "accounting": _("Accounting to the court"),
}

CLAIM_STAGES: Final[Words] = {
    # Joint action
    "draft": _("Draft"),
    "submitted": _("Received"),
    "abandoned": _("Not submitted"),
    "verifying": _("Being checked"),
    "verified": _("Checked"),
    "needs_information": _("Information needed"),
    "review": _("Being reviewed by a person"),
    "duplicate_hold": _("Held as a possible duplicate"),
    "expired": _("Not completed in time"),
    "rejected": _("Not accepted"),
    "merged": _("Merged with another claim"),
    "appealed": _("Decision being contested"),
    "withdrawn": _("Withdrawn"),
    "authorised": _("Power of attorney given"),
    "batched": _("On the list of plaintiffs"),
    "filed": _("Filed with the court"),
    "awarded": _("Awarded in full"),
    "partly_awarded": _("Awarded in part"),
    "dismissed_on_merits": _("Dismissed on the merits"),
    "dismissed_without": _("Dismissed without judgment on the merits"),
    "withdrawn_in_court": _("Withdrawn in court"),
    "appeal_opted_in": _("Taking part in the appeal"),
    "accepted": _("Judgment accepted"),
    "final": _("Judgment final"),
    "payable": _("Payment due"),
    "paid": _("Paid"),
    "returned": _("Payment returned"),
    "reissued": _("Payment sent again"),
    "closed": _("Closed"),
    "deceased": _("Claimant deceased"),
    "succession": _("Succession of the heirs"),
    # Class settlement
    "approved": _("Approved"),
    "deficient": _("Information needed"),
    "denied": _("Not approved"),
    "cured": _("Information received"),
    "disputed": _("Decision being contested"),
    "finally_denied": _("Finally not approved"),
    "uncashed": _("Payment not collected"),
    "void": _("Payment void"),
}
# A claim that is filed in a class settlement goes to the administrator, not to a court.
SETTLEMENT_CLAIM_STAGES: Final[Words] = {"filed": _("Received")}

STEPS: Final[Words] = {
    "submitted": _("Received"),
    "verifying": _("Check of the claim"),
    "verified": _("Check complete"),
    "authorised": _("Power of attorney"),
    "batched": _("List of plaintiffs"),
    "filed": _("Filing with the court"),
    "judgment": _("Judgment"),
    "final": _("Judgment final"),
    "payment": _("Payment"),
    "closed": _("Closed"),
    "review": _("Review"),
    "decision": _("Decision"),
}
SETTLEMENT_STEPS: Final[Words] = {"filed": _("Received")}
CASE_STEPS: Final[Words] = {"residue": _("Use of the residue")}

CLAIM_MOVES: Final[Words] = {
    "submit": _("Submit"),
    "abandon": _("Abandon"),
    "verify": _("Check"),
    "judge": _("Judge"),
    "verify_again": _("Check again"),
    "cure": _("Answer what was asked"),
    "record_cure": _("Record the claimant's answer"),
    "expire": _("End the time to answer"),
    "clear": _("Clear"),
    "reject": _("Reject"),
    "merge": _("Merge with the earlier claim"),
    "undo_merge": _("Undo the merge"),
    "appeal": _("Contest the decision"),
    "record_appeal": _("Record that the decision is contested"),
    "take_up_appeal": _("Review the decision again"),
    "withdraw": _("Withdraw the claim"),
    "record_withdrawal": _("Record the withdrawal"),
    "authorise": _("Confirm the power of attorney"),
    "batch": _("Put on the list of plaintiffs"),
    "take_out": _("Take off the list of plaintiffs"),
    "file": _("File with the court"),
    "record_outcome": _("Record the outcome"),
    "opt_in": _("Take part in the appeal"),
    "record_opt_in": _("Record taking part in the appeal"),
    "accept": _("Accept the judgment"),
    "record_acceptance": _("Record that the judgment is accepted"),
    "make_final": _("Record that the judgment is final"),
    "make_payable": _("Release for payment"),
    "record_payment": _("Record the payment"),
    "record_return": _("Record a returned payment"),
    "reissue": _("Pay again"),
    "close": _("Close"),
    "record_death": _("Record the claimant's death"),
    "open_succession": _("Open the succession"),
    "resume": _("Resume"),
    # Class settlement
    "take_up": _("Take up for review"),
    "approve": _("Approve"),
    "find_deficient": _("Ask for information"),
    "deny": _("Deny"),
    "dispute": _("Contest the decision"),
    "record_dispute": _("Record that the decision is contested"),
    "deny_finally": _("Deny finally"),
    "record_uncashed": _("Record an uncollected payment"),
    "void": _("Void the payment"),
}

CASE_MOVES: Final[Words] = {
    "open_recruiting": _("Open for claims"),
    "collect_documents": _("Collect documents"),
    "lock_batch": _("Close the list of plaintiffs"),
    "file": _("File with the court"),
    "record_service": _("Record service on the defendant"),
    "open_pleading": _("Open the hearings"),
    "close_pleading": _("Close the hearings"),
    "reopen_pleading": _("Reopen the hearings"),
    "record_judgment": _("Record the judgment"),
    "open_appeal_window": _("Begin the time to appeal"),
    "appeal": _("Record the appeal"),
    "appeal_on_law": _("Record the appeal to the Supreme Court"),
    "record_remand": _("Record the remand"),
    "make_final": _("Record that the judgment is final"),
    "collect": _("Collect from the defendant"),
    "distribute": _("Distribute"),
    "close": _("Close"),
    "destroy": _("Record the destruction of the data"),
    "settle": _("Record the settlement"),
    "stay": _("Record a stay"),
    "record_correction_order": _("Record a correction order"),
    "record_mediation_offer": _("Record a mediation proposal"),
    "resume": _("Resume"),
    "withdraw": _("Withdraw the suit"),
    "record_dismissal": _("Record the dismissal"),
    # Class settlement
    "record_preliminary_approval": _("Record preliminary approval"),
    "give_notice": _("Give notice to the class"),
    "open_claims": _("Open the claims period"),
    "close_claims": _("Close the claims period"),
    "review_deficiencies": _("Review deficient claims"),
    "record_final_approval": _("Record final approval"),
    "make_effective": _("Record that the settlement is effective"),
    "distribute_again": _("Distribute a second time"),
    "give_residue": _("Give the residue to charity"),
    "account": _("Account to the court"),
}

# Why a claim moved, where it was no move of a person's.
CAUSES: Final[Words] = {
    "filed_by_web": _("Filed on the web"),
    "filed_by_api": _("Filed by a program"),
    "filed_by_import": _("Imported"),
    "verification": _("Automatic check"),
    "cure_period_over": _("The time to answer is over"),
    "duplicate_link": _("Decision on a pair: the same person"),
    "duplicate_apart": _("Decision on a pair: two people"),
    "duplicate_household": _("Decision on a pair: one household"),
    "duplicate_undo": _("Decision on a pair undone"),
    "duplicate_survivor": _("Another claim chosen to go on"),
}

REFUSALS: Final[Words] = {
    "unknown_stage": _("There is no such stage in this kind of case."),
    "no_such_move": _("This move is not possible from the present stage."),
    "not_this_actor": _("This move is not yours to make."),
    "not_the_stage_left": _("From here it goes back only to the stage that it came from."),
    "batch_not_open": _("The list of plaintiffs is closed, so this move is no longer possible."),
}

# What the check of a claim found is never told (trust.md 4): whoever files in another's name would learn whether the
# other has claimed, or whether their account is on a list. Verified, held, merged or with a person, and however often
# it is checked again, a claim looks the same until it is asked for something or a person decides.
_UNSAID: Final = frozenset(
    {
        ClaimStage.VERIFIED.value,
        ClaimStage.REVIEW.value,
        ClaimStage.DUPLICATE_HOLD.value,
        ClaimStage.MERGED.value,
    }
)


def public_stage(stage: str) -> str:
    """Return the claim stage that a claimant is shown, in words or as a code, for the stage where the claim stands."""
    return ClaimStage.VERIFYING.value if stage in _UNSAID else stage


def stage_label(subject: str, stage: str, *, case_type: str = CaseType.JOINT_ACTION) -> str:
    """Return the name of a stage of a "case" or a "claim"; for claimants give it what `public_stage` returns.

    Raises KeyError for a stage that there is not.
    """
    if subject == Subject.CASE:
        return str(CASE_STAGES[stage])
    words = SETTLEMENT_CLAIM_STAGES if case_type == CaseType.CLASS_SETTLEMENT else {}
    return str(words.get(stage) or CLAIM_STAGES[stage])


def step_label(name: str, *, subject: str = Subject.CLAIM, case_type: str = CaseType.JOINT_ACTION) -> str:
    """Return the name of one step of a journey. Raises KeyError for a step that no journey has."""
    if subject == Subject.CASE:
        return str(CASE_STEPS.get(name) or CASE_STAGES[name])
    words = SETTLEMENT_STEPS if case_type == CaseType.CLASS_SETTLEMENT else {}
    return str(words.get(name) or STEPS[name])


def move_label(name: str, subject: str = Subject.CLAIM) -> str:
    """Return what to write on the button of a move, as recorded moves are called too.

    Some names mean another act for a case than for a claim (`appeal`, `withdraw`). Raises KeyError for a name that
    neither has.
    """
    return str(CASE_MOVES[name] if subject == Subject.CASE else CLAIM_MOVES[name])


def cause_label(cause: str) -> str:
    """Return what made a claim move, for its timeline; a cause that is no longer used is shown as its code."""
    return str(CAUSES.get(cause) or CLAIM_MOVES.get(cause) or cause)


def refusal_sentence(code: str) -> str:
    """Return why a move is not allowed. Raises KeyError for a code that is no `Refusal`."""
    return str(REFUSALS[code])
