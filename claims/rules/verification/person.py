"""Rules on who claims: what they gave (1) and how old they are (4)."""

from typing import Final

from claims.rules.deadlines import age_on
from claims.rules.verification.checks import Check, Outcome, Reason
from claims.rules.verification.facts import CaseContext, ClaimantType, ClaimFacts, Field

_COMPLETE: Final = Check(1, Outcome.PASS, Reason.COMPLETE)
_COMPLETE_ON_FILE: Final = Check(1, Outcome.PASS, Reason.COMPLETE_ON_FILE)
_ADULT: Final = Check(4, Outcome.PASS, Reason.ADULT)
_BIRTH_DATE_MISSING: Final = Check(4, Outcome.REVIEW, Reason.BIRTH_DATE_MISSING)


def required_fields(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 1. Everything a claim is filed with is given, every required consent too, and the truth attested.

    A recipient who is no member has no account to name. Params: `fields`, `consents` (codes, sorted).
    """
    fields = facts.missing
    if facts.claimant_type == ClaimantType.NON_MEMBER_RECIPIENT:
        fields = fields - {Field.ACCOUNT}
    if not (facts.attested or facts.attestation_on_file):
        fields = fields | {Field.ATTESTATION}
    if fields or facts.consents_missing:
        params = {"fields": sorted(fields), "consents": sorted(facts.consents_missing)}
        return Check(1, Outcome.FAIL, Reason.INCOMPLETE, params, asks=True)
    return _COMPLETE if facts.attested else _COMPLETE_ON_FILE


def age(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 4. An adult claims alone; for a minor the legal representative signs (Civil Code 4, 5).

    For a child below `ctx.consents_from` (14) the representative consents to the processing itself, and that must
    be verified (PIPA 22-2): without one the claim is held; with one, a person looks at the proof, for none of
    these facts is proof. A missing birth date is rule 1's to ask; here it only means that no machine can clear
    it. Params: `under`, the legal age that matters, never the claimant's.
    """
    if facts.birth_date is None:
        return _BIRTH_DATE_MISSING
    years = age_on(ctx.today, facts.birth_date)
    if years >= ctx.adult_from:
        return _ADULT
    if years < ctx.consents_from:
        params = {"under": ctx.consents_from}
        if facts.has_representative:
            return Check(4, Outcome.REVIEW, Reason.CHILD_REPRESENTED, params)
        return Check(4, Outcome.FAIL, Reason.CHILD_UNREPRESENTED, params, asks=True)
    params = {"under": ctx.adult_from}
    if facts.has_representative:
        return Check(4, Outcome.PASS, Reason.MINOR_REPRESENTED, params)
    return Check(4, Outcome.FAIL, Reason.MINOR_UNREPRESENTED, params, asks=True)


def is_held(check: Check) -> bool:
    """Whether this check, rule 4's, forbids to process the claim any further."""
    return check.reason is Reason.CHILD_UNREPRESENTED
