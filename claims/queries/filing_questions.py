"""Which questions a filing is asked, given the answers so far. The pages ask here, for they hold no rule themselves."""

from datetime import date

from claims.queries.filing_terms import FilingCase
from claims.rules.verification import AgeBand, ClaimantType, age_band


def needs_representative(claimant_type: object, birth_date: object, case: FilingCase) -> bool:
    """Whether the claimant cannot sign alone (Civil Code 4, 5), so that a legal representative is asked for.

    By the ages that the case's claims are judged by, so that nobody is asked later for what the form left out.
    `birth_date` is ISO 8601 as checked by `claims.services.filing.check_part`; not answered yet, it asks for nobody.
    """
    if claimant_type == ClaimantType.MINOR_REPRESENTATIVE:
        return True
    if not birth_date:
        return False
    born = date.fromisoformat(str(birth_date).strip())
    return age_band(born, case.terms.today, case.rules) is not AgeBand.ADULT


def has_account(claimant_type: object) -> bool:
    """Whether there is an account to ask for: a recipient who is no member has none."""
    return claimant_type != ClaimantType.NON_MEMBER_RECIPIENT


def may_have_withdrawn(claimant_type: object) -> bool:
    """Whether to ask when the account was closed: not of somebody who says that they hold it."""
    return claimant_type != ClaimantType.ACCOUNT_HOLDER


def signs_alone_from(case: FilingCase) -> int:
    """Years of age from which a claimant of this case signs alone."""
    return case.rules.threshold("adult_from")
