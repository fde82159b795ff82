"""The stages of a joint action (공동소송) and of a claim in it.

The arrows are those of the domain's tables. Where the table names no arrow that the law or plain bookkeeping needs,
lest a case or claim be stuck or recorded falsely, the arrow stands under "Not drawn" with its ground.
CPA is the Civil Procedure Act (민사소송법).
"""

from typing import Final

from claims.rules.stages.codes import ActorKind, CaseStage, ClaimStage
from claims.rules.stages.table import Return, StageTable, Step, moves

CLAIMANT: Final = ActorKind.CLAIMANT
STAFF: Final = ActorKind.STAFF
WORKER: Final = ActorKind.WORKER
OPERATOR: Final = ActorKind.OPERATOR

# --- The case. Only a person moves it, so that each arrow is counsel's act or counsel's record of a court's. ---

_K = CaseStage

BEFORE_COURT: Final = (_K.DRAFT, _K.RECRUITING, _K.COLLECTING_DOCUMENTS, _K.BATCH_LOCKED)
IN_COURT: Final = (
    _K.FILED,
    _K.SERVED,
    _K.PLEADING,
    _K.PLEADING_CLOSED,
    _K.FIRST_JUDGMENT,
    _K.APPEAL_WINDOW,
    _K.APPEAL,
    _K.SECOND_JUDGMENT,
    _K.SUPREME_COURT,
)
SIDE: Final = (_K.STAYED, _K.CORRECTION_ORDER, _K.MEDIATION_OFFER)

# A court stays what is before it, at any instance, even while a period for appeal runs (CPA 233-247).
MAY_BE_STAYED: Final = IN_COURT
# A court has a paper corrected when it examines it: a complaint (CPA 254), an appeal (399, 425).
MAY_BE_CORRECTED: Final = (_K.FILED, _K.SERVED, _K.PLEADING, _K.APPEAL, _K.SUPREME_COURT)
# The Dispute Mediation Committee may propose before a suit and during it (PIPA 43-47), the court until the judgment
# of the facts' last instance (Judicial Conciliation of Civil Disputes Act 6).
MAY_BE_MEDIATED: Final = (
    _K.RECRUITING,
    _K.COLLECTING_DOCUMENTS,
    _K.BATCH_LOCKED,
    _K.FILED,
    _K.SERVED,
    _K.PLEADING,
    _K.PLEADING_CLOSED,
    _K.APPEAL,
)

CASE: Final = StageTable(
    initial=_K.DRAFT,
    ended=frozenset({_K.WITHDRAWN, _K.DISMISSED, _K.CLOSED, _K.DESTROYED}),
    moves=(
        # Recruiting is not entered again: whoever comes later belongs to a new batch, with a course of its own.
        *moves(_K.DRAFT, _K.RECRUITING, "open_recruiting", STAFF),
        *moves(_K.RECRUITING, _K.COLLECTING_DOCUMENTS, "collect_documents", STAFF),
        *moves(_K.COLLECTING_DOCUMENTS, _K.BATCH_LOCKED, "lock_batch", STAFF),
        *moves(_K.BATCH_LOCKED, _K.FILED, "file", STAFF),
        *moves(_K.FILED, _K.SERVED, "record_service", STAFF),
        *moves(_K.SERVED, _K.PLEADING, "open_pleading", STAFF),
        *moves(_K.PLEADING, _K.PLEADING_CLOSED, "close_pleading", STAFF),
        *moves(_K.PLEADING_CLOSED, _K.FIRST_JUDGMENT, "record_judgment", STAFF),
        *moves(_K.FIRST_JUDGMENT, _K.APPEAL_WINDOW, "open_appeal_window", STAFF),
        *moves(_K.APPEAL_WINDOW, _K.APPEAL, "appeal", STAFF),
        *moves(_K.APPEAL, _K.SECOND_JUDGMENT, "record_judgment", STAFF),
        *moves(_K.SECOND_JUDGMENT, _K.SUPREME_COURT, "appeal_on_law", STAFF),
        *moves(_K.SUPREME_COURT, _K.FINAL, "make_final", STAFF),
        *moves(_K.FINAL, _K.COLLECTION, "collect", STAFF),
        *moves(_K.COLLECTION, _K.DISTRIBUTION, "distribute", STAFF),
        *moves(_K.DISTRIBUTION, _K.CLOSED, "close", STAFF),
        *moves(_K.CLOSED, _K.DESTROYED, "destroy", STAFF, reason=True),
        # Settlement, in court or by mediation.
        *moves((_K.PLEADING, _K.APPEAL), _K.SETTLED, "settle", STAFF, reason=True),
        *moves(_K.SETTLED, _K.COLLECTION, "collect", STAFF),
        # Side stages return to the stage left. They do not nest: a second one waits until the first is over.
        *moves(MAY_BE_STAYED, _K.STAYED, "stay", STAFF, reason=True, returns=Return.STORES),
        *moves(
            MAY_BE_CORRECTED, _K.CORRECTION_ORDER, "record_correction_order", STAFF, reason=True, returns=Return.STORES
        ),
        *moves(
            MAY_BE_MEDIATED, _K.MEDIATION_OFFER, "record_mediation_offer", STAFF, reason=True, returns=Return.STORES
        ),
        *moves(_K.STAYED, MAY_BE_STAYED, "resume", STAFF, returns=Return.RETURNS),
        *moves(_K.CORRECTION_ORDER, MAY_BE_CORRECTED, "resume", STAFF, returns=Return.RETURNS),
        *moves(_K.MEDIATION_OFFER, MAY_BE_MEDIATED, "resume", STAFF, returns=Return.RETURNS),
        # "Any → withdrawn, dismissed". A suit is withdrawn until its judgment is final (CPA 266), a planned one
        # given up at any time. Only what is before a court is dismissed. Both mean the end of the case: a
        # dismissal that is appealed is a judgment, and the case goes on to the appeal window.
        *moves((*BEFORE_COURT, *IN_COURT, *SIDE), _K.WITHDRAWN, "withdraw", STAFF, reason=True),
        *moves((*IN_COURT, *SIDE), _K.DISMISSED, "record_dismissal", STAFF, reason=True),
        # --- Not drawn ---
        # Nobody appeals: the judgment becomes final when the two weeks are over (CPA 396, 498).
        *moves((_K.APPEAL_WINDOW, _K.SECOND_JUDGMENT), _K.FINAL, "make_final", STAFF),
        # The court reopens the pleading (CPA 142); the Supreme Court quashes and remands (CPA 436).
        *moves(_K.PLEADING_CLOSED, _K.PLEADING, "reopen_pleading", STAFF, reason=True),
        *moves(_K.SUPREME_COURT, _K.APPEAL, "record_remand", STAFF, reason=True),
        # An accepted proposal, silence included, is a settlement in court (PIPA 47 (3), (5)).
        *moves(_K.MEDIATION_OFFER, _K.SETTLED, "settle", STAFF, reason=True),
        # A case lost for good has nothing to collect.
        *moves(_K.FINAL, _K.CLOSED, "close", STAFF, reason=True),
        # What retention and destruction (PIPA 21) count from is the closing, however the case ended.
        *moves((_K.WITHDRAWN, _K.DISMISSED), _K.CLOSED, "close", STAFF),
    ),
    journey=tuple(
        Step(stage, (stage,))
        for stage in (*BEFORE_COURT, *IN_COURT, _K.FINAL, _K.COLLECTION, _K.DISTRIBUTION, _K.CLOSED, _K.DESTROYED)
    ),
)

# --- The claim. Workers verify, ask and hand over to a person; a person rejects, merges and overrides. ---

_C = ClaimStage

JUDGMENTS: Final = (_C.AWARDED, _C.PARTLY_AWARDED, _C.DISMISSED_ON_MERITS, _C.DISMISSED_WITHOUT)
OUTCOMES: Final = (*JUDGMENTS, _C.WITHDRAWN_IN_COURT)

# Before a court, at any instance, until its judgment is final.
PENDING_IN_COURT: Final = frozenset({_C.FILED, *JUDGMENTS, _C.APPEAL_OPTED_IN, _C.ACCEPTED})

# The claimant may leave at any time until the batch is locked (Civil Code 689, PIPA 37): "submitted → withdrawn"
# is read as "from submission on". Not while a worker judges, which takes one transaction. From a batch, counsel
# takes the claim out first; after filing it is a withdrawal in court.
MAY_WITHDRAW: Final = (
    _C.SUBMITTED,
    _C.NEEDS_INFORMATION,
    _C.REVIEW,
    _C.DUPLICATE_HOLD,
    _C.APPEALED,
    _C.VERIFIED,
    _C.AUTHORISED,
)

# "Any living stage" in which a claimant may die: from submission, for nothing is held of anyone before, until the
# claim has ended. Heirs of one whose claim was rejected or expired first appeal or cure.
LIVING: Final = (
    _C.SUBMITTED,
    _C.VERIFYING,
    _C.NEEDS_INFORMATION,
    _C.REVIEW,
    _C.DUPLICATE_HOLD,
    _C.APPEALED,
    _C.VERIFIED,
    _C.AUTHORISED,
    _C.BATCHED,
    _C.FILED,
    *JUDGMENTS,
    _C.APPEAL_OPTED_IN,
    _C.ACCEPTED,
    _C.FINAL,
    _C.PAYABLE,
    _C.PAID,
    _C.RETURNED,
    _C.REISSUED,
)

CLAIM: Final = StageTable(
    initial=_C.DRAFT,
    ended=frozenset(
        {
            _C.ABANDONED,
            _C.WITHDRAWN,
            _C.EXPIRED,
            _C.REJECTED,
            _C.MERGED,
            # The suit counts as never brought (CPA 267): nothing to appeal or to accept.
            _C.WITHDRAWN_IN_COURT,
            _C.CLOSED,
        }
    ),
    moves=(
        *moves(_C.DRAFT, _C.SUBMITTED, "submit", CLAIMANT, OPERATOR),
        *moves(_C.DRAFT, _C.ABANDONED, "abandon", CLAIMANT, WORKER),
        # Verification
        *moves(_C.SUBMITTED, _C.VERIFYING, "verify", WORKER),
        *moves(
            _C.VERIFYING,
            (_C.VERIFIED, _C.NEEDS_INFORMATION, _C.REVIEW, _C.DUPLICATE_HOLD),
            "judge",
            WORKER,
        ),
        *moves((_C.VERIFIED, _C.NEEDS_INFORMATION), _C.VERIFYING, "verify_again", WORKER),
        *moves(_C.NEEDS_INFORMATION, _C.VERIFYING, "cure", CLAIMANT),
        *moves(_C.NEEDS_INFORMATION, _C.VERIFYING, "record_cure", STAFF, reason=True),
        *moves(_C.NEEDS_INFORMATION, _C.EXPIRED, "expire", WORKER),
        *moves(_C.EXPIRED, _C.VERIFYING, "cure", CLAIMANT, while_batch_open=True),
        *moves(_C.EXPIRED, _C.VERIFYING, "record_cure", STAFF, reason=True, while_batch_open=True),
        # A person only
        *moves((_C.REVIEW, _C.DUPLICATE_HOLD), _C.VERIFIED, "clear", STAFF, reason=True),
        *moves((_C.REVIEW, _C.DUPLICATE_HOLD), _C.REJECTED, "reject", STAFF, reason=True),
        *moves((_C.REVIEW, _C.DUPLICATE_HOLD), _C.MERGED, "merge", STAFF, reason=True),
        # "Merges are reversible". Undone, the question whether two claims are one person's is open again,
        # wherever the merge was decided.
        *moves(_C.MERGED, _C.DUPLICATE_HOLD, "undo_merge", STAFF, reason=True),
        *moves(_C.REJECTED, _C.APPEALED, "appeal", CLAIMANT),
        *moves(_C.REJECTED, _C.APPEALED, "record_appeal", STAFF, reason=True),
        *moves(_C.APPEALED, _C.REVIEW, "take_up_appeal", STAFF, WORKER),
        *moves(MAY_WITHDRAW, _C.WITHDRAWN, "withdraw", CLAIMANT),
        *moves(MAY_WITHDRAW, _C.WITHDRAWN, "record_withdrawal", STAFF, reason=True),
        # Into court. Unproven authority kills whole suits, so a person says that it is proven.
        *moves(_C.VERIFIED, _C.AUTHORISED, "authorise", STAFF),
        *moves(_C.AUTHORISED, _C.BATCHED, "batch", STAFF),
        *moves(_C.BATCHED, _C.VERIFIED, "take_out", STAFF, reason=True, while_batch_open=True),
        *moves(_C.BATCHED, _C.FILED, "file", STAFF),
        # Outcome, at each instance. The reason cites the decision.
        *moves(_C.FILED, OUTCOMES, "record_outcome", STAFF, reason=True),
        *moves(JUDGMENTS, _C.APPEAL_OPTED_IN, "opt_in", CLAIMANT),
        *moves(JUDGMENTS, _C.APPEAL_OPTED_IN, "record_opt_in", STAFF, reason=True),
        *moves(JUDGMENTS, _C.ACCEPTED, "accept", CLAIMANT),
        *moves(JUDGMENTS, _C.ACCEPTED, "record_acceptance", STAFF, reason=True),
        *moves((_C.APPEAL_OPTED_IN, _C.ACCEPTED), _C.FINAL, "make_final", STAFF),
        # Money. "Paid or returned → reissued → closed": what was paid is closed; what came back is sent again.
        *moves(_C.FINAL, _C.PAYABLE, "make_payable", STAFF),
        *moves(_C.PAYABLE, _C.PAID, "record_payment", STAFF),
        *moves(_C.PAYABLE, _C.RETURNED, "record_return", STAFF),
        *moves(_C.RETURNED, _C.REISSUED, "reissue", STAFF),
        *moves((_C.PAID, _C.REISSUED), _C.CLOSED, "close", STAFF),
        # Death and succession (Civil Code 1005, CPA 233): the heirs go on where the claimant stood.
        *moves(LIVING, _C.DECEASED, "record_death", STAFF, reason=True, returns=Return.STORES),
        *moves(_C.DECEASED, _C.SUCCESSION, "open_succession", STAFF, reason=True, returns=Return.KEEPS),
        *moves(_C.SUCCESSION, LIVING, "resume", STAFF, returns=Return.RETURNS),
        # --- Not drawn ---
        # The next instance judges again, on the claimant's appeal or on the other side's; and an appeal may be
        # withdrawn or end without a judgment, which "→ final" covers.
        *moves((_C.APPEAL_OPTED_IN, _C.ACCEPTED), OUTCOMES, "record_outcome", STAFF, reason=True),
        # A claim dismissed for good has nothing to pay.
        *moves(_C.FINAL, _C.CLOSED, "close", STAFF, reason=True),
        # A bank may send money back later, and again.
        *moves((_C.PAID, _C.REISSUED), _C.RETURNED, "record_return", STAFF),
    ),
    journey=(
        Step("submitted", (_C.SUBMITTED,)),
        Step(
            "verifying",
            (
                _C.VERIFYING,
                _C.NEEDS_INFORMATION,
                _C.REVIEW,
                _C.DUPLICATE_HOLD,
                _C.EXPIRED,
                _C.REJECTED,
                _C.MERGED,
                _C.APPEALED,
            ),
        ),
        Step("verified", (_C.VERIFIED,)),
        Step("authorised", (_C.AUTHORISED,)),
        Step("batched", (_C.BATCHED,)),
        Step("filed", (_C.FILED,)),
        Step("judgment", (*OUTCOMES, _C.APPEAL_OPTED_IN, _C.ACCEPTED)),
        Step("final", (_C.FINAL,)),
        Step("payment", (_C.PAYABLE, _C.PAID, _C.RETURNED, _C.REISSUED)),
        Step("closed", (_C.CLOSED,)),
    ),
)
