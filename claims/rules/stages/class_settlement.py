"""The stages of a class settlement (US style) and of a claim in it.

The arrows are those of the domain's tables; what had to be read into them, or added, says why.
"""

from typing import Final

from claims.rules.stages.codes import ActorKind, CaseStage, ClaimStage
from claims.rules.stages.table import StageTable, Step, moves

CLAIMANT: Final = ActorKind.CLAIMANT
STAFF: Final = ActorKind.STAFF
WORKER: Final = ActorKind.WORKER

_K = CaseStage
_C = ClaimStage

CASE: Final = StageTable(
    initial=_K.FILED,
    ended=frozenset({_K.CLOSED}),
    moves=(
        *moves(_K.FILED, _K.SETTLED, "settle", STAFF),
        *moves(_K.SETTLED, _K.PRELIMINARY_APPROVAL, "record_preliminary_approval", STAFF),
        *moves(_K.PRELIMINARY_APPROVAL, _K.NOTICE, "give_notice", STAFF),
        *moves(_K.NOTICE, _K.CLAIMS_OPEN, "open_claims", STAFF),
        *moves(_K.CLAIMS_OPEN, _K.CLAIMS_CLOSED, "close_claims", STAFF),
        *moves(_K.CLAIMS_CLOSED, _K.DEFICIENCY_REVIEW, "review_deficiencies", STAFF),
        *moves(_K.DEFICIENCY_REVIEW, _K.FINAL_APPROVAL, "record_final_approval", STAFF),
        *moves(_K.FINAL_APPROVAL, _K.EFFECTIVE, "make_effective", STAFF),
        *moves(_K.EFFECTIVE, _K.DISTRIBUTION, "distribute", STAFF),
        *moves(_K.DISTRIBUTION, _K.SECOND_DISTRIBUTION, "distribute_again", STAFF),
        *moves(_K.DISTRIBUTION, _K.CY_PRES, "give_residue", STAFF),
        *moves((_K.SECOND_DISTRIBUTION, _K.CY_PRES), _K.ACCOUNTING, "account", STAFF),
        *moves(_K.ACCOUNTING, _K.CLOSED, "close", STAFF),
    ),
    journey=(
        *(
            Step(stage, (stage,))
            for stage in (
                _K.FILED,
                _K.SETTLED,
                _K.PRELIMINARY_APPROVAL,
                _K.NOTICE,
                _K.CLAIMS_OPEN,
                _K.CLAIMS_CLOSED,
                _K.DEFICIENCY_REVIEW,
                _K.FINAL_APPROVAL,
                _K.EFFECTIVE,
                _K.DISTRIBUTION,
            )
        ),
        Step("residue", (_K.SECOND_DISTRIBUTION, _K.CY_PRES)),
        Step(_K.ACCOUNTING, (_K.ACCOUNTING,)),
        Step(_K.CLOSED, (_K.CLOSED,)),
    ),
)

CLAIM: Final = StageTable(
    initial=_C.FILED,
    # A denied claim has ended unless it is disputed, an uncashed cheque has not: the money is still owed.
    ended=frozenset({_C.DENIED, _C.FINALLY_DENIED, _C.PAID, _C.VOID}),
    moves=(
        *moves(_C.FILED, _C.REVIEW, "take_up", WORKER),
        *moves(_C.REVIEW, _C.APPROVED, "approve", STAFF, reason=True),
        *moves(_C.REVIEW, _C.DEFICIENT, "find_deficient", STAFF, reason=True),
        *moves(_C.REVIEW, _C.DENIED, "deny", STAFF, reason=True),
        *moves(_C.DEFICIENT, _C.CURED, "cure", CLAIMANT),
        *moves(_C.DEFICIENT, _C.CURED, "record_cure", STAFF, reason=True),
        *moves(_C.CURED, _C.REVIEW, "take_up", WORKER),
        *moves(_C.CURED, _C.DENIED, "deny", STAFF, reason=True),
        *moves(_C.DENIED, _C.DISPUTED, "dispute", CLAIMANT),
        *moves(_C.DENIED, _C.DISPUTED, "record_dispute", STAFF, reason=True),
        *moves(_C.DISPUTED, _C.APPROVED, "approve", STAFF, reason=True),
        *moves(_C.DISPUTED, _C.FINALLY_DENIED, "deny_finally", STAFF, reason=True),
        *moves(_C.APPROVED, _C.PAID, "record_payment", STAFF),
        *moves(_C.APPROVED, _C.UNCASHED, "record_uncashed", STAFF),
        *moves(_C.UNCASHED, _C.REISSUED, "reissue", STAFF),
        *moves(_C.UNCASHED, _C.VOID, "void", STAFF, reason=True),
        # --- Not drawn ---
        # "Deficient → cured → review or denied": what is never cured is denied, too, or it would wait for ever.
        *moves(_C.DEFICIENT, _C.DENIED, "deny", STAFF, reason=True),
        # A cheque sent again is cashed or not, like the first.
        *moves(_C.REISSUED, _C.PAID, "record_payment", STAFF),
        *moves(_C.REISSUED, _C.VOID, "void", STAFF, reason=True),
    ),
    journey=(
        Step("filed", (_C.FILED,)),
        Step("review", (_C.REVIEW, _C.DEFICIENT, _C.CURED, _C.DISPUTED)),
        Step("decision", (_C.APPROVED, _C.DENIED, _C.FINALLY_DENIED)),
        Step("payment", (_C.PAID, _C.UNCASHED, _C.REISSUED, _C.VOID)),
    ),
)
