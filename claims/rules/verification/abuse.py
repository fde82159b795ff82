"""The rule on abuse (18): a score that is shown with everything it is made of, and a person where it is not low."""

from typing import Final

from claims.rules.abuse import Assessment, Level, assess
from claims.rules.verification.checks import Check, Outcome, Param, Reason
from claims.rules.verification.facts import CaseContext, ClaimFacts

_NOT_MEASURED: Final = Check(18, Outcome.PASS, Reason.ABUSE_NOT_MEASURED)

_BY_LEVEL: Final = {
    Level.LOW: (Outcome.PASS, Reason.ABUSE_LOW),
    Level.MEDIUM: (Outcome.REVIEW, Reason.ABUSE_MEDIUM),
    Level.HIGH: (Outcome.REVIEW, Reason.ABUSE_HIGH),
}


def abuse_score(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 18. Nothing about how the claim was filed speaks for a machine or for made-up people.

    A person looks at a medium or high score; no score rejects. Params say how it came about, so that it can be
    computed again: `score`, `settings` (their version), `medium` and `high` (from which score), and `found`, for each
    indicator that gave points its reading, limit and points.
    """
    if facts.abuse is None:
        return _NOT_MEASURED
    found = assess(facts.abuse, ctx.abuse_settings)
    outcome, reason = _BY_LEVEL[found.level]
    return Check(18, outcome, reason, _params(found, ctx))


def _params(assessment: Assessment, ctx: CaseContext) -> dict[str, Param]:
    params: dict[str, Param] = {
        "score": assessment.score,
        "settings": ctx.abuse_settings.version,
        "medium": ctx.abuse_settings.medium,
        "high": ctx.abuse_settings.high,
    }
    if assessment.found:
        params["found"] = {each.code.value: [each.reading, each.limit, each.points] for each in assessment.found}
    return params
