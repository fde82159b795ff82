"""Rules on who claims: what they gave (1), that it is they (2, 3), and how old they are (4)."""

from typing import Final

from claims.rules.verification.checks import Check, Outcome, Reason
from claims.rules.verification.facts import (
    AgeBand,
    CaseContext,
    ClaimantType,
    ClaimFacts,
    Contact,
    Field,
    Identity,
)

_COMPLETE: Final = Check(1, Outcome.PASS, Reason.COMPLETE)
_COMPLETE_ON_FILE: Final = Check(1, Outcome.PASS, Reason.COMPLETE_ON_FILE)
_BY_CONTACT: Final = {
    Contact.PROVEN.value: Check(2, Outcome.PASS, Reason.CONTACT_PROVEN),
    Contact.ON_FILE.value: Check(2, Outcome.PASS, Reason.CONTACT_ON_FILE),
    Contact.UNPROVEN.value: Check(2, Outcome.FAIL, Reason.CONTACT_UNPROVEN, asks=True),
}
_BY_IDENTITY: Final = {
    Identity.EQUAL.value: Check(3, Outcome.PASS, Reason.IDENTITY_EQUAL),
    Identity.SIMILAR.value: Check(3, Outcome.REVIEW, Reason.IDENTITY_SIMILAR),
    Identity.OTHER.value: Check(3, Outcome.FAIL, Reason.IDENTITY_OTHER, asks=True),
}
_IDENTITY_MISSING: Final = Check(3, Outcome.FAIL, Reason.IDENTITY_MISSING, asks=True)
_IDENTITY_NOT_OFFERED: Final = Check(3, Outcome.PASS, Reason.IDENTITY_NOT_OFFERED)
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


def contact(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 2. A code that was sent to the claimant's e-mail address or phone came back, or the firm vouches for it."""
    return _BY_CONTACT[facts.contact]


def identity(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 3. Name and birth date of a verified identity are the form's.

    Another spelling of the name goes to a person. Where no provider is set up nobody can be asked, and the rule says
    so.
    """
    if facts.identity is not None:
        return _BY_IDENTITY[facts.identity]
    return _IDENTITY_MISSING if ctx.identity_offered else _IDENTITY_NOT_OFFERED


def age(facts: ClaimFacts, ctx: CaseContext) -> Check:
    """Rule 4. An adult claims alone; for a minor the legal representative signs (Civil Code 4, 5).

    For a child below the age of consent (14) the representative consents to the processing itself, and that must
    be verified (PIPA 22-2): without one the claim is held; with one, a person looks at the proof, for none of
    these facts is proof. A missing birth date is rule 1's to ask; here it only means that no machine can clear
    it. Params: `under`, the legal age that matters, never the claimant's.
    """
    if facts.age_band is None:
        return _BIRTH_DATE_MISSING
    if facts.age_band == AgeBand.ADULT:
        return _ADULT
    if facts.age_band == AgeBand.CHILD:
        params = {"under": ctx.rules.threshold("consents_from")}
        if facts.has_representative:
            return Check(4, Outcome.REVIEW, Reason.CHILD_REPRESENTED, params)
        return Check(4, Outcome.FAIL, Reason.CHILD_UNREPRESENTED, params, asks=True)
    params = {"under": ctx.rules.threshold("adult_from")}
    if facts.has_representative:
        return Check(4, Outcome.PASS, Reason.MINOR_REPRESENTED, params)
    return Check(4, Outcome.FAIL, Reason.MINOR_UNREPRESENTED, params, asks=True)


def is_held(check: Check) -> bool:
    """Whether this check, rule 4's, forbids to process the claim any further."""
    return check.reason is Reason.CHILD_UNREPRESENTED
