"""Where a claim goes with its verdict."""

from typing import Final

from claims.rules.stages import CaseType, ClaimStage
from claims.rules.verification import Verdict

# Verdicts are named after the stages they lead to.
_STAGE_OF: Final = {outcome: ClaimStage(outcome.value) for outcome in Verdict}


def path_after(case_type: str, stage: str, found: Verdict, before: str | None) -> tuple[ClaimStage, ...]:
    """The stages that a claim passes through after a verdict; empty when it stays.

    In a class settlement the administrator decides every claim, so the worker only lays it before a person. A claim
    is moved out of a settled stage only when the verdict changed: a person who overrode an outcome is not
    overruled by the same outcome again. What a person has in hand, and what is before a court, stays.
    """
    if case_type == CaseType.CLASS_SETTLEMENT:
        return (ClaimStage.REVIEW,) if stage == ClaimStage.FILED else ()
    target = _STAGE_OF[found]
    match stage:
        case ClaimStage.SUBMITTED:
            return (ClaimStage.VERIFYING, target)
        case ClaimStage.VERIFYING:
            return (target,)
        case ClaimStage.VERIFIED | ClaimStage.NEEDS_INFORMATION if found != before and target != stage:
            return (ClaimStage.VERIFYING, target)
        case _:
            return ()
