"""Rules on whether this firm may press this claim: other proceedings (16), duplicates (17), conflicts (21)."""

from typing import Final

from claims.rules.verification.checks import Check, Outcome, Reason
from claims.rules.verification.facts import CaseContext, ClaimFacts, Proceedings

_NO_OTHER_PROCEEDINGS: Final = Check(16, Outcome.PASS, Reason.NO_OTHER_PROCEEDINGS)
_FOREIGN_CLASS_FLAG: Final = Check(16, Outcome.PASS, Reason.FOREIGN_CLASS_FLAG)
_ON_FILE: Final = Check(16, Outcome.PASS, Reason.ON_FILE)
_OTHER_SUIT: Final = Check(16, Outcome.FAIL, Reason.OTHER_SUIT, asks=True)
_UNANSWERED: Final = Check(16, Outcome.FAIL, Reason.UNANSWERED, asks=True)
_MEDIATION_PENDING: Final = Check(16, Outcome.REVIEW, Reason.MEDIATION_PENDING)

_NO_DUPLICATES: Final = Check(17, Outcome.PASS, Reason.NO_DUPLICATES)
_LATER_CLAIM_EXISTS: Final = Check(17, Outcome.PASS, Reason.LATER_CLAIM_EXISTS)

_NO_CONFLICT: Final = Check(21, Outcome.PASS, Reason.NO_CONFLICT)

_BY_PROCEEDINGS: Final = {
    Proceedings.NONE.value: _NO_OTHER_PROCEEDINGS,
    Proceedings.OTHER_SUIT.value: _OTHER_SUIT,
    Proceedings.MEDIATION.value: _MEDIATION_PENDING,
    Proceedings.FOREIGN_CLASS.value: _FOREIGN_CLASS_FLAG,
}


def other_proceedings(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 16. The same claim is not pressed twice (Civil Procedure Act 259).

    Another suit must be withdrawn first. A mediation may end in a settlement that binds, so a person looks. Being
    a member of a foreign class takes nothing away here and is flagged. An answer given is weighed even when
    another one is on file.
    """
    if not facts.other_proceedings:
        return _ON_FILE if facts.proceedings_on_file else _UNANSWERED
    return _BY_PROCEEDINGS[facts.other_proceedings]


def duplicates(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 17. No other claim of the incident may be the same person's.

    Of a cluster one claim goes on and the others wait to be merged; of two claims that may be one person's the later
    one waits for a decision, whichever is judged first. Households and pairs that were kept apart are none of them.
    Params: `agreements` (codes, sorted) and `claims`, the number of claims that this one waits for.
    """
    if not facts.duplicates:
        return _NO_DUPLICATES
    repeated = [hit for hit in facts.duplicates if hit.waits]
    if not repeated:
        return _LATER_CLAIM_EXISTS
    certain = any(hit.certain for hit in repeated)
    return Check(
        17,
        Outcome.REVIEW,
        Reason.CERTAIN_DUPLICATE if certain else Reason.PROBABLE_DUPLICATE,
        {"agreements": sorted({code for hit in repeated for code in hit.agreements}), "claims": len(repeated)},
    )


def conflict_of_interest(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 21. The claimant is not of those whose claim the firm may not take on (Attorney-at-Law Act 31).

    A hit is a name alone, and names are shared, so a person looks. Params: `kinds` (codes, sorted).
    """
    if not facts.conflicts:
        return _NO_CONFLICT
    return Check(21, Outcome.REVIEW, Reason.CONFLICT_HIT, {"kinds": sorted(set(facts.conflicts))})
